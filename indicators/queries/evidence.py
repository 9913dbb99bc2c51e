"""Evidence of figures: for staff, for readers, and the number of items of each figure."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Count

from indicators import permissions
from indicators.models import Evidence, Measurement, ReportingRound
from indicators.models.evidence import EvidenceQuerySet
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days, round_days_by_rule
from indicators.rules.periods import period_of
from indicators.rules.recording import RecordingLock, recording_lock


def evidence_of(measurement_id: int | None) -> list[Evidence]:
    """Return the evidence of a figure, the oldest first. One query."""
    if measurement_id is None:
        return []
    rows = Evidence.objects.current().filter(measurement=measurement_id)
    return list(rows.select_related("added_by").order_by("pk"))


def evidence_by_measurement(measurement_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """Return measurement id -> its evidence, the oldest first; measurements without evidence have no key. One query."""
    evidence: dict[int, list[Evidence]] = {}
    for item in Evidence.objects.current().filter(measurement__in=list(measurement_ids)).order_by("pk"):
        evidence.setdefault(item.measurement_id, []).append(item)
    return evidence


def evidence_counts(measurement_ids: Iterable[int]) -> dict[int, int]:
    """Return measurement id -> number of files and links; measurements without evidence have no key. One query."""
    rows = Evidence.objects.current().filter(measurement__in=list(measurement_ids))
    return dict(rows.order_by().values_list("measurement_id").annotate(Count("pk")))


def evidence_for_user(user: User, evidence_id: int) -> Evidence | None:
    """Return the evidence for a user who may record its figure; None for other users or removed evidence. One query."""
    evidence = _current_evidence().filter(pk=evidence_id).first()
    return evidence if evidence and permissions.may_record(user, evidence.measurement.indicator) else None


def find_public_evidence(evidence_id: int) -> Evidence | None:
    """Return public evidence of an approved figure of a published programme, else None. One query."""
    rows = _current_evidence().public().published().filter(measurement__approved_revision__isnull=False)
    return rows.filter(pk=evidence_id).first()


def _current_evidence() -> EvidenceQuerySet:
    return Evidence.objects.current().with_programme().select_related("measurement__indicator__unit")


def evidence_lock(measurement: Measurement, *, on: date, is_coordinator: bool) -> RecordingLock | None:
    """Return why no evidence may be added to the figure now; None if it may. One query."""
    period = period_of(measurement.period_code)
    row = ReportingRound.objects.filter(
        programme__main_goal__specific_goals__actions__indicators=measurement.indicator_id, year=period.year
    ).first()
    days = round_days(row) if row else round_days_by_rule(period.year)
    slot = Slot(measurement.indicator, period, days)
    return evidence_lock_in_slot(slot, on=on, is_coordinator=is_coordinator)


def evidence_lock_in_slot(slot: Slot, *, on: date, is_coordinator: bool) -> RecordingLock | None:
    """Return the lock of recording; unlike figures, coordinators may add evidence in a closed round."""
    return recording_lock(
        slot.period,
        slot.days,
        on=on,
        withdrawn_from=slot.indicator.withdrawn_from,
        may_correct_closed=is_coordinator,
    )
