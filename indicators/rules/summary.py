"""The result of several indicators in one sentence: a count for each verdict, or why nothing is known."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from cooperation.text import Sentence, say, say_many
from indicators.rules.facts import Status
from indicators.rules.phrases import enumeration

JUDGED = (Status.MET, Status.PARTLY_MET, Status.NOT_MET, Status.AHEAD, Status.ON_TRACK, Status.BEHIND)


def summarize_programme(statuses: Sequence[Status], *, has_ended: bool) -> Sentence:
    """Return the summary for the whole programme, or to date while it has not ended."""
    total, shares = len(statuses), _shares(statuses)
    if not shares:
        return say_many(
            "None of {count} indicator can be judged yet.", "None of {count} indicators can be judged yet.",
            total, count=total,
        )  # fmt: skip
    if has_ended:
        verdicts = say_many(
            "Of {count} indicator: {shares}.", "Of {count} indicators: {shares}.",
            total, count=total, shares=enumeration(shares),
        )  # fmt: skip
    else:
        verdicts = say_many(
            "To date, of {count} indicator: {shares}.", "To date, of {count} indicators: {shares}.",
            total, count=total, shares=enumeration(shares),
        )  # fmt: skip
    return _with_others(verdicts, statuses)


def summarize_year(statuses: Sequence[Status], year: int) -> Sentence:
    """Return the summary for one year."""
    total, shares = len(statuses), _shares(statuses)
    if not shares:
        return say_many(
            "{year}: none of {count} indicator can be judged yet.",
            "{year}: none of {count} indicators can be judged yet.",
            total, count=total, year=str(year),
        )  # fmt: skip
    verdicts = say_many(
        "{year}: of {count} indicator: {shares}.", "{year}: of {count} indicators: {shares}.",
        total, count=total, year=str(year), shares=enumeration(shares),
    )  # fmt: skip
    return _with_others(verdicts, statuses)


def summarize_unmeasured(subject: Sentence, due_dates: Sequence[date], on: date) -> Sentence:
    """Return why nothing is known of indicators without any value; `due_dates`: of all required figures, at least one.

    `subject`: a clause such as "none of 14 indicators has a value".
    """
    if max(due_dates) < on:
        return say("It is not known what was achieved: {why}, although all due dates have passed.", why=subject)
    if min(due_dates) < on:
        return say(
            "It is not known what has been achieved: {why}; the first due date passed on {day}.",
            why=subject, day=min(due_dates),
        )  # fmt: skip
    return say("It is too early to judge: the first figure is due by {day}.", day=min(due_dates))


def _shares(statuses: Sequence[Status]) -> list[Sentence]:
    """Return the counts above zero; "in part" is written with its verb where "met in full" does not come before it."""
    counted = Counter(statuses)
    shares = {
        Status.MET: say("{count} met in full", count=counted[Status.MET]),
        Status.PARTLY_MET: say("{count} in part", count=counted[Status.PARTLY_MET])
        if counted[Status.MET]
        else say("{count} met in part", count=counted[Status.PARTLY_MET]),
        Status.NOT_MET: say("{count} not met", count=counted[Status.NOT_MET]),
        Status.AHEAD: say("{count} ahead of plan", count=counted[Status.AHEAD]),
        Status.ON_TRACK: say("{count} on track", count=counted[Status.ON_TRACK]),
        Status.BEHIND: say("{count} behind plan", count=counted[Status.BEHIND]),
    }
    return [share for status, share in shares.items() if counted[status]]


def _with_others(verdicts: Sentence, statuses: Sequence[Status]) -> Sentence:
    others = sum(status not in JUDGED for status in statuses)
    if not others:
        return verdicts
    return say_many(
        "{sentence} The other {count} cannot be judged yet.", "{sentence} The other {count} cannot be judged yet.",
        others, sentence=verdicts, count=others,
    )  # fmt: skip
