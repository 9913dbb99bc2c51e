"""Tables of goals, actions and indicators in plain text."""

import time

import pytest

from tests.indicators.rules.documents.reading import HEAD, indicators, read, reasons, table_of


def test_merged_cells_that_lost_their_text_repeat_those_above():
    draft = read(table_of(HEAD, ("A", "x", "i", "1"), ("", "", "j", "2"), ("B", "", "k", "3"), ("", "y", "l", "4")))
    assert indicators(draft) == [
        ("A", "x", "i", "1"),
        ("A", "x", "j", "2"),
        ("B", None, "k", "3"),
        ("B", "y", "l", "4"),
    ]


def test_goal_of_a_table_does_not_apply_to_another_table():
    other = table_of(HEAD[1:], ("z", "m", "5"))
    draft = read(f"{table_of(HEAD, ('A', 'x', 'i', '1'))}\n\nOpis tabeli\n\n{other}")
    assert indicators(draft) == [("A", "x", "i", "1"), (None, "z", "m", "5")]


def test_table_continues_on_the_next_page_without_headers():
    first, second = table_of(HEAD, ("A", "x", "i", "1")), table_of(("", "", "j", "2"), ("B", "y", "k", "3"))
    assert indicators(read(f"{first}\n\n{second}")) == [
        ("A", "x", "i", "1"),
        ("A", "x", "j", "2"),
        ("B", "y", "k", "3"),
    ]


def test_goals_of_a_table_may_be_numbers():
    draft = read(
        "Cel 1. Wiedza\nCel 2. Lokale\n\n"
        + table_of(HEAD, ("Cel 2", "x", "i", "1"), ("1", "y", "j", "2"), ("3", "z", "k", "3"))
    )
    assert indicators(draft) == [("Wiedza", "y", "j", "2"), ("Lokale", "x", "i", "1"), (None, "z", "k", "3")]
    assert ("line 7, column A", "3", "the number of a goal that the document does not have") in reasons(draft)


def test_row_without_indicator_lists_its_cells():
    draft = read(table_of(HEAD, ("A", "x", "", "1"), ("A", "y", "i", "")))
    assert reasons(draft) == [("line 2, column D", "1", "“Wartość docelowa” in a row without an indicator")]
    assert indicators(draft) == [("A", "y", "i", None)]


def test_row_with_one_cell_of_its_own_is_no_line():
    draft = read(table_of(HEAD, ("A", "x", "i", "1"), ("", "", "j", ""), ("B", "", "", ""), ("", "y", "k", "2")))
    assert indicators(draft) == [("A", "x", "i", "1"), ("A", "x", "j", None), ("B", "y", "k", "2")]


def test_subheading_and_total_inside_a_table():
    draft = read(
        table_of(
            ("L.p.", "Działanie", "Wskaźnik", "Wartość docelowa"),
            ("Cel szczegółowy 1: Wiedza", "", "", ""),
            ("1", "x", "i", "1"),
            ("Część dodatkowa", "", "", ""),
            ("2", "y", "j", "2"),
            ("", "Razem", "", "3"),
            ("", "", "", "4"),
        )
    )
    assert indicators(draft) == [("Wiedza", "x", "i", "1"), ("Wiedza", "y", "j", "2")]
    assert [text for _where, text, _why in reasons(draft)] == ["Część dodatkowa", "Razem | 3", "4"]


def test_several_actions_in_a_cell_are_listed():
    draft = read("|Działanie|Wskaźnik|Wartość docelowa|\n|- kino<br>- teatr|Liczba widzów|5|")
    assert indicators(draft) == [(None, None, "Liczba widzów", "5")]
    assert [str(item.why) for item in draft.unused] == [
        "several actions in one cell: the indicators beside them belong to none of them"
    ]


def test_columns_after_the_first_of_their_kind_are_remarks():
    draft = read(
        table_of(
            (
                "Zadanie",
                "Nazwa",
                "Wskaźnik",
                "Wartość bazowa",
                "Wartość bazowa 2024",
                "Wartość docelowa",
                "Plan",
                "Miernik rezultatu",
            ),
            ("x", "opis", "Liczba i", "3 (2024)", "4", "5", "6", "Wzrost o 5%"),
        )
    )
    (first, second) = draft.indicators
    assert (first.baseline.text, first.baseline_year, first.target.text) == ("3", 2024, "5")
    assert [(header, quote.text) for header, quote in first.remarks] == [
        ("Nazwa", "opis"),
        ("Wartość bazowa 2024", "4"),
        ("Plan", "6"),
    ]
    assert second.name.text == "Wzrost o 5%"


def test_values_before_the_first_year_are_the_baseline():
    draft = read(table_of(("Wskaźnik", "2023", "2028"), ("Liczba i", "3", "5")))
    (indicator,) = draft.indicators
    assert (indicator.baseline.text, indicator.baseline_year, indicator.target.text) == ("3", 2023, "5")


