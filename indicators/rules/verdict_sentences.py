"""Sentences about verdicts (rows 4, 13, 14 and 15 of the status table)."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from cooperation.text import Sentence, TypedNumber, ValueType, say, say_many
from indicators.rules.cases import Basis, Case, completion_day
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Kind, Scope
from indicators.rules.phrases import (
    change_in_unit,
    is_partial,
    measured_value,
    period_name,
    round_keeping_order,
    target_phrase,
    with_gaps,
    with_reason,
    with_symbol,
    with_unit,
)
from indicators.rules.verdicts import Pace, growth_reference, judged_figure, last_reading, measured_figure, was_in_time


def compared(case: Case) -> Sentence:
    """Return the figure and the target, with the periods that have no data."""
    return with_gaps(case, _figure_and_target(case))


def _figure_and_target(case: Case) -> Sentence:
    if case.meaning.kind is Kind.GROWTH:
        return _growth(case)
    value, year, target = measured_value(case, measured_figure(case)), str(case.year), target_phrase(case)
    if case.basis is Basis.LAST_READING:
        return say(
            "the result for {period} is {actual} (target: {target})",
            period=_judged_period(case),
            actual=value,
            target=target,
        )
    if case.basis is Basis.PROGRAMME:
        if is_partial(case):
            return say("so far: {actual} (target: {target})", actual=value, target=target)
        return say("by the end of {year}: {actual} (target: {target})", year=year, actual=value, target=target)
    if is_partial(case):
        return say("{year} so far: {actual} (target: {target})", year=year, actual=value, target=target)
    return say("{year}: {actual} (target: {target})", year=year, actual=value, target=target)


def _judged_period(case: Case) -> Sentence:
    """Return the period of the reading that decides, or else the year."""
    reading = last_reading(case)
    if case.basis is Basis.LAST_READING and reading is not None:
        return period_name(reading.period)
    return say("the year {year}", year=str(case.year))


def _growth(case: Case) -> Sentence:
    bound, reference = case.target, growth_reference(case)
    return say(
        "change for {period}: {change}, from {reference} to {actual} (target: {target})",
        period=_judged_period(case),
        change=change_in_unit(case, round_keeping_order(judged_figure(case), 2, bound, case.meaning.upper)),
        reference=measured_value(case, reference),
        actual=measured_value(case, measured_figure(case)),
        target=target_phrase(case),
    )


def spans(case: Case, met: Sequence[bool]) -> Sentence:
    """Return in how many months, quarters or half-years of the year the target was met."""
    count_met, total, target, year = sum(met), len(met), target_phrase(case), str(case.year)
    if case.meaning.scope is Scope.MONTH:
        return say_many(
            "{year}: target ({target}) met in {met} of {total} month",
            "{year}: target ({target}) met in {met} of {total} months",
            total, target=target, met=count_met, total=total, year=year,
        )  # fmt: skip
    if case.meaning.scope is Scope.QUARTER:
        return say_many(
            "{year}: target ({target}) met in {met} of {total} quarter",
            "{year}: target ({target}) met in {met} of {total} quarters",
            total, target=target, met=count_met, total=total, year=year,
        )  # fmt: skip
    return say_many(
        "{year}: target ({target}) met in {met} of {total} half-year",
        "{year}: target ({target}) met in {met} of {total} half-years",
        total, target=target, met=count_met, total=total, year=year,
    )  # fmt: skip


def done(case: Case, reading: Reading) -> Sentence:
    when = _completed_when(reading)
    if case.meaning.deadline is None:
        return say("Met: it was done {when}.", when=when)
    if was_in_time(case, reading):
        return say("Met: it was done {when}; the deadline was {deadline}.", when=when, deadline=case.meaning.deadline)
    return say(
        "Met after the deadline: it was done {when}; the deadline was {deadline}.",
        when=when,
        deadline=case.meaning.deadline,
    )


def _completed_when(reading: Reading) -> Sentence:
    if reading.achieved_on is None:
        return say("by {day} at the latest", day=completion_day(reading))
    return say("on {day}", day=reading.achieved_on)


def not_done(case: Case) -> Sentence:
    if case.meaning.deadline is None:
        return with_reason(Status.NOT_MET, say("it was not done by the end of {year}", year=str(case.year)))
    return say(
        "Not met: it was not done in {year}; the deadline was {deadline}.",
        year=str(case.year),
        deadline=case.meaning.deadline,
    )


# --- rows 13 and 14: before the end ----------------------------------------------------------------------------------


def not_done_yet(case: Case) -> Sentence:
    if case.meaning.deadline is not None:
        return say(
            "In progress: it was not done in {year}; the deadline is {deadline}.",
            year=str(case.year),
            deadline=case.meaning.deadline,
        )
    return _until_last_reading(case, say("it was not done by the end of {year}", year=str(case.year)))


def not_final_yet(case: Case) -> Sentence:
    """Return today's figure with the target, and when the verdict comes."""
    if case.upcoming:
        return _until_last_reading(case, compared(case))
    return say("In progress: {why}; the target is due by {day}.", why=compared(case), day=_final_day(case))


def _until_last_reading(case: Case, why: Sentence) -> Sentence:
    last = case.upcoming[-1]
    return say(
        "In progress: {why}; judged after the last measurement, for {period}, due by {day}.",
        why=why,
        period=period_name(last.period),
        day=last.due_on,
    )


def _final_day(case: Case) -> date:
    return case.meaning.deadline or date(case.facts.last_year, 12, 31)


def _expected_value(case: Case, total: Decimal, pace: Pace) -> Decimal | TypedNumber | Sentence:
    """Return the plan's value; for counts the nearest whole number, "about 19" for 18,75.

    Rounding never makes it equal to a total that is ahead or behind.
    """
    if case.facts.value_type is not ValueType.COUNT:
        places = case.decimals + 1 if case.decimals > 1 else 2
        return with_symbol(case, round_keeping_order(pace.expected, places, total))
    if pace.expected == pace.expected.to_integral_value():
        return pace.expected
    whole = pace.expected.to_integral_value(ROUND_HALF_UP)
    if pace.status is not Status.ON_TRACK and whole == total:
        whole = pace.expected.to_integral_value(ROUND_CEILING if total < pace.expected else ROUND_FLOOR)
    return say("about {number}", number=whole)


def running_total(case: Case, total: Decimal, pace: Pace) -> Sentence:
    """Return the running total with the plan's value (or the limit) for the same day."""
    year, total_text, goal = str(case.year), with_unit(case, total), with_symbol(case, pace.goal)
    expected = _expected_value(case, total, pace)
    if pace.is_limit:
        why = say(
            "by the end of {year}: {total}; limit for that day: {line} of {goal}",
            year=year,
            total=total_text,
            line=expected,
            goal=goal,
        )
    else:
        why = say(
            "by the end of {year}: {total}; plan for that day: {line} of {goal}",
            year=year,
            total=total_text,
            line=expected,
            goal=goal,
        )
    return with_reason(pace.status, with_gaps(case, why))
