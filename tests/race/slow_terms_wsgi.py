"""The portal with a pause between the check and the saving of a target, so that an approval can come in between.

PROTECTED=0 removes the lock of the figures in the administration, and the ledger, whose lock would serialize the two as
well: then the approval succeeds. Used by tests only.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

from cooperation import wsgi  # sets Django up, before the models are imported
from cooperation.models import ledger
from indicators.admin import amendments
from indicators.admin import definitions as definitions_admin
from indicators.models import Measurement, Target
from indicators.services import targets

application = wsgi.application
PAUSE = 2.0  # seconds; an approval that is not blocked takes far less

_save = Target.save


def _save_once_approved(target: Target, *arguments: Any, **named: Any) -> None:
    Path(os.environ["CHECKED"]).touch()
    end = time.monotonic() + PAUSE
    approved = Measurement.objects.filter(indicator=target.indicator_id, approved_revision__isnull=False)
    while time.monotonic() < end and not approved.exists():
        time.sleep(0.02)
    _save(target, *arguments, **named)


mock.patch.object(Target, "save", _save_once_approved).start()
if os.environ["PROTECTED"] == "0":
    for module in (amendments, definitions_admin, targets):
        mock.patch.object(module, "lock_figures").start()
    for name in ("append_entries", "lock_ledger"):
        function = getattr(ledger, name)
        for loaded in list(sys.modules.values()):
            if getattr(loaded, name, None) is function:
                mock.patch.object(loaded, name).start()

__all__ = ["application"]
