"""Error messages of the number parser: every number that a message proposes is accepted, in both languages."""

import itertools
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.text import NumberError, Sentence, TypedNumber, ValueType, parse_number, without_invisible

COUNT, DECIMAL, SIGNED, MONEY = ValueType.COUNT, ValueType.DECIMAL, ValueType.SIGNED, ValueType.MONEY
NUMBERS = {"fraction", "whole", "number", "example"}  # parameters that are proposed numbers
MEASURES = ("", "zł", "tys. zł", "osoby")
LANGUAGES = ("pl", "en")
INPUTS = [
    "1.5", "1.50", "1.500", "1.234", "0.5", "0.125", "-1.5", "-1.234", "12.345", "123.456", "1234.567", "1.2345", "5.",
    ".5", "1..5", "1.234.567", "1.23.456", "1.234,5", "1.234,567", "1,234.5", "1,234,567.89", "1,234,567", "1,500",
    "1,234",
    "-1,500", "-12,345", "12,000", "999,999", "0,125", "1,5", "1 234,500", "1,2,3", "1 23", "5 zł", "5%", "x", "",
    "1" * 16 + ".5", "12\n345", "1,500%", "\u200e1.5", "−1.234", "1,000", "100,000", "1.000.000,00",
]  # fmt: skip


def parse_error(typed: str, value_type: ValueType, measure: str = "", language: str = "pl") -> Sentence | None:
    try:
        parse_number(typed, value_type, measure, language=language)
    except NumberError as error:
        return error.message
    return None


def message_for(typed: str, value_type: ValueType, measure: str = "", language: str = "pl") -> str:
    return str(parse_error(typed, value_type, measure, language))


def value_types_and_measures() -> Iterator[tuple[ValueType, str, str]]:
    return itertools.product(ValueType, MEASURES, LANGUAGES)


@pytest.mark.parametrize("typed", INPUTS)
def test_numbers_in_messages_are_valid(typed):
    for value_type, measure, language in value_types_and_measures():
        message = parse_error(typed, value_type, measure, language)
        for name, number in (message.params if message else {}).items():
            if name in NUMBERS:
                assert parse_error(str(number), value_type, measure, language) is None, str(message)


@given(st.text("0123456789.,- \u00a0%", max_size=20), st.sampled_from(list(value_types_and_measures())))
def test_numbers_in_messages_about_any_text_are_valid(typed, kind):
    value_type, measure, language = kind
    message = parse_error(typed, value_type, measure, language)
    for name, number in (message.params if message else {}).items():
        assert name not in NUMBERS or parse_error(str(number), value_type, measure, language) is None, str(message)


def test_numbers_in_messages_without_parameters_are_valid():
    for value_type, measure, language in value_types_and_measures():
        assert parse_error("1 234", value_type, measure, language) is None


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
def test_full_stop_is_rejected_with_example_for_value_type(typed, value_type, message):
    assert message_for(typed, value_type).startswith(message)


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
def test_ambiguous_comma_is_rejected_on_english_page(typed, value_type, message):
    assert message_for(typed, value_type, language="en") == message


@pytest.mark.parametrize("typed", ["1,5", "0,125", "0,500", "1234,500", "1 234,500", "12,34", "1,2345", "1,500%"])
def test_unambiguous_comma_is_accepted_on_english_page(typed):
    value_type = ValueType.PERCENT if typed.endswith("%") else DECIMAL
    assert parse_number(typed, value_type, language="en") == parse_number(typed, value_type)


def test_comma_is_accepted_on_polish_page():
    assert str(parse_number("1,500", DECIMAL)) == "1.500"


# --- pasted text --------------------------------------------------------------------------------------------------

INVISIBLE = [
    "\u200e",
    "\u200f",
    "\ufeff",
    "\u200b",
    "\u00ad",
    "\u2060",
    "\u200c",
    "\u200d",
    "\u202c",
    "\u2069",
    "\u061c",
]


@pytest.mark.parametrize("sign", INVISIBLE, ids=ascii)
def test_invisible_characters_are_ignored(sign):
    for typed in (f"{sign}1234", f"1234{sign}", f"12{sign}34", f"{sign} 1 234 {sign}"):
        assert parse_number(typed, COUNT) == TypedNumber(Decimal(1234), 0)
    assert without_invisible(f"a{sign}b") == "ab"
    assert message_for(sign, COUNT).startswith("Enter a number")


@pytest.mark.parametrize("sign", ["\u2007", "\u3000", "\u2003", "\x00", "\u202e", "\ue000"], ids=ascii)
def test_message_names_invisible_character(sign):
    assert f"which contains the invisible character U+{ord(sign):04X}." in message_for(f"12{sign}345", COUNT)


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
def test_several_cells_in_one_field_are_rejected_and_shown(typed, shown):
    for value_type in ValueType:
        assert f"“{shown}” contains a line break or a tab. Enter each number in its own field." in message_for(
            typed, value_type
        )


@pytest.mark.parametrize("typed", ["12\n", "\n12", "12\r\n", "\t12\t"], ids=ascii)
def test_line_break_around_single_number_is_ignored(typed):
    """Spreadsheets add a line break to each copied cell."""
    assert parse_number(typed, COUNT) == TypedNumber(Decimal(12), 0)
