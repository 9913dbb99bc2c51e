"""The status of a single month, quarter or half-year."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from indicators.rules.facts import Facts, Status
from indicators.rules.meanings import Frequency, Kind, Scope, TargetMeaning
from indicators.rules.status import judge_reading
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    IN_PREPARATION,
    NOT_APPLICABLE,
    NOT_MEASURED,
    facts,
    growth,
    number,
)


def judged(case: Facts, on: date = AFTERWARDS) -> list[Status | None]:
    return [judge_reading(case, reading, on) for year in case.years for reading in case.readings[year]]


def quarters(meaning: TargetMeaning, *values: Any, **other: Any) -> Facts:
    return facts(meaning, values, Frequency.QUARTERLY, years=(2025, 2025), **other)


@pytest.mark.parametrize(
    ("value", "on", "status"),
    [
        (NOT_MEASURED, AFTERWARDS, Status.NO_DATA),
        (NOT_APPLICABLE, AFTERWARDS, Status.NOT_APPLICABLE),
        (IN_PREPARATION, AFTERWARDS, Status.OVERDUE),
        (None, date(2025, 3, 31), Status.NOT_DUE_YET),
        (None, date(2025, 4, 1), Status.AWAITED),
        (None, date(2025, 4, 30), Status.AWAITED),
        (None, date(2025, 5, 1), Status.OVERDUE),
        (3, AFTERWARDS, None),
    ],
)
def test_reading_under_yearly_target_has_status_of_its_reason(value: Any, on: date, status: Status | None) -> None:
    assert judged(quarters(number(4), value), on)[0] is status


def test_reading_is_judged_by_target_for_its_period_length() -> None:
    case = quarters(number(2, Scope.QUARTER), 2, 1, None, 8)
    assert judged(case) == [Status.MET, Status.NOT_MET, Status.OVERDUE, Status.MET]


@pytest.mark.parametrize(
    "case",
    [
        facts(number(2, Scope.QUARTER), [2] * 12, Frequency.MONTHLY, years=(2025, 2025)),
        quarters(number(2, Scope.MONTH), 2, 2, 2, 2),
        quarters(number(None, Scope.QUARTER), 2, 2, 2, 2),
        quarters(growth(5, Scope.QUARTER), 2, 2, 2, 2),
        quarters(TargetMeaning(Kind.AS_NEEDED), 2, 2, 2, 2),
        quarters(number(2, Scope.QUARTER), 2, 2, 2, 2, exempt_years=frozenset({2025})),
        quarters(number(2, Scope.QUARTER), 2, 2, 2, 2, withdrawn_from=2025),
    ],
)
def test_reading_under_other_target_is_not_judged_alone(case: Facts) -> None:
    assert set(judged(case)) == {None}


def test_reading_of_year_not_required_is_not_applicable() -> None:
    for case in (
        quarters(number(4), 1, exempt_years=frozenset({2025})),
        quarters(number(4), 1, withdrawn_from=2025),
        replace(quarters(number(4), 1), terms={}),
    ):
        assert judged(case) == [None] + [Status.NOT_APPLICABLE] * 3


def test_facts_have_a_value_once_any_figure_is_approved() -> None:
    assert not facts(number(3), [None, None]).has_value
    assert facts(number(3), [None, 0]).has_value
