"""Cells, headers, places and numbers of the neutral document."""

import pytest

from cooperation.text import say
from indicators.rules.documents import cells
from indicators.rules.documents.blocks import (
    Block,
    BlockKind,
    Cell,
    Document,
    Place,
    column_letters,
    document_from_json,
    document_to_json,
    table,
    text_of,
)
from indicators.rules.documents.columns import MAX_HEADER, ColumnRole, column_of, columns_of, is_header
from indicators.rules.documents.opening import nominative_title
from indicators.rules.documents.plain_text import Line, blocks_of, joined
from indicators.rules.documents.references import Numbering, style_of
from indicators.rules.documents.wording import content, lines_of, numbered_content


def test_place_is_worded_from_its_parts():
    assert str(Place(page=4, table=2, row=7, column=3).sentence()) == "page 4, table 2, row 7, column C"
    assert str(Place(sheet="Arkusz1", table=1, row=2).sentence()) == "sheet “Arkusz1”, row 2"
    assert str(Place().sentence()) == "the document"
    assert [column_letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_document_is_sent_as_json_and_has_a_text():
    remark = (Place(row=1), "x", say("{a} and {b}", a=say("c"), b=1))
    rows = [[Cell(text="a\nb"), Cell(text="c")]]
    heading = Block(kind=BlockKind.ITEM, text="tekst", number="1)")
    document = Document(blocks=(table(rows, Place(table=1)), heading), remarks=(remark,))
    assert document_from_json(document_to_json(document)) == document
    assert text_of(document) == "a b\tc\n1) tekst\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liczba szkoleń – 6 rocznie", ("Liczba szkoleń", "6 rocznie")),
        ("Liczba szkoleń: 10 – 12", ("Liczba szkoleń", "10 – 12")),
        ("90% zadowolonych", ("90% zadowolonych", "90% zadowolonych")),
        ("liczba organizacji", ("liczba organizacji", None)),
        ("- wydarzenia: wszystkie;", ("wydarzenia", "wszystkie")),
    ],
)
def test_target_in_the_cell_of_the_indicator(text, expected):
    assert cells.split_target(text) == expected


@pytest.mark.parametrize(
    ("text", "year", "value", "value_year"),
    [
        ("84,9 (2018 r.)", None, "84,9", 2018),
        ("-1,64 (2011)", None, "-1,64", 2011),
        ("94,2* (2017 r.)", None, "94,2", 2017),
        ("120 (stan na 31.12.2022 r.)", None, "120", 2022),
        ("2019 r. - 38%", 2020, "38%", 2019),
        ("14*", 2023, "14", 2023),
        ("b.d.", 2023, None, None),
        ("–", None, None, None),
        ("od 2020 r.", None, None, None),
        ("ankieta", None, None, None),
    ],
)
def test_baseline_with_its_year(text, year, value, value_year):
    baseline = cells.baseline_of(text, year)
    assert (baseline.value, baseline.year) == (value, value_year)
    assert baseline.is_clear is (text not in ("od 2020 r.", "ankieta"))


@pytest.mark.parametrize(
    ("name", "other", "names", "values"),
    [
        ("Liczba a\n\nLiczba b", "1\n\n2", ["Liczba a", "Liczba b"], ["1", "2"]),
        ("Liczba a\nLiczba b", "1\n", ["Liczba a", "Liczba b"], ["1", None]),
        ("Liczba a\nLiczba b", "", ["Liczba a", "Liczba b"], [None, None]),
        ("Liczba a\nLiczba b", "1", ["Liczba a", "Liczba b"], ["1", "1"]),
        ("Liczba a\nLiczba b", "1) 5\n2) 6", ["Liczba a", "Liczba b"], ["5", "6"]),
        ("Liczba a\nLiczba b\nLiczba c", "1\n2", ["Liczba a", "Liczba b", "Liczba c"], None),
        (
            "Liczba a\nLiczba b",
            "co najmniej\nraz\nNa bieżąco",
            ["Liczba a", "Liczba b"],
            ["co najmniej raz", "Na bieżąco"],
        ),
        ("Liczba a\nLiczba b", "Raz\nw roku\nNa bieżąco", ["Liczba a", "Liczba b"], ["Raz w roku", "Na bieżąco"]),
        ("Szkolenia\nNGO", "6", ["Szkolenia NGO"], ["6"]),
        ("szkolenia\nporady", "6\n7", ["szkolenia", "porady"], ["6", "7"]),
        ("szkolenia dla\norganizacji", "1\n200", ["szkolenia dla", "organizacji"], ["1", "200"]),
        ("Szkolenia", "1\n200", ["Szkolenia"], None),
        ("szkolenia dla\norganizacji", "5", ["szkolenia dla organizacji"], ["5"]),
        ("Liczba a; Liczba b", "1\n2", ["Liczba a", "Liczba b"], ["1", "2"]),
        ("Liczba a; w tym b", "1", ["Liczba a; w tym b"], ["1"]),
        ("1. a\n2. b\nc", "1\n2", ["1. a", "2. b c"], ["1", "2"]),
    ],
)
def test_lines_of_a_cell_align_by_their_order(name, other, names, values):
    entries = cells.indicator_entries(name, [other])
    assert list(entries.texts) == names
    assert cells.aligned(entries, other) == values


