"""Terms whose stored meaning is not what their words say today: found, and repaired where no figure was judged by them.

Words and meaning part when the rules learn to read more, when an indicator's name or baseline is edited, or when a row
was written past the services.
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
from indicators.services import definitions, meanings
from indicators.services.locks import lock_figures

READ_FROM_WORDS = (
    "kind", "comparator", "comparator_origin", "value", "upper", "scope", "scope_origin", "measure", "deadline",
    "growth_reference", "growth_year", "growth_unit", "schedule", "frequency", "frequency_origin",
)  # fmt: skip

ORDER = (TargetQuerySet.programme_path, "indicator__action", "indicator", "applies_from")


class Obstacle(StrEnum):
    """Why a row is left as it is."""

    APPROVED = "approved"  # values have been approved in its years: an amendment from a later year
    RECORDED = "recorded"  # figures were recorded in the periods of the stored frequency: the same
    JUDGED = "judged"  # every year of it has an approved value or other terms: nothing is left to amend


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A row as it is stored, the same row as its words are read, and what forbids to repair it."""

    stored: Target
    as_read: Target
    programme: Programme
    obstacle: Obstacle | None

    @property
    def fields(self) -> list[str]:
        return _differences(self.stored, self.as_read)


def mismatches(targets: TargetQuerySet | None = None) -> list[Mismatch]:
    """In the order of the programmes and their documents. Four queries, and two for each row with recorded figures."""
    rows = Target.objects.all() if targets is None else targets
    mismatched = []
    for stored in rows.with_programme().order_by(
        TargetQuerySet.programme_path, "indicator__action", "indicator", "applies_from"
    ):
        programme = stored.indicator.programme
        as_read = _as_read(stored, programme)
        if _differences(stored, as_read):
            mismatched.append(
                Mismatch(
                    stored=stored,
                    as_read=as_read,
                    programme=programme,
                    obstacle=_obstacle(stored, as_read, programme),
                )
            )
    return mismatched


def repair(*, at: datetime, targets: TargetQuerySet | None = None) -> list[Mismatch]:
    """Store what the words say, in every row without an obstacle; the rows that were repaired.

    Each keeps its history; published programmes say in their register of changes which indicators were edited.
    """
    with transaction.atomic():
        lock_figures()
        repaired = [one for one in mismatches(targets) if one.obstacle is None]
        edited: dict[int, Mismatch] = {}
        for one in repaired:
            one.as_read.save()
            edited[one.stored.indicator_id] = one
        for one in edited.values():
            changes.register_edit([one.programme.pk], one.stored.indicator, "edited", at=at)
    return repaired


def read_anew(indicator: Indicator) -> None:
    """After an edit of the name or baseline: terms that no approved value has fixed mean what they mean with it."""
    for one in mismatches(Target.objects.filter(indicator=indicator)):
        if one.obstacle is None:
            one.as_read.save()


# --- inside ------------------------------------------------------------------------------------------------------


def _as_read(stored: Target, programme: Programme) -> Target:
    target = copy(stored)
    meanings.read_words(target, stored.indicator, programme)
    is_percent = target.kind == Kind.PERCENT or stored.indicator.value_type == ValueType.PERCENT
    if is_percent and target.aggregation == Aggregation.SUM:  # percentages are never added up
        target.aggregation, target.aggregation_origin = Aggregation.LAST.value, Origin.DEFAULT.value
    return target


def _differences(stored: Target, as_read: Target) -> list[str]:
    names = (*READ_FROM_WORDS, "aggregation")
    return [name for name in names if getattr(stored, name) != getattr(as_read, name)]


def _obstacle(stored: Target, as_read: Target, programme: Programme) -> Obstacle | None:
    indicator = stored.indicator
    figures = Measurement.objects.filter(indicator=indicator).values_list("year", "approved_revision")
    years = definitions.years_of_terms(stored, list(indicator.targets.all()), programme)
    in_force = [(year, approved) for year, approved in figures if year in years]
    is_approved = any(approved is not None for _year, approved in in_force)
    if not is_approved and not (in_force and stored.frequency != as_read.frequency):
        return None
    if not set(definitions.years_for_new_terms(indicator, programme)).intersection(years):
        return Obstacle.JUDGED
    return Obstacle.APPROVED if is_approved else Obstacle.RECORDED
