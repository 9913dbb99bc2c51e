"""The twelve kinds of charts of the pattern library, drawn from invented figures as the pages draw them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from cooperation.text import ValueType
from cooperation.web.context import Context
from indicators.charts.drawing import draw_chart
from indicators.models import Indicator
from indicators.queries.revisions import Correction, PublicRevision
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules.facts import Facts, NoValueReason, Reading, Terms
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
from indicators.web.charts import chart_caption, chart_source

FIRST, LAST = 2022, 2025
TODAY = date(2026, 6, 30)
IN_PREPARATION, NOT_APPLICABLE = NoValueReason.IN_PREPARATION, NoValueReason.NOT_APPLICABLE
ExampleValue = int | str | date | NoValueReason | None  # a date: "yes" on that day


def chart_patterns() -> list[Context]:
    """Return the heading, the explanation, the chart and its caption of each kind."""
    return [
        _pattern(number, heading, explanation, facts, corrections=corrections)
        for number, (heading, explanation, facts, corrections) in enumerate(_examples(), 1)
    ]


def _pattern(
    number: int, heading: str, explanation: str, facts: Facts, *, corrections: Iterable[Correction]
) -> Context:
    source = chart_source(_node(f"Wykres {number} (przykład)", facts), TODAY, list(corrections))
    return {
        "number": number,
        "heading": heading,
        "explanation": explanation,
        "chart": draw_chart(source, f"wykres-{number}"),
        "caption": chart_caption(source),
    }


def _examples() -> list[tuple[str, str, Facts, list[Correction]]]:
    at_least_four = _at_least(4)
    return [
        (
            _("Partial year"),
            _("Solid: approved figures. The dashed field reaches the top, because the rest may be any number."),
            _facts(at_least_four, [1, 2, 1, 1, 1, 0, 1, 1, 2, 1, 1, 1, 1, 1], Frequency.QUARTERLY),
            [],
        ),
        (
            _("Target for the whole programme"),
            _("A running total: earlier years are pale. The dotted line is an even plan, not a forecast."),
            _facts(_at_least(25, Scope.PROGRAMME), [6, 5, 6, 3]),
            [],
        ),
        (
            _("Deadline"),
            _("The thick line is the deadline, the hatched span the delay."),
            _facts(
                TargetMeaning(Kind.DEADLINE, scope=Scope.FINAL, deadline=date(2023, 12, 31)),
                [0, 0, date(2024, 3, 12), date(2024, 3, 12)],
                value_type=ValueType.YES_NO,
                aggregation=Aggregation.LAST,
            ),
            [],
        ),
        (
            _("Yes or no"),
            _("The outline is the time before the task was done; the bar begins on the day of the “yes”."),
            _facts(
                TargetMeaning(Kind.YES_NO, scope=Scope.FINAL),
                [0, date(2023, 5, 8), date(2023, 5, 8), date(2023, 5, 8)],
                value_type=ValueType.YES_NO,
                aggregation=Aggregation.LAST,
            ),
            [],
        ),
        (
            _("Months with a target of their own"),
            _("Solid: met. Thick outline: not met. Dashed: no data. The share of the year is at the end of the row."),
            _facts(
                _at_least(1, Scope.MONTH), [*[1] * 11, NOT_APPLICABLE, 2, 1, 0, *[1] * 21, *[2] * 9], Frequency.MONTHLY
            ),
            [],
        ),
        (
            _("Growth"),
            _("The baseline is outlined. The short line of a year is the value that it had to reach."),
            _facts(
                TargetMeaning(
                    Kind.GROWTH,
                    comparator=Comparator.AT_LEAST,
                    value=Decimal(5),
                    scope=Scope.YEAR,
                    growth_reference=GrowthReference.PREVIOUS_YEAR,
                    growth_unit=GrowthUnit.POINTS,
                ),
                ["38", "52.4", "61.2", IN_PREPARATION],
                value_type=ValueType.PERCENT,
                aggregation=Aggregation.LAST,
                baseline=("31.2", 2021),
            ),
            [],
        ),
        (
            _("Percentages"),
            _("The axis runs from 0 to 100%, so that small differences remain small."),
            _facts(
                replace(_at_least(80), kind=Kind.PERCENT),
                [78, 84, 91, 80],
                value_type=ValueType.PERCENT,
                aggregation=Aggregation.LAST,
            ),
            [],
        ),
        (
            _("Amounts of money"),
            _("Large amounts are shortened in the chart; the table beside it has them in full."),
            _facts(_at_least(12_000_000), ["11980000", "12610400", "9450000", "13000000"], value_type=ValueType.MONEY),
            [],
        ),
        (
            _("Values with a sign"),
            _("The zero line is inside the chart, and each value shows its sign."),
            _facts(_at_least(0), [14, -9, 3, -2], value_type=ValueType.SIGNED, aggregation=Aggregation.LAST),
            [],
        ),
        (
            _("Amended target"),
            _("The line steps where the programme was amended; the dotted line is the value before it."),
            _amended(_facts(at_least_four, [4, 5, 5, 7]), from_year=2024, target=6),
            [],
        ),
        (
            _("Corrected figure"),
            _("An asterisk and the earlier value; the reason is beside the verdict."),
            _facts(_at_least(500), [512, 518, 530, 541]),
            [Correction(before=_revision(505, 1, in_force=False), after=_revision(512, 2, in_force=True))],
        ),
        (
            _("Years without data"),
            _("Zero is a column on the line. A dashed field: a figure is missing. A dash: none is planned."),
            _facts(_at_least(2, Scope.FINAL), [0, None], Frequency.EVERY_TWO_YEARS),
            [],
        ),
    ]


def _at_least(value: int, scope: Scope = Scope.YEAR) -> TargetMeaning:
    return TargetMeaning(Kind.NUMBER, comparator=Comparator.AT_LEAST, value=Decimal(value), scope=scope)


def _facts(
    meaning: TargetMeaning,
    values: Iterable[ExampleValue],
    frequency: Frequency = Frequency.YEARLY,
    *,
    value_type: ValueType = ValueType.COUNT,
    aggregation: Aggregation = Aggregation.SUM,
    baseline: tuple[str, int] | None = None,
) -> Facts:
    """Return facts with one value for each period, in order; remaining periods have nothing approved."""
    remaining = iter(values)
    readings: dict[int, tuple[Reading, ...]] = {}
    for period in programme_periods(frequency, FIRST, LAST):
        reading = Reading(period, due_on(period, frequency, round_due_on(period.year)))
        readings[period.year] = (*readings.get(period.year, ()), _with_value(reading, next(remaining, None)))
    return Facts(
        first_year=FIRST,
        last_year=LAST,
        terms=dict.fromkeys(range(FIRST, LAST + 1), Terms(meaning, frequency, aggregation)),
        readings=readings,
        value_type=value_type,
        baseline_value=Decimal(baseline[0]) if baseline else None,
        baseline_year=baseline[1] if baseline else None,
    )


def _with_value(reading: Reading, value: ExampleValue) -> Reading:
    if value is None:
        return reading
    if isinstance(value, NoValueReason):
        return replace(reading, reason=value)
    if isinstance(value, date):
        return replace(reading, value=Decimal(1), achieved_on=value)
    amount = Decimal(value)
    return replace(reading, value=amount, decimals=max(0, -int(amount.as_tuple().exponent)))


def _amended(facts: Facts, *, from_year: int, target: int) -> Facts:
    terms = {
        year: replace(old, meaning=replace(old.meaning, value=Decimal(target))) if year >= from_year else old
        for year, old in facts.terms.items()
    }
    return replace(facts, terms=terms)


def _revision(value: int, number: int, *, in_force: bool) -> PublicRevision:
    return PublicRevision(
        indicator_id=1, period_code=str(FIRST), year=FIRST, number=number, value=Decimal(value), decimals=0,
        no_value_reason="", expected_on=None, achieved_on=None, note="", correction_reason="",
        at=datetime(2023, 4, number, tzinfo=UTC), self_approved=False, in_force=in_force,
    )  # fmt: skip


def _node(name: str, facts: Facts) -> IndicatorNode:
    goal = GoalNode(id=1, position=1, reference="§ 2", text="wzmacnianie współpracy (przykład)")
    action = ActionNode(goal=goal, id=1, position=1, reference="§ 3", name="warsztaty (przykład)")
    return IndicatorNode(
        id=1,
        name=name,
        measure=facts.measure,
        value_type=facts.value_type,
        action=action,
        record=Indicator(name=name),
        terms=(),
        facts=facts,
        decimals=facts.decimals,
    )
