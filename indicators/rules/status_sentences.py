"""Sentences about statuses that figures do not determine (rows 1-3 and 5-12 of the status table).

Pages, exports, reports and screen readers all use the same sentence.
"""

from collections.abc import Sequence

from cooperation.text import Sentence, say, say_many
from indicators.rules.cases import Basis, Case
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Kind
from indicators.rules.phrases import (
    measured_value,
    period_list,
    period_name,
    target_phrase,
    with_reason,
)
from indicators.rules.target_sentences import target_figure
from indicators.rules.verdicts import (
    QuestionKind,
    measured_figure,
)

QUESTIONS = {
    QuestionKind.DESCRIPTIVE: say("the target is described in words"),
    QuestionKind.UNDECIDED: say(
        "the programme does not say whether the target is meant for each year or the whole period"
    ),
    QuestionKind.INCOMPLETE: say("the target gives no number to compare with"),
    QuestionKind.TOO_RARE: say("the indicator is measured less often than the target requires"),
    QuestionKind.NO_REFERENCE: say("the value from which the change is calculated is missing"),
    QuestionKind.ZERO_REFERENCE: say("a percentage change from 0 cannot be calculated"),
    QuestionKind.NO_FREQUENCY: say("the programme does not say how often the indicator is measured"),
    QuestionKind.DIRECTION: say("is a lower or a higher value better?"),
    QuestionKind.MISSING_YEARS: say("the programme gives no number for these years"),
}


# --- rows 1-3, 11 and 12: no verdict by figures ----------------------------------------------------------------------


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
    why = say("every measurement for {year} is marked “not applicable”", year=str(case.year))
    return with_reason(Status.NOT_APPLICABLE, why)


def assessed(case: Case, status: Status) -> Sentence:
    year = str(case.year)
    if case.actual is None:
        return with_reason(status, say("the coordinator's assessment for {year}", year=year))
    value = measured_value(case, case.actual)
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
        question=question_sentence(case, question),
        year=str(case.year),
        actual=measured_value(case, case.actual),
    )


def question_sentence(case: Case, question: QuestionKind) -> Sentence:
    """Return the open question, with the number that it is about."""
    value = case.meaning.value
    if question is not QuestionKind.UNDECIDED or value is None or case.meaning.kind is Kind.GROWTH:
        return QUESTIONS[question]
    return say(
        "the programme does not say whether {amount} is meant for each year or the whole period",
        amount=target_figure(case.meaning, value),
    )


def without_threshold(case: Case) -> Sentence:
    year, value = str(case.year), measured_value(case, case.actual)
    if case.meaning.kind is Kind.AS_NEEDED:
        return say(
            "No target value: {year}: {actual}; the programme gives no number (“as needed”).", year=year, actual=value
        )
    return say("No target value: {year}: {actual}; the programme sets no target.", year=year, actual=value)


# --- rows 5-10: measurements due, missing or incomplete --------------------------------------------------------------


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
        return say("Overdue: {what}; the first deadline passed on {day}.", what=_overdue_measurements(case), day=day)
    return say("Overdue: {what}; the deadline passed on {day}.", what=_overdue_measurements(case), day=day)


def _overdue_measurements(case: Case) -> Sentence:
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
    if late[0].expected_on is not None:
        return say(
            "the data for {period} are still in preparation, expected {expected}",
            period=period,
            expected=late[0].expected_on,
        )
    if late[0].is_in_preparation:
        return say("the data for {period} are still in preparation", period=period)
    return say("the measurement for {period} is missing", period=period)


def awaited(case: Case) -> Sentence:
    first = case.unapproved[0]
    period, day = period_name(first.period), first.due_on
    if first.expected_on is not None:
        return say(
            "Awaited: the data for {period} are in preparation, expected {expected}; due by {day}.",
            period=period,
            expected=first.expected_on,
            day=day,
        )
    if first.is_in_preparation:
        return say("Awaited: the data for {period} are in preparation, due by {day}.", period=period, day=day)
    return say("Awaited: the measurement for {period} is due by {day}.", period=period, day=day)


def partly_approved(case: Case) -> Sentence:
    approved, total, day = len(case.approved), len(case.counted), case.unapproved[0].due_on
    if case.actual is None or case.basis is Basis.DONE:
        return say_many(
            "In progress: {approved} of {total} measurement approved; the next one is due by {day}.",
            "In progress: {approved} of {total} measurements approved; the next one is due by {day}.",
            total,
            approved=approved,
            total=total,
            day=day,
        )
    return say_many(
        "In progress: {approved} of {total} measurement approved, result so far: {actual}; the next one is due "
        "by {day}.",
        "In progress: {approved} of {total} measurements approved, result so far: {actual}; the next one is due "
        "by {day}.",
        total,
        approved=approved,
        total=total,
        actual=measured_value(case, case.actual),
        day=day,
    )


def not_measured(case: Case, unmeasured: Sequence[Reading]) -> Sentence:
    total = len(case.counted)
    if total == 1:
        return say(
            "Not measured: there is no measurement for {period}.",
            period=period_name(unmeasured[0].period),
        )
    return say_many(
        "Not measured: no value for {missing} of {total} measurement in {year}.",
        "Not measured: no value for {missing} of {total} measurements in {year}.",
        total,
        year=str(case.year),
        missing=len(unmeasured),
        total=total,
    )


def decisive_value_missing(case: Case, missing: Sequence[Reading]) -> Sentence:
    """Return the sentence for a final verdict that is impossible because of missing values (row 10)."""
    periods, measured = period_list(missing, len(case.elapsed)), measured_figure(case)
    if measured is None:
        return say(
            "Not measured: no data for {periods} (target: {target}).",
            target=target_phrase(case),
            periods=periods,
        )
    return say(
        "Not measured: {actual} by the end of {year}, no data for {periods} (target: {target}).",
        target=target_phrase(case),
        year=str(case.year),
        actual=measured_value(case, measured),
        periods=periods,
    )
