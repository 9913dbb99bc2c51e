"""Properties of statuses for every combination of terms and for random facts."""

import itertools
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.text import ValueType
from indicators.rules import programme_status
from indicators.rules.meanings import (
    Aggregation,
    Comparator,
    Frequency,
    GrowthReference,
    GrowthUnit,
    Kind,
    Scope,
    TargetMeaning,
)
from indicators.rules.periods import due_on, programme_periods, round_due_on
from indicators.rules.status import (
    TABLE,
    Facts,
    NoValueReason,
    Reading,
    Status,
    Terms,
    judge_year,
    status_label,
)
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    NOT_APPLICABLE,
    NOT_MEASURED,
    Value,
    assert_filled,
    facts,
    number,
    parameters,
    statuses,
    with_value,
)

COMPLETE: dict[str, Any] = {"value": Decimal(2), "growth_unit": GrowthUnit.PERCENT}
USUAL: dict[str, Any] = {**COMPLETE, "upper": Decimal(4), "growth_reference": GrowthReference.PREVIOUS_YEAR}
UNUSUAL: tuple[dict[str, Any], ...] = (
    {**COMPLETE, "deadline": date(2022, 6, 30), "growth_reference": GrowthReference.BASELINE},
    {**COMPLETE, "schedule": ((2021, Decimal(1)), (2022, Decimal(2))), "growth_year": 2020},
    {**COMPLETE, "deadline": date(2030, 1, 1), "upper": Decimal(1)},
    {**COMPLETE, "deadline": date(1999, 1, 1)},
    {"growth_reference": GrowthReference.BASELINE},
    {"value": Decimal(0), "upper": Decimal(0), "growth_unit": GrowthUnit.UNITS},
)
NUMBERS: Sequence[Value] = [Decimal(value) for value in range(24)]  # of two years with monthly figures
VALUES_AND_GAPS: Sequence[Value] = 3 * [
    Decimal(0), Decimal(3), None, NOT_MEASURED, Decimal(1), Decimal(2), NOT_APPLICABLE, Decimal("1.5"),
]  # fmt: skip
YEARS = (2021, 2022)
DURING = date(2022, 2, 1)
OPENINGS = {Status.TO_BE_ASSESSED: ("cannot be judged",), Status.PARTLY_MET: ("met after the deadline",)}


def number_of_periods(frequency: Frequency | None) -> int:
    return len(programme_periods(frequency, *YEARS)) if frequency else 0


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("frequency", [*Frequency, None])
def test_every_combination_of_terms_has_status(kind: Kind, frequency: Frequency | None) -> None:
    """kind x comparator x scope x frequency x aggregation, including meaningless combinations."""
    periods = number_of_periods(frequency)
    for comparator, scope, aggregation in itertools.product([*Comparator, None], [*Scope, None], Aggregation):
        meaning = TargetMeaning(kind, comparator, scope=scope, **USUAL)
        for values in (NUMBERS[:periods], VALUES_AND_GAPS[:periods]):
            case = facts(meaning, values, frequency, aggregation, YEARS, baseline_value=Decimal(2), baseline_year=2020)
            assert_sound(case, AFTERWARDS)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("frequency", [*Frequency, None])
def test_unusual_target_has_status(kind: Kind, frequency: Frequency | None) -> None:
    values = VALUES_AND_GAPS[: number_of_periods(frequency)]
    baselines = (Decimal(0), Decimal(2))
    for properties, scope, baseline, on in itertools.product(UNUSUAL, [*Scope, None], baselines, (DURING, AFTERWARDS)):
        meaning = TargetMeaning(kind, Comparator.AT_LEAST, scope=scope, **properties)
        case = facts(meaning, values, frequency, years=YEARS, baseline_value=baseline, baseline_year=2020)
        assert_sound(case, on)


def assert_sound(case: Facts, on: date) -> None:
    """Assert what is true of every result."""
    years = [judge_year(case, year, on) for year in case.years]
    for year in years:
        assert year.status in TABLE[year.row - 1].statuses
        assert_filled(year.sentence)
        assert year.achievement is None or isinstance(year.achievement, Decimal)
        assert 0 <= year.periods_approved <= year.periods_counted
        assert year.decimals >= 0
        # The sentence begins with the label of the status or a synonym, so that colour is not the only sign.
        words = (str(status_label(year.status)), *OPENINGS.get(year.status, ()))
        assert str(year.sentence).lower().startswith(words)
    whole = programme_status.programme_verdict(case, years, on)
    assert_filled(whole.sentence)
    assert 0 <= whole.years_met <= whole.years_required <= len(case.years)
    assert set(whole.missing_years) <= set(case.years)


# --- random facts ------------------------------------------------------------------------------------------------

