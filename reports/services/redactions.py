"""Removal of a recorded text for privacy, with a line in the public register of changes where readers saw the text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cooperation.models import Change, Programme
from cooperation.roles import Role
from cooperation.services import changes
from cooperation.services.redactions import redact

# How a row leads to its programme, by label; texts of other rows are never public.
PROGRAMME_OF = {
    "cooperation.change": "programme",
    "indicators.revision": "measurement.indicator.programme",
    "indicators.evidence": "measurement.indicator.programme",
    "indicators.decision": "indicator.programme",
    "indicators.assessment": "indicator.programme",
    "reports.publication": "report.programme",
    "reports.erratum": "publication.report.programme",
}


def redact_recorded_text(row: Any, names: Sequence[str], *, reason: str, at: datetime) -> None:
    """Remove texts of a recorded row. Raises ValueError as `redact` does."""
    with transaction.atomic():
        redact(row, names, by=None, reason=reason, at=at)
        programme = _programme_of(row)
        if programme is None:
            return
        if programme.is_published:
            changes.register(
                programme.pk,
                Change.Kind.REDACTED,
                at=at,
                object_type=str(row._meta.model_name),
                object_id=row.pk,
                role=str(Role.ADMINISTRATOR),
            )
        else:
            changes.invalidate_pages([programme.pk], at)


def _programme_of(row: Any) -> Programme | None:
    path = PROGRAMME_OF.get(row._meta.label_lower)
    if path is None:
        return None
    for name in path.split("."):
        row = getattr(row, name)
    return row if isinstance(row, Programme) else None
