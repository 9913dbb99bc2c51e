"""Reporting rounds for coordinators: the years of a programme, and the checklist before a round is closed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.contrib.auth.models import User

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, may_administer, unit_ids_of
from cooperation.text import collation_key
from indicators.models import Indicator, ReportingRound
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.figures import YearFigure, load_figure_heads, required_figures
from indicators.queries.members import members_of_units
from indicators.queries.open_questions import OpenQuestion, open_questions_of
from indicators.queries.results import Results, load_results
from indicators.rules.completeness import FigureState, Tally, tally_figures
from indicators.rules.periods import round_due_on, round_opens_on


class RoundState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class RoundYear:
    """One year of a programme: its round (None: not opened) and the counts of its due figures."""

    programme: Programme
    year: int
    round: ReportingRound | None
    tally: Tally
    on: date

    @property
    def state(self) -> RoundState:
        if self.round is None or (self.on < self.opens_on and not self.round.is_closed):
            return RoundState.NOT_OPEN
        return RoundState.CLOSED if self.round.is_closed else RoundState.OPEN

    @property
    def opens_on(self) -> date:
        return self.round.opens_on if self.round else round_opens_on(self.year)

    @property
    def due_on(self) -> date:
        return self.round.due_on if self.round else round_due_on(self.year)

    @property
    def is_late(self) -> bool:
        return self.state is RoundState.OPEN and self.on > self.due_on


@dataclass(frozen=True, kw_only=True)
class MissingFigures:
    """The missing figures of a unit, and its members."""

    unit: str  # empty: figures without a unit, the coordinator's
    people: Sequence[User]
    figures: Sequence[YearFigure]

    @property
    def has_nobody(self) -> bool:
        return bool(self.unit) and not self.people


@dataclass(frozen=True, kw_only=True)
class ClosingChecklist:
    """What to review before a round is closed; `figures`: all required figures of the year, due or not."""

    round_year: RoundYear
    figures: Sequence[YearFigure]
    missing: Sequence[MissingFigures]
    questions: Sequence[OpenQuestion]

    @property
    def returned(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.figure_state is FigureState.RETURNED]

    @property
    def waiting(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.is_waiting]

    @property
    def with_warning(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.warning is not None]

    @property
    def without_evidence(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.lacks_evidence]

    @property
    def not_due(self) -> list[YearFigure]:
        """Return figures whose period has not ended; after closing they can no longer be entered."""
        return [figure for figure in self.figures if not figure.reading.has_ended(self.round_year.on)]

    @property
    def gaps(self) -> int:
        """Return the number of required figures that are not approved."""
        return sum(figure.figure_state is not FigureState.APPROVED for figure in self.figures)

    @cached_property
    def version(self) -> str:
        """Return a hash of the checklist. A round is closed only if it is still the hash of the checklist shown."""
        facts = [round_version(self.round_year.round)]
        facts += [f"{row.indicator.id} {row.period.code} {_figure_version(row)}" for row in self.figures]
        facts += [f"? {row.indicator.id} {row.question}" for row in self.questions]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _figure_version(figure: YearFigure) -> str:
    """Return a string that differs after every change of the figure that the checklist shows."""
    number = figure.revision.number if figure.revision else 0
    return f"{number} {figure.figure_state} {figure.warning is not None} {figure.lacks_evidence}"


def round_version(row: ReportingRound | None) -> str:
    """Return a string that differs after every change of the round's dates or state; "" without a round."""
    if row is None:
        return ""
    closed = row.closed_at.isoformat() if row.closed_at else "open"
    return f"{row.opens_on.isoformat()} {row.due_on.isoformat()} {closed}"


def round_years(programme: Programme, *, on: date) -> list[RoundYear]:
    """Return every year of the programme with its round. Eight queries."""
    results = load_results(programme, on=on)
    figures: dict[int, list[YearFigure]] = {year: [] for year in programme.years}
    for figure in required_figures(results, load_figure_heads([programme])):
        figures[figure.period.year].append(figure)
    return [_round_year(results, year, of_year) for year, of_year in figures.items()]


def _round_year(results: Results, year: int, figures: Sequence[YearFigure]) -> RoundYear:
    return RoundYear(
        programme=results.programme,
        year=year,
        round=results.rounds.get(year),
        tally=tally_figures(figure.required_figure for figure in figures if figure.reading.has_ended(results.on)),
        on=results.on,
    )


def open_grids_of(years: Iterable[RoundYear]) -> list[tuple[Programme, list[int]]]:
    """Each programme with its open years, in the order of programmes and years."""
    grids: dict[int, tuple[Programme, list[int]]] = {}
    for row in years:
        if row.state is RoundState.OPEN:
            grids.setdefault(row.programme.pk, (row.programme, []))[1].append(row.year)
    order = sorted(grids.values(), key=lambda grid: (grid[0].is_example, -grid[0].last_year, -grid[0].first_year))
    return [(programme, sorted(years)) for programme, years in order]


def open_grids_for(user: User, *, on: date) -> list[tuple[Programme, list[int]]]:
    """The published programmes whose grids the user may open, with their open years.

    A coordinator may open all, an administrator read them, an officer open those with indicators of the own units. One
    query besides the units.
    """
    rounds = ReportingRound.objects.filter(programme__is_published=True, closed_at__isnull=True, opens_on__lte=on)
    if not (is_coordinator(user) or may_administer(user)):
        if not is_officer(user):
            return []
        own = Indicator.objects.filter(unit__in=unit_ids_of(user)).order_by()
        rounds = rounds.filter(programme__in=own.values(IndicatorQuerySet.programme_path))
    rows = rounds.select_related("programme").defer("programme__source_text")
    return open_grids_of(
        RoundYear(programme=row.programme, year=row.year, round=row, tally=Tally(), on=on) for row in rows
    )


def programme_by_slug(slug: str) -> Programme | None:
    return Programme.objects.filter(slug=slug).first()


def closing_checklist(programme: Programme, year: int, *, on: date) -> ClosingChecklist:
    """Return the checklist for closing the round of a year. Nine queries."""
    results = load_results(programme, on=on)
    figures = list(required_figures(results, load_figure_heads([programme], (year - 1, year)), [year]))
    members = members_of_units(on=on)
    missing: dict[int | None, list[YearFigure]] = {}
    for figure in figures:
        if figure.figure_state is FigureState.MISSING and figure.reading.has_ended(on):
            missing.setdefault(figure.indicator.unit_id, []).append(figure)
    by_unit = [
        MissingFigures(
            unit=of_unit[0].indicator.unit,
            people=members.get(unit_id, ()) if unit_id is not None else (),
            figures=of_unit,
        )
        for unit_id, of_unit in missing.items()
    ]
    return ClosingChecklist(
        round_year=_round_year(results, year, figures),
        figures=figures,
        missing=sorted(by_unit, key=lambda row: (not row.unit, collation_key(row.unit))),
        questions=[question for question in open_questions_of(results) if year in question.years],
    )
