"""Number parser and formatter, plurals, collation keys, typography."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.text import (
    MINUS,
    NBSP,
    NumberError,
    Sentence,
    TypedNumber,
    ValueType,
    at_scale,
    collation_key,
    fold,
    format_number,
    max_decimals,
    parse_number,
    plain,
    plural,
    say,
    say_many,
    significant_digits,
    strip_invalid_xml,
    typeset,
)

COUNT, DECIMAL, SIGNED, PERCENT, MONEY = (
    ValueType.COUNT,
    ValueType.DECIMAL,
    ValueType.SIGNED,
    ValueType.PERCENT,
    ValueType.MONEY,
)


@pytest.mark.parametrize(
    ("typed", "value_type", "value", "decimals"),
    [
        ("0", COUNT, "0", 0),
        ("5", COUNT, "5", 0),
        (" 5 ", COUNT, "5", 0),
        ("\u00a05\t\r\n", COUNT, "5", 0),
        ("007", COUNT, "7", 0),
        ("-0", COUNT, "0", 0),
        ("1234", COUNT, "1234", 0),
        ("1 234", COUNT, "1234", 0),
        ("1\u00a0234", COUNT, "1234", 0),
        ("1\u202f234", COUNT, "1234", 0),
        ("1\u2009234", COUNT, "1234", 0),
        ("12 345 678", COUNT, "12345678", 0),
        ("1\u00a0234\u00a0567", MONEY, "1234567", 0),
        ("999999999999999", COUNT, "999999999999999", 0),
        ("0,5", DECIMAL, "0.5", 1),
        ("1,50", DECIMAL, "1.5", 2),
        ("1 234,5", DECIMAL, "1234.5", 1),
        ("1,000", DECIMAL, "1", 3),
        ("0,123456", DECIMAL, "0.123456", 6),
        ("-1,5", SIGNED, "-1.5", 1),
        (f"{MINUS}1,5", SIGNED, "-1.5", 1),
        ("-1 234", SIGNED, "-1234", 0),
        ("-0,0", SIGNED, "0", 1),
        ("97,5", PERCENT, "97.5", 1),
        ("97,5%", PERCENT, "97.5", 1),
        ("97,5 %", PERCENT, "97.5", 1),
        ("97,5\u00a0%", PERCENT, "97.5", 1),
        ("150%", PERCENT, "150", 0),
        ("166 000,00", MONEY, "166000", 2),
        ("000000000000000000005", COUNT, "5", 0),
    ],
)
def test_parse_number_accepts_polish_notation(typed: str, value_type: ValueType, value: str, decimals: int) -> None:
    assert parse_number(typed, value_type) == TypedNumber(Decimal(value), decimals)


DIGITS = "Enter the number in digits"
DOT = "A full stop is ambiguous"
GROUPS = "Use spaces between groups of three digits"
LENGTH = "Enter at most 15 digits."
WHOLE = "Enter a whole number, e.g. 3."
ZERO = "Enter zero or more, without a minus sign"


@pytest.mark.parametrize(
    ("typed", "value_type", "message"),
    [
        ("", COUNT, "Enter a number, e.g. 3."),
        ("  \u00a0", MONEY, "Enter a number, e.g. 1 234,50."),
        ("1.5", DECIMAL, f"{DOT}. Enter 1,5 or 15."),
        ("1.500", DECIMAL, f"{DOT}. Enter 1,500 or 1500."),
        ("1.500", COUNT, f"{DOT}. Enter the number without it, e.g. 1500."),
        ("-1.5", SIGNED, f"{DOT}. Enter -1,5 or -15."),
        ("1.234.567", COUNT, f"{DOT}. Enter the number without it, e.g. 1234567."),
        ("1.234,5", MONEY, f"{DOT}. Enter the number without it, e.g. 1234,5."),
        (".5", DECIMAL, DOT),
        ("5.", COUNT, DOT),
        ("1" * 30 + ".5", DECIMAL, f"{DOT}. Enter 1,5 or 1500."),
        ("1 23", COUNT, GROUPS),
        ("12 34", COUNT, GROUPS),
        ("1  234", COUNT, GROUPS),
        ("1234 567", COUNT, GROUPS),
        ("1 234\u00a0567", COUNT, GROUPS),
        ("1\u202f234 567,5", MONEY, GROUPS),
        ("1,5", COUNT, WHOLE),
        ("3,0", COUNT, WHOLE),
        ("-5", COUNT, ZERO),
        (f"{MINUS}5", COUNT, ZERO),
        ("-0,5", DECIMAL, ZERO),
        ("-5%", PERCENT, ZERO),
        ("-1", MONEY, ZERO),
        ("1" * 16, COUNT, LENGTH),
        ("1" * 40, COUNT, LENGTH),
        ("1234567890,123456", DECIMAL, LENGTH),
        ("5%", COUNT, DIGITS),
        ("5 %", MONEY, DIGITS),
        ("5 zł", MONEY, DIGITS),
        ("5%%", PERCENT, DIGITS),
        ("%", PERCENT, DIGITS),
        ("1,", DECIMAL, DIGITS),
        (",5", DECIMAL, DIGITS),
        ("1,2,3", DECIMAL, DIGITS),
        ("1,1234567", DECIMAL, DIGITS),
        ("1e5", DECIMAL, DIGITS),
        ("1_000", COUNT, DIGITS),
        ("１２", COUNT, DIGITS),
        ("٣", COUNT, DIGITS),
        ("²", COUNT, DIGITS),
        ("½", DECIMAL, DIGITS),
        ("5\x00", COUNT, DIGITS),
        ("\x005", COUNT, DIGITS),
        ("0x1F", COUNT, DIGITS),
        ("NaN", DECIMAL, DIGITS),
        ("inf", DECIMAL, DIGITS),
        ("pięć", COUNT, DIGITS),
        ("--5", SIGNED, DIGITS),
        ("+5", SIGNED, DIGITS),
        ("- 5", SIGNED, GROUPS),
        ("5-", SIGNED, DIGITS),
        ("–5", SIGNED, DIGITS),  # an en dash is not a minus
        ("1'234", COUNT, DIGITS),
        ("1\u3000234", COUNT, DIGITS),
        ("=5", COUNT, "Formulas are not computed here."),
        ("5 osób", COUNT, DIGITS),
        ("x" * 200, COUNT, f"{DIGITS}, e.g. 3. You entered “{'x' * 30}…”."),
    ],
)
def test_parse_number_rejects_text_with_example(typed: str, value_type: ValueType, message: str) -> None:
    with pytest.raises(NumberError) as refused:
        parse_number(typed, value_type)
    assert str(refused.value).startswith(message)
    assert str(refused.value.message) == str(refused.value)


@given(st.text(), st.sampled_from(ValueType))
def test_parse_number_returns_number_or_raises_number_error(typed: str, value_type: ValueType) -> None:
    try:
        number = parse_number(typed, value_type)
    except NumberError:
        pass  # with a message: the refusals above
    else:
        assert number.value.is_finite()
        assert 0 <= number.decimals <= 6


@given(st.decimals(-(10**9), 10**9, places=4))
def test_formatted_number_is_parsed_back(value: Decimal) -> None:
    assert parse_number(format_number(value), SIGNED).value == value
    assert parse_number(format_number(value, 4), SIGNED) == TypedNumber(value, 4)


@pytest.mark.parametrize(
    ("value", "decimals", "language", "expected"),
    [
        ("0", None, "pl", "0"),
        ("5", None, "pl", "5"),
        ("1234.5", None, "pl", f"1{NBSP}234,5"),
        ("1234.5", None, "en", "1,234.5"),
        ("1234567.50", None, "pl", f"1{NBSP}234{NBSP}567,5"),
        ("1234567.50", 2, "pl", f"1{NBSP}234{NBSP}567,50"),
        ("1830", 0, "pl", f"1{NBSP}830"),
        ("-1234.5", None, "pl", f"{MINUS}1{NBSP}234,5"),
        ("-0.0", None, "pl", "0"),
        ("-0.4", 0, "pl", "0"),
        ("-0.5", None, "pl", f"{MINUS}0,5"),
        ("1E+3", None, "pl", f"1{NBSP}000"),
        ("0.000001", None, "pl", "0,000001"),
    ],
)
def test_format_number_uses_separators_of_language(
    value: str, decimals: int | None, language: str, expected: str
) -> None:
    assert format_number(Decimal(value), decimals, language=language) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1234.500000", "1234.5"), ("1E+3", "1000"), ("100", "100"), ("-0.00", "0"), ("-1.50", "-1.5"), ("0.10", "0.1")],
)
def test_plain_omits_exponent_and_trailing_zeros(value: str, expected: str) -> None:
    assert plain(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "warsztatów"),
        (1, "warsztat"),
        (2, "warsztaty"),
        (4, "warsztaty"),
        (5, "warsztatów"),
        (12, "warsztatów"),
        (14, "warsztatów"),
        (21, "warsztatów"),
        (22, "warsztaty"),
        (112, "warsztatów"),
        (122, "warsztaty"),
        (-1, "warsztat"),
        (Decimal("1.5"), "warsztatu"),
        (Decimal("2.0"), "warsztaty"),
    ],
)
def test_plural_selects_form_by_number(number: Decimal | int, expected: str) -> None:
    assert plural(number, "warsztat", "warsztaty", "warsztatów", "warsztatu") == expected


def test_plural_of_fraction_defaults_to_few() -> None:
    assert plural(Decimal("1.5"), "warsztat", "warsztaty", "warsztatów") == "warsztaty"


def test_collation_key_sorts_in_polish_order() -> None:
    expected = [
        "10 Pułk", "Ala ma", "Aleksandrów", "Ąkacja", "Brodnica", "Café", "Cekcyn", "Chełmno", "Ciechocinek", "Ćmielów",
        "Golub", "Kruszwica", "Lipno", "Łabiszyn", "Łubianka", "Mogilno", "Nakło", "Ńewa", "Osie", "Ósma", "Radziejów",
        "Sępólno", "Świecie", "Toruń", "Włocławek", "Zbiczno", "Źródło", "Żnin",
    ]  # fmt: skip
    assert sorted(set(expected), key=collation_key) == expected


def test_collation_key_ignores_case_spaces_punctuation_and_composition() -> None:
    assert collation_key(" Łódź  nad-Wisłą ") == collation_key("łódź nadwisłą")
    assert collation_key("z\u0301ródło") == collation_key("źródło")
    assert collation_key("字") == ""
    assert len(collation_key("ż" * 500)) == 200


def test_collation_key_sorts_shorter_word_first() -> None:
    assert sorted(["raport roczny", "raporty", "raport"], key=collation_key) == ["raport", "raport roczny", "raporty"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prace w programie i z nim", f"prace w{NBSP}programie i{NBSP}z{NBSP}nim"),
        ("O programie", f"O{NBSP}programie"),
        ("(w latach 2021-2025)", f"(w{NBSP}latach 2021–2025)"),
        ("„z nami”", f"„z{NBSP}nami”"),
        ("§ 3 ust. 2 pkt 1", f"§{NBSP}3 ust.{NBSP}2 pkt{NBSP}1"),
        ("w 2025 r. 5 tys. zł", f"w{NBSP}2025{NBSP}r. 5{NBSP}tys.{NBSP}zł"),
        ("w 3 z 5 lat", f"w{NBSP}3{NBSP}z{NBSP}5{NBSP}lat"),
        ("2021-12-31", "2021-12-31"),
        ("kawa a herbata, wiec i tak", f"kawa a{NBSP}herbata, wiec i{NBSP}tak"),
        ("odbył się 12 grudnia 2023 r.", f"odbył się 12{NBSP}grudnia{NBSP}2023{NBSP}r."),
        ("razem 24 dni – dużo", f"razem 24{NBSP}dni{NBSP}–{NBSP}dużo"),
        ("22 kB, godz. 8.52, nr 5", f"22{NBSP}kB, godz.{NBSP}8.52, nr{NBSP}5"),
        ("III kwartał 2024, I półrocze", f"III{NBSP}kwartał 2024, I{NBSP}półrocze"),
        ("I kw.: 1, IV kw.: 2, II półr.: 3", f"I{NBSP}kw.: 1, IV{NBSP}kw.: 2, II{NBSP}półr.: 3"),
        ("w 4 latach, 5 rokowań", f"w{NBSP}4 latach, 5 rokowań"),
        ("– pauza na początku", "– pauza na początku"),
        ("koniec i\nnowy wiersz", "koniec i\nnowy wiersz"),
    ],
)
def test_typeset_joins_short_words_and_replaces_hyphen_in_spans(text: str, expected: str) -> None:
    assert typeset(text) == expected


def test_str_of_sentence_is_its_english_text() -> None:
    inner = say("at least {value}", value=Decimal(5))
    assert str(say("{amount} in every year", amount=inner)) == "at least 5 in every year"
    assert [str(say_many("{n} year", "{n} years", count, n=count)) for count in (1, 2, 0)] == [
        "1 year",
        "2 years",
        "0 years",
    ]
    assert say("a") == Sentence("a")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [("12610400.5", 2, "12610400.50"), ("3", 0, "3"), ("3", 2, "3.00"), ("22.125", 1, "22.125"), ("97.50", 0, "97.5")],
)
def test_at_scale_keeps_entered_decimals_and_loses_nothing(value, decimals, shown):
    assert str(at_scale(Decimal(value), decimals)) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź", "lodz"),
        ("  Warsztatów,\u00a0 szkoleń – „ŻÓŁĆ”! ", "warsztatow szkolen zolc"),
        ("z\u0301ródło", "zrodlo"),
        ("30 dni, 97,5%", "30 dni 97 5"),
        ("a_b", "a b"),
        ("Straße ﬁrma", "strasse firma"),
        ("§ – …", ""),
        ("", ""),
    ],
)
def test_fold_removes_diacritics_case_and_punctuation(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("159000000", 3),
        ("0.00159", 3),
        ("123456789.123456", 15),
        ("-5", 1),
        ("0", 0),
        ("1.50", 2),
        ("10.50", 3),
        ("1500000000.000003", 16),
        ("1E+3", 1),
    ],
)
def test_significant_digits_exclude_leading_and_trailing_zeros(value, digits):
    assert significant_digits(Decimal(value)) == digits


def test_strip_invalid_xml_removes_only_invalid_characters() -> None:
    assert strip_invalid_xml("Łódź\x00 \x0b&\ufffe\ud800 <b>\n\t🙂") == "Łódź & <b>\n\t🙂"


@pytest.mark.parametrize(
    ("value_type", "measure", "places"),
    [
        (MONEY, "", 2),
        (MONEY, "zł", 2),
        (MONEY, " ZŁ ", 2),
        (DECIMAL, "zł", 2),
        (SIGNED, "złotych", 2),
        (MONEY, "tys. zł", 6),
        (MONEY, "mln zł", 6),
        (MONEY, "euro", 6),
        (DECIMAL, "", 6),
    ],
)
def test_amounts_in_zloty_have_at_most_two_decimals(value_type: ValueType, measure: str, places: int) -> None:
    assert max_decimals(value_type, measure) == places
    assert parse_number("1234,56", value_type, measure).decimals == 2
    if places == 2:
        with pytest.raises(NumberError, match="Enter an amount in zł with at most two decimal places"):
            parse_number("1234,567", value_type, measure)
    else:
        assert parse_number("1234,567891", value_type, measure) == TypedNumber(Decimal("1234.567891"), 6)
