"""Factories of facts for the tests of the status rules."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from cooperation.text import Sentence, ValueType
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
from indicators.rules.status import Facts, NoValueReason, Reading, Terms, YearStatus, judge_year

AFTERWARDS = date(2026, 11, 24)  # every deadline of 2021-2025 has passed

NOT_MEASURED = NoValueReason.NOT_MEASURED
IN_PREPARATION = NoValueReason.IN_PREPARATION
NOT_APPLICABLE = NoValueReason.NOT_APPLICABLE

Value = int | str | Decimal | date | NoValueReason | None


def number(value: int | str | None, scope: Scope | None = Scope.YEAR, **other: Any) -> TargetMeaning:
    """Return a target of the kind number, by default "at least"."""
    amount = None if value is None else Decimal(value)
    return TargetMeaning(
        **{"kind": Kind.NUMBER, "comparator": Comparator.AT_LEAST, "value": amount, "scope": scope, **other}
    )


def growth(value: int | str, scope: Scope | None = Scope.FINAL, **other: Any) -> TargetMeaning:
    """Return a growth target, by default in percent against the baseline."""
    reference = {"growth_reference": GrowthReference.BASELINE, "growth_unit": GrowthUnit.PERCENT}
    return number(value, scope, **{"kind": Kind.GROWTH, **reference, **other})


def done(kind: Kind = Kind.YES_NO, deadline: date | None = None) -> TargetMeaning:
    return TargetMeaning(kind, scope=Scope.FINAL, deadline=deadline)


def facts(
    meaning: TargetMeaning,
    values: Iterable[Value] = (),
    frequency: Frequency | None = Frequency.YEARLY,
    aggregation: Aggregation = Aggregation.SUM,
    years: tuple[int, int] = (2021, 2025),
    **other: Any,
) -> Facts:
    """Return facts with the same terms in every year and one value for each period, in order.

    A value is a number, a reason, a date ("yes" on that day) or None (nothing approved). Remaining periods have nothing
    approved.
    """
    first, last = years
    remaining = iter(values)
    readings: dict[int, tuple[Reading, ...]] = {}
    for period in programme_periods(frequency, first, last) if frequency else ():
        due = due_on(period, frequency or Frequency.YEARLY, round_due_on(period.year))
        readings[period.year] = (
            *readings.get(period.year, ()),
            with_value(Reading(period, due), next(remaining, None)),
        )
    assert next(remaining, None) is None, "more values than periods"
    terms = {year: Terms(meaning, frequency, aggregation) for year in range(first, last + 1)}
    return Facts(
        **{"value_type": ValueType.COUNT, **other}, first_year=first, last_year=last, terms=terms, readings=readings
    )


def with_value(reading: Reading, value: Value) -> Reading:
    if value is None:
        return reading
    if isinstance(value, NoValueReason):
        return replace(reading, reason=value)
    if isinstance(value, date):
        return replace(reading, value=Decimal(1), achieved_on=value)
    amount = Decimal(value)
    return replace(reading, value=amount, decimals=max(0, -int(amount.as_tuple().exponent)))


def statuses(of: Facts, on: date = AFTERWARDS) -> list[str]:
    """Return the statuses of all programme years."""
    return [judge_year(of, year, on).status.value for year in of.years]


def last_year(of: Facts, on: date = AFTERWARDS) -> YearStatus:
    return judge_year(of, of.last_year, on)


def only_year(meaning: TargetMeaning, *values: Value, on: date = AFTERWARDS, **other: Any) -> YearStatus:
    """Return the status of the year 2025 in a programme of one year."""
    return last_year(facts(meaning, values, **{"years": (2025, 2025), **other}), on)


def parameters(sentence: Sentence) -> Iterator[Any]:
    """Yield all parameters, including those of nested sentences."""
    for value in sentence.params.values():
        if isinstance(value, Sentence):
            yield from parameters(value)
        else:
            yield value


def assert_filled(sentence: Sentence) -> None:
    """Assert that every placeholder of both forms has a parameter and that no brace is left in the text."""
    for text in filter(None, (sentence.msgid, sentence.plural)):
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= set(sentence.params), text
    for value in sentence.params.values():
        assert value is not None
        assert not isinstance(value, float)
        if isinstance(value, Sentence):
            assert_filled(value)
    assert not set("{}") & set(str(sentence)), str(sentence)
