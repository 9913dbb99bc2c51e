"""The verdict of a year: satisfied or not, partly, how far, and the pace of a sum."""

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
    day_of,
    is_read_often_enough,
    values_of,
)
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Aggregation, Comparator, GrowthReference, GrowthUnit, Kind
from indicators.rules.targets import is_satisfied

ACHIEVEMENT_DIGITS = 12
_JUST_BELOW_ONE = 1 - Decimal(10) ** -ACHIEVEMENT_DIGITS


class QuestionKind(StrEnum):
    """Why no figure can decide and a person must."""

    DESCRIPTIVE = "descriptive"
    UNDECIDED = "undecided"  # a year or the whole programme?
    INCOMPLETE = "incomplete"  # no number or no comparator
    TOO_RARE = "too_rare"  # read less often than the scope asks
    NO_REFERENCE = "no_reference"
    ZERO_REFERENCE = "zero_reference"
    NO_FREQUENCY = "no_frequency"  # row 3 of the status table
    # Asked although the figures are judged, by what the portal assumed:
    DIRECTION = "direction"  # is a lower or a higher value better?
    MISSING_YEARS = "missing_years"  # the schedule leaves years of the programme out


def question(case: Case) -> QuestionKind | None:
    """What keeps the target from being judged by figures, None when nothing does."""
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
    if not is_read_often_enough(case.terms):
        return QuestionKind.TOO_RARE
    return _question_of_growth(case) if meaning.kind is Kind.GROWTH else None


def _question_of_growth(case: Case) -> QuestionKind | None:
    """A month or a quarter has no reference of its own: growth is judged by years."""
    if case.meaning.growth_unit is None:
        return QuestionKind.INCOMPLETE
    reference = growth_reference(case)
    if reference is None or case.basis is Basis.SPANS:
        return QuestionKind.NO_REFERENCE
    if reference == 0 and case.meaning.growth_unit is GrowthUnit.PERCENT:
        return QuestionKind.ZERO_REFERENCE
    return None


# --- growth --------------------------------------------------------------------------------------------------------


def growth_reference(case: Case) -> Decimal | None:
    """The value that the actual one is held against; None when it is not known.

    A year named by the text is known only as the indicator's baseline. The previous year counts when all its periods
    have approved values: half a year is no reference; before the first measured year the baseline of that very year
    stands in.
    """
    meaning, facts = case.meaning, case.facts
    if meaning.growth_year is not None:
        return facts.baseline_value if meaning.growth_year == facts.baseline_year else None
    if meaning.growth_reference is GrowthReference.BASELINE:
        return facts.baseline_value
    if meaning.growth_reference is GrowthReference.PREVIOUS_YEAR:
        before = Case(facts, case.year - 1, case.on)
        if before.counted and len(before.measured) == len(before.counted):
            return before.actual
        return facts.baseline_value if facts.baseline_year == before.year else None
    return None


def growth_change(actual: Decimal, reference: Decimal, unit: GrowthUnit | None) -> Decimal:
    """How much `actual` differs from `reference`, in the target's unit.

    Percent of the size of the reference, so that more is an increase for a negative reference too; percentage points
    and units are a plain difference. A percentage of 0 does not exist: the caller asks `reference` first.
    """
    difference = actual - reference
    return difference * 100 / abs(reference) if unit is GrowthUnit.PERCENT else difference


# --- the figure ----------------------------------------------------------------------------------------------------


def last_reading(case: Case) -> Reading | None:
    """The last required reading to the end of this year: the one that a final scope is judged by."""
    return case.elapsed[-1] if case.elapsed else None


def measured_figure(case: Case) -> Decimal | None:
    """The value that is held against the target: of the year, of the programme so far, or of the last reading."""
    if case.basis is Basis.PROGRAMME:
        return case.so_far
    if case.basis is Basis.LAST_READING:
        reading = last_reading(case)
        return reading.value if reading else None
    return case.actual


def judged_figure(case: Case) -> Decimal:
    """The same value; of growth the change against the reference.

    Only for a case without a `question` and with a measured figure, as the table's rows before have made sure.
    """
    measured = cast(Decimal, measured_figure(case))
    if case.meaning.kind is not Kind.GROWTH:
        return measured
    return growth_change(measured, cast(Decimal, growth_reference(case)), case.meaning.growth_unit)


# --- verdicts ------------------------------------------------------------------------------------------------------


def compare(case: Case, figure: Decimal) -> Status:
    """met, partly_met or not_met for scopes year, programme and final.

    Partly exists only for at_least and more_than with a target above 0 and a figure above 0.
    """
    if is_satisfied(case.meaning, figure, year=case.year):
        return Status.MET
    return Status.PARTLY_MET if achievement_of(case, figure) and figure > 0 else Status.NOT_MET


def achievement_of(case: Case, figure: Decimal) -> Decimal | None:
    """actual / target for at_least and more_than with a target above 0 (1 is 100 %, never capped), else None."""
    if case.meaning.comparator not in MINIMUM_COMPARATORS or case.target is None or case.target <= 0:
        return None
    return figure / case.target


