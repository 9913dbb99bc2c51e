"""How complete a year's figures are: where each stands, and the shares of many. Counts and days in, numbers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indicators.rules.facts import Facts


class FigureState(StrEnum):
    """Where a required figure stands, once for every figure."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MISSING = "missing"


def figure_state(*, is_approved: bool, state: str) -> FigureState:
    """`state`: of the newest revision, empty for none. A correction that is being made leaves the figure approved."""
    if is_approved:
        return FigureState.APPROVED
    return FigureState(state) if state in (FigureState.SUBMITTED, FigureState.RETURNED) else FigureState.MISSING


@dataclass(frozen=True)
class RequiredFigure:
    """One required figure: where it stands, by when it was asked for, when it was first submitted."""

    state: FigureState
    due_on: date
    first_submitted_on: date | None

    @property
    def is_handed_in(self) -> bool:
        """Approved or waiting for approval; what was sent back or withdrawn is owed again."""
        return self.state in (FigureState.APPROVED, FigureState.SUBMITTED)

    @property
    def is_in_time(self) -> bool:
        """Handed in, and for the first time not later than its due date."""
        return self.is_handed_in and self.first_submitted_on is not None and self.first_submitted_on <= self.due_on


@dataclass(frozen=True)
class Tally:
    """How many figures were due and how they stand."""

    due: int = 0
    handed_in: int = 0
    in_time: int = 0
    approved: int = 0

    @property
    def submitted(self) -> int:
        return self.handed_in - self.approved

    @property
    def missing(self) -> int:
        """Not handed in: nothing yet, a draft, sent back or withdrawn."""
        return self.due - self.handed_in

    @property
    def handed_in_percent(self) -> int | None:
        return percent(self.handed_in, self.due)

    @property
    def in_time_percent(self) -> int | None:
        return percent(self.in_time, self.due)

    @property
    def approved_percent(self) -> int | None:
        return percent(self.approved, self.due)


def tally_figures(figures: Iterable[RequiredFigure]) -> Tally:
    figures = list(figures)
    return Tally(
        due=len(figures),
        handed_in=sum(one.is_handed_in for one in figures),
        in_time=sum(one.is_in_time for one in figures),
        approved=sum(one.state is FigureState.APPROVED for one in figures),
    )


@dataclass(frozen=True)
class Completeness:
    """How many of a year's due readings are approved, and of how many indicators all of them are.

    `is_over`: the year has ended, so no further reading of it can fall due.
    """

    year: int
    approved: int
    required: int
    indicators_full: int = 0
    indicators_required: int = 0
    is_over: bool = True

    @property
    def is_full(self) -> bool:
        return self.approved == self.required

    @property
    def is_partial(self) -> bool:
        return 0 < self.approved < self.required

    @property
    def percent(self) -> int:
        """Whole per cent, for the picture."""
        return percent(self.approved, self.required) or 0


def completeness_of_year(indicators: Iterable[Facts], year: int, on: date) -> Completeness | None:
    """The year's due readings counted; None while no reading is due."""
    due = [readings for facts in indicators if (readings := facts.due_readings(year, on))]
    if not due:
        return None
    return Completeness(
        year=year,
        approved=sum(reading.is_approved for readings in due for reading in readings),
        required=sum(len(readings) for readings in due),
        indicators_full=sum(all(reading.is_approved for reading in readings) for readings in due),
        indicators_required=len(due),
        is_over=on.year > year,
    )


def percent(part: int, whole: int) -> int | None:
    """Whole per cent, None of nothing: never 0 or 100 while some are there and some are not."""
    if not whole:
        return None
    exact = part * 100 // whole
    return min(max(exact, 1), 99) if 0 < part < whole else exact
