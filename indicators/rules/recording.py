"""When a figure may be typed and submitted, and why not (product rules on periods and rounds)."""

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
    """Why a form takes nothing now, in words for the person who opened it."""

    reason: LockReason
    sentence: Sentence


@dataclass(frozen=True)
class RoundDays:
    """What the rule needs to know of a round."""

    year: int
    opens_on: date
    due_on: date
    is_closed: bool
    closed_on: date | None = None
    closing_reason: str = ""  # why it was closed with gaps


def recording_start(period: Period, days: RoundDays) -> date:
    """The first day for a draft: the period's own, never before its round opens; of several years, the round's."""
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
    """None when figures may be recorded on the day; after the due date recording goes on until the round is closed."""
    if withdrawn_from is not None and period.year >= withdrawn_from:
        return RecordingLock(
            LockReason.WITHDRAWN, say("The indicator does not apply from {year} on.", year=str(withdrawn_from))
        )
    begins = recording_start(period, days)
    if on < begins:
        return RecordingLock(
            LockReason.NOT_BEGUN,
            say("The period {period} has not begun: figures can be typed from {day}.", period=period.label, day=begins),
        )
    if days.is_closed and not may_correct_closed:
        return RecordingLock(LockReason.CLOSED, _closed(days))
    return None


# The form was made for periods or parts that are not those of the terms any more.
TERMS_CHANGED = RecordingLock(
    LockReason.TERMS_CHANGED,
    say(
        "The terms of the indicator (its frequency or breakdown) were changed while you were typing. Open the figure "
        "again from your list: it may have other periods or parts."
    ),
)


def _closed(days: RoundDays) -> Sentence:
    year = str(days.year)
    if days.closed_on is None:
        told = say("The round of {year} is closed.", year=year)
    elif days.closing_reason:
        told = say(
            "The round of {year} was closed on {day} with gaps, because: “{reason}”.",
            year=year, day=days.closed_on, reason=days.closing_reason,
        )  # fmt: skip
    else:
        told = say("The round of {year} was closed on {day}.", year=year, day=days.closed_on)
    return say("{told} The coordinator may correct an approved figure with a reason.", told=told)


def may_submit(period: Period, *, on: date, is_achieved: bool = False) -> bool:
    """A figure is submitted from the period's last day; a thing done (yes) as soon as it is done."""
    return is_achieved or on >= period.end