def achievement_in_data(achievement: Decimal | None, comparator: Comparator | None) -> Decimal | None:
    """The achievement cut towards zero to twelve significant digits: 1 only where the target is met, 0 only for 0.

    A figure equal to a "more than" target does not meet it, so the largest number below 1 stands for it.
    """
    if achievement is None:
        return None
    if achievement == 1 and comparator is Comparator.MORE_THAN:
        return _JUST_BELOW_ONE
    return Context(prec=ACHIEVEMENT_DIGITS, rounding=ROUND_DOWN).plus(achievement)


def final_achievement(case: Case, figure: Decimal, status: Status) -> Decimal | None:
    """The same for a verdict: another comparator is 1 when it is satisfied."""
    if case.meaning.comparator in MINIMUM_COMPARATORS:
        return achievement_of(case, figure)
    return Decimal(1) if status is Status.MET else None


def spans_met(case: Case) -> tuple[bool, ...]:
    """For a month, quarter or half-year scope: whether each span of the year satisfied the target.

    Readings more frequent than the scope are put together within their span by the aggregation; spans that the
    indicator does not apply to are left out.
    """
    months = MONTHS_OF_SCOPE.get(case.meaning.scope, 12) if case.meaning.scope else 12
    spans: dict[int, list[Reading]] = {}
    for reading in case.measured:
        spans.setdefault((reading.period.end.month - 1) // months, []).append(reading)
    figures = (cast(Decimal, aggregate(values_of(span), case.terms.aggregation)) for span in spans.values())
    return tuple(is_satisfied(case.meaning, figure, year=case.year) for figure in figures)


def compare_spans(met: tuple[bool, ...]) -> Status:
    """All spans met, some, none; whatever the comparator."""
    if all(met):
        return Status.MET
    return Status.PARTLY_MET if any(met) else Status.NOT_MET


def is_met_already(case: Case) -> bool:
    """Satisfied by the values approved so far, so that no later value is needed (row 4).

    Only kind number, at_least or more_than, sum or maximum, scope year (read at least yearly) or programme.
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
    return figure is not None and is_read_often_enough(case.terms) and is_satisfied(meaning, figure, year=case.year)


def was_in_time(case: Case, reading: Reading) -> bool:
    """A "yes" by the target's day, or without such a day at any time."""
    return case.meaning.deadline is None or day_of(reading) <= case.meaning.deadline


def is_deadline_ahead(case: Case) -> bool:
    """Whether a "no" may still become "yes" in time.

    The year's last period ended before the target's day, so the year said nothing of that day; or the day itself has
    not passed. Without a day: a later year still has a required reading.
    """
    deadline = case.meaning.deadline
    if deadline is None:
        return bool(case.upcoming)
    return case.counted[-1].period.end < deadline or case.on <= deadline


def waits_for_the_end(case: Case) -> bool:
    """Judged once, by the last reading or by the highest or mean value of the programme, and more is to come."""
    if case.basis is Basis.LAST_READING:
        return bool(case.upcoming)
    return case.basis is Basis.PROGRAMME and case.terms.aggregation is not Aggregation.SUM and not case.is_line_over


def decisive_gaps(case: Case) -> tuple[Reading, ...]:
    """Missing values without which the end cannot be judged.

    An unsatisfied total with a missing period says nothing: the missing value could complete it. A satisfied one is
    met, and its sentence names the gap. A final scope needs its last required reading.
    """
    if question(case) is not None:
        return ()
    if case.basis is Basis.PROGRAMME and case.is_line_over:
        is_met = measured_figure(case) is not None and compare(case, judged_figure(case)) is Status.MET
        return () if is_met else case.missing
    last = last_reading(case)
    if case.basis is Basis.LAST_READING and not case.upcoming and last is not None and last.value is None:
        return (last,)
    return ()


# --- pace ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pace:
    """A sum on its way: `line` is what the plan asks for by the year's end, `goal` what it asks for at the end.

    `is_limit`: the plan is not to be exceeded.
    """

    status: Status
    line: Decimal
    goal: Decimal
    is_limit: bool


def pace(case: Case, total: Decimal) -> Pace:
    """The cumulative sum against goal x elapsed / all periods; missing periods count as elapsed.

    For counts less than 1 off the line is on track, otherwise equal is; 0 is never on track for a positive line.
    Comparators that set a limit (for between the upper one) are behind above the line, else on track. The comparison
    multiplies instead of dividing: 10/3 has no exact decimal.
    """
    meaning, elapsed, periods = case.meaning, len(case.elapsed), case.all_periods
    goal = cast(Decimal, meaning.upper if meaning.comparator is Comparator.BETWEEN else case.target)
    line, distance = goal * elapsed / periods, total * periods - goal * elapsed
    if meaning.comparator not in MINIMUM_COMPARATORS:
        return Pace(Status.BEHIND if distance > 0 else Status.ON_TRACK, line, goal, True)
    near = abs(distance) < periods if case.facts.value_type is ValueType.COUNT else distance == 0
    if near and not (total == 0 and line > 0):
        return Pace(Status.ON_TRACK, line, goal, False)
    return Pace(Status.AHEAD if distance > 0 else Status.BEHIND, line, goal, False)
