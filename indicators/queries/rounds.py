"""Reporting rounds as a coordinator sees them: every year of every programme, and the list before one is closed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.contrib.auth.models import User

from cooperation.models import Programme
from cooperation.text import collation_key
from indicators.models import ReportingRound
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
    """One year of a programme: its round (None: nobody has opened it) and how its due figures stand."""

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
    """What a unit still owes, and whom to ask."""

    unit: str  # empty: figures without a unit, the coordinator's
    people: Sequence[User]
    figures: Sequence[YearFigure]

    @property
    def has_nobody(self) -> bool:
        return bool(self.unit) and not self.people


@dataclass(frozen=True, kw_only=True)
class ClosingChecklist:
    """Everything to look at before a year is closed; `figures`: all of the year, due and not due yet."""

    round_year: RoundYear
    figures: Sequence[YearFigure]
    missing: Sequence[MissingFigures]
    questions: Sequence[OpenQuestion]

    @property
    def returned(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.figure_state is FigureState.RETURNED]

    @property
    def waiting(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.waits]

    @property
    def unusual(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.unusual is not None]

    @property
    def without_evidence(self) -> list[YearFigure]:
        return [figure for figure in self.figures if figure.lacks_evidence]

    @property
    def not_due(self) -> list[YearFigure]:
        """Nobody owes these yet; closing the round ends them too."""
        return [figure for figure in self.figures if not figure.reading.has_ended(self.round_year.on)]

    @property
    def gaps(self) -> int:
        """Required figures that are not approved: readers will not see them."""
        return sum(figure.figure_state is not FigureState.APPROVED for figure in self.figures)

    @cached_property
    def seen(self) -> str:
        """Changes whenever anything on the list does: a list that was seen is closed, no other."""
        facts = [round_version(self.round_year.round)]
        facts += [f"{row.indicator.id} {row.period.code} {_marks(row)}" for row in self.figures]
        facts += [f"? {row.indicator.id} {row.question}" for row in self.questions]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _marks(figure: YearFigure) -> str:
    number = figure.revision.number if figure.revision else 0
    return f"{number} {figure.figure_state} {figure.unusual is not None} {figure.lacks_evidence}"


def round_version(row: ReportingRound | None) -> str:
    """Changes with every step of the round."""
    if row is None:
        return ""
    closed = row.closed_at.isoformat() if row.closed_at else "open"
    return f"{row.opens_on.isoformat()} {row.due_on.isoformat()} {closed}"


def round_years(programme: Programme, *, on: date) -> list[RoundYear]:
    """Every year of the programme. Eight queries."""
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


def programme_by_slug(slug: str) -> Programme | None:
    return Programme.objects.filter(slug=slug).first()


def closing_checklist(programme: Programme, year: int, *, on: date) -> ClosingChecklist:
    """Nine queries."""
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
