"""What an approval makes known: its line in the public register of changes."""

from typing import Any

from cooperation.models import Change
from cooperation.services import changes
from cooperation.text import plain
from indicators import permissions
from indicators.models import Measurement, Revision


def register(measurement: Measurement, revision: Revision, earlier: Revision | None, by: Any) -> None:
    """The public register's line, and a new content version: cached pages end here."""
    indicator = measurement.indicator
    programme_id = indicator.programme_id
    details = {
        "indicator": indicator.name,
        "indicator_id": indicator.pk,
        "period": measurement.period_code,
        "value": _told(revision),
        "decimals": revision.decimals,
        "no_value_reason": revision.no_value_reason,
        "value_type": indicator.value_type,
        "measure": indicator.measure,
    }
    if earlier is not None:
        details |= {
            "old_value": _told(earlier),
            "old_decimals": earlier.decimals,
            "old_no_value_reason": earlier.no_value_reason,
        }
    changes.register(
        programme_id,
        Change.Kind.FIGURE_CORRECTED if earlier else Change.Kind.FIGURE_APPROVED,
        at=revision.at,
        object_type="measurement",
        object_id=measurement.pk,
        role=permissions.role_word(by),
        unit_id=indicator.unit_id,
        details=details,
        text=revision.correction_reason,
    )


def _told(revision: Revision) -> str | None:
    return plain(revision.value) if revision.value is not None else None
