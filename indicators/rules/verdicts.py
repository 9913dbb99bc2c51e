"""The verdict of a year by its figure: met, partly met or not met, the achievement, and the pace of a sum."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal
from enum import StrEnum
from typing import cast

from cooperation.text import ValueType
from indicators.rules.cases import (
    BINARY_KINDS,
    MINIMUM_COMPARATORS,
    MONTHS_OF_SCOPE,
    Basis,
    Case,
    aggregate,
    completion_day,
    is_measured_often_enough,
    values_of,
)
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Aggregation, Comparator, GrowthReference, GrowthUnit, Kind
from indicators.rules.targets import is_satisfied

ACHIEVEMENT_DIGITS = 12
_JUST_BELOW_ONE = 1 - Decimal(10) ** -ACHIEVEMENT_DIGITS


class QuestionKind(StrEnum):
    """What a person has to decide about an indicator."""

    DESCRIPTIVE = "descriptive"
    UNDECIDED = "undecided"  # a year or the whole programme?
    INCOMPLETE = "incomplete"  # no number or no comparator
    TOO_RARE = "too_rare"  # measured less often than the scope requires
    NO_REFERENCE = "no_reference"
    ZERO_REFERENCE = "zero_reference"
    NO_FREQUENCY = "no_frequency"  # row 3 of the status table
    # These two do not prevent a judgement, which rests on an assumption:
    DIRECTION = "direction"  # is a lower or a higher value better?
    MISSING_YEARS = "missing_years"  # the schedule has no entry for some programme years


def blocking_question(case: Case) -> QuestionKind | None:
    """Return what prevents a judgement by figures, None when nothing does."""
    meaning = case.meaning
    if meaning.kind is Kind.DESCRIPTIVE:
        return QuestionKind.DESCRIPTIVE
    if meaning.kind in BINARY_KINDS:
        return None
    if case.basis is Basis.OPEN:
        return QuestionKind.UNDECIDED
    if case.target is None or meaning.comparator is None:
        return QuestionKind.INCOMPLETE
    if meaning.comparator is Comparator.BETWEEN and meaning.upper is None:
        return QuestionKind.INCOMPLETE
    if not is_measured_often_enough(case.terms):
        return QuestionKind.TOO_RARE
    return _growth_question(case) if meaning.kind is Kind.GROWTH else None


def _growth_question(case: Case) -> QuestionKind | None:
    """Growth is judged by years only: a month or a quarter has no reference."""
    if case.meaning.growth_unit is None:
        return QuestionKind.INCOMPLETE
    reference = growth_reference(case)
    if reference is None or case.basis is Basis.SPANS:
        return QuestionKind.NO_REFERENCE
    if reference == 0 and case.meaning.growth_unit is GrowthUnit.PERCENT:
        return QuestionKind.ZERO_REFERENCE
    return None


# --- growth ----------------------------------------------------------------------------------------------------------


def growth_reference(case: Case) -> Decimal | None:
    """Return the value that a growth starts from; None when it is not known.

    For a year named in the text this is the baseline, if it is of that year. The previous year is a reference when all
    its periods have approved values, or else when the baseline is of that year.
    """
    meaning, facts = case.meaning, case.facts
    if meaning.growth_year is not None:
        return facts.baseline_value if meaning.growth_year == facts.baseline_year else None
    if meaning.growth_reference is GrowthReference.BASELINE:
        return facts.baseline_value
    if meaning.growth_reference is GrowthReference.PREVIOUS_YEAR:
        previous = Case(facts, case.year - 1, case.on)
        if previous.counted and len(previous.measured) == len(previous.counted):
            return previous.actual
        return facts.baseline_value if facts.baseline_year == previous.year else None
    return None


def growth_change(actual: Decimal, reference: Decimal, unit: GrowthUnit | None) -> Decimal:
    """Return the change from `reference` to `actual`, in the target's unit.

    A percentage is taken of the absolute reference, so that an increase from a negative reference is positive;
    percentage points and units are a difference. The reference of a percentage must not be 0.
    """
    difference = actual - reference
    return difference * 100 / abs(reference) if unit is GrowthUnit.PERCENT else difference


# --- the figure ------------------------------------------------------------------------------------------------------


def last_reading(case: Case) -> Reading | None:
    """Return the last required reading up to the end of this year, by which a final scope is judged."""
    return case.elapsed[-1] if case.elapsed else None


def measured_figure(case: Case) -> Decimal | None:
    """Return the value of the year, of the programme to date or of the last reading, depending on the basis."""
    if case.basis is Basis.PROGRAMME:
        return case.cumulative_value
    if case.basis is Basis.LAST_READING:
        reading = last_reading(case)
        return reading.value if reading else None
    return case.actual


def judged_figure(case: Case) -> Decimal:
    """Return the figure to compare with the target: the measured one, for a growth the change from the reference.

    The case must have a measured figure and no blocking question, which earlier rows of the table ensure.
    """
    measured = cast(Decimal, measured_figure(case))
    if case.meaning.kind is not Kind.GROWTH:
        return measured
    return growth_change(measured, cast(Decimal, growth_reference(case)), case.meaning.growth_unit)


# --- verdicts --------------------------------------------------------------------------------------------------------


def compare(case: Case, figure: Decimal) -> Status:
    """Return met, partly_met or not_met for the scopes year, programme and final.

    Partly met requires "at least" or "more than", a target above 0 and a figure above 0.
    """
    if is_satisfied(case.meaning, figure, year=case.year):
        return Status.MET
    return Status.PARTLY_MET if achievement_of(case, figure) and figure > 0 else Status.NOT_MET


def achievement_of(case: Case, figure: Decimal) -> Decimal | None:
    """Return figure / target (1 is 100 %, not limited to 1) for a minimum above 0, else None."""
    if case.meaning.comparator not in MINIMUM_COMPARATORS or case.target is None or case.target <= 0:
        return None
    return figure / case.target


def exported_achievement(achievement: Decimal | None, comparator: Comparator | None) -> Decimal | None:
    """Return the achievement for exports, truncated to twelve significant digits: 1 or more means that it is met.

    A figure equal to a "more than" target does not meet it, so the largest number below 1 is returned.
    """
    if achievement is None:
        return None
    if achievement == 1 and comparator is Comparator.MORE_THAN:
        return _JUST_BELOW_ONE
    return Context(prec=ACHIEVEMENT_DIGITS, rounding=ROUND_DOWN).plus(achievement)


def final_achievement(case: Case, figure: Decimal, status: Status) -> Decimal | None:
    """Return the achievement that belongs to a verdict; for other comparators it is 1 when the target is met."""
    if case.meaning.comparator in MINIMUM_COMPARATORS:
        return achievement_of(case, figure)
    return Decimal(1) if status is Status.MET else None


def spans_met(case: Case) -> tuple[bool, ...]:
    """Return for each month, quarter or half-year with a value whether it satisfies the target.

    Readings that are more frequent than the scope are aggregated within their span.
    """
    months = MONTHS_OF_SCOPE.get(case.meaning.scope, 12) if case.meaning.scope else 12
    spans: dict[int, list[Reading]] = {}
    for reading in case.measured:
        spans.setdefault((reading.period.end.month - 1) // months, []).append(reading)
    figures = (cast(Decimal, aggregate(values_of(span), case.terms.aggregation)) for span in spans.values())
    return tuple(is_satisfied(case.meaning, figure, year=case.year) for figure in figures)


def compare_spans(met: tuple[bool, ...]) -> Status:
    """Return met when the target is met in all spans, partly_met when in some, not_met when in none."""
    if all(met):
        return Status.MET
    return Status.PARTLY_MET if any(met) else Status.NOT_MET


def is_met_already(case: Case) -> bool:
    """Whether the values approved so far satisfy the target whatever comes later (row 4).

    Only for a number with a minimum, aggregated as a sum or a maximum, over a year or the programme.
    """
    meaning = case.meaning
    if meaning.kind is not Kind.NUMBER or meaning.comparator not in MINIMUM_COMPARATORS or case.target is None:
        return False
    if case.terms.aggregation not in (Aggregation.SUM, Aggregation.MAXIMUM) or case.basis not in (
        Basis.YEAR,
        Basis.PROGRAMME,
    ):
        return False
    figure = measured_figure(case)
    return figure is not None and is_measured_often_enough(case.terms) and is_satisfied(meaning, figure, year=case.year)


def was_in_time(case: Case, reading: Reading) -> bool:
    """Whether a "yes" came by the target's deadline; always True without one."""
    return case.meaning.deadline is None or completion_day(reading) <= case.meaning.deadline


