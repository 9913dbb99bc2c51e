"""The status rules compared with an independent implementation on random facts."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from cooperation.text import ValueType
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
from indicators.rules.status import Facts, NoValueReason, Reading, Status, Terms, judge_programme, judge_year
from tests.indicators.rules import status_oracle
from tests.indicators.rules.status_cases import Value, with_value

CASES, PARTS = 10_000, 20
FIRST = 2021
VERDICTS = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


def random_case(seed: int) -> tuple[Facts, date]:
    """Return random facts and a day, with targets that can be parsed or decided and with values near them."""
    draw = random.Random(seed)
    years = (FIRST, FIRST + draw.choice((0, 1, 2, 4)))
    frequency = draw.choice([*Frequency, Frequency.YEARLY, Frequency.YEARLY, Frequency.QUARTERLY, None])
    meaning = target(draw, years)
    is_summable = meaning.kind in (Kind.NUMBER, Kind.GROWTH)
    aggregation = draw.choice([*Aggregation, Aggregation.SUM]) if is_summable else Aggregation.LAST
    if meaning.scope is Scope.PROGRAMME:
        aggregation = Aggregation.SUM  # "programme is for kind number with sum"
    is_binary = meaning.kind in (Kind.YES_NO, Kind.DEADLINE)
    readings: dict[int, tuple[Reading, ...]] = {}
    for period in programme_periods(frequency, *years) if frequency else ():
        reading = Reading(period, due_on(period, frequency or Frequency.YEARLY, round_due_on(period.year)))
        outcome = value(draw, meaning, reading, is_binary=is_binary)
        readings[period.year] = (*readings.get(period.year, ()), with_value(reading, outcome))
    terms = {year: Terms(meaning, frequency, aggregation) for year in range(years[0], years[1] + 1)}
    if meaning.deadline is None and draw.random() < 0.05:  # the target is in force from the second year on
        terms.pop(FIRST)
        readings.pop(FIRST, None)
    every_year = range(years[0], years[1] + 1)
    facts = Facts(
        first_year=years[0],
        last_year=years[1],
        terms=terms,
        readings=readings,
        value_type=draw.choice([ValueType.COUNT, ValueType.DECIMAL]),
        withdrawn_from=draw.choice([None] * 9 + [draw.choice(every_year)]),
        exempt_years=frozenset({draw.choice(every_year)}) if draw.random() < 0.1 else frozenset(),
        assessments={draw.choice(every_year): draw.choice(VERDICTS)} if draw.random() < 0.2 else {},
        baseline_value=draw.choice([None, Decimal(0), Decimal(4), Decimal(-4), Decimal(10)]),
        baseline_year=draw.choice([2019, 2020]),
    )
    return facts, day(draw, facts)


def target(draw: random.Random, years: tuple[int, int]) -> TargetMeaning:
    kind = draw.choice([*Kind, *[Kind.NUMBER] * 6])
    if kind in (Kind.DESCRIPTIVE, Kind.AS_NEEDED, Kind.NONE):
        return TargetMeaning(kind)
    deadline = date(draw.randint(*years), draw.choice((3, 6, 12)), 28) if draw.random() < 0.3 else None
    if kind in (Kind.YES_NO, Kind.DEADLINE):
        deadline = deadline or (date(years[1], 6, 30) if kind is Kind.DEADLINE else None)
        return TargetMeaning(kind, scope=Scope.FINAL, deadline=deadline)
    comparator = draw.choice([*Comparator, *[Comparator.AT_LEAST] * 4])
    amount = Decimal(draw.choice(("0", "1", "2", "3", "5", "10", "2.5", "-2")))
    scopes = {
        Kind.NUMBER: [*Scope, Scope.YEAR, Scope.PROGRAMME],
        Kind.PERCENT: [Scope.YEAR, Scope.FINAL, Scope.QUARTER],
    }
    scope = draw.choice(scopes.get(kind, [Scope.YEAR, Scope.FINAL, Scope.UNDECIDED, Scope.QUARTER]))
    schedule: tuple[tuple[int, Decimal], ...] = ()
    if kind is not Kind.GROWTH and comparator is not Comparator.BETWEEN and draw.random() < 0.15:
        named = [year for year in range(years[0], years[1] + 1) if draw.random() < 0.8]
        schedule = tuple((year, Decimal(draw.randint(0, 5))) for year in named)
        scope = Scope.YEAR if schedule else scope
    return TargetMeaning(
        kind,
        comparator,
        None if schedule and draw.random() < 0.5 else amount,
        amount + 2 if comparator is Comparator.BETWEEN else None,
        scope,
        deadline=deadline if scope in (Scope.PROGRAMME, Scope.FINAL) else None,
        growth_reference=draw.choice([*GrowthReference, None]) if kind is Kind.GROWTH else None,
        growth_year=draw.choice([None, None, 2019, 2020]) if kind is Kind.GROWTH else None,
        growth_unit=draw.choice([*GrowthUnit]) if kind is Kind.GROWTH else None,
        schedule=schedule,
    )


def value(draw: random.Random, meaning: TargetMeaning, reading: Reading, *, is_binary: bool) -> Value:
    chance = draw.random()
    if chance < 0.15:
        return None
    if chance < 0.3:
        return draw.choice([*NoValueReason])
    if is_binary:
        span = (reading.period.end - reading.period.start).days
        achieved = reading.period.start + timedelta(days=draw.randint(0, span))
        outcomes: list[Value] = [Decimal(0), Decimal(0), Decimal(0), Decimal(1), achieved]
        return draw.choice(outcomes)
    return draw.choice([Decimal(draw.randint(0, 6)), Decimal(draw.randint(0, 60)) / 4, meaning.value or Decimal(0)])


def day(draw: random.Random, facts: Facts) -> date:
    """Return a random day, or one near the end of a period, a due date or a deadline."""
    edges = [
        edge
        for readings in facts.readings.values()
        for reading in readings
        for edge in (reading.period.end, reading.due_on)
    ]
    edges += [terms.meaning.deadline for terms in facts.terms.values() if terms.meaning.deadline]
    if edges and draw.random() < 0.5:
        return draw.choice(edges) + timedelta(days=draw.choice((-1, 0, 1)))
    return (
        date(facts.last_year + 3, 1, 1) if draw.random() < 0.3 else date(FIRST, 1, 1) + timedelta(draw.randint(0, 2500))
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_status_equals_oracle(part: int) -> None:
    for seed in range(part, CASES, PARTS):
        facts, on = random_case(seed)
        for year in facts.years:
            judged, expected = judge_year(facts, year, on), status_oracle.judge(facts, year, on)
            assert (judged.row, judged.status) == (expected.row, expected.status), (seed, year)
            if expected.row in (4, 15):
                assert is_equal(judged.achievement, expected.achievement), (seed, year)
        whole = status_oracle.judge_programme(facts, on)
        if whole is not None:
            assert judge_programme(facts, on).status == whole, seed


def is_equal(achievement: Decimal | None, exact: Fraction | None) -> bool:
    """Whether the two are equal to the precision of a Decimal, and exactly 1 at the same time."""
    if achievement is None or exact is None:
        return achievement is None and exact is None
    return abs(Fraction(achievement) - exact) < Fraction(1, 10**20) and (achievement == 1) == (exact == 1)


def test_random_cases_reach_every_row_and_status() -> None:
    results = [(judged.row, judged.status) for seed in range(0, CASES, 4) for judged in expected_statuses(seed)]
    assert {row for row, _ in results} == set(range(1, 16))
    assert {status for _, status in results} == set(Status)


def expected_statuses(seed: int) -> list[status_oracle.ExpectedStatus]:
    facts, on = random_case(seed)
    return [status_oracle.judge(facts, year, on) for year in facts.years]