amounts = st.decimals(min_value=0, max_value=10**6, places=2) | st.integers(0, 30).map(Decimal)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def meanings(draw: st.DrawFn) -> TargetMeaning:
    return TargetMeaning(
        kind=draw(st.sampled_from([*Kind, *[Kind.NUMBER] * 8])),
        comparator=draw(st.sampled_from([*Comparator, None, *[Comparator.AT_LEAST] * 4])),
        value=draw(st.none() | amounts | st.decimals(-100, 0, places=1)),
        upper=draw(st.none() | amounts),
        scope=draw(st.sampled_from([*Scope, None, Scope.YEAR, Scope.PROGRAMME])),
        measure=draw(st.sampled_from(["", "osób", "zł"])),
        deadline=draw(st.none() | days),
        growth_reference=draw(st.sampled_from([*GrowthReference, None])),
        growth_year=draw(st.none() | st.integers(2018, 2026)),
        growth_unit=draw(st.sampled_from([*GrowthUnit, None])),
        schedule=draw(st.just(()) | st.lists(st.tuples(st.integers(2020, 2026), amounts), max_size=4).map(tuple)),
    )


@st.composite
def random_facts(draw: st.DrawFn) -> Facts:
    first = 2021
    last = draw(st.integers(first, first + 5))
    terms_of_all = [
        Terms(draw(meanings()), draw(st.sampled_from([*Frequency, None])), draw(st.sampled_from(Aggregation)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    change = draw(st.integers(first, last))
    outcomes = st.none() | amounts | st.sampled_from(NoValueReason) | days
    terms, readings = {}, {}
    for year in range(first, last + 1):
        in_force = terms_of_all[0] if year < change else terms_of_all[-1]
        terms[year] = in_force
        if in_force.frequency is not None:
            readings[year] = tuple(
                with_value(Reading(period, due_on(period, in_force.frequency, round_due_on(year))), draw(outcomes))
                for period in programme_periods(in_force.frequency, first, last)
                if period.year == year
            )
    return Facts(
        first_year=first,
        last_year=last,
        terms=terms,
        readings=readings,
        value_type=draw(st.sampled_from(ValueType)),
        measure=draw(st.sampled_from(["", "zł", "osoby"])),
        withdrawn_from=draw(st.none() | st.integers(2022, 2027)),
        exempt_years=draw(st.frozensets(st.integers(2021, 2026), max_size=2)),
        assessments=draw(st.dictionaries(st.integers(2021, 2026), st.sampled_from(Status), max_size=2)),
        baseline_value=draw(st.none() | amounts),
        baseline_year=draw(st.none() | st.integers(2018, 2023)),
    )


@given(random_facts(), days)
@settings(max_examples=300, deadline=None)
def test_random_facts_have_consistent_status(case: Facts, on: date) -> None:
    assert_sound(case, on)


@given(
    st.integers(1, 40),
    st.lists(st.none() | st.integers(0, 20) | st.just(NOT_MEASURED), min_size=20, max_size=20),
    st.integers(1, 10),
    st.sampled_from([Frequency.QUARTERLY, Frequency.YEARLY, Frequency.EVERY_TWO_YEARS]),
    st.sampled_from([*Scope]),
    st.sampled_from(Aggregation),
    days,
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_higher_value_keeps_met_under_at_least(
    goal: int,
    values: list[int | NoValueReason | None],
    increase: int,
    frequency: Frequency,
    scope: Scope,
    aggregation: Aggregation,
    on: date,
    data: st.DataObject,
) -> None:
    """With "at least" a higher approved value never changes "met"."""
    values = values[: len(programme_periods(frequency, 2021, 2025))]
    index = data.draw(st.integers(0, len(values) - 1))
    value = values[index]
    higher = list(values)
    higher[index] = value + increase if isinstance(value, int) else value
    lower_statuses = statuses(facts(number(goal, scope), values, frequency, aggregation), on)
    higher_statuses = statuses(facts(number(goal, scope), higher, frequency, aggregation), on)
    for low, high in zip(lower_statuses, higher_statuses, strict=True):
        assert low != "met" or high == "met"


@given(
    st.integers(1, 60),
    st.lists(st.none() | st.integers(0, 30), min_size=5, max_size=5),
    st.sampled_from([Scope.YEAR, Scope.PROGRAMME]),
)
@settings(max_examples=200, deadline=None)
def test_numbers_in_sentence_come_from_facts(goal: int, values: list[int | None], scope: Scope) -> None:
    case = facts(number(goal, scope), values)
    measured = [Decimal(value) for value in values if value is not None]
    totals = itertools.accumulate(measured)
    linear = [Decimal(goal) * years_passed / 5 for years_passed in range(1, 6)]  # the value expected after each year
    expected = [value.to_integral_value(rounding) for value in linear for rounding in (ROUND_FLOOR, ROUND_CEILING)]
    known = {Decimal(0), Decimal(goal), *measured, *totals, *expected}
    for year in case.years:
        for value in parameters(judge_year(case, year, AFTERWARDS).sentence):
            if isinstance(value, Decimal):
                assert value in known
            elif isinstance(value, date):
                assert value in {round_due_on(year) for year in case.years}
            elif isinstance(value, str):
                assert int(value) in case.years