@pytest.mark.parametrize(
    ("cell", "baseline", "target"),
    [
        ("wartość bazowa: 31%, wartość docelowa: 46%", ("31%", None), "46%"),
        ("2023 r. - 38%, 2028 r. - 55%", ("38%", 2023), "2023 r. - 38%, 2028 r. - 55%"),
        ("55", (None, None), "55"),
    ],
)
def test_baseline_and_target_in_one_cell(cell, baseline, target):
    (indicator,) = read(table_of(("Wskaźnik", "Wartości"), ("Odsetek i", cell))).indicators
    assert (indicator.baseline.text if indicator.baseline else None, indicator.baseline_year) == baseline
    assert indicator.target.text == target


def test_date_column_gives_the_year_of_the_baseline():
    rows = (
        ("Wskaźnik", "Wartość bazowa", "Rok", "Cel na 2028"),
        ("i", "3", "31.12.2024 r.", "5"),
        ("j", "b.d.", "2024", "x"),
    )
    draft = read(table_of(*rows))
    assert [indicator.baseline_year for indicator in draft.indicators] == [2024, None]


def test_measure_is_the_indicator_where_no_other_column_is():
    draft = read(table_of(("Działanie", "Miara", "Wartość docelowa"), ("x", "Liczba i", "5")))
    assert indicators(draft) == [(None, "x", "Liczba i", "5")]


def test_name_is_the_action_beside_an_indicator():
    draft = read(table_of(("Lp.", "Nazwa", "Wskaźnik", "Wartość docelowa"), ("1", "x", "Liczba i", "5")))
    assert indicators(draft) == [(None, "x", "Liczba i", "5")]


def test_two_rows_of_headers_without_merged_cells():
    draft = read(
        table_of(
            ("Zadanie", "Wskaźnik", "", "Termin"),
            ("", "nazwa", "wartość docelowa", ""),
            ("x", "Liczba i", "5", "maj"),
        )
    )
    assert indicators(draft) == [(None, "x", "Liczba i", "5")]


def test_second_row_with_values_is_no_header():
    draft = read(table_of(("Zadanie", "Wskaźnik", "", "Uwagi"), ("x", "Liczba i", "opis słowny", "")))
    assert indicators(draft) == [(None, "x", "Liczba i", None)]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Cel / działanie / wskaźnik", "Wartość docelowa"),
            ("Cel 1: A", ""),
            ("Działanie 1.1: x", ""),
            ("Wskaźnik: i", "5"),
        ),
        (("Nr", "Nazwa", "Wartość docelowa"), ("1", "A", ""), ("1.1", "x", ""), ("1.1.1", "i", "5")),
        (("Nazwa", "Wartość docelowa"), ("1. A", ""), ("1.1. x", ""), ("1.1.1. i", "5")),
    ],
)
def test_hierarchy_in_one_column(rows):
    assert indicators(read(table_of(*rows))) == [("A", "x", "i", "5")]


def test_hierarchy_of_four_levels_begins_with_the_main_goal():
    rows = (("Nr", "Nazwa", "Cel na 2028"), ("1", "M", ""), ("1.1", "A", ""), ("1.1.1", "x", ""), ("1.1.1.1", "i", "5"),
            ("1.1.1.2", "j", ""), ("1.1.1.3", "", "7"))  # fmt: skip
    draft = read(table_of(*rows))
    assert draft.main_goal.text == "M"
    assert indicators(draft) == [("A", "x", "i", "5"), ("A", "x", "j", None)]
    assert [str(item.why) for item in draft.unused] == ["a row without a name"]


def test_labels_in_a_hierarchy_name_the_main_goal():
    rows = (("Cele, działania, wskaźniki", "Wartość docelowa"), ("Cel główny: M", ""), ("x", ""), ("Liczba i", "5"))
    draft = read(table_of(*rows))
    assert draft.main_goal.text == "M"
    assert indicators(draft) == [(None, "x", "Liczba i", "5")]


@pytest.mark.parametrize(("cells", "target"), [(("12", "wzrost o 5"), "12"), (("12", "Aktywna gmina"), None)])
def test_column_of_a_second_goal_has_the_targets_if_it_has_only_figures(cells, target):
    rows = [
        ("Wiedza", "Szkolenia", name, text) for name, text in zip(("Liczba osób", "Liczba kół"), cells, strict=True)
    ]
    draft = read(table_of(("Cel szczegółowy", "Zadanie", "Miernik", "Cel"), *rows))
    assert indicators(draft)[0][3] == target


def test_time_of_reading_grows_with_the_rows_and_not_with_their_square():
    rows = [(f"{at}", f"Działanie {at}", "Liczba osób", "5") for at in range(1, 4001)]
    begin = time.process_time()
    draft = read(table_of(("L.p.", "Działanie", "Wskaźnik", "Wartość docelowa"), *rows))
    assert len(indicators(draft)) == 4000
    assert time.process_time() - begin < 10  # seconds; 1 is usual, 60 if each row is compared with all others


@pytest.mark.parametrize(("cell", "frequency"), [("raz w roku", "yearly"), ("Biuro Współpracy", None)])
def test_column_about_measuring_is_frequency_if_its_cells_are(cell, frequency):
    draft = read(table_of((*HEAD, "Monitorowanie"), ("A", "x", "i", "1", cell)))
    (indicator,) = draft.indicators
    assert indicator.frequency == frequency
