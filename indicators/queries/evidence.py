"""Evidence of figures: what the office sees, what readers see, how many each figure has."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count

from indicators import permissions
from indicators.models import Evidence, Measurement, ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due import programme_of, round_days
from indicators.rules.periods import period_of, round_due_on, round_opens_on
from indicators.rules.recording import RecordingLock, RoundDays, recording_lock

_CHAIN = "measurement__indicator__action__specific_goal__main_goal__programme"


def evidence_of(measurement_id: int | None) -> list[Evidence]:
    """What stands on a figure, oldest first. One query."""
    if measurement_id is None:
        return []
    rows = Evidence.objects.filter(measurement_id=measurement_id, taken_off_at__isnull=True)
    return list(rows.select_related("added_by").order_by("pk"))


def evidence_counts(measurement_ids: Iterable[int]) -> dict[int, int]:
    """Figure -> how many files and links; a figure without evidence is not in it. One query."""
    rows = Evidence.objects.filter(measurement_id__in=list(measurement_ids), taken_off_at__isnull=True)
    return dict(rows.order_by().values_list("measurement_id").annotate(Count("pk")))


def evidence_for_user(user: Any, evidence_id: int) -> Evidence | None:
    """For the office: None where the person has nothing to look for, and when it was taken off."""
    found = _found(evidence_id)
    if found is None or not permissions.may_record(user, found.measurement.indicator):
        return None
    return found


def find_public_evidence(evidence_id: int) -> Evidence | None:
    """For readers: public, on an approved figure of a published programme."""
    found = _found(evidence_id)
    if found is None or not found.is_public or found.measurement.approved_revision_id is None:
        return None
    return found if programme_of(found.measurement.indicator).is_published else None


def _found(evidence_id: int) -> Evidence | None:
    rows = Evidence.objects.select_related(_CHAIN, "measurement__indicator__unit")
    return rows.filter(pk=evidence_id, taken_off_at__isnull=True).first()


def evidence_lock(measurement: Measurement, *, on: date, is_coordinator: bool) -> RecordingLock | None:
    """Why nothing may be added to this figure now. One query."""
    period = period_of(measurement.period_code)
    row = ReportingRound.objects.filter(
        programme__main_goal__specific_goals__actions__indicators=measurement.indicator_id, year=period.year
    ).first()
    own = RoundDays(period.year, round_opens_on(period.year), round_due_on(period.year), is_closed=False)
    slot = Slot(measurement.indicator, period, round_days(row) if row else own)
    return evidence_lock_in_slot(slot, on=on, is_coordinator=is_coordinator)


def evidence_lock_in_slot(slot: Slot, *, on: date, is_coordinator: bool) -> RecordingLock | None:
    """As for recording, but a coordinator may add in a closed round."""
    return recording_lock(
        slot.period,
        slot.days,
        on=on,
        withdrawn_from=slot.indicator.withdrawn_from,
        may_correct_closed=is_coordinator,
    )
