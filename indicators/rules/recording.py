"""When a figure may be recorded and submitted, and if not, why (product.md § 5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cooperation.text import Sentence, say
from indicators.rules.periods import Period


class LockReason(StrEnum):
    WITHDRAWN = "withdrawn"
    NOT_BEGUN = "not_begun"
    CLOSED = "closed"
    TERMS_CHANGED = "terms_changed"


@dataclass(frozen=True)
class RecordingLock:
    """Why a figure cannot be recorded now, with a sentence for the person who opened the form."""

    reason: LockReason
    sentence: Sentence


@dataclass(frozen=True)
class RoundDays:
    """The dates of a reporting round."""

    year: int
    opens_on: date
    due_on: date
    is_closed: bool
    closed_on: date | None = None
    closing_reason: str = ""  # given when figures were missing


def recording_start(period: Period, days: RoundDays) -> date:
    """Return the first day on which a draft can be saved.

    This is the first day of the period, but not before the round opens; for a period of several years, the day on which
    the round opens.
    """
    if period.start.year < period.end.year:
        return days.opens_on
    return max(period.start, days.opens_on)


def recording_lock(
    period: Period,
    days: RoundDays,
    *,
    on: date,
    withdrawn_from: int | None = None,
    may_correct_closed: bool = False,
) -> RecordingLock | None:
    """Return why figures cannot be recorded on the day, None when they can.

    Recording is possible after the due date, until the round is closed.
    """
    if withdrawn_from is not None and period.year >= withdrawn_from:
        return RecordingLock(
            LockReason.WITHDRAWN, say("The indicator does not apply from {year} on.", year=str(withdrawn_from))
        )
    starts_on = recording_start(period, days)
    if on < starts_on:
        return RecordingLock(
            LockReason.NOT_BEGUN,
            say(
                "The period {period} has not begun. Figures can be entered from {day}.",
                period=period.label,
                day=starts_on,
            ),
        )
    if days.is_closed and not may_correct_closed:
        return RecordingLock(LockReason.CLOSED, _closed_sentence(days))
    return None


# The form has periods or parts that no longer belong to the terms of the indicator.
TERMS_CHANGED = RecordingLock(
    LockReason.TERMS_CHANGED,
    say(
        "The terms of the indicator (its frequency or breakdown) have changed since you opened the form. Open "
        "the figure again from your list: its periods or parts may be different."
    ),
)


def _closed_sentence(days: RoundDays) -> Sentence:
    year = str(days.year)
    if days.closed_on is None:
        closed = say("The round for {year} is closed.", year=year)
    elif days.closing_reason:
        closed = say(
            "The round for {year} was closed on {day} with figures missing, because: “{reason}”.",
            year=year, day=days.closed_on, reason=days.closing_reason,
        )  # fmt: skip
    else:
        closed = say("The round for {year} was closed on {day}.", year=year, day=days.closed_on)
    return say("{sentence} The coordinator may correct an approved figure, giving a reason.", sentence=closed)


def may_submit(period: Period, *, on: date, is_achieved: bool = False) -> bool:
    """Whether a figure may be submitted: from the last day of its period, a "yes" as soon as it is achieved."""
    return is_achieved or on >= period.end
