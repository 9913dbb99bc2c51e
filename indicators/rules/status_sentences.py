"""One sentence for each status, with its numbers and dates: the same on page, export, report and for screen readers."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from cooperation.text import Sentence, TypedNumber, ValueType, say, say_many
from indicators.rules.cases import Basis, Case, day_of
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Kind, Scope
from indicators.rules.phrases import (
    figure,
    in_unit,
    is_open,
    names,
    period_name,
    rounded,
    shown,
    target,
    with_gaps,
    with_reason,
    with_unit,
)
from indicators.rules.target_sentences import target_figure
from indicators.rules.verdicts import (
    Pace,
    QuestionKind,
    growth_reference,
    judged_figure,
    last_reading,
    measured_figure,
    was_in_time,
)

QUESTIONS = {
    QuestionKind.DESCRIPTIVE: say("the target is described in words"),
    QuestionKind.UNDECIDED: say(
        "the programme does not say whether the target is meant for each year or the whole period"
    ),
    QuestionKind.INCOMPLETE: say("the target gives no number to compare with"),
    QuestionKind.TOO_RARE: say("the indicator is measured less often than the target asks"),
    QuestionKind.NO_REFERENCE: say("the value from which the change is counted is missing"),
    QuestionKind.ZERO_REFERENCE: say("a change in percent cannot be counted from 0"),
    QuestionKind.NO_FREQUENCY: say("the programme does not say how often the indicator is measured"),
    QuestionKind.DIRECTION: say("is a lower or a higher value better?"),
    QuestionKind.MISSING_YEARS: say("the programme gives no number for these years"),
}


# --- rows 1-3 and 12: what no figure decides -----------------------------------------------------------------------


def exempt(case: Case) -> Sentence:
    return with_reason(Status.NOT_APPLICABLE, say("a decision exempts the year {year}", year=str(case.year)))


def withdrawn(case: Case) -> Sentence:
    since = str(case.facts.withdrawn_from)
    return with_reason(Status.NOT_APPLICABLE, say("the indicator is withdrawn from {year} on", year=since))


def without_target(case: Case) -> Sentence:
    return with_reason(Status.NOT_APPLICABLE, say("no target is in force in {year}", year=str(case.year)))


def without_entry(case: Case) -> Sentence:
    return with_reason(
        Status.NOT_APPLICABLE, say("the schedule of the target does not name the year {year}", year=str(case.year))
    )


def all_not_applicable(case: Case) -> Sentence:
    why = say("every measurement for {year} says “not applicable”", year=str(case.year))
    return with_reason(Status.NOT_APPLICABLE, why)


def assessed(case: Case, status: Status) -> Sentence:
    year = str(case.year)
    if case.actual is None:
        return with_reason(status, say("the coordinator's assessment for {year}", year=year))
    value = shown(case, case.actual)
    return with_reason(
        status, say("the coordinator's assessment for {year} (result: {actual})", year=year, actual=value)
    )


def without_frequency(case: Case) -> Sentence:
    return say(
        "Cannot be judged: {question}, so the coordinator assesses the year {year}.",
        question=QUESTIONS[QuestionKind.NO_FREQUENCY],
        year=str(case.year),
    )


def to_be_assessed(case: Case, question: QuestionKind) -> Sentence:
    return say(
        "Cannot be judged: {question} ({year}: {actual}).",
        question=asked(case, question),
        year=str(case.year),
        actual=shown(case, case.actual),
    )


def asked(case: Case, question: QuestionKind) -> Sentence:
    """The open question, with the number that it is about."""
    value = case.meaning.value
    if question is not QuestionKind.UNDECIDED or value is None or case.meaning.kind is Kind.GROWTH:
        return QUESTIONS[question]
    return say(
        "the programme does not say whether {amount} is meant for each year or the whole period",
        amount=target_figure(case.meaning, value),
    )


def without_threshold(case: Case) -> Sentence:
    year, value = str(case.year), shown(case, case.actual)
    if case.meaning.kind is Kind.AS_NEEDED:
        return say(
            "No target value: {year}: {actual}; the programme gives no number (“as needed”).", year=year, actual=value
        )
    return say("No target value: {year}: {actual}; the programme sets no target.", year=year, actual=value)


# --- rows 5-10: what is read when ----------------------------------------------------------------------------------


def no_reading(case: Case) -> Sentence:
    if not case.upcoming:
        return say("Not measured this year: no measurement period ends in {year}.", year=str(case.year))
    following = case.upcoming[0]
    return say(
        "Not measured this year: the next measurement is for {period}, due by {day}.",
        period=period_name(following.period),
        day=following.due_on,
    )


def not_due_yet(case: Case) -> Sentence:
    first = case.counted[0]
    return say(
        "Not due yet: the measurement for {period} is due by {day}.", period=period_name(first.period), day=first.due_on
    )


def overdue(case: Case) -> Sentence:
    day = case.late[0].due_on
    if any(reading.due_on != day for reading in case.late):
        return say("Overdue: {what}, the first deadline passed on {day}.", what=_owed_late(case), day=day)
    return say("Overdue: {what}, the deadline passed on {day}.", what=_owed_late(case), day=day)


def _owed_late(case: Case) -> Sentence:
    late, total = case.late, len(case.counted)
    if total > 1:
        return say_many(
            "{missing} of {total} measurement missing",
            "{missing} of {total} measurements missing",
            total,
            missing=len(late),
            total=total,
        )
    period = period_name(late[0].period)
    if late[0].is_in_preparation:
        return say("the data for {period} are still in preparation", period=period)
    return say("the measurement for {period} is missing", period=period)


def awaited(case: Case) -> Sentence:
    first = case.owed[0]
    period, day = period_name(first.period), first.due_on
    if first.is_in_preparation:
        return say("Awaited: the data for {period} are in preparation, due by {day}.", period=period, day=day)
    return say("Awaited: the measurement for {period} is due by {day}.", period=period, day=day)


def partly_read(case: Case) -> Sentence:
    approved, total, day = len(case.approved), len(case.counted), case.owed[0].due_on
    if case.actual is None or case.basis is Basis.DONE:
        return say_many(
            "In progress: {approved} of {total} measurement approved, the next one is due by {day}.",
            "In progress: {approved} of {total} measurements approved, the next one is due by {day}.",
            total,
            approved=approved,
            total=total,
            day=day,
        )
    return say_many(
        "In progress: {approved} of {total} measurement approved, result so far: {actual}, the "
        "next one is due by {day}.",
        "In progress: {approved} of {total} measurements approved, result so far: {actual}, the "
        "next one is due by {day}.",
        total,
        approved=approved,
        total=total,
        actual=shown(case, case.actual),
        day=day,
    )


def not_measured(case: Case, unmeasured: Sequence[Reading]) -> Sentence:
    total = len(case.counted)
    if total == 1:
        return say(
            "Not measured: no measurement was made for {period}.",
            period=period_name(unmeasured[0].period),
        )
    return say_many(
        "Not measured: no value in {missing} of {total} measurement of {year}.",
        "Not measured: no value in {missing} of {total} measurements of {year}.",
        total,
        year=str(case.year),
        missing=len(unmeasured),
        total=total,
    )


def undecidable(case: Case, missing: Sequence[Reading]) -> Sentence:
    """The end has come and a value that could decide is missing."""
    periods, measured = names(missing, len(case.elapsed)), measured_figure(case)
    if measured is None:
        return say(
            "Not measured: no data: {periods} (target: {target}).",
            target=target(case),
            periods=periods,
        )
    return say(
        "Not measured: to the end of {year}: {actual}, no data: {periods} (target: {target}).",
        target=target(case),
        year=str(case.year),
        actual=shown(case, measured),
        periods=periods,
    )


# --- rows 4 and 15: verdicts ---------------------------------------------------------------------------------------


def compared(case: Case) -> Sentence:
    """The figure and the target side by side, whatever the verdict; gaps are named."""
    return with_gaps(case, _compared(case))


def _compared(case: Case) -> Sentence:
    if case.meaning.kind is Kind.GROWTH:
        return _growth(case)
    value, year = shown(case, measured_figure(case)), str(case.year)
    if case.basis is Basis.LAST_READING:
        return say(
            "the measurement for {period} gave {actual} (target: {target})",
            period=_last(case),
            actual=value,
            target=target(case),
        )
    if case.basis is Basis.PROGRAMME:
        if is_open(case):
            return say("so far: {actual} (target: {target})", actual=value, target=target(case))
        return say("to the end of {year}: {actual} (target: {target})", year=year, actual=value, target=target(case))
    if is_open(case):
        return say("{year} so far: {actual} (target: {target})", year=year, actual=value, target=target(case))
    return say("{year}: {actual} (target: {target})", year=year, actual=value, target=target(case))


def _last(case: Case) -> Sentence:
    """The period of the reading that decides; for a year the year."""
    reading = last_reading(case)
    if case.basis is Basis.LAST_READING and reading is not None:
        return period_name(reading.period)
    return say("the year {year}", year=str(case.year))


def _growth(case: Case) -> Sentence:
    bound, reference = case.target, growth_reference(case)
    return say(
        "change for {period}: {change}, from {reference} to {actual} (target: {target})",
        period=_last(case),
        change=in_unit(case, rounded(judged_figure(case), 2, bound, case.meaning.upper)),
        reference=shown(case, reference),
        actual=shown(case, measured_figure(case)),
        target=target(case),
    )


def spans(case: Case, met: Sequence[bool]) -> Sentence:
    """In how many months, quarters or half-years of the year the target was satisfied."""
    n, total, words, year = sum(met), len(met), target(case), str(case.year)
    if case.meaning.scope is Scope.MONTH:
        return say_many(
            "{year}: target ({target}) met in {met} of {total} month",
            "{year}: target ({target}) met in {met} of {total} months",
            total, target=words, met=n, total=total, year=year,
        )  # fmt: skip
    if case.meaning.scope is Scope.QUARTER:
        return say_many(
            "{year}: target ({target}) met in {met} of {total} quarter",
            "{year}: target ({target}) met in {met} of {total} quarters",
            total, target=words, met=n, total=total, year=year,
        )  # fmt: skip
    return say_many(
        "{year}: target ({target}) met in {met} of {total} half-year",
        "{year}: target ({target}) met in {met} of {total} half-years",
        total, target=words, met=n, total=total, year=year,
    )  # fmt: skip


def done(case: Case, reading: Reading) -> Sentence:
    day = _when(reading)
    if case.meaning.deadline is None:
        return say("Met: it was done {when}.", when=day)
    if was_in_time(case, reading):
        return say("Met: it was done {when}, the deadline was {deadline}.", when=day, deadline=case.meaning.deadline)
    return say(
        "Met after the deadline: done {when}, the deadline was {deadline}.",
        when=day,
        deadline=case.meaning.deadline,
    )


def _when(reading: Reading) -> Sentence:
    if reading.achieved_on is None:
        return say("by {day} at the latest", day=day_of(reading))
    return say("on {day}", day=reading.achieved_on)


def not_done(case: Case) -> Sentence:
    if case.meaning.deadline is None:
        return with_reason(Status.NOT_MET, say("to the end of {year} it was not done", year=str(case.year)))
    return say(
        "Not met: not done in {year}, the deadline was {deadline}.", year=str(case.year), deadline=case.meaning.deadline
    )


# --- rows 13 and 14: on the way ------------------------------------------------------------------------------------


def not_done_yet(case: Case) -> Sentence:
    if case.meaning.deadline is not None:
        return say(
            "In progress: not done in {year}; the deadline is {deadline}.",
            year=str(case.year),
            deadline=case.meaning.deadline,
        )
    return _until_last_reading(case, say("to the end of {year} it was not done", year=str(case.year)))


def not_final_yet(case: Case) -> Sentence:
    """The figure of today beside the target, and what decides in the end."""
    if case.upcoming:
        return _until_last_reading(case, compared(case))
    return say("In progress: {why}; the target is due by {day}.", why=compared(case), day=_end(case))


def _until_last_reading(case: Case, why: Sentence) -> Sentence:
    last = case.upcoming[-1]
    return say(
        "In progress: {why}; judged after the last measurement, for {period}, due by {day}.",
        why=why,
        period=period_name(last.period),
        day=last.due_on,
    )


def _end(case: Case) -> date:
    return case.meaning.deadline or date(case.facts.last_year, 12, 31)


def _line(case: Case, total: Decimal, pace: Pace) -> Decimal | TypedNumber | Sentence:
    """What the plan asks for: of things that cannot be split the nearest whole number, "about 19" for 18,75.

    A sum that is ahead or behind stays on its side of the whole number too.
    """
    if case.facts.value_type is not ValueType.COUNT:
        return figure(case, rounded(pace.line, case.decimals + 1 if case.decimals > 1 else 2, total))
    if pace.line == pace.line.to_integral_value():
        return pace.line
    whole = pace.line.to_integral_value(ROUND_HALF_UP)
    if pace.status is not Status.ON_TRACK and whole == total:
        whole = pace.line.to_integral_value(ROUND_CEILING if total < pace.line else ROUND_FLOOR)
    return say("about {number}", number=whole)


def on_the_way(case: Case, total: Decimal, pace: Pace) -> Sentence:
    """The sum to the year's end beside the line of the plan (or of the limit)."""
    year, sum_, line_, goal = str(case.year), with_unit(case, total), _line(case, total, pace), figure(case, pace.goal)
    if pace.is_limit:
        why = say(
            "to the end of {year}: {total}; limit for that day: {line} of {goal}",
            year=year,
            total=sum_,
            line=line_,
            goal=goal,
        )
    else:
        why = say(
            "to the end of {year}: {total}; plan for that day: {line} of {goal}",
            year=year,
            total=sum_,
            line=line_,
            goal=goal,
        )
    return with_reason(pace.status, with_gaps(case, why))
