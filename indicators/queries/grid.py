"""All figures of a programme's year on one screen: one row an indicator, a cell for each of its periods."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from goals.models import SpecificGoal
from indicators.models import Indicator, Target
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_indicators
from indicators.queries.due import DueFigure, due_figures, load_source_with_heads
from indicators.queries.facts import target_in_force
from indicators.queries.revisions import Parts, parts_by_revision, revision_heads
from indicators.rules.completeness import Tally, tally_figures


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One period of an indicator; `parts` of its newest revision: category id -> (value, decimals)."""

    due: DueFigure
    split: BreakdownCategories | None
    parts: Parts = field(default_factory=dict)

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


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """An indicator with its terms of the year; without cells when nothing is read in it."""

    indicator: Indicator
    terms: Target | None
    cells: tuple[GridCell, ...]

    @property
    def goal(self) -> SpecificGoal:
        return self.indicator.action.specific_goal


@dataclass(frozen=True, kw_only=True)
class Grid:
    programme: Programme
    year: int
    rows: tuple[GridRow, ...]

    @property
    def cells(self) -> list[GridCell]:
        return [cell for row in self.rows for cell in row.cells]

    def tally(self, on: date) -> Tally:
        """The year's due figures, counted as on every other page."""
        figures = (cell.due for cell in self.cells)
        return tally_figures(
            figure.required_figure for figure in figures if figure.is_required and figure.reading.has_ended(on)
        )


def grid_for(user: User, slug: str, year: int, *, on: date) -> Grid | None:
    """A coordinator's grid has everything, an officer's the own units; None where there is nothing to look for.

    Eight queries besides the person's roles and units.
    """
    indicators = _indicators(user, slug)
    programme = indicators[0].programme if indicators else _programme_without_indicators(user, slug)
    if programme is None or year not in programme.years:
        return None
    ids = [indicator.pk for indicator in indicators]
    heads = revision_heads(ids, (year,))
    source = load_source_with_heads(indicators, heads)
    breakdowns = breakdowns_of_indicators(ids)
    parts = parts_by_revision(head.pk for head in heads.values())
    figures: dict[int, list[DueFigure]] = {}
    for figure in due_figures(source, heads, indicators, on=on, years=(year,)):
        figures.setdefault(figure.indicator.pk, []).append(figure)
    rows = []
    for indicator in indicators:
        target = target_in_force(source.targets_of(indicator.pk), year)
        breakdown = breakdowns.get(target.breakdown_id) if target and target.breakdown_id else None
        cells = (
            GridCell(due=figure, split=breakdown, parts=parts.get(figure.head.pk, {}) if figure.head else {})
            for figure in figures.get(indicator.pk, ())
        )
        rows.append(GridRow(indicator=indicator, terms=target, cells=tuple(cells)))
    return Grid(programme=programme, year=year, rows=tuple(rows))


def _indicators(user: User, slug: str) -> list[Indicator]:
    if is_coordinator(user):
        own = Q()
    elif is_officer(user):
        own = Q(unit_id__in=unit_ids_of(user))
    else:
        return []
    rows = Indicator.objects.filter(own, **{f"{IndicatorQuerySet.programme_path}__slug": slug})
    rows = rows.with_programme().select_related("unit").defer(f"{IndicatorQuerySet.programme_path}__source_text")
    return list(rows.in_document_order())


def _programme_without_indicators(user: User, slug: str) -> Programme | None:
    return Programme.objects.filter(slug=slug).first() if is_coordinator(user) else None
