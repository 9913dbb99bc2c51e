"""Texts of charts: labels in the drawing, the sentence that describes it, and its caption."""

from collections.abc import Iterable
from decimal import Decimal

from cooperation import rendering
from cooperation.text import Sentence, TypedNumber, ValueType, capitalized, full_stop, say, say_many
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import Status
from indicators.rules.meanings import GrowthUnit, Kind, TargetMeaning
from indicators.rules.phrases import round_keeping_order
from indicators.rules.targets import target_sentence
from indicators.rules.values import format_value, percentage, percentage_points
from indicators.wording import figures as figure_wording

_MILLION, _BILLION = Decimal(10**6), Decimal(10**9)


# --- values ----------------------------------------------------------------------------------------------------------


def chart_value(node: IndicatorNode, value: Decimal, decimals: int, *others: Decimal | None) -> str:
    """Return "11,98 mln zł", "+7", "97,5%": short, because the table has the whole figure.

    A value in millions is not rounded across one of the others, such as the target.
    """
    number = TypedNumber(value, decimals)
    if node.value_type in (ValueType.YES_NO, ValueType.PERCENT) or abs(value) < _MILLION:
        text = rendering.render(format_value(number, value_type=node.value_type))
    else:
        text = rendering.render(_short_amount(node, value, others))
    return f"+{text}" if node.value_type is ValueType.SIGNED and value > 0 else text


def _short_amount(node: IndicatorNode, value: Decimal, others: Iterable[Decimal | None]) -> Sentence:
    unit, is_money = (_BILLION if abs(value) >= _BILLION else _MILLION), node.value_type is ValueType.MONEY
    scaled = [other / unit for other in others if other is not None]
    number = round_keeping_order(value / unit, 2, *scaled)
    if unit == _BILLION and is_money:
        return say("{number} billion {currency}", number=number, currency=node.measure or "zł")
    if unit == _BILLION:
        return say("{number} billion", number=number)
    if is_money:
        return say("{number} million {currency}", number=number, currency=node.measure or "zł")
    return say("{number} million", number=number)


def unit_of_amounts(node: IndicatorNode) -> str:
    """Return "mln zł" where every value is in millions, so that the unit is needed once; else ""."""
    values = [reading.value for readings in node.facts.readings.values() for reading in readings if reading.value]
    if (
        node.value_type is not ValueType.MONEY
        or not values
        or not all(_MILLION <= value < _BILLION for value in values)
    ):
        return ""
    return rendering.render(say("million {currency}", currency=node.measure or "zł"))


def amount_without_unit(row: YearRow) -> str:
    """Return "11,98" for an amount in millions, which the caption says; "" for other values."""
    value = row.result.actual
    if value is None or not unit_of_amounts(row.indicator) or value >= _BILLION:
        return ""
    threshold = row.threshold / _MILLION if row.threshold is not None else None
    return rendering.number(round_keeping_order(value / _MILLION, 2, threshold))


def partial_labels(row: YearRow) -> tuple[str, ...]:
    """Return "2 z 4 kwartałów" and "2 z 4" for a year with a value for some of its periods, else nothing."""
    sentence = partial_share(row)
    if sentence is None:
        return ()
    return rendering.render(sentence), rendering.render(say("{filled} of {total}", **sentence.params))


def partial_share(row: YearRow) -> Sentence | None:
    """Return how many of the year's periods its value covers; None for a complete year or one without a value."""
    facts = row.indicator.facts
    counted = facts.counted(row.year)
    filled, total = sum(reading.value is not None for reading in counted), len(counted)
    if row.result.actual is None or filled >= total:
        return None
    return share_of_periods(len(facts.readings[row.year]), filled, total)


def share_of_periods(periods_in_year: int, filled: int, total: int) -> Sentence:
    """Return "2 z 4 kwartałów"; `periods_in_year` tells months, quarters and half-years apart."""
    if periods_in_year == 12:
        return say_many("{filled} of {total} month", "{filled} of {total} months", total, filled=filled, total=total)
    if periods_in_year == 4:
        return say_many(
            "{filled} of {total} quarter", "{filled} of {total} quarters", total, filled=filled, total=total
        )
    return say_many(
        "{filled} of {total} half-year", "{filled} of {total} half-years", total, filled=filled, total=total
    )


def change_label(value: Decimal, unit: GrowthUnit | None) -> str:
    """Return "+6,6 p.p.", "−5%"."""
    match unit:
        case GrowthUnit.POINTS:
            sentence = percentage_points(round(value, 2).normalize() + 0)
        case GrowthUnit.PERCENT:
            sentence = percentage(round(value, 1).normalize() + 0)
        case _:
            sentence = say("{number}", number=value)
    text = rendering.render(sentence)
    return f"+{text}" if value > 0 else text


# --- descriptions ----------------------------------------------------------------------------------------------------


def year_clause(row: YearRow, figure: str, status_label: str) -> Sentence:
    """Return "in 2024: 5, met" as part of the description; an incomplete year says what it covers."""
    year, partial = str(row.year), partial_share(row)
    if row.result.status is Status.NO_READING:
        return say("in {year} no measurement", year=year)
    if row.result.actual is None:
        reason = figure_wording.undated_gap_reason(row)
        if reason == say("no data") or rendering.render(reason) == status_label:
            return say("in {year} {figure}", year=year, figure=status_label)
        return say("in {year} {figure} ({status})", year=year, figure=reason, status=status_label)
    if partial is not None:
        return say(
            "in {year} {figure}, with data for {partial} ({status})",
            year=year, figure=figure, partial=partial, status=status_label,
        )  # fmt: skip
    return say("in {year} {figure} ({status})", year=year, figure=figure, status=status_label)


def description(clauses: Iterable[Sentence | str], meaning: TargetMeaning | None) -> str:
    """Return the clauses and the target as sentences for people who do not see the chart."""
    text = "; ".join(clause if isinstance(clause, str) else rendering.render(clause) for clause in clauses)
    sentences = [full_stop(capitalized(text))]
    if meaning is not None:
        target = target_sentence(meaning)
        has_value = meaning.kind not in (Kind.DESCRIPTIVE, Kind.AS_NEEDED, Kind.NONE)
        target = say("Target: {target}", target=target) if has_value else target
        sentences.append(full_stop(capitalized(rendering.render(target))))
    return " ".join(sentences)
