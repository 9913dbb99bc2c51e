"""Pasted tables of indicators: cells, columns by their headings, entries, baselines, limits."""

from decimal import Decimal

import pytest

from indicators.rules.indicator_tables import (
    Baseline,
    Column,
    IndicatorEntry,
    TableError,
    column_of,
    indicator_entries,
    parse_baseline,
    positions,
    read_table,
    split_cells,
    with_corrections,
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ("a;b,c\nd;e", [["a", "b,c"], ["d", "e"]]),
        ("a,b\r\nc,\r", [["a", "b"], ["c", ""], [""]]),
        ('"a\n1"\t"b ""x"""\nc', [["a\n1", 'b "x"'], ["c"]]),
        ('"a" b\t"c', [['"a" b', '"c']]),
        ('"a\tb"\t=1+1', [["a\tb", "=1+1"]]),
        ("", [[""]]),
    ],
)
def test_text_is_split_into_cells(text: str, rows: list[list[str]]) -> None:
    assert split_cells(text) == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 500_001, "too long"),
        ("x\n" * 1001, "too many rows"),
        ("\t" * 10_000, "too many cells"),
        ("\t" * 200_000, "too many cells"),
        ("\n \n", "no table"),
    ],
)
def test_table_beyond_limits_is_refused(text: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read_table(text)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Lp.", Column.NUMBER),
        ("L.p.", Column.NUMBER),
        ("Nazwa wskaźnika", Column.NAME),
        ("Miernik", Column.NAME),
        ("Wartość docelowa\n2030", Column.TARGET),
        ("Docelowa wartość wskaźnika", Column.TARGET),
        ("2027", Column.TARGET),
        ("Wartość bazowa (rok)", Column.BASELINE),
        ("Stan na koniec 2025", Column.BASELINE),
        ("Stan 2025", Column.BASELINE),
        ("Częstotliwość pomiaru", Column.FREQUENCY),
        ("Jednostka miary", Column.MEASURE),
        ("J.m.", Column.MEASURE),
        ("Jednostka odpowiedzialna", Column.UNIT),
        ("Komórka odpowiedzialna za pomiar", Column.UNIT),
        ("Źródło danych", Column.SOURCE),
        ("Sposób pomiaru", Column.DEFINITION),
        ("Nazwa działania", Column.ACTION),
        ("Uwagi", Column.REMARK),
        ("Ryzyko", Column.REMARK),
        ("Źródło finansowania", Column.REMARK),
        ("Źródło weryfikacji", Column.SOURCE),
        ("Sposób realizacji", Column.REMARK),
        ("Produkty", Column.NAME),
        ("Priorytet", Column.ACTION),
        ("Rok bazowy", Column.BASELINE_YEAR),
        ("Wartość bazowa i docelowa", Column.UNNAMED),
        ("Wskaźnik i wartość docelowa", Column.UNNAMED),
        ("Miernik 2", None),
        ("", None),
        ("Liczba szkoleń", None),
        ("wskaźnik " * 20, None),
    ],
)
def test_column_is_recognised_by_heading(heading: str, column: Column | None) -> None:
    assert column_of(heading) == column


def entries_of(text: str, *chosen: Column) -> list[IndicatorEntry]:
    return indicator_entries(read_table(text, chosen))


def test_columns_are_taken_by_heading_in_any_order() -> None:
    table = read_table("Tytuł\n\nCel\tWartość docelowa\tRyzyko\tWskaźnik\tWskaźnik 2\n\na\t5\tmałe\tLiczba A\tB")
    assert [heading.column for heading in table.headings] == [
        Column.ACTION, Column.TARGET, Column.REMARK, Column.NAME, Column.REMARK,
    ]  # fmt: skip
    assert table.preceding == ("Tytuł",)
    (entry,) = indicator_entries(table)
    assert (entry.key, entry.texts) == (
        "5-0",
        {Column.TARGET: "5", Column.NAME: "Liczba A", Column.DEFINITION: "Ryzyko: małe\nWskaźnik 2: B"},
    )


def test_table_without_headings_is_read_once_columns_are_named() -> None:
    assert {heading.column for heading in read_table("Liczba A\t5\tx").headings} == {Column.UNNAMED}
    (entry,) = entries_of("Liczba A\t5\tx", Column.NAME, Column.TARGET, Column.REMARK)
    assert (entry.row, entry.texts) == (1, {Column.NAME: "Liczba A", Column.TARGET: "5", Column.DEFINITION: "x"})
    assert entries_of("Wskaźnik\tCel docelowy") == []


def test_yearly_targets_are_joined() -> None:
    (entry,) = entries_of("Wskaźnik;2026;2027;2028\nA;8;;9")
    assert entry.texts[Column.TARGET] == "2026: 8, 2028: 9"
    (entry,) = entries_of("A;8;9", Column.NAME, Column.TARGET, Column.TARGET)
    assert entry.texts[Column.TARGET] == "8, 9"


def test_year_of_single_target_is_a_doubt() -> None:
    doubts = [
        entry.doubts for entry in entries_of("Wskaźnik\tWartość docelowa 2030\nA\t15\nB\tw każdym roku 3\nC\t\nD\t")
    ]
    assert [len(doubt) for doubt in doubts] == [1, 0, 0, 0]