def test_unit_is_taken_from_square_brackets_only():
    assert cells.unit_in_brackets("Udział [%]") == "%"
    assert cells.unit_in_brackets("Wartość dotacji [tys. zł]") == "tys. zł"
    assert cells.unit_in_brackets("Udział (w %)") is None
    assert cells.unit_in_brackets("Udział [1]") is None


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("L.p.", "number"), ("Nr zadania", "number"), ("Cel ogólny", "main_goal"), ("Cele szczegółowe", "goal"),
        ("Cel", "goal"), ("Priorytet", "goal"), ("Planowane przedsięwzięcia", "action"), ("Nazwa zadania", "action"),
        ("Kierunki działań", "action"), ("Wskaźniki realizacji", "indicator"), ("Miernik", "indicator"),
        ("Produkty", "indicator"), ("Wartość bazowa (rok)", "baseline"), ("Stan na 31.12.2023 r.", "baseline"),
        ("Rok bazowy", "baseline_year"), ("Wartość docelowa 2030", "target"), ("2027", "target"),
        ("Rok 2027", "target"),
        ("Zakładany poziom", "target"), ("Wartość wskaźnika", "target"), ("Wartości", "values"),
        ("Wartość bazowa i docelowa", "values"), ("Częstotliwość pomiaru", "frequency"), ("Okres pomiaru", "frequency"),
        ("J.m.", "unit"), ("Jednostka miary", "unit"), ("Podmiot odpowiedzialny", "responsible"),
        ("Realizatorzy", "responsible"),
        ("Źródło danych", "remark"), ("Termin realizacji", "remark"), ("Rodzaj wskaźnika", "remark"),
        ("Budżet", "remark"),
        ("Cel/Działanie/Wskaźnik", "name"), ("Nazwa", "name"),
    ],
)  # fmt: skip
def test_columns_are_named_by_the_words_of_their_headers(header, role):
    column = column_of(header)
    assert (column.role, column.is_unknown) == (ColumnRole(role), False)


@pytest.mark.parametrize("header", ["", "Opiekun", "Działanie 3", "x" * (MAX_HEADER + 1)])
def test_unknown_header_is_a_remark(header):
    column = column_of(header)
    assert (column.role, column.is_unknown) == (ColumnRole.REMARK, bool(header))


def test_header_of_indicator_and_target():
    assert column_of("Wskaźnik i wartość docelowa").holds_target
    assert not column_of("Wskaźnik").holds_target


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("L.p.", "Wskaźnik"), True),
        (("Wskaźniki", "Wskaźniki cen", "Waga wskaźnika"), False),
        (("Nr", "Nazwa", "Jednostka"), False),
        (("Działanie", "a", "b", "c"), False),
        (("Wartość docelowa", "Uwagi"), False),
        (("Cel 1 Wiedza", "Działanie 2 Kursy", "2026"), False),
    ],
)
def test_table_of_indicators_is_known_by_its_headers(headers, expected):
    assert is_header(columns_of(headers)) is expected


def test_texts_lose_numbers_bullets_and_marks():
    assert content("Działania²;") == "Działania"
    assert content("powierzchnia [m²]") == "powierzchnia [m²]"
    assert content("**cel** \u200bgłówny*,") == "cel główny"
    assert numbered_content("§ 1. 2) – tekst,").text == "tekst"
    assert numbered_content("1,5% podatku").text == "1,5% podatku"
    assert lines_of("\n a \n\n b\n") == ["a", "", "b"]


def test_lines_of_a_page_are_joined():
    assert joined(["organi-", "zacje kujawsko-", "pomorskie", "i inne"]) == "organizacje kujawsko-pomorskie i inne"
    blocks = blocks_of([Line("Zdanie", 1, 1, True), Line("Ciąg", 2, 1, False), Line("Nowe", 3, 1), Line("", 4, 1)])
    assert [block.text for block in blocks] == ["Zdanie Ciąg", "Nowe"]
    long = "To zdanie jest dłuższe niż zwykła linia pliku tekstowego i biegnie"
    assert [block.text for block in blocks_of([Line(long, 1), Line("dalej.", 2)])] == [f"{long} dalej."]


def test_columns_separated_by_spaces_need_two_lines():
    lines = [
        Line("a   b   c", 1),
        Line("---  ---  ---", 2),
        Line("d   e   f", 3),
        Line("    g", 4),
        Line("        h", 5),
    ]
    (block,) = blocks_of(lines)
    assert [[cell.text for cell in row.cells] for row in block.rows] == [["a", "b", "c"], ["d", "e\ng", "f\nh"]]
    assert blocks_of([Line("a   b   c", 1)])[0].kind is BlockKind.PARAGRAPH
    assert len(blocks_of([Line("a\tb", 1), Line("c\td", 2)])[0].rows) == 2


def test_references_follow_the_numbers_of_the_document():
    numbering = Numbering()
    assert numbering.reference == ""
    for number in ("§ 2.", "1.", "2)", "b)", "-", "–", "IV."):
        numbering.enter(number)
    assert numbering.reference == "§ 2 ust. 1 pkt 2 lit. b tiret 2"
    assert [style_of(number) for number in ("", "-", "§ 3", "1)", "4.1", "a)", "B.")] == [
        "",
        "-",
        "§",
        "1)",
        "1..",
        "a)",
        "A.",
    ]


@pytest.mark.parametrize(
    ("title", "nominative"),
    [
        ("Rocznego Programu współpracy", "Roczny Program współpracy"),
        ("WIELOLETNIEGO PROGRAMU", "WIELOLETNI PROGRAM"),
        ("Strategia", "Strategia"),
    ],
)
def test_title_is_put_into_the_nominative(title, nominative):
    assert nominative_title(title)[0] == nominative


def test_framed_table_may_end_the_text():
    (block,) = blocks_of([Line("┌───┬───┐", 1), Line("│ a │ b │", 2), Line("└───┴───┘", 3)])
    assert [[cell.text for cell in row.cells] for row in block.rows] == [["a", "b"]]
