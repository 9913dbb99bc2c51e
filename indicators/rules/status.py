"""The status of an indicator's year, of one period and of the whole programme.

The day is an argument; only approved values count. Every combination of target, frequency and values has a status.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cooperation.text import Sentence
from indicators.rules import programme_status, verdicts
from indicators.rules.assumptions import is_direction_assumed, is_schedule_incomplete
from indicators.rules.cases import (
    MONTHS_BETWEEN_READINGS,
    MONTHS_OF_SCOPE,
    WITHOUT_THRESHOLD,
    Basis,
    Case,
)
from indicators.rules.facts import (
    Facts,
    NoValueReason,
    ProgrammeStatus,
    Reading,
    Status,
    Terms,
    YearStatus,
)
from indicators.rules.meanings import GrowthReference
from indicators.rules.method import VERDICT_RULES
from indicators.rules.phrases import LABELS
from indicators.rules.status_table import TABLE, StatusRow, first_match, is_to_be_assessed
from indicators.rules.targets import is_satisfied
from indicators.rules.verdicts import QuestionKind

__all__ = [
    "TABLE",
    "VERDICT_RULES",
    "Facts",
    "NoValueReason",
    "ProgrammeStatus",
    "Reading",
    "Status",
    "StatusRow",
    "Terms",
    "YearStatus",
    "judge_programme",
    "judge_reading",
    "judge_year",
    "may_be_assessed",
    "open_questions",
    "status_label",
]


def judge_year(facts: Facts, year: int, on: date) -> YearStatus:
    """Return the status of an indicator in a year as of the day `on` (Warsaw time)."""
    case = Case(facts, year, on)
    row, outcome = first_match(case, TABLE)
    return YearStatus(
        year=year,
        status=outcome.status,
        sentence=outcome.sentence,
        actual=case.actual,
        decimals=case.decimals,
        achievement=outcome.achievement,
        periods_counted=len(case.counted),
        periods_approved=len(case.approved),
        row=row.number,
        question=outcome.question,
    )


def judge_programme(facts: Facts, on: date, years: Sequence[YearStatus] | None = None) -> ProgrammeStatus:
    """Return the status for the whole programme, or to date while required years are still ahead.

    `years`: the statuses of all programme years, where the caller already has them.
    """
    if years is None:
        years = [judge_year(facts, year, on) for year in facts.years]
    return programme_status.programme_verdict(facts, years, on)


def judge_reading(facts: Facts, reading: Reading, on: date) -> Status | None:
    """Return the status of a single month, quarter or half-year.

    A value is judged only when the target is set for exactly that length of period; otherwise it only counts towards
    its year or the programme, and the result is None. A period without a value has the status of its reason.
    """
    case = Case(facts, reading.period.year, on)
    if reading.value is not None:
        return _verdict_on_value(case, reading.value)
    if reading.reason is NoValueReason.NOT_APPLICABLE or not facts.is_required(case.year):
        return Status.NOT_APPLICABLE
    if reading.reason is NoValueReason.NOT_MEASURED:
        return Status.NO_DATA
    if reading.is_late(on):
        return Status.OVERDUE
    return Status.AWAITED if reading.has_ended(on) else Status.NOT_DUE_YET


def _verdict_on_value(case: Case, value: Decimal) -> Status | None:
    frequency, scope = case.terms.frequency, case.meaning.scope
    if case.basis is not Basis.SPANS or frequency is None or scope is None:
        return None
    is_target_of_period = MONTHS_BETWEEN_READINGS.get(frequency) == MONTHS_OF_SCOPE[scope]
    if not is_target_of_period or verdicts.blocking_question(case) or not case.facts.is_required(case.year):
        return None
    return Status.MET if is_satisfied(case.meaning, value, year=case.year) else Status.NOT_MET


def open_questions(facts: Facts, year: int, on: date) -> tuple[QuestionKind, ...]:
    """Return the questions that a person has to answer about the year, whether or not it has been measured.

    First what prevents a judgement by figures, then assumptions that need confirmation.
    """
    if year in facts.exempt_years or year in facts.assessments or facts.is_withdrawn(year):
        return ()
    meaning = Case(facts, year, on).meaning
    if not facts.is_in_force(year):
        return (QuestionKind.MISSING_YEARS,) if is_schedule_incomplete(meaning) else ()
    blocking = _blocking_question(facts, year, on)
    assumed = QuestionKind.DIRECTION if is_direction_assumed(meaning) else None
    return tuple(question for question in (blocking, assumed) if question is not None)


def _blocking_question(facts: Facts, year: int, on: date) -> QuestionKind | None:
    """Return the question that must be settled before figures can decide (rows 3 and 12)."""
    case = Case(facts, year, on)
    if case.terms.frequency is None:
        return QuestionKind.NO_FREQUENCY
    if case.meaning.kind in WITHOUT_THRESHOLD:
        return None
    question = verdicts.blocking_question(case)
    # After the first year the reference is a measurement of the year before: approving it answers the question.
    is_reference_measured = case.meaning.growth_reference is GrowthReference.PREVIOUS_YEAR and year > facts.first_year
    return None if question is QuestionKind.NO_REFERENCE and is_reference_measured else question


def may_be_assessed(facts: Facts, year: int, on: date) -> bool:
    """Whether a person may assess the year: figures cannot determine its status. An existing assessment is ignored."""
    _, outcome = first_match(Case(facts, year, on), (TABLE[0], *TABLE[2:]))
    return is_to_be_assessed(outcome)


def status_label(status: Status) -> Sentence:
    """Return the name of the status, e.g. "overdue"."""
    return LABELS[status]
