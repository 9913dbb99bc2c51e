"""How complete a year's figures are: where each stands, and the shares of many. Counts and days in, numbers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Where a required figure stands, once for every figure."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MISSING = "missing"


def standing(*, is_approved: bool, state: str) -> Standing:
    """`state`: of the newest revision, empty for none. A correction that is being made leaves the figure approved."""
    if is_approved:
        return Standing.APPROVED
    return Standing(state) if state in (Standing.SUBMITTED, Standing.RETURNED) else Standing.MISSING


@dataclass(frozen=True)
class Handing:
    """One required figure: where it stands, by when it was asked for, when it was first submitted."""

    standing: Standing
    due_on: date
    first_submitted_on: date | None

    @property
    def is_handed_in(self) -> bool:
        """Approved or waiting for approval; what was sent back or withdrawn is owed again."""
        return self.standing in (Standing.APPROVED, Standing.SUBMITTED)

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


def tally(figures: Iterable[Handing]) -> Tally:
    figures = list(figures)
    return Tally(
        due=len(figures),
        handed_in=sum(one.is_handed_in for one in figures),
        in_time=sum(one.is_in_time for one in figures),
        approved=sum(one.standing is Standing.APPROVED for one in figures),
    )


def percent(part: int, whole: int) -> int | None:
    """Whole per cent, None of nothing: never 0 or 100 while some are there and some are not."""
    if not whole:
        return None
    exact = part * 100 // whole
    return min(max(exact, 1), 99) if 0 < part < whole else exact
