"""Targets whose stored meaning differs from what their text means today: detection and repair.

They differ after the parser is extended, after the name or baseline of an indicator is edited, or when a row was not
written by the services. A target by which figures were judged is not repaired.
"""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from cooperation.models import Programme
from cooperation.rules.origins import Origin
from cooperation.services import changes
from cooperation.text import ValueType
from indicators.models import Indicator, Measurement, Target
from indicators.models.indicators import TargetQuerySet
from indicators.rules.meanings import Aggregation, Kind
from indicators.services import targets as target_service
from indicators.services.locks import lock_figures

PARSED_FIELDS = (
    "kind", "comparator", "comparator_origin", "value", "upper", "scope", "scope_origin", "measure", "deadline",
    "growth_reference", "growth_year", "growth_unit", "schedule", "frequency", "frequency_origin",
)  # fmt: skip
_ORDER = (TargetQuerySet.programme_path, "indicator__action", "indicator", "applies_from")


class RepairObstacle(StrEnum):
    """Why a target cannot be repaired."""

    APPROVED = "approved"  # values are approved in its years; an amendment from a later year is possible
    RECORDED = "recorded"  # figures are recorded in periods of the stored frequency; an amendment is possible
    JUDGED = "judged"  # each of its years has an approved value or another target; no amendment is possible


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMismatch:
    """A target as stored, an unsaved copy with the meaning of its text, and what prevents the repair."""

    stored: Target
    parsed: Target
    programme: Programme
    obstacle: RepairObstacle | None

    @property
    def fields(self) -> list[str]:
        """Names of the fields that differ."""
        return _differing_fields(self.stored, self.parsed)


def find_mismatches(targets: TargetQuerySet | None = None) -> list[TargetMismatch]:
    """Return the mismatches in the order of the programmes and their documents.

    Four queries, and two for each indicator with recorded figures.
    """
    rows = Target.objects.all() if targets is None else targets
    mismatched = []
    for stored in rows.with_programme().order_by(*_ORDER):
        programme = stored.indicator.programme
        parsed = _parsed_copy(stored, programme)
        if _differing_fields(stored, parsed):
            mismatched.append(
                TargetMismatch(
                    stored=stored,
                    parsed=parsed,
                    programme=programme,
                    obstacle=_obstacle(stored, parsed, programme),
                )
            )
    return mismatched


def repair(*, at: datetime, targets: TargetQuerySet | None = None) -> list[TargetMismatch]:
    """Store the parsed meaning of every target without an obstacle; return the repaired ones.

    The history of each target records the change, and the register of a published programme the edited indicators.
    """
    with transaction.atomic():
        lock_figures()
        repaired = [mismatch for mismatch in find_mismatches(targets) if mismatch.obstacle is None]
        edited: dict[int, TargetMismatch] = {}
        for mismatch in repaired:
            mismatch.parsed.save()
            edited[mismatch.stored.indicator_id] = mismatch
        for mismatch in edited.values():
            changes.register_edit([mismatch.programme.pk], mismatch.stored.indicator, "edited", at=at)
    return repaired


def update_meanings(indicator: Indicator) -> None:
    """Parse the targets of an indicator again after an edit of its name or baseline, where nothing is approved."""
    for mismatch in find_mismatches(Target.objects.filter(indicator=indicator)):
        if mismatch.obstacle is None:
            mismatch.parsed.save()


# --- inside ------------------------------------------------------------------------------------------------------


def _parsed_copy(stored: Target, programme: Programme) -> Target:
    target = copy(stored)
    target_service.set_meaning(target, stored.indicator, programme)
    is_percent = target.kind == Kind.PERCENT or stored.indicator.value_type == ValueType.PERCENT
    if is_percent and target.aggregation == Aggregation.SUM:  # percentages are never added up
        target.aggregation, target.aggregation_origin = Aggregation.LAST.value, Origin.DEFAULT.value
    return target


def _differing_fields(stored: Target, parsed: Target) -> list[str]:
    names = (*PARSED_FIELDS, "aggregation")
    return [name for name in names if getattr(stored, name) != getattr(parsed, name)]


def _obstacle(stored: Target, parsed: Target, programme: Programme) -> RepairObstacle | None:
    """Return why the target cannot be repaired; None if no figure depends on its meaning."""
    indicator = stored.indicator
    figures = Measurement.objects.filter(indicator=indicator).values_list("year", "approved_revision")
    years = target_service.years_in_force(stored, list(indicator.targets.all()), programme)
    in_force = [(year, approved) for year, approved in figures if year in years]
    is_approved = any(approved is not None for _year, approved in in_force)
    if not is_approved and not (in_force and stored.frequency != parsed.frequency):
        return None
    if not set(target_service.years_for_amendment(indicator, programme)).intersection(years):
        return RepairObstacle.JUDGED
    return RepairObstacle.APPROVED if is_approved else RepairObstacle.RECORDED
