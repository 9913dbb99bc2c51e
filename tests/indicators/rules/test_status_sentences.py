"""The sentence of each status, with its numbers and dates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.text import ValueType
from indicators.rules.meanings import Aggregation, Comparator, Frequency, GrowthUnit, Scope
from indicators.rules.nouns import inflected_measure
from indicators.rules.status import (
    NoValueReason,
    Status,
    judge_year,
)
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    IN_PREPARATION,
    NOT_APPLICABLE,
    NOT_MEASURED,
    done,
    facts,
    growth,
    last_year,
    number,
    only_year,
)

YEARLY_ONE = number(1)


# --- what is read when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "on", "text"),
    [
        ([None] * 4, date(2025, 3, 31), "Not due yet: the measurement for 1st quarter of 2025 is due by 2025-04-30."),
        ([None] * 4, date(2025, 4, 1), "Awaited: the measurement for 1st quarter of 2025 is due by 2025-04-30."),
        (
            [IN_PREPARATION],
            date(2025, 4, 1),
            "Awaited: the data for 1st quarter of 2025 are in preparation, due by 2025-04-30.",
        ),
        ([1, None, 1, 1], AFTERWARDS, "Overdue: 1 of 4 measurements missing; the deadline passed on 2025-07-30."),
        (
            [1, None, None, 1],
            AFTERWARDS,
            "Overdue: 2 of 4 measurements missing; the first deadline passed on 2025-07-30.",
        ),
        (
            [3],
            date(2025, 5, 1),
            "In progress: 1 of 4 measurements approved, result so far: 3; the next one is due by 2025-07-30.",
        ),
        (
            [NOT_MEASURED, 2],
            date(2025, 5, 1),
            "In progress: 2 of 4 measurements approved, result so far: 2; the next one is due by 2025-10-30.",
        ),
        (
            [NOT_MEASURED],
            date(2025, 5, 1),
            "In progress: 1 of 4 measurements approved; the next one is due by 2025-07-30.",
        ),
        ([1, NOT_MEASURED, 1, 1], AFTERWARDS, "Not measured: no value for 1 of 4 measurements in 2025."),
        ([1, NOT_MEASURED, 1, NOT_MEASURED], AFTERWARDS, "Not measured: no value for 2 of 4 measurements in 2025."),
    ],
)
def test_sentence_names_due_and_missing_quarters(values: list[int | None], on: date, text: str) -> None:
    status = only_year(number(8), *values, frequency=Frequency.QUARTERLY, on=on)
    assert str(status.sentence) == text


@pytest.mark.parametrize(
    ("value", "on", "text"),
    [
        (None, AFTERWARDS, "Overdue: the measurement for the year 2025 is missing; the deadline passed on 2026-03-31."),
        (
            IN_PREPARATION,
            AFTERWARDS,
            "Overdue: the data for the year 2025 are still in preparation; the deadline passed on 2026-03-31.",
        ),
        (None, date(2026, 3, 31), "Awaited: the measurement for the year 2025 is due by 2026-03-31."),
        (NOT_MEASURED, AFTERWARDS, "Not measured: there is no measurement for the year 2025."),
    ],
)
def test_sentence_names_missing_yearly_measurement_and_due_date(
    value: NoValueReason | None, on: date, text: str
) -> None:
    assert str(only_year(YEARLY_ONE, value, on=on).sentence) == text


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (
            date(2026, 3, 31),
            "Awaited: the data for the year 2025 are in preparation, expected 2026-05-15; due by 2026-03-31.",
        ),
        (
            AFTERWARDS,
            "Overdue: the data for the year 2025 are still in preparation, expected 2026-05-15; "
            "the deadline passed on 2026-03-31.",
        ),
    ],
)
def test_sentence_names_expected_day_of_data_in_preparation(on: date, text: str) -> None:
    in_preparation = facts(YEARLY_ONE, [IN_PREPARATION], years=(2025, 2025))
    reading = replace(in_preparation.readings[2025][0], expected_on=date(2026, 5, 15))
    case = replace(in_preparation, readings={2025: (reading,)})
    assert str(last_year(case, on).sentence) == text


def test_yes_no_in_progress_shows_no_figure() -> None:
    status = only_year(done(), 0, frequency=Frequency.QUARTERLY, on=date(2025, 5, 1))
    assert str(status.sentence) == "In progress: 1 of 4 measurements approved; the next one is due by 2025-07-30."


# --- sentences of rows 14 and 15 ------------------------------------------------------------------------------------


def test_pace_sentence_compares_total_with_plan() -> None:
    case = facts(number(25, Scope.PROGRAMME), [6, 5, None, 4, 1])
    assert str(judge_year(case, 2021, AFTERWARDS).sentence) == (
        "Ahead of plan: by the end of 2021: 6; plan for that day: 5 of 25."
    )
    assert str(judge_year(case, 2024, AFTERWARDS).sentence) == (
        "Behind plan: by the end of 2024: 15; plan for that day: 20 of 25 (no data: 2023)."
    )
    limit = facts(number(10, Scope.PROGRAMME, comparator=Comparator.AT_MOST), [3, 3], years=(2021, 2023))
    assert str(judge_year(limit, 2021, AFTERWARDS).sentence) == (
        "On track: by the end of 2021: 3; limit for that day: about 3 of 10."
    )


@pytest.mark.parametrize(
    ("goal", "comparator", "values", "expected"),
    [
        (25, Comparator.AT_LEAST, [16], ("on_track", "16", "about 17")),  # 16.67
        (25, Comparator.AT_LEAST, [20], ("ahead", "20", "about 17")),
        (25, Comparator.AT_LEAST, [15], ("behind", "15", "about 17")),
        (1, Comparator.AT_LEAST, [0], ("behind", "0", "about 1")),  # 0.67
        (10, Comparator.AT_MOST, [7], ("behind", "7", "about 6")),  # 6.67: the limit is exceeded
        (10, Comparator.AT_MOST, [6], ("on_track", "6", "about 7")),
        (30, Comparator.AT_LEAST, [20], ("on_track", "20", "20")),
    ],
)
def test_expected_count_is_whole_number(
    goal: int, comparator: Comparator, values: list[int], expected: tuple[str, str, str]
) -> None:
    target = number(goal, Scope.PROGRAMME, comparator=comparator)
    case = facts(target, [0, *values], years=(2021, 2023))
    status = judge_year(case, 2022, AFTERWARDS)
    name, total, line = expected
    assert status.status == name
    assert f": {total}; " in str(status.sentence)
    assert f"for that day: {line} of {goal}." in str(status.sentence)


def test_small_expected_count_is_not_rounded_to_zero() -> None:
    case = facts(number(1, Scope.PROGRAMME), [0], years=(2021, 2025))
    sentence = str(judge_year(case, 2021, AFTERWARDS).sentence)
    assert sentence == "Behind plan: by the end of 2021: 0; plan for that day: about 1 of 1."


def test_rounded_expected_value_differs_from_total() -> None:
    case = facts(number(10, Scope.PROGRAMME), ["3.33"], years=(2021, 2023), value_type=ValueType.DECIMAL)
    status = judge_year(case, 2021, AFTERWARDS)
    assert (status.status, str(status.sentence)) == (
        Status.BEHIND,
        "Behind plan: by the end of 2021: 3.33; plan for that day: 3.333 of 10.",
    )


def test_verdict_sentence_shows_figure_and_target() -> None:
    assert str(only_year(YEARLY_ONE, 3).sentence) == "Met: 2025: 3 (target: at least 1 in every year)."
    assert str(only_year(number(4), 3).sentence) == "Partly met: 2025: 3 (target: at least 4 in every year)."
    money = only_year(number("12500000.5"), "0", value_type=ValueType.MONEY)
    assert str(money.sentence) == "Not met: 2025: 0 zł (target: at least 12500000.5 in every year)."
    euro = only_year(number(5), "2.50", value_type=ValueType.MONEY, measure="EUR")
    assert str(euro.sentence).startswith("Partly met: 2025: 2.50 EUR (target")
    assert euro.decimals == 2


def test_schedule_sentence_shows_number_of_year() -> None:
    meaning = number(None, schedule=((2025, Decimal(4)),))
    assert str(only_year(meaning, 3).sentence) == "Partly met: 2025: 3 (target: at least 4 for that year)."


def test_growth_sentence_shows_change_in_unit_of_growth() -> None:
    in_percent = only_year(growth(5), 104, baseline_value=Decimal(99))
    assert str(in_percent.sentence) == (
        "Met: change for the year 2025: 5.05%, from 99 to 104 "
        "(target: increase by at least 5% at the programme's end, compared with the baseline value)."
    )
    in_points = only_year(
        growth(5, growth_unit=GrowthUnit.POINTS), 104, baseline_value=Decimal(100), value_type=ValueType.PERCENT
    )
    assert "4 percentage points, from 100% to 104% (target" in str(in_points.sentence)
    in_units = only_year(growth(5, Scope.YEAR, growth_unit=GrowthUnit.UNITS), 104, baseline_value=Decimal(99))
    assert ": 5, from 99 to 104 (target" in str(in_units.sentence)


@pytest.mark.parametrize(
    ("scope", "frequency", "values", "words"),
    [
        (Scope.MONTH, Frequency.MONTHLY, [2, *[0] * 11], "met in 1 of 12 months"),
        (Scope.QUARTER, Frequency.QUARTERLY, [8, 0, 0, 0], "met in 1 of 4 quarters"),
        (Scope.HALF_YEAR, Frequency.HALF_YEARLY, [2, 1], "met in 1 of 2 half-years"),
        (Scope.HALF_YEAR, Frequency.HALF_YEARLY, [2, NOT_APPLICABLE], "met in 1 of 1 half-year"),
    ],
)
def test_span_sentence_counts_met_spans(scope: Scope, frequency: Frequency, values: list[int], words: str) -> None:
    assert words in str(only_year(number(2, scope), *values, frequency=frequency).sentence)


def test_mean_is_shown_with_up_to_two_more_decimals() -> None:
    quarterly: dict[str, Any] = {"frequency": Frequency.QUARTERLY, "aggregation": Aggregation.MEAN}
    half = only_year(number(5), 3, 4, 3, 4, **quarterly)
    assert (half.actual, half.decimals) == (Decimal("3.5"), 1)
    third = only_year(number(5), 1, 2, 2, NOT_APPLICABLE, **quarterly)
    assert third.decimals == 2
    assert ": 1.67 (target" in str(third.sentence)
    whole = only_year(number(5), 3, 3, 3, 3, **quarterly)
    assert whole.decimals == 0


def test_mean_of_programme_is_rounded() -> None:
    case = facts(number(5, Scope.PROGRAMME), [1, 1, 2], aggregation=Aggregation.MEAN, years=(2021, 2023))
    assert "by the end of 2023: 1.33 (target" in str(last_year(case).sentence)


def test_values_share_decimals_and_target_is_shown_as_written() -> None:
    """All values have the most decimal places that were entered; other numbers get no zeros."""
    case = facts(
        number(12500000), ["12610400.50", "11840250"], years=(2021, 2022), value_type=ValueType.MONEY, measure="zł"
    )
    results = [judge_year(case, year, AFTERWARDS) for year in case.years]
    assert [result.decimals for result in results] == [2, 2]
    assert str(results[0].sentence) == ("Met: 2021: 12610400.50 zł (target: at least 12500000 in every year).")
    assert "2022: 11840250 zł (target" in str(results[1].sentence)


@pytest.mark.parametrize(
    ("measure", "number", "form"),
    [
        ("osoby", 1, "osoba"),
        ("osoby", 2, "osoby"),
        ("osoby", 5, "osób"),
        ("osoba", 12, "osób"),
        ("osób", 22, "osoby"),
        ("osoby", "1.5", ""),
        ("warsztaty", 0, "warsztatów"),
        ("dni", 1, "dzień"),
        ("dni", 22, "dni"),
        ("dni", "22.5", "dnia"),
        ("zł", 5, "zł"),
        ("zł", "1.5", "zł"),
        ("NGO", 3, "NGO"),
        ("szt.", 3, "szt."),
        ("km", "2.5", "km"),
        ("osoby z niepełnosprawnościami", 5, ""),
    ],
)
def test_measure_is_inflected_by_number(measure: str, number: int | str, form: str) -> None:
    assert inflected_measure(measure, Decimal(number)) == form
