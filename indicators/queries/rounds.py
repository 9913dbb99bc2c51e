"""Reporting rounds as a coordinator sees them: every year of every programme, and the list before one is closed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from cooperation.models import Programme
from cooperation.text import collation_key
from indicators.models import ReportingRound
from indicators.queries.figures import YearFigure, required_figures, revision_heads_of_programmes
from indicators.queries.members import members_of_units
from indicators.queries.open_questions import OpenQuestion, open_questions_of
from indicators.queries.results import Results, load_results, load_results_of
from indicators.rules.completeness import FigureState, Tally, tally_figures
from indicators.rules.periods import round_due_on, round_opens_on


class RoundState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class MissingFigures:
    """What a unit still owes, and whom to ask."""

    unit: str  # empty: figures without a unit, the coordinator's
    people: Sequence[Any]
    figures: Sequence[YearFigure]

    @property
    def has_nobody(self) -> bool:
        return bool(self.unit) and not self.people


@dataclass(frozen=True)
class ClosingChecklist:
    """Everything to look at before a year is closed; `figures`: all of the year, due and not due yet."""

    round_year: RoundYear
    figures: Sequence[YearFigure]
    missing: Sequence[MissingFigures]
    questions: Sequence[OpenQuestion]

    @property
    def returned(self) -> list[YearFigure]:
        return [one for one in self.figures if one.figure_state is FigureState.RETURNED]

    @property
    def waiting(self) -> list[YearFigure]:
        return [one for one in self.figures if one.waits]

    @property
    def unusual(self) -> list[YearFigure]:
        return [one for one in self.figures if one.unusual is not None]

    @property
    def without_evidence(self) -> list[YearFigure]:
        return [one for one in self.figures if one.lacks_evidence]

    @property
    def not_due(self) -> list[YearFigure]:
        """Nobody owes these yet; closing the round ends them too."""
        return [one for one in self.figures if not one.reading.has_ended(self.round_year.on)]

    @property
    def gaps(self) -> int:
        """Required figures that are not approved: readers will not see them."""
        return sum(one.figure_state is not FigureState.APPROVED for one in self.figures)

    @cached_property
    def seen(self) -> str:
        """Changes whenever anything on the list does: a list that was seen is closed, no other."""
        facts = [round_version(self.round_year.round)]
        facts += [f"{one.indicator.id} {one.period.code} {_marks(one)}" for one in self.figures]
        facts += [f"? {one.indicator.id} {one.question}" for one in self.questions]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _marks(one: YearFigure) -> str:
    number = one.revision.number if one.revision else 0
    return f"{number} {one.figure_state} {one.unusual is not None} {one.lacks_evidence}"


def round_version(row: ReportingRound | None) -> str:
    """Changes with every step of the round."""
    if row is None:
        return ""
    closed = row.closed_at.isoformat() if row.closed_at else "open"
    return f"{row.opens_on.isoformat()} {row.due_on.isoformat()} {closed}"


def round_years(*, on: date) -> list[tuple[Programme, list[RoundYear]]]:
    """Every programme, published or not, with its years. Six queries."""
    programmes = list(Programme.objects.all())
    known = revision_heads_of_programmes(programme.pk for programme in programmes)
    found = []
    for one in load_results_of(programmes, on=on):
        figures = list(required_figures(one, known))
        of_programme = [
            _round_year(one, year, [figure for figure in figures if figure.period.year == year], on)
            for year in one.programme.years
        ]
        found.append((one.programme, of_programme))
    return found


def _round_year(one: Results, year: int, figures: Sequence[YearFigure], on: date) -> RoundYear:
    due = tally_figures(figure.required_figure for figure in figures if figure.reading.has_ended(on))
    return RoundYear(one.programme, year, one.rounds.get(year), due, on)


def programme_by_slug(slug: str) -> Programme | None:
    return Programme.objects.filter(slug=slug).first()


def closing_checklist(programme: Programme, year: int, *, on: date) -> ClosingChecklist:
    """Six queries."""
    found = load_results(programme, on=on)
    figures = list(required_figures(found, revision_heads_of_programmes([programme.pk], (year - 1, year)), [year]))
    people = members_of_units(on=on)
    gaps: dict[int | None, list[YearFigure]] = {}
    for one in figures:
        if one.figure_state is FigureState.MISSING and one.reading.has_ended(on):
            gaps.setdefault(one.indicator.unit_id, []).append(one)
    missing = [
        MissingFigures(of_unit[0].indicator.unit, people.get(unit, ()) if unit is not None else (), of_unit)
        for unit, of_unit in gaps.items()
    ]
    return ClosingChecklist(
        _round_year(found, year, figures, on),
        figures,
        sorted(missing, key=lambda gap: (not gap.unit, collation_key(gap.unit))),
        [question for question in open_questions_of(found) if year in question.years],
    )
