"""The portal whose process is killed between the writes of one figure. Used by tests only.

PROTECTED=0 also removes the transaction: then partial data remain, which the check must report.
"""

import contextlib
import os
import signal
from types import SimpleNamespace
from typing import Any
from unittest import mock

from cooperation.wsgi import application
from indicators.models import ChainHead
from indicators.services import measurements


def _die(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _head_without_lock() -> ChainHead:
    return ChainHead.objects.get(id=1)


# The head of the chain is written last, after the revision and its parts.
mock.patch.object(ChainHead, "save", _die).start()
if os.environ["PROTECTED"] == "0":
    mock.patch.object(measurements, "transaction", SimpleNamespace(atomic=contextlib.nullcontext)).start()
    mock.patch.object(measurements, "lock_figures", _head_without_lock).start()

__all__ = ["application"]
