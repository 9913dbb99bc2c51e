"""The parser of targets, form by form, and the comparison of figures with targets."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.text import format_number
from indicators.rules.targets import (
    Comparator,
    GrowthReference,
    GrowthUnit,
    Kind,
    Origin,
    Origins,
    Scope,
    TargetMeaning,
    is_satisfied,
    parse_target,
    span_years,
    target_sentence,
    threshold,
)
from tests.indicators.rules.phrase_tables import notation

DESCRIPTIVE = "descriptive"
# Qualifiers that change the meaning of a number: each must make the target descriptive, in any position.
QUALIFIERS = (
    "około", "ok.", "ca", "mniej więcej", "blisko", "prawie", "średnio", "przeciętnie", "docelowo", "orientacyjnie",
    "warunkowo", "dodatkowo", "opcjonalnie", "tygodniowo", "dziennie", "co dwa lata", "w kadencji", "w roku szkolnym",
    "w każdym powiecie", "na każdą gminę", "na powiat", "po", "lub wg potrzeb", "w miarę możliwości", "z 10",
    "w pierwszym roku", "od 2023 r.", "nie", "xyz", "±", "?", "½", "¹0", "w tym 3", "i 3", "lub 3", "/2", "+", "-",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\u00a0200 osób", "number at_least? 1200 undecided measure=osób"),
        ("1\u202f200", "number at_least? 1200 undecided"),
        ("5\u00a0% budżetu", "percent at_least? 5 undecided measure=budżetu"),
        ("  5\n rocznie\t", "number at_least? 5 year"),
        ("z\u0301le", DESCRIPTIVE),
        ("1\n200", DESCRIPTIVE),
        ("1\r\n200 osób", DESCRIPTIVE),
        ("1\u2028200", DESCRIPTIVE),
        ("1\t200", DESCRIPTIVE),
        ("1  200", DESCRIPTIVE),
        ("1 200\n000", DESCRIPTIVE),
        ("12\n,5", DESCRIPTIVE),
        ("3\n- 5", DESCRIPTIVE),
        ("3-\n5", DESCRIPTIVE),
        ("- 3\n- 5", DESCRIPTIVE),
        ("dwadzieścia\npięć", DESCRIPTIVE),
        ("dwa tysiące\npięćset", DESCRIPTIVE),
        ("31.12.\n2022", DESCRIPTIVE),
        ("10 szkoleń\n5 konkursów", DESCRIPTIVE),
        ("10 szkoleń\nkonkursów", DESCRIPTIVE),
        ("10\nszkoleń rocznie", "number at_least? 10 year measure=szkoleń"),
        ("co najmniej\n5 nowych\nszkoleń", "number at_least 5 undecided measure=nowych szkoleń"),
        ("2021: 1\n2022: 2", "number at_least? year schedule=2021:1,2022:2"),
        ("2021: 1\n200", DESCRIPTIVE),
        ("5 szkole\u0144 rocznie", "number at_least? 5 year measure=szkoleń"),
        ("5 szkolen\u0301 rocznie", "number at_least? 5 year measure=szkoleń"),  # decomposed letters
        ("5\u00ad rocz\u00adnie", "number at_least? 5 year"),  # soft hyphens of a typeset page
        ("„5 rocznie”", "number at_least? 5 year"),
        ("• 5 rocznie", "number at_least? 5 year"),
        ("5 rocznie*", "number at_least? 5 year"),
        ("5 rocznie *)", "number at_least? 5 year"),
        ("5 rocznie¹", "number at_least? 5 year"),
        ("5 rocznie²)", "number at_least? 5 year"),
        ("100 m²", "number at_least? 100 undecided measure=m2"),
        ("(5 rocznie)", "number at_least? 5 year"),
        ("(5) (rocznie)", "number at_least? 5 year"),
        ("(5 (rocznie))", DESCRIPTIVE),
        ("5 (rocznie", DESCRIPTIVE),
        ("5 rocznie)", DESCRIPTIVE),
        ("5 ()", DESCRIPTIVE),
        ("5 (rocznie w każdym powiecie)", DESCRIPTIVE),
        ("−5", "number at_least? -5 undecided"),
        ("- 5", DESCRIPTIVE),
        ("rocznie -5", DESCRIPTIVE),
        ("5 (6)", DESCRIPTIVE),
        ("5 (5%)", DESCRIPTIVE),
        ("5 5", DESCRIPTIVE),
        ("60 000 zł (słownie: sześćdziesiąt złotych)", DESCRIPTIVE),
        ("słownie: pięć", DESCRIPTIVE),
        ("5 (słownie: dużo)", DESCRIPTIVE),
        ("999 999 999 999 999", "number at_least? 999999999999999 undecided"),
        ("1 000 000 000 000 000", DESCRIPTIVE),
        ("9" * 31, DESCRIPTIVE),
        (f"{'9' * 31} szkoleń", DESCRIPTIVE),
        ("5 000 000 mld", DESCRIPTIVE),
        ("0,1234567", DESCRIPTIVE),
        ("5 " * 200, DESCRIPTIVE),
        ("pięć " * 50, DESCRIPTIVE),
        ("dwadzieścia piętnaście", DESCRIPTIVE),
        ("sto piętnaście", "number at_least? 115 undecided"),
        ("sto zero", DESCRIPTIVE),
        ("tysięcy osób", DESCRIPTIVE),
        ("2,5 raza", DESCRIPTIVE),
        ("2,5 x w roku", DESCRIPTIVE),
        ("nie rzadziej niż 5", DESCRIPTIVE),
        ("nie rzadziej niż dwa razy w roku", "number at_least 2 year"),
        ("nie częściej niż raz w roku", "number at_most 1 year"),
        ("w ciągu 5", DESCRIPTIVE),
        ("w ciągu 5 osób", DESCRIPTIVE),
        ("min. 1 osoba, maks. 3%", DESCRIPTIVE),
        ("min. 1 osoba, maks. 3 osoby", DESCRIPTIVE),
        ("min. 10 osób, maks. 30 osób", "number between 10 ..30 undecided measure=osób"),
        ("min. 3, min. 5", DESCRIPTIVE),
        ("min. 3, maks. wiele", DESCRIPTIVE),
        ("min. 5, maks. 3", DESCRIPTIVE),
        ("co najmniej 3-5", DESCRIPTIVE),
        ("3-5 lub więcej", DESCRIPTIVE),
        ("min. 3 lub więcej", DESCRIPTIVE),
        ("5 lub mniej", "number at_most 5 undecided"),
        ("5 maksymalnie", "number at_most 5 undecided"),
        ("minimum rocznie 5", "number at_least 5 year"),
        ("10%-20", DESCRIPTIVE),
        ("2000-2050", "number between 2000 ..2050 undecided"),
        ("2015-2050", DESCRIPTIVE),
        ("25 do 30 czerwca 2023 r.", "number at_least? 25 programme by=2023-06-30"),
        ("500-1 tys.", DESCRIPTIVE),
        ("5 rocznie kwartalnie", DESCRIPTIVE),
        ("corocznie 5 rocznie", "number at_least? 5 year"),
        ("5 do roku w każdym kwartale", DESCRIPTIVE),
        ("5 razy do roku w każdym kwartale", DESCRIPTIVE),
        ("5 razy do roku", "number at_least? 5 year"),
        ("5 kwartalnie w latach 2021-2025", DESCRIPTIVE),
        ("5 rocznie w 2023 r.", DESCRIPTIVE),
        ("5 w 2023 r. do końca programu", DESCRIPTIVE),
        ("5 w latach 2021-2025 do 31.12.2025 r.", "number at_least? 5 programme by=2025-12-31"),
        ("5 w latach 2021-2025 do 30.06.2025 r.", DESCRIPTIVE),
        ("5 w latach 2025-2021", DESCRIPTIVE),
        ("5 w latach 2021-", DESCRIPTIVE),
        ("5 w okresie od 2021 do 2025 r.", "number at_least? 5 programme by=2025-12-31"),
        ("5 w okresie programu w latach 2021-2025", "number at_least? 5 programme by=2025-12-31"),
        ("1-2 w 2023 r.", DESCRIPTIVE),
        ("1-2 rocznie w latach 2021-2023", DESCRIPTIVE),
        ("5 na rok 2023", "number at_least? 5 year schedule=2023:5"),
        ("5 na 2023", DESCRIPTIVE),
        ("2023 r.: wiele", DESCRIPTIVE),
        ("2021: 1, rok: 2", DESCRIPTIVE),
        ("1 w 2021 r., 2 w roku", DESCRIPTIVE),
        ("1 (2021), 2 (2022", DESCRIPTIVE),
        ("2021: 5 p.p., 2022: 6 p.p.", DESCRIPTIVE),
        ("2021: 1, 2022: min. 2", DESCRIPTIVE),
        ("2021: 5 szkoleń, 2022: 6 konkursów", DESCRIPTIVE),
        ("2021: 5, 2022: 6 konkursów", "number at_least? year schedule=2021:5,2022:6 measure=konkursów"),
        ("wzrost", DESCRIPTIVE),
        ("wzrost o 0%", DESCRIPTIVE),
        ("wzrost o dwa razy", DESCRIPTIVE),
        ("łącznie wzrost o 5%", DESCRIPTIVE),
        ("wzrost maks. 5%", DESCRIPTIVE),
        ("o 5%", DESCRIPTIVE),
        ("5% r/r", DESCRIPTIVE),
        ("spadek o maks. 5%", "growth at_least -5 undecided percent"),
        ("spadek o mniej niż 5%", "growth more_than -5 undecided percent"),
        ("spadek o dokładnie 5", "growth exactly -5 undecided units"),
        ("spadek o 5-10%", "growth between -10 ..-5 undecided percent"),
        ("wzrost o 5% rocznie do 2025 r.", DESCRIPTIVE),
        ("wzrost o 5% kwartalnie r/r", DESCRIPTIVE),
        ("wzrost o 5% kwartalnie do 2025 r.", DESCRIPTIVE),
        ("wzrost o 5% rocznie w okresie programu", "growth at_least? 5 year percent"),
        ("wzrost o 5% r/r do 2025 r.", DESCRIPTIVE),
        (
            "wzrost o 5% w 2025 r. względem 2020 r.",
            "growth at_least? 5 final by=2025-12-31 percent against=baseline:2020",
        ),
        ("wzrost o 5% w stosunku do roku bazowego (2020", DESCRIPTIVE),
        ("wzrost o 5% w stosunku do średniej", DESCRIPTIVE),
        ("wzrost o 5% w stosunku do stanu z początku", DESCRIPTIVE),
        ("o 5% więcej niż w sąsiednim powiecie", DESCRIPTIVE),
        ("o 5% więcej", DESCRIPTIVE),
        ("o 5% mniej niż roku poprzedniego", "growth at_most? -5 year percent against=previous_year"),
        ("wzrost o 5% względem 1999 r.", "growth at_least? 5 final percent against=baseline:1999"),
        ("wzrost o 5% względem 1999", DESCRIPTIVE),
        ("wzrost 5% r/r", "growth at_least? 5 year percent against=previous_year"),
        ("wzrost 5", DESCRIPTIVE),
        ("wzrost frekwencji 80%", DESCRIPTIVE),
        ("wzrost w 2025 r. 80%", DESCRIPTIVE),
        ("wzrost w stosunku do roku poprzedniego 5%", DESCRIPTIVE),
        ("10, więcej niż w roku poprzednim", DESCRIPTIVE),
        ("10% więcej niż w roku poprzednim", DESCRIPTIVE),
        ("wzrost o 10% rocznie do końca programu", DESCRIPTIVE),
        ("do końca programu 5 rocznie", DESCRIPTIVE),
        ("5 po zakończeniu programu", DESCRIPTIVE),
        ("wzrost grudniu o 5%", DESCRIPTIVE),
        ("(...)", DESCRIPTIVE),
        ("(-)", "none"),
        ("……", "none"),
        ("coroczny wzrost o 5% każdego miesiąca", DESCRIPTIVE),
        ("tak, do wczoraj", DESCRIPTIVE),
        ("tak (do 2022 r.", DESCRIPTIVE),
        ("tak (31.12.2022)", "yes_no final by=2022-12-31"),
        ("31.IX.2022", DESCRIPTIVE),
        ("30 IX 2022", "deadline final by=2022-09-30"),
        ("30.XIV.2022", DESCRIPTIVE),
        ("13.2022", DESCRIPTIVE),
        ("31.12.1922", DESCRIPTIVE),
        ("31 grudnia", DESCRIPTIVE),
        ("grudzień", DESCRIPTIVE),
        ("pierwszy dzień 2022 r.", DESCRIPTIVE),
        ("drugi kwartał 2022 r.", "deadline final by=2022-06-30"),
        ("druga połowa 2025 roku", "deadline final by=2025-12-31"),
        ("dziesiąty kwartał 2022 r.", DESCRIPTIVE),
        ("VII kwartał 2022 r.", DESCRIPTIVE),
        ("I kwartał", DESCRIPTIVE),
        ("na bieżąco, wg potrzeb", "as_needed"),
        ("na bieżąco, rocznie", DESCRIPTIVE),
        ("50 osób z niepełnosprawnościami rocznie", "number at_least? 50 year measure=osób z niepełnosprawnościami"),
        ("10 szkoleń, warsztatów i kursów", "number at_least? 10 undecided measure=szkoleń, warsztatów i kursów"),
        ("5 nowych NGO i nowych fundacji", "number at_least? 5 undecided measure=nowych NGO i nowych fundacji"),
        ("5 nowych", DESCRIPTIVE),
        ("1 nowy", DESCRIPTIVE),
        ("22 konkursy", "number at_least? 22 undecided measure=konkursy"),
        ("12 konkursy", DESCRIPTIVE),
        ("5 konkursy", DESCRIPTIVE),
        ("1,5 godziny", DESCRIPTIVE),
        ("1,5 etatu", "number at_least? 1.5 undecided measure=etatu"),
        ("80% wykonanego planu", "percent at_least? 80 undecided measure=wykonanego planu"),
        ("80% roku", DESCRIPTIVE),
    ],
)  # fmt: skip
def test_target_with_unusual_wording_is_parsed(text: str, expected: str) -> None:
    assert notation(parse_target(text)) == expected


@pytest.mark.parametrize("base", ["5", "5 rocznie", "80%", "co najmniej 5 osób", "5 w latach 2021-2025", "1/rok"])
@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_unknown_qualifier_makes_target_descriptive(base: str, qualifier: str) -> None:
    for text in (f"{qualifier} {base}", f"{base} {qualifier}", f"{base}, {qualifier}", f"{base} ({qualifier})"):
        assert parse_target(text).kind is Kind.DESCRIPTIVE, text


@pytest.mark.parametrize(
    ("text", "comparator", "scope"),
    [
        ("5", Origin.DEFAULT, Origin.DEFAULT),
        ("min. 5", Origin.DOCUMENT, Origin.DEFAULT),
        ("5/rok", Origin.DEFAULT, Origin.DOCUMENT),
        ("3-5 rocznie", Origin.DOCUMENT, Origin.DOCUMENT),
        ("5 w latach 2021-2025", Origin.DEFAULT, Origin.DOCUMENT),
        ("2021: 1, 2022: 2", Origin.DEFAULT, Origin.DOCUMENT),
        ("wzrost o 5%", Origin.DEFAULT, Origin.DEFAULT),
        ("wzrost o min. 5% r/r", Origin.DOCUMENT, Origin.DOCUMENT),
        ("tak", None, Origin.DEFAULT),
        ("do 2023 r.", None, Origin.DOCUMENT),
        ("wg potrzeb", None, None),
        ("-", None, None),
        ("ok. 5", None, None),
    ],
)
def test_comparator_and_scope_have_stated_or_assumed_origin(
    text: str, comparator: Origin | None, scope: Origin | None
) -> None:
    assert parse_target(text).origins == Origins(comparator, scope)


@pytest.mark.parametrize("text", ["wg potrzeb", "n/d", "ok. 5"])
def test_target_without_number_has_no_comparator_and_no_scope(text: str) -> None:
    meaning = parse_target(text)
    assert (meaning.comparator, meaning.scope, meaning.value) == (None, None, None)


def test_span_years_are_parsed_only_beside_a_number() -> None:
    assert span_years("5 w latach 2022-2024") == (2022, 2024)
    assert span_years("5 rocznie") is None
    assert span_years("dużo w latach 2022-2024") is None


# --- held against a figure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "satisfied", "unsatisfied"),
    [
        ("min. 5", "5", "4"),
        ("ponad 5", "6", "5"),
        ("maks. 5", "5", "6"),
        ("poniżej 5", "4", "5"),
        ("dokładnie 5", "5.0", "6"),
        ("3-5", "3", "2"),
        ("3-5", "5", "6"),
        ("wzrost o 5%", "5", "4.9"),
        ("spadek o 5%", "-5", "-4.9"),
        ("spadek o 5-10%", "-7", "-11"),
    ],
)
def test_is_satisfied_compares_value_by_comparator(text: str, satisfied: str, unsatisfied: str) -> None:
    meaning = parse_target(text)
    assert is_satisfied(meaning, Decimal(satisfied))
    assert not is_satisfied(meaning, Decimal(unsatisfied))


def test_schedule_is_compared_year_by_year() -> None:
    meaning = parse_target("2021: 1, 2022: 2")
    assert [threshold(meaning, year) for year in (2020, 2021, 2022, None)] == [None, Decimal(1), Decimal(2), None]
    assert is_satisfied(meaning, Decimal(1), year=2021)
    assert not is_satisfied(meaning, Decimal(1), year=2022)
    with pytest.raises(ValueError, match="no threshold"):
        is_satisfied(meaning, Decimal(1), year=2023)


def test_yearly_number_of_span_applies_in_its_years_only() -> None:
    meaning = parse_target("5 rocznie w latach 2022-2023")
    assert [threshold(meaning, year) for year in (2021, 2022, 2023, 2024)] == [None, Decimal(5), Decimal(5), None]


@pytest.mark.parametrize("text", ["tak", "do 2023 r.", "wg potrzeb", "-", "ok. 5"])
def test_is_satisfied_raises_without_threshold(text: str) -> None:
    meaning = parse_target(text)
    assert threshold(meaning, 2022) is None
    with pytest.raises(ValueError, match="no threshold"):
        is_satisfied(meaning, Decimal(1), year=2022)


def test_is_satisfied_raises_without_comparator() -> None:
    with pytest.raises(ValueError, match="no threshold"):
        is_satisfied(TargetMeaning(Kind.NUMBER, value=Decimal(5)), Decimal(5))


def test_range_without_upper_end_is_never_satisfied() -> None:
    assert not is_satisfied(TargetMeaning(Kind.NUMBER, Comparator.BETWEEN, Decimal(1)), Decimal(1))


# --- arbitrary texts -------------------------------------------------------------------------------------------

WORDS = (
    "5", "1 200", "2,5", "2021", "2025", "-", "–", "/", "%", "(", ")", ",", ":", ";", "rok", "roku", "w", "na", "do",
    "od", "co", "najmniej", "min.", "maks.", "raz", "razy", "rocznie", "kwartał", "latach", "r.", "wzrost", "spadek",
    "o", "p.p.", "zł", "tys.", "osób", "szkoleń", "nowych", "konkurs", "więcej", "niż", "31.12.2022", "grudnia", "I",
    "stosunku", "poprzedniego", "programu", "okresie", "łącznie", "tak", "nie", "i", "lub", "słownie", "dwa", "sto",
)  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_text_has_meaning_with_sentence(text: str) -> None:
    meaning = parse_target(text)
    assert str(target_sentence(meaning))
    has_comparator = meaning.kind in (Kind.NUMBER, Kind.PERCENT, Kind.GROWTH)
    assert (meaning.comparator is not None) == has_comparator
    assert (meaning.value is not None or bool(meaning.schedule)) == has_comparator
    assert (meaning.scope is None) == (meaning.kind in (Kind.DESCRIPTIVE, Kind.AS_NEEDED, Kind.NONE))
    assert (meaning.upper is not None) == (meaning.comparator is Comparator.BETWEEN)
    if meaning.upper is not None and meaning.value is not None:
        assert meaning.value < meaning.upper
    if meaning.kind is Kind.GROWTH:
        assert meaning.growth_unit in tuple(GrowthUnit)
        assert (meaning.growth_reference is GrowthReference.PREVIOUS_YEAR) == (meaning.scope is Scope.YEAR)


@given(
    st.integers(0, 10**15 - 1).map(Decimal) | st.decimals(0, 10**8, places=2),
    st.sampled_from(["{} rocznie", "min. {} rocznie", "co roku {}", "{}/rok"]),
)
def test_number_is_parsed_as_written(value: Decimal, pattern: str) -> None:
    meaning = parse_target(pattern.format(format_number(value)))
    if meaning.kind is Kind.NUMBER:
        assert meaning.value == value
    else:  # a bare year, or a decimal comma with three noughts, is asked about
        assert meaning.kind is Kind.DESCRIPTIVE
        assert 2010 <= value <= 2069


@given(st.decimals(-100, 100, places=1), st.decimals(-100, 100, places=1), st.decimals(0, 100, places=1))
def test_higher_value_keeps_at_least_satisfied(target: Decimal, actual: Decimal, more: Decimal) -> None:
    meaning = TargetMeaning(Kind.NUMBER, Comparator.AT_LEAST, target)
    if is_satisfied(meaning, actual):
        assert is_satisfied(meaning, actual + more)
