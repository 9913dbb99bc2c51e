"""Where the cells of a copied block go in the grid."""

import pytest

from indicators.rules.pasted_blocks import (
    LOCKED,
    MAX_CHARACTERS,
    NO_PERIOD,
    OUTSIDE,
    REPEATED_NAME,
    UNKNOWN_HEADING,
    UNKNOWN_NAME,
    BlockCell,
    BlockError,
    BlockLine,
    period_of_heading,
    place_block,
    read_block,
)

YEAR = 2025
QUARTERS = tuple(f"2025-K{number}" for number in range(1, 5))


def line(name, *codes, part="", is_open=True):
    prefix = f"{name}/{part}" if part else name
    cells = tuple(BlockCell(field=f"{prefix} {code}", period_code=code, is_open=is_open) for code in codes)
    return BlockLine(indicator=name, part=part, cells=cells)


LINES = (
    line("Szkolenia", *QUARTERS),
    line("Szkolenia", *QUARTERS, part="urząd"),
    line("Szkolenia", *QUARTERS, part="organizacje"),
    line("Zadania", "2025", is_open=False),
    line("Odsetek uwag", "2025"),
    line("Badanie"),
)


def plan(text, **options):
    return place_block(read_block(text), LINES, year=YEAR, **({"has_parts": False} | options))


def unplaced(text, **options):
    return [(cell.row, cell.column, cell.text, cell.reason) for cell in plan(text, **options).unplaced]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\r\n3\t\r\n", [["1", "2"], ["3", ""]]),
        ('"1\n200"\t"a ""b"""', [["1⏎200", 'a "b"']]),
        ('"1\t2"', [["1⇥2"]]),
        (" 1\u00a0234,5 \t\t", [["1 234,5", "", ""]]),
        ('"niedomknięty\t2', [['"niedomknięty', "2"]]),
        ("=1+1", [["=1+1"]]),
    ],
)
def test_block_is_split_and_numbers_are_never_joined(text, rows):
    assert read_block(text) == rows


@pytest.mark.parametrize("text", ["", " \n\t\n", "1\t" * 1001, "1\n" * 10_000, "x" * (MAX_CHARACTERS + 1)])
def test_block_beyond_limits_is_refused(text):
    with pytest.raises(BlockError):
        read_block(text)


def test_block_without_names_spreads_right_and_down():
    assert plan("1\t2\n\n5").texts == {"Szkolenia 2025-K1": "1", "Szkolenia 2025-K2": "2", "Odsetek uwag 2025": "5"}
    assert plan("9\n8", first_line=4).unplaced[0].reason is OUTSIDE
    assert plan("7", first_cell=3).texts == {"Szkolenia 2025-K4": "7"}


def test_rows_include_parts_when_the_person_says_so():
    assert list(plan("3\n1\n2", has_parts=True).texts) == [
        "Szkolenia 2025-K1", "Szkolenia/urząd 2025-K1", "Szkolenia/organizacje 2025-K1",
    ]  # fmt: skip


def test_cells_without_a_place_are_returned_with_the_reason():
    assert unplaced("1\t2\t3\t4\t5\n6\n7\t8\n9\n10") == [
        (1, 5, "5", OUTSIDE), (2, 1, "6", LOCKED), (3, 2, "8", OUTSIDE), (4, 1, "9", OUTSIDE), (5, 1, "10", OUTSIDE),
    ]  # fmt: skip


def test_names_decide_on_the_lines_in_any_order():
    text = "Lp.\tWskaźnik\tI kw.\tII kw. 2025 r.\n2\tODSETEK  uwag\t97,5\n1\tszkolenia\t1\t2\n\tUrząd\t1\t0\n"
    result = plan(text)
    assert result.is_by_name
    assert result.texts == {
        "Szkolenia 2025-K1": "1", "Szkolenia 2025-K2": "2",
        "Szkolenia/urząd 2025-K1": "1", "Szkolenia/urząd 2025-K2": "0",
    }  # fmt: skip
    assert unplaced(text) == [(2, 3, "97,5", NO_PERIOD)]


def test_names_without_headings_take_the_periods_in_order():
    assert plan("Szkolenia\t1\t\t3\nOdsetek uwag\t80").texts == {
        "Szkolenia 2025-K1": "1", "Szkolenia 2025-K3": "3", "Odsetek uwag 2025": "80",
    }  # fmt: skip


def test_row_of_other_words_above_the_names_has_no_periods():
    assert plan("Wykaz\tuwagi\nSzkolenia\t1").texts == {"Szkolenia 2025-K1": "1"}


def test_unknown_and_repeated_names_and_foreign_columns_are_reported():
    text = "Wskaźnik\tCel\t2024\t2025\nOdsetek uwag\t80\t70\t75\nInny\t\t\t5\nOdsetek uwag\t\t\t6\nZadania\t\t\t7"
    assert plan(text).texts == {"Odsetek uwag 2025": "75"}
    assert unplaced(text) == [
        (3, 1, "Inny", UNKNOWN_NAME), (4, 1, "Odsetek uwag", REPEATED_NAME), (5, 4, "7", LOCKED),
        (1, 2, "Cel", UNKNOWN_HEADING), (1, 3, "2024", UNKNOWN_HEADING),
    ]  # fmt: skip


def test_row_beyond_the_periods_is_outside():
    assert unplaced("Odsetek uwag\t1\t2\nBadanie\t3") == [(1, 3, "2", OUTSIDE), (2, 2, "3", OUTSIDE)]


def test_indicator_above_its_parts_may_have_no_value_itself():
    assert plan("Szkolenia\nurząd\t4").texts == {"Szkolenia/urząd 2025-K1": "4"}


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("I kw.", ("K", 1)), ("IV kwartał 2025", ("K", 4)), ("Q2", ("K", 2)), ("2. kwartał", ("K", 2)),
        ("II półrocze", ("P", 2)), ("styczeń 2025 r.", ("M", 1)), ("XII", ("", 12)), ("7", ("", 7)),
        ("2025", ("Y", 2025)), ("2025 rok", ("Y", 2025)), ("December", ("M", 12)), ("m-c 3", None),
        ("2024", None), ("I kw. 2024", None), ("cel", None), ("", None), ("xxx", None), ("iix", None),
    ],
)  # fmt: skip
def test_heading_names_a_period(heading, period):
    assert period_of_heading(heading, YEAR) == period


def test_words_with_values_are_unknown_names_and_no_values():
    assert unplaced("Liczba porad\t3\nLiczba spotkań\t4") == [
        (1, 1, "Liczba porad", UNKNOWN_NAME), (2, 1, "Liczba spotkań", UNKNOWN_NAME),
    ]  # fmt: skip
    assert plan("tak\t3").is_by_name is False


def test_heading_of_another_kind_of_period_is_not_taken():
    assert unplaced("\tmarzec\nSzkolenia\t3") == [(2, 2, "3", NO_PERIOD)]
    assert plan("\tIII\nSzkolenia\t3").texts == {"Szkolenia 2025-K3": "3"}
