"""The portal without the lock of the ledger, and with a pause before each entry is written. Used by tests only."""

import time
from typing import Any
from unittest import mock

from cooperation import wsgi  # sets Django up, before the models are imported
from cooperation.models import LedgerEntry, LedgerHead

application = wsgi.application
PAUSE = 0.1  # seconds

_bulk_create = LedgerEntry.objects.bulk_create


def _after_pause(entries: Any) -> Any:
    time.sleep(PAUSE)
    return _bulk_create(entries)


mock.patch.object(LedgerHead.objects, "select_for_update", LedgerHead.objects.all).start()
mock.patch.object(LedgerEntry.objects, "bulk_create", _after_pause).start()

__all__ = ["application"]
