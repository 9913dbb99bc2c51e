"""The text of a value with its unit, the same in sentences, tables, charts, files and the API."""

from decimal import Decimal

from cooperation.text import Sentence, TypedNumber, ValueType, say
from indicators.rules.nouns import inflected_measure


def format_value(value: Decimal | TypedNumber, *, value_type: ValueType, measure: str = "") -> Sentence:
    """Return "97,5%", "24 dni", "12,50 zł" or "yes": the measure takes the form that the number governs.

    A `TypedNumber` keeps its decimal places, a `Decimal` is written in its shortest form. A measure that cannot be
    inflected follows in brackets.
    """
    number = value.value if isinstance(value, TypedNumber) else value
    if value_type is ValueType.YES_NO:
        return say("yes") if number else say("no")
    if value_type is ValueType.PERCENT:
        return percentage(value)
    if not measure:
        return say("{number}", number=value)
    form = inflected_measure(measure, number) or f"({measure})"
    return say("{value} {measure}", value=value, measure=form)  # in Polish with a no-break space


def percentage(number: Decimal | TypedNumber) -> Sentence:
    return say("{number}%", number=number)


def percentage_points(number: Decimal | TypedNumber) -> Sentence:
    return say("{number} percentage points", number=number)


def amount(number: Decimal | TypedNumber, currency: str) -> Sentence:
    """Return the number before its currency, which has no grammatical forms; in Polish with a no-break space."""
    return say("{number} {currency}", number=number, currency=currency)


def with_measure(number: Decimal | TypedNumber, measure: str) -> Sentence:
    """Return the number before a measure that is already in the right grammatical form, as part of a sentence."""
    return say("{number} {measure}", number=number, measure=measure)
