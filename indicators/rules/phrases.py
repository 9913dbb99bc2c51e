"""Phrases that sentences about a status are composed of: labels, values, targets, periods and gaps.

Types of parameters: a measured value is a `TypedNumber` (shown as entered), another number a `Decimal` (in its shortest
form), a count an int, a day a date. A year is a str, so that it gets no thousands separator. A phrase is a nested
`Sentence`. In Polish a day ends with "r.", so a sentence whose last parameter is a day has its own full stop, and a
nested phrase never ends with a day.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context, Decimal, localcontext
from functools import reduce

from cooperation.text import Sentence, TypedNumber, ValueType, at_scale, plain, say, say_many
from indicators.rules.cases import Basis, Case
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Aggregation, Comparator, GrowthUnit, Kind
from indicators.rules.nouns import inflected_measure
from indicators.rules.periods import Period
from indicators.rules.targets import target_sentence
from indicators.rules.values import amount, percentage, percentage_points, with_measure

LABELS = {
    Status.NOT_APPLICABLE: say("not applicable"),
    Status.MET: say("met"),
    Status.PARTLY_MET: say("partly met"),
    Status.NOT_MET: say("not met"),
    Status.TO_BE_ASSESSED: say("to be assessed"),
    Status.NO_READING: say("not measured this year"),
    Status.NOT_DUE_YET: say("not due yet"),
    Status.OVERDUE: say("overdue"),
    Status.AWAITED: say("awaited"),
    Status.IN_PROGRESS: say("in progress"),
    Status.NO_DATA: say("not measured"),
    Status.NO_THRESHOLD: say("no target value"),
    Status.AHEAD: say("ahead of plan"),
    Status.ON_TRACK: say("on track"),
    Status.BEHIND: say("behind plan"),
}

_WITH_REASON = {
    Status.NOT_APPLICABLE: say("Not applicable: {why}."),
    Status.MET: say("Met: {why}."),
    Status.PARTLY_MET: say("Partly met: {why}."),
    Status.NOT_MET: say("Not met: {why}."),
    Status.AHEAD: say("Ahead of plan: {why}."),
    Status.ON_TRACK: say("On track: {why}."),
    Status.BEHIND: say("Behind plan: {why}."),
}

_FOR_THAT_YEAR = {
    Comparator.AT_LEAST: say("at least {figure} for that year"),
    Comparator.MORE_THAN: say("more than {figure} for that year"),
    Comparator.AT_MOST: say("at most {figure} for that year"),
    Comparator.LESS_THAN: say("less than {figure} for that year"),
    Comparator.EXACTLY: say("exactly {figure} for that year"),
    Comparator.BETWEEN: say("from {figure} to {upper} for that year"),
}

MAX_LISTED_PERIODS = 5  # more periods than this are counted instead of listed


def with_reason(status: Status, why: Sentence) -> Sentence:
    """Return "Met: why." for the status."""
    return replace(_WITH_REASON[status], params={"why": why})


def with_symbol(case: Case, value: Decimal | TypedNumber) -> Decimal | TypedNumber | Sentence:
    """Return the value with "%" or the currency, or else the bare number: 80%, 12,5 zł, 24."""
    if case.facts.value_type is ValueType.PERCENT or case.meaning.kind is Kind.PERCENT:
        return percentage(value)
    if case.facts.value_type is ValueType.MONEY:
        return amount(value, case.facts.measure or "zł")
    return value


def round_keeping_order(value: Decimal, places: int, *others: Decimal | None) -> Decimal:
    """Round `value` to `places`, or to at most four more where rounding would change its order to one of the others."""
    with localcontext(Context(prec=60)):
        candidates = (round(value, scale) for scale in range(places, places + 4))
        in_order = (
            candidate
            for candidate in candidates
            if all(other is None or candidate.compare(other) == value.compare(other) for other in others)
        )
        return Decimal(plain(next(in_order, round(value, places + 4))))


def target_phrase(case: Case) -> Sentence:
    """Return the target in words; of a schedule, the entry of this year."""
    meaning = case.meaning
    if not meaning.schedule or meaning.comparator is None:
        return target_sentence(meaning)
    bound, upper = case.target or Decimal(0), meaning.upper or Decimal(0)
    params = {"figure": with_symbol(case, bound), "upper": with_symbol(case, upper)}
    return replace(_FOR_THAT_YEAR[meaning.comparator], params=params)


def period_name(period: Period) -> Sentence:
    """Return the period as it follows "the measurement for": 2025 r., lata 2021–2022, III kwartał 2023."""
    if period.start.year < period.end.year:
        return say("the years {years}", years=period.label)
    if (period.end - period.start).days > 360:
        return say("the year {year}", year=str(period.year))
    return period.label


def period_list(readings: Sequence[Reading], total: int) -> Sentence:
    """Return the periods of the readings as a list, or their number when the list would be long."""
    if len(readings) > MAX_LISTED_PERIODS:
        return say_many(
            "{missing} of {total} measurement",
            "{missing} of {total} measurements",
            total,
            missing=len(readings),
            total=total,
        )
    return enumeration([reading.period.label for reading in readings])


def enumeration(items: Sequence[Sentence]) -> Sentence:
    """Return the items separated by commas."""
    return reduce(lambda before, item: say("{items}, {item}", items=before, item=item), items)


def with_gaps(case: Case, why: Sentence) -> Sentence:
    """Return the reason with the periods that have no value."""
    if not case.gaps:
        return why
    readings = case.elapsed if case.basis is Basis.PROGRAMME else case.counted
    return say("{why} (no data: {periods})", why=why, periods=period_list(case.gaps, len(readings)))


def measured_value(case: Case, value: Decimal | None) -> Decimal | TypedNumber | Sentence:
    """Return a measured value with its unit, in its shortest form; only a mean is rounded."""
    value = value or Decimal(0)
    if case.terms.aggregation is Aggregation.MEAN and case.basis is not Basis.LAST_READING:
        places = case.decimals if value == case.actual else case.decimals + 2
        return with_unit(case, round_keeping_order(value, places, case.target, case.meaning.upper))
    return with_unit(case, value)


def with_unit(case: Case, value: Decimal) -> Decimal | TypedNumber | Sentence:
    """Return "24 dni", "12 500 000 zł", "12,50 zł"; a measure that cannot be inflected follows in brackets."""
    if case.facts.value_type is ValueType.MONEY and value != value.to_integral_value():
        return with_symbol(case, at_scale(value, 2))
    measure = case.facts.measure
    with_sign = with_symbol(case, value)
    if isinstance(with_sign, Sentence) or not measure:
        return with_sign
    return with_measure(value, inflected_measure(measure, value) or f"({measure})")


def is_partial(case: Case) -> bool:
    """Whether a reading that the judged figure is made of is not approved yet."""
    readings = case.elapsed if case.basis is Basis.PROGRAMME else case.counted
    return any(not reading.is_approved for reading in readings)


def change_in_unit(case: Case, value: Decimal) -> Decimal | Sentence:
    """Return a change in the unit of the growth target."""
    if case.meaning.growth_unit is GrowthUnit.PERCENT:
        return percentage(value)
    if case.meaning.growth_unit is GrowthUnit.POINTS:
        return percentage_points(value)
    return value
