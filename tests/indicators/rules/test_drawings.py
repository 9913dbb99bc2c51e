"""What a chart shows of the facts: the kind of drawing, spans, growth levels and phases of a task."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cooperation.text import ValueType
from indicators.rules.cases import Case
from indicators.rules.drawings import (
    Drawing,
    TargetSpan,
    TaskPhase,
    drawing_of,
    growth_level,
    spans_of,
    task_done_on,
    task_phases,
)
from indicators.rules.meanings import Aggregation, Frequency, GrowthReference, GrowthUnit, Kind, Scope, TargetMeaning
from tests.indicators.rules.status_cases import AFTERWARDS, NOT_APPLICABLE, done, facts, growth, number

FIRST, LAST = date(2021, 1, 1), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("meaning", "options", "drawing"),
    [
        (number(1), {}, Drawing.COLUMNS),
        (number(25, Scope.PROGRAMME), {}, Drawing.TOTAL),
        (number(25, Scope.PROGRAMME), {"aggregation": Aggregation.MAXIMUM}, Drawing.COLUMNS),
        (done(), {"value_type": ValueType.YES_NO}, Drawing.TIMELINE),
        (done(Kind.DEADLINE, date(2023, 12, 31)), {}, Drawing.TIMELINE),
        (TargetMeaning(Kind.AS_NEEDED), {"value_type": ValueType.YES_NO}, Drawing.TIMELINE),
        (number(1, Scope.MONTH), {"frequency": Frequency.MONTHLY}, Drawing.STRIP),
        (number(2, Scope.HALF_YEAR), {"frequency": Frequency.QUARTERLY}, Drawing.STRIP),
        (number(1, Scope.MONTH), {"frequency": Frequency.YEARLY}, Drawing.COLUMNS),
        (number(1, Scope.MONTH), {"frequency": None}, Drawing.COLUMNS),
        (growth(5, Scope.QUARTER), {"frequency": Frequency.QUARTERLY}, Drawing.COLUMNS),
        (growth(5), {}, Drawing.COLUMNS),
    ],
)
def test_drawing_follows_from_the_target(meaning: TargetMeaning, options: dict[str, Any], drawing: Drawing) -> None:
    assert drawing_of(facts(meaning, **options)) is drawing


def test_drawing_is_columns_where_years_have_targets_of_different_kinds() -> None:
    total, yearly = facts(number(25, Scope.PROGRAMME)), facts(number(5))
    mixed = replace(total, terms={**total.terms, 2021: yearly.terms[2021]})
    assert drawing_of(mixed) is Drawing.COLUMNS


def test_spans_are_judged_one_by_one() -> None:
    given = facts(number(2, Scope.QUARTER), [8, 0, None, NOT_APPLICABLE], Frequency.QUARTERLY, years=(2021, 2021))
    assert spans_of(Case(given, 2021, AFTERWARDS)) == (
        TargetSpan(Decimal(8), True, True),
        TargetSpan(Decimal(0), False, True),
        TargetSpan(None, None, True),
        TargetSpan(None, None, False),
    )


def test_span_aggregates_more_frequent_readings() -> None:
    given = facts(number(3, Scope.HALF_YEAR), [1, 2, 1, 1], Frequency.QUARTERLY, years=(2021, 2021))
    spans = spans_of(Case(given, 2021, AFTERWARDS))
    assert [(span.figure, span.is_met) for span in spans] == [(3, True), (2, False)]


def test_spans_of_an_exempt_year_are_not_counted() -> None:
    given = facts(number(1, Scope.QUARTER), [1, 1, 1, 1], Frequency.QUARTERLY, years=(2021, 2021))
    given = replace(given, exempt_years=frozenset({2021}))
    assert {span.is_counted for span in spans_of(Case(given, 2021, AFTERWARDS))} == {False}


def test_year_without_scope_has_one_span() -> None:
    assert len(spans_of(Case(facts(TargetMeaning(Kind.NONE)), 2021, AFTERWARDS))) == 1


@pytest.mark.parametrize(
    ("change", "unit", "level"),
    [("5", GrowthUnit.POINTS, "45"), ("5", GrowthUnit.UNITS, "45"), ("5", GrowthUnit.PERCENT, "42"),
     ("-10", GrowthUnit.PERCENT, "36")],
)  # fmt: skip
def test_growth_level_is_the_reference_and_the_change(change: str, unit: GrowthUnit, level: str) -> None:
    meaning = growth(change, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR, growth_unit=unit)
    given = facts(meaning, [40, 50])
    assert growth_level(Case(given, 2022, AFTERWARDS)) == Decimal(level)


def test_growth_level_of_a_fall_below_zero_is_lower() -> None:
    given = facts(growth(50), [1], baseline_value=Decimal(-10), baseline_year=2020)
    assert growth_level(Case(given, 2021, AFTERWARDS)) == -5


def test_growth_level_needs_a_growth_and_its_reference() -> None:
    assert growth_level(Case(facts(growth(5), [1]), 2021, AFTERWARDS)) is None
    assert growth_level(Case(facts(number(5), [1]), 2021, AFTERWARDS)) is None


def test_task_is_not_done_before_its_day_and_done_from_it() -> None:
    given = facts(done(), [0, date(2022, 2, 1), date(2022, 2, 1)], value_type=ValueType.YES_NO)
    assert task_done_on(given) == date(2022, 2, 1)
    assert task_phases(given) == (
        TaskPhase(FIRST, date(2022, 1, 31), False),
        TaskPhase(date(2022, 2, 1), LAST, True),
    )


def test_task_done_before_the_programme_has_one_phase() -> None:
    given = facts(done(), [date(2020, 5, 1)], value_type=ValueType.YES_NO)
    assert task_phases(given) == (TaskPhase(FIRST, LAST, True),)


def test_task_without_answer_is_unknown() -> None:
    given = facts(done(), value_type=ValueType.YES_NO)
    assert task_done_on(given) is None
    assert task_phases(given) == (TaskPhase(FIRST, LAST, None),)


def test_task_is_unknown_after_the_last_no() -> None:
    given = facts(done(), [0, None, 0], value_type=ValueType.YES_NO)
    assert task_phases(given) == (
        TaskPhase(FIRST, date(2023, 12, 31), False),
        TaskPhase(date(2024, 1, 1), LAST, None),
    )


def test_task_never_done_is_not_done_to_the_end() -> None:
    given = facts(done(), [0, 0, 0, 0, 0], value_type=ValueType.YES_NO)
    assert task_phases(given) == (TaskPhase(FIRST, LAST, False),)
