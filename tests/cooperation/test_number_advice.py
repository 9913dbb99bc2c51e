"""What is refused comes with advice, and what the advice says is read: in both languages, for every kind of number."""

import itertools
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.text import NumberError, Sentence, TypedNumber, ValueType, parse_number, without_invisible

COUNT, DECIMAL, SIGNED, MONEY = ValueType.COUNT, ValueType.DECIMAL, ValueType.SIGNED, ValueType.MONEY
NUMBERS = {"fraction", "whole", "number", "example"}  # parameters that are numbers to be typed
MEASURES = ("", "zł", "tys. zł", "osoby")
LANGUAGES = ("pl", "en")
ODD = [
    "1.5", "1.50", "1.500", "1.234", "0.5", "0.125", "-1.5", "-1.234", "12.345", "123.456", "1234.567", "1.2345", "5.",
    ".5", "1..5", "1.234.567", "1.23.456", "1.234,5", "1.234,567", "1,234.5", "1,234,567.89", "1,234,567", "1,500",
    "1,234",
    "-1,500", "-12,345", "12,000", "999,999", "0,125", "1,5", "1 234,500", "1,2,3", "1 23", "5 zł", "5%", "x", "",
    "1" * 16 + ".5", "12\n345", "1,500%", "\u200e1.5", "−1.234", "1,000", "100,000", "1.000.000,00",
]  # fmt: skip


def refusal(typed: str, value_type: ValueType, measure: str = "", language: str = "pl") -> Sentence | None:
    try:
        parse_number(typed, value_type, measure, language=language)
    except NumberError as error:
        return error.message
    return None


def told(typed: str, value_type: ValueType, measure: str = "", language: str = "pl") -> str:
    return str(refusal(typed, value_type, measure, language))


def kinds() -> Iterator[tuple[ValueType, str, str]]:
    return itertools.product(ValueType, MEASURES, LANGUAGES)


@pytest.mark.parametrize("typed", ODD)
def test_every_number_in_an_advice_is_read(typed):
    for value_type, measure, language in kinds():
        message = refusal(typed, value_type, measure, language)
        for name, number in (message.params if message else {}).items():
            if name in NUMBERS:
                assert refusal(number, value_type, measure, language) is None, str(message)


@given(st.text("0123456789.,- \u00a0%", max_size=20), st.sampled_from(list(kinds())))
def test_every_number_in_an_advice_on_any_text_is_read(typed, kind):
    value_type, measure, language = kind
    message = refusal(typed, value_type, measure, language)
    for name, number in (message.params if message else {}).items():
        assert name not in NUMBERS or refusal(number, value_type, measure, language) is None, str(message)


def test_the_sentences_without_a_parameter_name_numbers_that_are_read():
    for value_type, measure, language in kinds():
        assert refusal("1 234", value_type, measure, language) is None


@pytest.mark.parametrize(
    ("typed", "value_type", "message"),
    [
        ("1.234", COUNT, "A full stop is ambiguous. Enter the number without it, e.g. 1234."),
        ("1.5", COUNT, "Enter a whole number, e.g. 3."),
        ("5.", COUNT, "A full stop is ambiguous. Enter the number without it, e.g. 1500."),
        ("1.234", MONEY, "A full stop is ambiguous. Enter the number without it, e.g. 1234."),
        ("1.234", DECIMAL, "A full stop is ambiguous. Enter 1,234 or 1234."),
        ("-1.5", SIGNED, "A full stop is ambiguous. Enter -1,5 or -15."),
        ("1,234.5", DECIMAL, "A full stop is ambiguous. Enter the number without it, e.g. 1234,5."),
        ("1,234,567", COUNT, "Use spaces between groups of three digits or no spaces at all, e.g. 1 234."),
    ],
)
def test_advice_on_a_dot(typed, value_type, message):
    assert told(typed, value_type).startswith(message)


# --- English pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value_type", "message"),
    [
        ("1,500", DECIMAL, "A comma is ambiguous. Enter 1,5 or 1500."),
        ("-1,500", SIGNED, "A comma is ambiguous. Enter -1,5 or -1500."),
        ("12,345", DECIMAL, "A comma is ambiguous. Enter 12,3450 or 12345."),
        ("1,000", DECIMAL, "A comma is ambiguous. Enter 1 or 1000."),
        ("1,500", COUNT, "A comma is ambiguous. Enter the number without it, e.g. 1500."),
        ("1.234", DECIMAL, "A full stop is ambiguous. Enter 1,2340 or 1234."),
    ],
)
def test_a_comma_that_may_part_thousands_is_asked_about_on_an_english_page(typed, value_type, message):
    assert told(typed, value_type, language="en") == message


@pytest.mark.parametrize("typed", ["1,5", "0,125", "0,500", "1234,500", "1 234,500", "12,34", "1,2345", "1,500%"])
def test_a_comma_that_can_only_part_decimals_is_read_on_an_english_page(typed):
    value_type = ValueType.PERCENT if typed.endswith("%") else DECIMAL
    assert parse_number(typed, value_type, language="en") == parse_number(typed, value_type)


def test_a_polish_page_asks_nothing_about_its_own_comma():
    assert str(parse_number("1,500", DECIMAL)) == "1.500"


# --- what a copy brings along ------------------------------------------------------------------------------------

UNSEEN = ["\u200e", "\u200f", "\ufeff", "\u200b", "\u00ad", "\u2060", "\u200c", "\u200d", "\u202c", "\u2069", "\u061c"]


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_signs_that_nobody_sees_are_left_out(sign):
    for typed in (f"{sign}1234", f"1234{sign}", f"12{sign}34", f"{sign} 1 234 {sign}"):
        assert parse_number(typed, COUNT) == TypedNumber(Decimal(1234), 0)
    assert without_invisible(f"a{sign}b") == "ab"
    assert told(sign, COUNT).startswith("Enter a number")


@pytest.mark.parametrize("sign", ["\u2007", "\u3000", "\u2003", "\x00", "\u202e", "\ue000"], ids=ascii)
def test_a_refusal_names_the_sign_that_nobody_sees(sign):
    assert f"with an invisible sign in it, U+{ord(sign):04X}." in told(f"12{sign}345", COUNT)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("12\n345", "12⏎345"),
        ("12\r\n345", "12⏎345"),
        ("12\r345", "12⏎345"),
        ("1\t2", "1⇥2"),
        ("1\u20282", "1⏎2"),
        ("1,5\n2,5\n3,5", "1,5⏎2,5⏎3,5"),
        ("1\n" * 40, "1⏎" * 15 + "…"),
    ],
    ids=ascii,
)
def test_a_column_or_a_row_in_one_field_is_refused_and_shown(typed, shown):
    for value_type in ValueType:
        assert f"“{shown}” contains a line break or a tab. Enter each number in its own field." in told(
            typed, value_type
        )


@pytest.mark.parametrize("typed", ["12\n", "\n12", "12\r\n", "\t12\t"], ids=ascii)
def test_a_break_around_a_single_number_is_left_out(typed):
    """A spreadsheet ends each copied cell with one."""
    assert parse_number(typed, COUNT) == TypedNumber(Decimal(12), 0)
