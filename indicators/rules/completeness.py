"""Completeness of a year's figures: their states, counts and percentages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indicators.rules.facts import Facts


class FigureState(StrEnum):
    """The state of a required figure; the states exclude each other."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MISSING = "missing"


def figure_state(*, is_approved: bool, state: str) -> FigureState:
    """Return the state of a figure; `state`: of its latest revision, "" without one.

    A figure with an approved revision stays approved while it is being corrected.
    """
    if is_approved:
        return FigureState.APPROVED
    return FigureState(state) if state in (FigureState.SUBMITTED, FigureState.RETURNED) else FigureState.MISSING


@dataclass(frozen=True)
class RequiredFigure:
    """A required figure with its state, its due date and the day of its first submission."""

    state: FigureState
    due_on: date
    first_submitted_on: date | None

    @property
    def is_handed_in(self) -> bool:
        """Whether the figure is approved or submitted; a returned or withdrawn figure is missing again."""
        return self.state in (FigureState.APPROVED, FigureState.SUBMITTED)

    @property
    def is_in_time(self) -> bool:
        """Whether the figure is handed in and was first submitted by its due date."""
        return self.is_handed_in and self.first_submitted_on is not None and self.first_submitted_on <= self.due_on


@dataclass(frozen=True)
class Tally:
    """Counts of due figures by state."""

    due: int = 0
    handed_in: int = 0
    in_time: int = 0
    approved: int = 0

    @property
    def submitted(self) -> int:
        return self.handed_in - self.approved

    @property
    def missing(self) -> int:
        """Figures that are not handed in: not recorded, draft, returned or withdrawn."""
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
        handed_in=sum(figure.is_handed_in for figure in figures),
        in_time=sum(figure.is_in_time for figure in figures),
        approved=sum(figure.state is FigureState.APPROVED for figure in figures),
    )


@dataclass(frozen=True)
class Completeness:
    """Counts of a year's due readings, and of indicators all of whose due readings are approved.

    `is_over`: the year has ended, so no more of its readings can become due.
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
        """The approved share in whole per cent."""
        return percent(self.approved, self.required) or 0


def completeness_of_year(indicators: Iterable[Facts], year: int, on: date) -> Completeness | None:
    """Count the year's due readings; None while no reading is due."""
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
    """Return the share in whole per cent, None of nothing; 1 to 99 unless the share is exactly 0 or 100 %."""
    if not whole:
        return None
    exact = part * 100 // whole
    return min(max(exact, 1), 99) if 0 < part < whole else exact
