"""One period by itself: what readers are told of a month, a quarter or a half-year under its year."""

from datetime import date
from decimal import Decimal

from indicators.rules import verdicts
from indicators.rules.case import MONTHS_BETWEEN_READINGS, MONTHS_OF_SCOPE, Basis, Case
from indicators.rules.facts import Facts, NoValueReason, Reading, Status
from indicators.rules.targets import is_satisfied


def judge_reading(facts: Facts, reading: Reading, on: date) -> Status | None:
    """Why the period has no value, or how its value stands to a target set for just such a period.

    None: there is a value, and it only counts towards its year or the programme, so nothing is judged yet.
    """
    case = Case(facts, reading.period.year, on)
    if reading.value is not None:
        return _judged(case, reading.value)
    if reading.reason is NoValueReason.NOT_APPLICABLE or not facts.is_required(case.year):
        return Status.NOT_APPLICABLE
    if reading.reason is NoValueReason.NOT_MEASURED:
        return Status.NO_DATA
    if reading.is_late(on):
        return Status.OVERDUE
    return Status.AWAITED if reading.has_ended(on) else Status.NOT_DUE_YET


def _judged(case: Case, value: Decimal) -> Status | None:
    frequency, scope = case.terms.frequency, case.meaning.scope
    if case.basis is not Basis.SPANS or frequency is None or scope is None:
        return None
    is_of_one_period = MONTHS_BETWEEN_READINGS.get(frequency) == MONTHS_OF_SCOPE[scope]
    if not is_of_one_period or verdicts.question(case) or not case.facts.is_required(case.year):
        return None
    return Status.MET if is_satisfied(case.meaning, value, year=case.year) else Status.NOT_MET