def is_deadline_ahead(case: Case) -> bool:
    """Whether a "no" may still become a "yes" in time.

    True when the deadline has not passed or lies after the year's last period, and without a deadline when a later
    year has a required reading.
    """
    deadline = case.meaning.deadline
    if deadline is None:
        return bool(case.upcoming)
    return case.counted[-1].period.end < deadline or case.on <= deadline


def is_judged_later(case: Case) -> bool:
    """Whether the verdict comes later: by the last reading, or by the maximum or mean over the programme."""
    if case.basis is Basis.LAST_READING:
        return bool(case.upcoming)
    return case.basis is Basis.PROGRAMME and case.terms.aggregation is not Aggregation.SUM and not case.is_final_year


def decisive_gaps(case: Case) -> tuple[Reading, ...]:
    """Return the missing readings without which the final verdict is impossible.

    A total that is not satisfied and lacks a value could be completed by it. A total that is satisfied is met, and its
    sentence names the gap. A final scope needs its last required reading.
    """
    if blocking_question(case) is not None:
        return ()
    if case.basis is Basis.PROGRAMME and case.is_final_year:
        is_met = measured_figure(case) is not None and compare(case, judged_figure(case)) is Status.MET
        return () if is_met else case.missing
    last = last_reading(case)
    if case.basis is Basis.LAST_READING and not case.upcoming and last is not None and last.value is None:
        return (last,)
    return ()


# --- pace ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pace:
    """A running total against a linear plan.

    `expected`: the plan's total at the end of the year; `goal`: at the end of the programme; `is_limit`: the plan is an
    upper limit.
    """

    status: Status
    expected: Decimal
    goal: Decimal
    is_limit: bool


def pace(case: Case, total: Decimal) -> Pace:
    """Compare the running total with goal x elapsed periods / all periods; missing periods count as elapsed.

    A count within 1 of the expected value is on track, another figure only when equal; 0 is never on track when the
    plan expects more. An upper limit (for a range its upper end) is behind when exceeded, else on track. The comparison
    multiplies instead of dividing, because 10/3 has no exact decimal.
    """
    meaning, elapsed, periods = case.meaning, len(case.elapsed), case.total_periods
    goal = cast(Decimal, meaning.upper if meaning.comparator is Comparator.BETWEEN else case.target)
    expected, distance = goal * elapsed / periods, total * periods - goal * elapsed
    if meaning.comparator not in MINIMUM_COMPARATORS:
        return Pace(Status.BEHIND if distance > 0 else Status.ON_TRACK, expected, goal, True)
    is_near = abs(distance) < periods if case.facts.value_type is ValueType.COUNT else distance == 0
    if is_near and not (total == 0 and expected > 0):
        return Pace(Status.ON_TRACK, expected, goal, False)
    return Pace(Status.AHEAD if distance > 0 else Status.BEHIND, expected, goal, False)
