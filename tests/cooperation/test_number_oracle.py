"""The number parser compared with an independent implementation of product.md § 6."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from cooperation.text import NumberError, ValueType, parse_number

DIGITS = "0123456789"
SPACES = "\u0020\u00a0\u202f\u2009"
# Invisible characters and messages about full stops are tested in test_number_messages.py.
ALPHABET = DIGITS * 2 + SPACES + "   ,,,--\u2212%" + "xé/٣²"


def expected(text: str, value_type: ValueType, measure: str) -> Decimal | None:
    """Return the value, None where the text is rejected."""
    rest = text.strip(SPACES + "\t\r\n")  # "outer spaces ignored"
    if rest.endswith("%"):  # ""%" only for percent"
        if value_type is not ValueType.PERCENT:
            return None
        rest = rest[:-1]
        rest = rest[:-1] if rest and rest[-1] in SPACES else rest
    is_negative = rest[:1] in ("-", "\u2212") and rest != ""  # "optional minus (- or U+2212)"
    rest = rest[1:] if is_negative else rest
    whole, comma, fraction = rest.partition(",")  # "optional comma and 1-6 digits"
    if comma and not (1 <= len(fraction) <= 6 and all(sign in DIGITS for sign in fraction)):
        return None
    is_zloty = measure == "zł" or (measure == "" and value_type is ValueType.MONEY)
    if is_zloty and len(fraction) > 2:  # "at most 2 where the measure is zł"
        return None
    kinds = {sign for sign in whole if sign not in DIGITS}
    if len(kinds) > 1 or not kinds <= set(SPACES):  # "by ONE kind of space"
        return None
    groups = whole.split(kinds.pop()) if kinds else [whole]
    if not all(groups) or (len(groups) > 1 and [len(group) for group in groups[1:]] != [3] * (len(groups) - 1)):
        return None  # "digits bare or in threes"
    if len(groups) > 1 and len(groups[0]) > 3:
        return None
    digits = "".join(groups)
    if len(digits.lstrip("0") + fraction) > 15:  # "at most 15 digits"
        return None
    value = Decimal(f"{digits}.{fraction or 0}") * (-1 if is_negative else 1)
    if value_type is ValueType.COUNT and fraction:  # "count: whole and >= 0"
        return None
    return None if value < 0 and value_type is not ValueType.SIGNED else value  # "signed: any"


def typed(draw: random.Random) -> str:
    """Return a random text, mostly a valid or an almost valid number."""
    if draw.random() < 0.2:
        return "".join(draw.choice(ALPHABET) for _ in range(draw.randint(0, 12)))
    gap = draw.choice([*SPACES, "", ""])
    groups = [
        str(draw.randint(0, 999)),
        *(f"{draw.randint(0, 999):03}" for _ in range(draw.choice((0, 0, 1, 2, 4, 5)))),
    ]
    number = gap.join(groups)
    if draw.random() < 0.4:
        number += "," + "".join(draw.choice(DIGITS) for _ in range(draw.choice((1, 1, 2, 2, 3, 6, 0, 7))))
    number = draw.choice([*[""] * 6, "-", "\u2212", "- "]) + number + draw.choice([*[""] * 6, "%", " %", "  %", "zł"])
    if draw.random() < 0.2:  # remove, insert or replace a character
        at = draw.randint(0, len(number))
        number = number[:at] + draw.choice(ALPHABET) + number[at + draw.randint(0, 1) :]
    return draw.choice(["", " ", "\n", "\u00a0"]) + number + draw.choice(["", " ", "\t"])


Parse = Callable[[str, ValueType, str], Decimal | None]
COMBINATIONS = [
    (value_type, measure)
    for value_type in ValueType
    if value_type is not ValueType.YES_NO
    for measure in ("", "zł", "tys. zł")
]


def disagreements(parse: Parse, value_type: ValueType, measure: str) -> tuple[list[str], int]:
    """Return the texts that the parser reads differently from `expected`, and how many texts are numbers."""
    draw = random.Random(6)
    texts = [typed(draw) for _ in range(4000)]
    values = [expected(text, value_type, measure) for text in texts]
    wrong = [text for text, value in zip(texts, values, strict=True) if parse(text, value_type, measure) != value]
    return wrong, sum(value is not None for value in values)


def parsed(text: str, value_type: ValueType, measure: str) -> Decimal | None:
    try:
        return parse_number(text, value_type, measure).value
    except NumberError:
        return None


def parsed_naively(text: str, _value_type: ValueType, _measure: str) -> Decimal | None:
    try:
        return Decimal(text.replace(" ", "").replace(",", "."))
    except ArithmeticError:
        return None


@pytest.mark.parametrize(("value_type", "measure"), COMBINATIONS)
def test_parse_number_equals_oracle(value_type: ValueType, measure: str) -> None:
    wrong, numbers = disagreements(parsed, value_type, measure)
    assert wrong == []
    assert 500 < numbers < 3500  # both sides are tried


@pytest.mark.parametrize(("value_type", "measure"), COMBINATIONS)
def test_control_naive_parser_disagrees_with_oracle(value_type: ValueType, measure: str) -> None:
    wrong, _numbers = disagreements(parsed_naively, value_type, measure)
    assert len(wrong) > 100


def test_full_stop_is_asked_about_and_not_guessed() -> None:
    assert parsed_naively("1.234", ValueType.DECIMAL, "") == Decimal("1.234")
    for value_type, measure in COMBINATIONS:
        with pytest.raises(NumberError, match="A full stop is ambiguous"):
            parse_number("1.234", value_type, measure)