def test_indicators_in_one_cell_are_separated_by_lines() -> None:
    cells = '"Liczba A\n\nLiczba B";"2/rok\n\n6/rok";"raz w roku";"x\n\ny"'
    entries = entries_of(f"Wskaźnik;Wartość docelowa;Częstotliwość;Źródło\n{cells}")
    assert [entry.key for entry in entries] == ["2-1", "2-2"]
    assert [list(entry.texts.values()) for entry in entries] == [
        ["Liczba A", "2/rok", "raz w roku", "x"],
        ["Liczba B", "6/rok", "raz w roku", "y"],
    ]


def test_digits_on_separate_lines_are_never_joined() -> None:
    (entry,) = entries_of('Wskaźnik\tWartość docelowa\n"Liczba\nszkoleń"\t"1\n200\n3"')
    assert (entry.texts[Column.NAME], entry.texts[Column.TARGET]) == ("Liczba szkoleń", "1 200 3")
    assert [error.column for error in entry.errors] == [Column.TARGET]


def test_row_without_indicator_is_skipped_with_reason() -> None:
    headings = "Lp.\tWskaźnik\tWartość docelowa"
    entries = entries_of(f"{headings}\n1\tObszar 1\t\n{headings}\n\tRazem\t34\nOgółem\t\t34\n2\t\t5\n3\tA\t5")
    assert [str(entry.skipped or "").split(",")[0] for entry in entries] == [
        "no target and nothing else: a subheading",
        "repeated headings",
        "a total of the table",
        "a total of the table",
        "",
        "",
    ]
    assert [len(entry.errors) for entry in entries] == [0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("text", "year", "measure", "value"),
    [
        ("11,4 (2022 r.)", None, "", Baseline(value=Decimal("11.4"), year=2022)),
        ("-1,64 (2011)", None, "", Baseline(value=Decimal("-1.64"), year=2011)),
        ("94,2* (2017 r.)", 2020, "", Baseline(value=Decimal("94.2"), year=2017)),
        ("38% w 2019 r.", None, "", Baseline(value=Decimal(38), year=2019)),
        ("131 tys. zł", 2025, "zł", Baseline(value=Decimal(131_000), year=2025)),
        ("131 tys. zł", 2025, "tys. zł", Baseline(value=Decimal(131), year=2025)),
        ("1 200", 2025, "", Baseline(value=Decimal(1200), year=2025)),
        ("b.d.", 2025, "", None),
        ("–", None, "", None),
    ],
)
def test_baseline_is_parsed(text: str, year: int | None, measure: str, value: Baseline | None) -> None:
    assert parse_baseline(text, year, measure) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7.5 (2022)", "full stop"),
        ("17", "year of the baseline"),
        ("dużo", "number with its year"),
        ("1 2", "groups of three"),
    ],
)
def test_unclear_baseline_is_refused(text: str, words: str) -> None:
    (entry,) = entries_of(f"Wskaźnik\tWartość bazowa\tWartość docelowa\nA\t{text}\t5")
    assert [error.column for error in entry.errors] == [Column.BASELINE]
    with pytest.raises(TableError, match=words):
        parse_baseline(text, None, "")


@pytest.mark.parametrize(("year", "expected"), [("2022", 2022), ("2021 lub 2022", 2020), ("", 2020)])
def test_baseline_year_has_its_own_column(year: str, expected: int) -> None:
    headings = "Wskaźnik\tWartość bazowa 2020\tRok bazowy\tWartość docelowa"
    (entry,) = entries_of(f"{headings}\nA\t7,5\t{year}\t9")
    assert entry.baseline == Baseline(value=Decimal("7.5"), year=expected)


def test_first_indicator_of_table_without_headings_is_no_heading() -> None:
    text = "Efekty szkoleń\t10 rocznie\tWydział Kultury\nWskaźnik zatrudnienia\t90%\tWydział Kultury"
    assert len(read_table(text).rows) == 2
    entries = entries_of(text, Column.NAME, Column.TARGET, Column.UNIT)
    assert [entry.skipped for entry in entries] == [None, None]


def test_name_column_beside_indicators_is_the_action() -> None:
    table = read_table("Nazwa\tMiernik\tWartość docelowa\na\tb\t5")
    assert [heading.column for heading in table.headings] == [Column.ACTION, Column.NAME, Column.TARGET]


def test_second_column_of_indicators_is_a_remark() -> None:
    table = read_table("Wskaźnik\tMiernik\tWartość docelowa\na\tb\t5")
    assert [heading.column for heading in table.headings] == [Column.NAME, Column.REMARK, Column.TARGET]


def test_numbers_of_table_are_used_where_all_are_free() -> None:
    entries = entries_of("Lp.\tWskaźnik\tWartość docelowa\n1.1.4)\tA\t1\n5\tB\t2")
    assert positions(entries, [1, 2]) == [4, 5]
    assert positions(entries, [4]) == [5, 6]
    assert positions(entries_of("Wskaźnik\tWartość docelowa\nA\t1"), []) == [1]


def test_corrected_cell_replaces_the_pasted_one() -> None:
    table = read_table("Wskaźnik\tCel\nLiczba porad\tx\nLiczba spotkań\t5")
    number = table.rows[0][0]
    corrected = with_corrections(table, {(number, 1): " 12 "})
    assert [cells for _number, cells in corrected.rows] == [("Liczba porad", "12"), ("Liczba spotkań", "5")]
    assert corrected.headings == table.headings
