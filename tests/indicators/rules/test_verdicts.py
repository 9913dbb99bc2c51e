"""Verdicts and achievement; spans, growth and pace."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.text import ValueType
from indicators.rules.cases import Case
from indicators.rules.meanings import Aggregation, Comparator, Frequency, GrowthReference, GrowthUnit, Kind, Scope
from indicators.rules.status import Status, judge_year
from indicators.rules.verdicts import exported_achievement, growth_change, pace
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    NOT_APPLICABLE,
    NOT_MEASURED,
    facts,
    growth,
    last_year,
    number,
    only_year,
    statuses,
)

AT_MOST, LESS_THAN = Comparator.AT_MOST, Comparator.LESS_THAN
EXACTLY, BETWEEN, MORE_THAN = Comparator.EXACTLY, Comparator.BETWEEN, Comparator.MORE_THAN


# --- comparators -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "status", "achievement"),
    [
        (number(4), 4, "met", "1"),
        (number(4), 9, "met", "2.25"),  # never capped
        (number(4), 1, "partly_met", "0.25"),
        (number(4), 0, "not_met", "0"),
        (number(4), "-1", "not_met", "-0.25"),
        (number(0), 0, "met", None),
        (number(-2), -3, "not_met", None),
        (number(4, comparator=MORE_THAN), 4, "partly_met", "1"),
        (number(4, comparator=MORE_THAN), 5, "met", "1.25"),
        (number(4, comparator=AT_MOST), 4, "met", "1"),
        (number(4, comparator=AT_MOST), 5, "not_met", None),
        (number(4, comparator=LESS_THAN), 4, "not_met", None),
        (number(4, comparator=LESS_THAN), 3, "met", "1"),
        (number(4, comparator=EXACTLY), 4, "met", "1"),
        (number(4, comparator=EXACTLY), 3, "not_met", None),
        (number(1, comparator=BETWEEN, upper=Decimal(2)), 2, "met", "1"),
        (number(1, comparator=BETWEEN, upper=Decimal(2)), 3, "not_met", None),
    ],
)
@pytest.mark.parametrize("scope", [Scope.YEAR, Scope.FINAL, Scope.PROGRAMME])
def test_verdict_and_achievement_follow_comparator(
    target: Any, actual: int, status: str, achievement: str | None, scope: Scope
) -> None:
    result = only_year(replace(target, scope=scope), actual, value_type=ValueType.SIGNED)
    assert result.status == status
    assert result.achievement == (None if achievement is None else Decimal(achievement))


@pytest.mark.parametrize(
    ("aggregation", "actual", "status"),
    [
        (Aggregation.SUM, "20", "met"),
        (Aggregation.LAST, "2", "not_met"),
        (Aggregation.MEAN, "5", "not_met"),
        (Aggregation.MAXIMUM, "9", "not_met"),
    ],
)
def test_figure_of_year_is_aggregate(aggregation: Aggregation, actual: str, status: str) -> None:
    target = number(10, comparator=MORE_THAN, kind=Kind.PERCENT)
    result = only_year(target, 3, 9, 6, 2, frequency=Frequency.QUARTERLY, aggregation=aggregation)
    assert result.actual == Decimal(actual)
    assert result.status == status.replace("not_met", "partly_met")  # above zero


def test_schedule_sets_number_of_each_year() -> None:
    schedule = tuple((year, Decimal(number)) for year, number in ((2021, 1), (2022, 2), (2023, 3)))
    case = facts(number(None, schedule=schedule), [2, 2, 2], years=(2021, 2023))
    assert statuses(case) == ["met", "met", "partly_met"]
    assert [judge_year(case, year, AFTERWARDS).achievement for year in (2021, 2022)] == [2, 1]


# --- shorter scopes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "status", "achievement"),
    [
        ([8, 0, 0, 0], "partly_met", "0.25"),
        ([2, 2, 2, 2], "met", "1"),
        ([1, 1, 1, 1], "not_met", "0"),
        ([2, NOT_APPLICABLE, 2, NOT_APPLICABLE], "met", "1"),
    ],
)
def test_quarterly_target_is_judged_per_quarter(values: list[int], status: str, achievement: str) -> None:
    result = only_year(number(2, Scope.QUARTER), *values, frequency=Frequency.QUARTERLY)
    assert (result.row, result.status, result.achievement) == (15, status, Decimal(achievement))


@pytest.mark.parametrize("comparator", [AT_MOST, LESS_THAN, EXACTLY])
def test_spans_are_judged_alike_for_every_comparator(comparator: Comparator) -> None:
    target = number(2, Scope.HALF_YEAR, comparator=comparator)
    within = 2 if comparator is EXACTLY else 1
    result = only_year(target, within, 5, frequency=Frequency.HALF_YEARLY)
    assert (result.status, result.achievement) == (Status.PARTLY_MET, Decimal("0.5"))


def test_months_are_aggregated_within_quarter() -> None:
    months = [1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    result = only_year(number(2, Scope.QUARTER), *months, frequency=Frequency.MONTHLY)
    assert result.achievement == Decimal("0.5")
    result = only_year(number(2, Scope.HALF_YEAR), *months, frequency=Frequency.MONTHLY)
    assert result.achievement == 1
    result = only_year(number(1, Scope.MONTH), *months, frequency=Frequency.MONTHLY)
    assert result.achievement == Decimal(4) / 12


# --- final -------------------------------------------------------------------------------------------------------


def test_final_scope_uses_last_reading() -> None:
    final = number(10, Scope.FINAL)
    assert only_year(final, 4, 4, 4, 4, frequency=Frequency.QUARTERLY).status is Status.PARTLY_MET
    result = only_year(final, 4, 4, 4, 10, frequency=Frequency.QUARTERLY)
    assert (result.status, result.actual, result.achievement) == (Status.MET, Decimal(22), Decimal(1))


def test_final_verdict_at_deadline_remains() -> None:
    by_2023 = number(80, Scope.FINAL, kind=Kind.PERCENT, deadline=date(2023, 6, 30))
    case = facts(by_2023, [10, 50, 60, 90, 90])
    assert statuses(case) == ["in_progress", "in_progress", "partly_met", "partly_met", "partly_met"]


@pytest.mark.parametrize("kind", [Kind.PERCENT, Kind.NUMBER])
def test_programme_target_of_last_value_is_judged_in_last_year_only(kind: Kind) -> None:
    level = number(80, Scope.PROGRAMME, kind=kind)
    case = facts(level, [90, 70, 80], aggregation=Aggregation.LAST, years=(2021, 2023))
    assert statuses(case) == ["in_progress", "in_progress", "met"]


# --- growth ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "reference", "unit", "expected"),
    [
        (105, 100, GrowthUnit.PERCENT, "5"),
        (95, 100, GrowthUnit.PERCENT, "-5"),
        (-90, -100, GrowthUnit.PERCENT, "10"),
        (45, 40, GrowthUnit.POINTS, "5"),
        (45, 40, GrowthUnit.UNITS, "5"),
        (5, 0, GrowthUnit.UNITS, "5"),
    ],
)
def test_growth_change_is_in_unit_of_growth(actual: int, reference: int, unit: GrowthUnit, expected: str) -> None:
    assert growth_change(Decimal(actual), Decimal(reference), unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("target", "value", "status", "achievement"),
    [
        (growth(5), 105, "met", "1"),
        (growth(5), 110, "met", "2"),
        (growth(5), 102, "partly_met", "0.4"),
        (growth(5), 100, "not_met", "0"),
        (growth(-10, comparator=AT_MOST), 88, "met", "1"),
        (growth(-10, comparator=AT_MOST), 91, "not_met", None),
        (growth(5, growth_unit=GrowthUnit.UNITS), 105, "met", "1"),
    ],
)
def test_growth_is_judged_against_baseline(target: Any, value: int, status: str, achievement: str | None) -> None:
    result = only_year(target, value, baseline_value=Decimal(100), baseline_year=2020)
    assert (result.row, result.status, result.actual) == (15, status, Decimal(value))
    assert result.achievement == (None if achievement is None else Decimal(achievement))


def test_growth_from_zero_or_unknown_reference_is_to_be_assessed() -> None:
    assert only_year(growth(5), 5, baseline_value=Decimal(0)).status is Status.TO_BE_ASSESSED
    assert only_year(growth(5, growth_unit=GrowthUnit.UNITS), 5, baseline_value=Decimal(0)).status is Status.MET
    assert only_year(growth(5), 5).status is Status.TO_BE_ASSESSED
    assert only_year(growth(5, growth_reference=None), 5, baseline_value=Decimal(1)).row == 12


def test_named_year_must_be_year_of_baseline() -> None:
    named = growth(5, growth_year=2019)
    assert only_year(named, 105, baseline_value=Decimal(100), baseline_year=2019).status is Status.MET
    assert only_year(named, 105, baseline_value=Decimal(100), baseline_year=2020).status is Status.TO_BE_ASSESSED
    assert only_year(named, 105, baseline_value=Decimal(100)).status is Status.TO_BE_ASSESSED


def test_yearly_growth_is_judged_against_previous_year() -> None:
    yearly = growth(10, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR)
    case = facts(yearly, [110, 121, 125, 0, 5], baseline_value=Decimal(100), baseline_year=2020)
    assert statuses(case) == ["met", "met", "partly_met", "not_met", "to_be_assessed"]
    unknown = facts(yearly, [110, 121])
    assert statuses(unknown)[:2] == ["to_be_assessed", "met"]


def test_incomplete_previous_year_is_no_reference() -> None:
    yearly = growth(10, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR)
    case = facts(yearly, [5, NOT_MEASURED, 9, 9], Frequency.HALF_YEARLY, years=(2021, 2022))
    assert statuses(case) == ["no_data", "to_be_assessed"]


# --- pace --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 5, 5, 5, 5], ["on_track", "on_track", "on_track", "on_track", "met"]),
        ([6, 0, 0, 8, 0], ["ahead", "behind", "behind", "behind", "partly_met"]),
        ([4, 6, 6, 3, 1], ["behind", "on_track", "ahead", "behind", "partly_met"]),
        ([0, 0, 0, 0, 0], ["behind", "behind", "behind", "behind", "not_met"]),
        ([5, NOT_MEASURED, 5, 10], ["on_track", "no_data", "behind", "on_track", "overdue"]),
    ],
)
def test_pace_towards_25_in_five_years_expects_five_a_year(values: list[int], expected: list[str]) -> None:
    assert statuses(facts(number(25, Scope.PROGRAMME), values)) == expected


@pytest.mark.parametrize(
    ("goal", "total", "value_type", "status"),
    [
        ("7", "1", ValueType.COUNT, "on_track"),  # the line is 1.4
        ("7", "2", ValueType.COUNT, "on_track"),
        ("7", "3", ValueType.COUNT, "ahead"),
        ("10", "1", ValueType.COUNT, "behind"),  # exactly 1 below
        ("10", "3", ValueType.COUNT, "ahead"),  # exactly 1 above
        ("2", "0", ValueType.COUNT, "behind"),  # the line is 0.4: 0 is never on track
        ("7", "1.4", ValueType.MONEY, "on_track"),
        ("7", "1.39", ValueType.MONEY, "behind"),
        ("7", "1.41", ValueType.MONEY, "ahead"),
    ],
)
def test_pace_status_follows_distance_from_expected_value(
    goal: str, total: str, value_type: ValueType, status: str
) -> None:
    case = facts(number(goal, Scope.PROGRAMME), [total], value_type=value_type)
    result = judge_year(case, 2021, AFTERWARDS)
    assert (result.row, result.status, result.achievement) == (14, status, Decimal(total) / Decimal(goal))


def test_fraction_of_goal_is_compared_exactly() -> None:
    """10/3 a year has no exact decimal: 3.333333 is below it, and three times 3.333333 is below 10."""
    case = facts(number(10, Scope.PROGRAMME), ["3.333334"], years=(2021, 2023), value_type=ValueType.DECIMAL)
    assert judge_year(case, 2021, AFTERWARDS).status is Status.AHEAD
    exact = facts(number(10, Scope.PROGRAMME), [2, 2, 1], years=(2021, 2026), value_type=ValueType.DECIMAL)
    assert judge_year(exact, 2023, AFTERWARDS).status is Status.ON_TRACK


def test_zero_is_on_track_when_plan_is_zero() -> None:
    at_line = pace(Case(facts(number(0, Scope.PROGRAMME), [0]), 2021, AFTERWARDS), Decimal(0))
    assert (at_line.status, at_line.expected, at_line.is_limit) == (Status.ON_TRACK, Decimal(0), False)


@pytest.mark.parametrize("comparator", [AT_MOST, LESS_THAN, EXACTLY, BETWEEN])
def test_exceeded_limit_is_behind(comparator: Comparator) -> None:
    upper = Decimal(10) if comparator is BETWEEN else None
    limit = number(5 if comparator is BETWEEN else 10, Scope.PROGRAMME, comparator=comparator, upper=upper)
    case = facts(limit, [2, 3, 1, 0, 4])
    assert statuses(case)[:4] == ["on_track", "behind", "on_track", "on_track"]
    assert judge_year(case, 2021, AFTERWARDS).achievement is None
    assert last_year(case).status is (Status.NOT_MET if comparator is LESS_THAN else Status.MET)


def test_pace_counts_periods() -> None:
    case = facts(number(10, Scope.PROGRAMME), [5], Frequency.MID_TERM_AND_END)  # 2021-2023 and 2024-2025
    assert judge_year(case, 2023, AFTERWARDS).status is Status.ON_TRACK
    quarterly = facts(number(20, Scope.PROGRAMME), [1] * 8, Frequency.QUARTERLY)
    assert judge_year(quarterly, 2022, AFTERWARDS).status is Status.ON_TRACK


def test_pace_ends_at_deadline_of_target() -> None:
    by_2023 = number(15, Scope.PROGRAMME, deadline=date(2023, 12, 31))
    case = facts(by_2023, [5, 5, 4, 9, 9])
    assert statuses(case) == ["on_track", "on_track", "partly_met", "partly_met", "partly_met"]
    mid_year = number(6, Scope.PROGRAMME, deadline=date(2021, 6, 30))
    quarters = facts(mid_year, [2, 2, 9, 9], Frequency.QUARTERLY, years=(2021, 2022))
    assert judge_year(quarters, 2021, AFTERWARDS).achievement == Decimal(4) / 6


def test_pace_continues_after_programme_until_deadline() -> None:
    later = number(70, Scope.PROGRAMME, deadline=date(2027, 12, 31))
    case = facts(later, [10, 10, 10, 10, 10])
    assert statuses(case) == ["on_track"] * 5
    assert (last_year(case).row, last_year(case).achievement) == (14, Decimal(50) / 70)


def test_withdrawal_does_not_change_pace() -> None:
    withdrawn = facts(number(25, Scope.PROGRAMME), [5, 5, 5], withdrawn_from=2024)
    assert statuses(withdrawn)[2:] == ["on_track", "not_applicable", "not_applicable"]
    without_readings = replace(withdrawn, readings={y: r for y, r in withdrawn.readings.items() if y < 2024})
    assert statuses(without_readings) == statuses(withdrawn)


def test_exempt_year_is_not_in_pace_but_its_value_counts() -> None:
    exempt = frozenset({2021})
    assert statuses(facts(number(20, Scope.PROGRAMME), [None, 5], exempt_years=exempt))[1] == "on_track"
    assert statuses(facts(number(20, Scope.PROGRAMME), [2, 3], exempt_years=exempt))[1] == "on_track"
    last = facts(number(20, Scope.PROGRAMME), [5, 5, 5, 4], exempt_years=frozenset({2025}))
    assert statuses(last)[3:] == ["partly_met", "not_applicable"]


def test_total_excludes_years_with_other_aggregation() -> None:
    """Amended terms: until 2022 the level at the end of the year, from 2023 a total."""
    case = facts(number(9, Scope.PROGRAMME), [50, 60, 3], years=(2021, 2025))
    old = replace(case.terms[2021], aggregation=Aggregation.LAST)
    amended = replace(case, terms={**case.terms, 2021: old, 2022: old})
    assert judge_year(amended, 2023, AFTERWARDS).status is Status.ON_TRACK


def test_deadline_before_programme_is_ignored() -> None:
    early = number(25, Scope.PROGRAMME, deadline=date(2019, 12, 31))
    assert statuses(facts(early, [5, 5, 5, 5, 4])) == ["on_track"] * 4 + ["partly_met"]


@pytest.mark.parametrize(
    ("achievement", "comparator", "in_data"),
    [
        (None, Comparator.AT_LEAST, None),
        (Decimal(2) / 3, Comparator.AT_LEAST, "0.666666666666"),
        (Decimal("0.9999999999999"), Comparator.AT_LEAST, "0.999999999999"),
        (Decimal("4999999.99") / 5000000, Comparator.AT_LEAST, "0.999999998"),
        (Decimal("0.01") / 5000000, Comparator.AT_LEAST, "2E-9"),
        (Decimal(1), Comparator.AT_LEAST, "1"),
        (Decimal(1), Comparator.MORE_THAN, "0.999999999999"),
        (Decimal(0), Comparator.AT_LEAST, "0"),
        (Decimal("1.23456789012345"), None, "1.23456789012"),
    ],
)
def test_exported_achievement_is_truncated(
    achievement: Decimal | None, comparator: Comparator | None, in_data: str | None
) -> None:
    assert exported_achievement(achievement, comparator) == (None if in_data is None else Decimal(in_data))


def test_deadline_within_exempt_year_is_ignored() -> None:
    """The only period that starts by the deadline is exempt, so the next required year is judged by its value."""
    target = number(3, Scope.PROGRAMME, deadline=date(2021, 3, 28))
    case = facts(target, [None, 1], years=(2021, 2022), exempt_years=frozenset({2021}))
    assert statuses(case) == ["not_applicable", "partly_met"]


def test_case_without_frequency_has_no_periods() -> None:
    case = Case(facts(number(5, Scope.PROGRAMME), frequency=None), 2021, AFTERWARDS)
    assert case.total_periods == 0
    assert case.target == 5
