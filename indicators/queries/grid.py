"""All figures of a programme's year on one screen: one row an indicator, a cell for each of its periods."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from goals.models import SpecificGoal
from indicators.models import Indicator, RevisionPart, Target
from indicators.queries.due import DueFigure, due_figures, programme_of
from indicators.queries.history import BreakdownCategories, targets_with_breakdowns_of
from indicators.queries.tree import terms_in_force
from indicators.rules.completeness import Tally, tally_figures

PROGRAMME = "action__specific_goal__main_goal__programme"


@dataclass(frozen=True)
class GridCell:
    """One period of an indicator; `parts` of its newest revision: category id -> (value, decimals)."""

    due: DueFigure
    split: BreakdownCategories | None
    parts: dict[int, tuple[Decimal, int]] = field(default_factory=dict)

    @property
    def indicator(self) -> Indicator:
        return self.due.indicator

    @property
    def categories(self) -> Sequence[tuple[int, str]]:
        return self.split.categories if self.split else ()

    @property
    def is_open(self) -> bool:
        """Typed here; an approved figure changes by a correction only, on its own page."""
        return self.due.lock is None and not self.due.has_approved


@dataclass(frozen=True)
class GridRow:
    """An indicator with its terms of the year; without cells when nothing is read in it."""

    indicator: Indicator
    terms: Target | None
    cells: tuple[GridCell, ...]

    @property
    def goal(self) -> SpecificGoal:
        return self.indicator.action.specific_goal


@dataclass(frozen=True)
class Grid:
    programme: Programme
    year: int
    rows: tuple[GridRow, ...]

    @property
    def cells(self) -> list[GridCell]:
        return [cell for row in self.rows for cell in row.cells]

    def tally(self, on: date) -> Tally:
        """The year's due figures, counted as on every other page."""
        asked = (cell.due for cell in self.cells if cell.due.is_required and cell.due.reading.has_ended(on))
        return tally_figures(due.required_figure for due in asked)


def grid_for(user: Any, slug: str, year: int, *, on: date) -> Grid | None:
    """A coordinator's grid has everything, an officer's the own units; None where there is nothing to look for.

    Seven queries besides the person's roles and units.
    """
    indicators = _indicators(user, slug)
    programme = programme_of(indicators[0]) if indicators else _empty_programme(user, slug)
    if programme is None or year not in programme.years:
        return None
    terms, splits = targets_with_breakdowns_of([indicator.pk for indicator in indicators])
    due: dict[int, list[DueFigure]] = {}
    for one in due_figures(indicators, on=on, years=(year,), targets=terms):
        due.setdefault(one.indicator.pk, []).append(one)
    parts = _parts([one.head.pk for ones in due.values() for one in ones if one.head is not None])
    rows = []
    for indicator in indicators:
        in_force = terms_in_force(terms.get(indicator.pk, ()), year)
        split = splits.get(in_force.breakdown_id) if in_force and in_force.breakdown_id else None
        cells = (
            GridCell(one, split, parts.get(one.head.pk, {}) if one.head else {}) for one in due.get(indicator.pk, ())
        )
        rows.append(GridRow(indicator, in_force, tuple(cells)))
    return Grid(programme, year, tuple(rows))


def _indicators(user: Any, slug: str) -> list[Indicator]:
    if is_coordinator(user):
        mine = Q()
    elif is_officer(user):
        mine = Q(unit_id__in=unit_ids_of(user))
    else:
        return []
    return list(
        Indicator.objects.filter(mine, **{f"{PROGRAMME}__slug": slug})
        .select_related(PROGRAMME, "unit")
        .defer(f"{PROGRAMME}__source_text")
        .order_by("action__specific_goal__position", "action__position", "position")
    )


def _empty_programme(user: Any, slug: str) -> Programme | None:
    return Programme.objects.filter(slug=slug).first() if is_coordinator(user) else None


def _parts(revision_ids: Sequence[int]) -> dict[int, dict[int, tuple[Decimal, int]]]:
    found: dict[int, dict[int, tuple[Decimal, int]]] = {}
    for part in RevisionPart.objects.filter(revision_id__in=revision_ids):
        found.setdefault(part.revision_id, {})[part.category_id] = (part.value, part.decimals)
    return found
