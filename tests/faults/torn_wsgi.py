"""The portal on a machine that dies between the writes of one figure. Never served to anybody.

PROTECTED=0 takes the transaction out as well: the figure is then half-written, and the check must say so.
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


def _die(*_arguments: Any, **_named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _head_without_lock() -> ChainHead:
    return ChainHead.objects.get(id=1)


# The end of the chain is written last: revision and parts are there already.
mock.patch.object(ChainHead, "save", _die).start()
if os.environ["PROTECTED"] == "0":
    mock.patch.object(measurements, "transaction", SimpleNamespace(atomic=contextlib.nullcontext)).start()
    mock.patch.object(measurements, "lock_figures", _head_without_lock).start()

__all__ = ["application"]
