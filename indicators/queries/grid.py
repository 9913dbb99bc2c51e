"""All figures of a programme in one year: a row for each indicator, a cell for each of its periods."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, may_administer, unit_ids_of
from goals.models import SpecificGoal
from indicators.models import Indicator, ReportingRound, Revision, Target
from indicators.models.indicators import IndicatorQuerySet
from indicators.models.measurements import State
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_indicators
from indicators.queries.due_figures import DueFigure, due_figures
from indicators.queries.facts import FactsSource, content_of, load_facts, target_in_force
from indicators.queries.revisions import (
    Parts,
    RevisionHeads,
    parts_by_revision,
    revision_heads,
    superseded_revisions,
)
from indicators.queries.rounds import RoundYear
from indicators.rules.completeness import tally_figures
from indicators.rules.facts import YearStatus
from indicators.rules.status import judge_year


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One period of an indicator; `parts` of its newest revision: category id -> (value, decimals).

    `may_record`: whether the person may record its figures; an administrator only reads them.
    """

    due: DueFigure
    may_record: bool
    breakdown: BreakdownCategories | None
    parts: Parts = field(default_factory=dict)
    superseded: Revision | None = None  # the approved revision that the shown one corrects

    @property
    def indicator(self) -> Indicator:
        return self.due.indicator

    @property
    def categories(self) -> Sequence[tuple[int, str]]:
        return self.breakdown.categories if self.breakdown else ()

    @property
    def is_open(self) -> bool:
        """Return whether the figure can be entered in the grid; approved figures are corrected on their own page."""
        return self.may_record and self.due.lock is None and not self.due.has_approved


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """An indicator with its target in the year; no cells if no measurement falls in the year.

    `result` and `last_result`: what the year and the year before come to with the newest figures, approved or not.
    """

    indicator: Indicator
    target: Target | None
    cells: tuple[GridCell, ...]
    result: YearStatus
    last_result: YearStatus | None  # None in the first year of the programme

    @property
    def goal(self) -> SpecificGoal:
        return self.indicator.action.specific_goal


@dataclass(frozen=True, kw_only=True)
class Grid:
    programme: Programme
    year: int
    rows: tuple[GridRow, ...]
    round: ReportingRound | None

    @property
    def cells(self) -> list[GridCell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def may_record(self) -> bool:
        """Return whether the person may record any of the figures."""
        return any(cell.may_record for cell in self.cells)

    def round_year(self, on: date) -> RoundYear:
        """Return the round with the counts of the due figures, by the same rule as the page of the year."""
        figures = (figure.required_figure for figure in self._required if figure.reading.has_ended(on))
        return RoundYear(
            programme=self.programme, year=self.year, round=self.round, tally=tally_figures(figures), on=on
        )

    def count_not_due(self, on: date) -> int:
        return sum(not figure.reading.has_ended(on) for figure in self._required)

    @property
    def _required(self) -> list[DueFigure]:
        return [cell.due for cell in self.cells if cell.due.is_required]


def grid_for(user: User, slug: str, year: int, *, on: date) -> Grid | None:
    """Return the grid of a coordinator (all indicators) or of an officer (those of their units); None without access.

    Administrators see all indicators and record nothing.

    Nine queries besides the user's roles and units, ten if a figure was corrected.
    """
    indicators = _indicators(user, slug)
    programme = indicators[0].programme if indicators else _programme_without_indicators(user, slug)
    if programme is None or year not in programme.years:
        return None
    ids = [indicator.pk for indicator in indicators]
    heads = revision_heads(ids, (year,))
    source = load_facts(Indicator.objects.filter(pk__in=ids), {programme.pk})
    newest = _with_newest_figures(source, heads)
    breakdowns = breakdowns_of_indicators(ids)
    parts = parts_by_revision(head.pk for head in heads.values())
    superseded = superseded_revisions(head for head in heads.values() if head.measurement.year == year)
    recordable_units = unit_ids_of(user) if is_officer(user) else frozenset()
    figures: dict[int, list[DueFigure]] = {}
    for figure in due_figures(source, heads, indicators, on=on, years=(year,)):
        figures.setdefault(figure.indicator.pk, []).append(figure)
    rows = []
    for indicator in indicators:
        target = target_in_force(source.targets_of(indicator.pk), year)
        breakdown = breakdowns.get(target.breakdown_id) if target and target.breakdown_id else None
        cells = [
            GridCell(
                due=figure,
                may_record=is_coordinator(user) or indicator.unit_id in recordable_units,
                breakdown=breakdown,
                parts=parts.get(figure.head.pk, {}) if figure.head else {},
                superseded=superseded.get(figure.head.measurement_id) if figure.head else None,
            )
            for figure in figures.get(indicator.pk, ())
        ]
        facts = newest.facts_of(indicator, programme)
        rows.append(
            GridRow(
                indicator=indicator,
                target=target,
                cells=tuple(cells),
                result=judge_year(facts, year, on),
                last_result=judge_year(facts, year - 1, on) if year - 1 in programme.years else None,
            )
        )
    round_ = source.rounds_of(programme.pk).get(year)
    return Grid(programme=programme, year=year, rows=tuple(rows), round=round_)


def _with_newest_figures(source: FactsSource, heads: RevisionHeads) -> FactsSource:
    """Return a copy in which the newest figures replace the approved ones; a withdrawn revision replaces nothing."""
    approved = {indicator_id: dict(contents) for indicator_id, contents in source.approved.items()}
    for (indicator_id, code), head in heads.items():
        if head.state != State.WITHDRAWN:
            approved.setdefault(indicator_id, {})[code] = content_of(head)
    return replace(source, approved=approved)


def _indicators(user: User, slug: str) -> list[Indicator]:
    if is_coordinator(user) or may_administer(user):
        own = Q()
    elif is_officer(user):
        own = Q(unit_id__in=unit_ids_of(user))
    else:
        return []
    rows = Indicator.objects.filter(own, **{f"{IndicatorQuerySet.programme_path}__slug": slug})
    rows = rows.with_programme().select_related("unit").defer(f"{IndicatorQuerySet.programme_path}__source_text")
    return list(rows.in_document_order())


def _programme_without_indicators(user: User, slug: str) -> Programme | None:
    may_read_all = is_coordinator(user) or may_administer(user)
    return Programme.objects.filter(slug=slug).first() if may_read_all else None
