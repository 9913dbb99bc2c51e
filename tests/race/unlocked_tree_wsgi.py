"""The portal with a pause after the checks of the tree's services, so that a second request can come in between.

PROTECTED=0 removes their locks and transactions: then two requests read the same state. Used by tests only.
"""

import os
import threading
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from cooperation.wsgi import application
from indicators.models import Measurement
from indicators.services import programme_tree
from indicators.services.errors import NodeChanged

PAUSE = 2.0  # seconds; a request that is not blocked takes far less
IS_PROTECTED = os.environ["PROTECTED"] == "1"

_readers: Counter[str] = Counter()
_counting = threading.Lock()
_read, _is_fixed = programme_tree._locked, programme_tree.is_fixed


def _wait_until(is_met: Any) -> None:
    end = time.monotonic() + PAUSE
    while time.monotonic() < end and not is_met():
        time.sleep(0.02)


def _read_unlocked(programme: Any, key: Any, version: str) -> Any:
    row = programme_tree.row_of(programme, key)
    order = programme_tree.TABLES[key.kind].order
    siblings = list(programme_tree.siblings_of(row, key.kind).order_by(order))
    if version != programme_tree._version(row, key.kind, siblings):
        raise NodeChanged(key.anchor)
    return next(sibling for sibling in siblings if sibling.pk == row.pk), siblings


def _read_then_wait(programme: Any, key: Any, version: str) -> Any:
    result = (_read if IS_PROTECTED else _read_unlocked)(programme, key, version)
    with _counting:
        _readers[key.anchor] += 1
    _wait_until(lambda: _readers[key.anchor] > 1)
    return result


def _check_then_wait(row: Any) -> bool:
    is_fixed = _is_fixed(row)
    Path(os.environ["CHECKED"]).touch()
    approved = Measurement.objects.filter(indicator=row.pk, approved_revision__isnull=False)
    _wait_until(approved.exists)
    return is_fixed


if "CHECKED" in os.environ:
    mock.patch.object(programme_tree, "is_fixed", _check_then_wait).start()
    mock.patch.object(programme_tree, "_locked", _read if IS_PROTECTED else _read_unlocked).start()
else:
    mock.patch.object(programme_tree, "_locked", _read_then_wait).start()
if not IS_PROTECTED:
    mock.patch.object(programme_tree, "lock_figures").start()
    mock.patch.object(programme_tree, "transaction", SimpleNamespace(atomic=nullcontext)).start()

__all__ = ["application"]
