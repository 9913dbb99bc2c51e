"""Parts of a programme in plain text: goals, actions, SWOT analysis, conclusions, tables."""

import json

import pytest

from indicators.rules.documents.blocks import Block, BlockKind, Cell, Document, Place, Row, table
from indicators.rules.documents.drafts import draft_from_json, draft_to_json, outline
from indicators.rules.documents.understanding import draft_of, is_programme
from tests.indicators.rules.documents.reading import HEAD, indicators, read, reasons, table_of


@pytest.mark.parametrize(
    "text",
    [
        "Cel główny: Razem",
        "Cel ogólny - Razem",
        "CEL STRATEGICZNY\nRazem",
        "§ 2. 1. Celem głównym programu współpracy jest: Razem",
        "Celem programu współpracy jest Razem",
        "Cele strategiczne:\n1) Razem;",
        "Cel nadrzędny programu\n\nRazem",
    ],
)
def test_main_goal_is_recognised_in_any_wording(text):
    draft = read(text)
    assert draft.main_goal.text == "Razem"
    assert is_programme(draft)


@pytest.mark.parametrize(
    "text",
    [
        "Cele szczegółowe:\n1) pierwszy;\n2) drugi.",
        "Cele operacyjne\n- pierwszy,\n- drugi.",
        "Cele szczegółowe:\npierwszy;\ndrugi.",
        "2. Celami szczegółowymi są:\n1) pierwszy,\n2) drugi.\n3. Program realizuje wójt.",
        "Cel 1. pierwszy\nCel 2. drugi.",
        "Cel operacyjny 1\npierwszy\nCel operacyjny 2\ndrugi.",
        "Priorytet I: pierwszy\nPriorytet II – drugi.",
    ],
)
def test_specific_goals_are_recognised_in_any_wording(text):
    assert [goal.text.text for goal in read(text).goals] == ["pierwszy", "drugi."]


def test_items_of_another_kind_are_listed_and_not_goals():
    draft = read("2. Cele szczegółowe:\n1) pierwszy:\na) szczegół,\n3. Program realizuje wójt.\n4) inny")
    assert [goal.text.text for goal in draft.goals] == ["pierwszy:"]
    assert [text for _where, text, _why in reasons(draft)] == ["a) szczegół,", "3. Program realizuje wójt.", "4) inny"]


def test_text_under_a_heading_without_meaning_is_listed():
    draft = read("Program współpracy na rok 2026\n# Postanowienia\nProgram realizuje wójt.\nRozdział II\nInne")
    assert [text for _where, text, _why in reasons(draft)] == ["Postanowienia", "Program realizuje wójt.", "Inne"]
    assert not is_programme(draft)


def test_repeated_goal_heading_returns_to_the_goal():
    draft = read(
        "Cele szczegółowe:\n1) pierwszy,\n2) drugi.\n"
        "Cel 2\nWskaźnik: Liczba a – 2\n1) pierwszy\nDziałanie 1: nauka\nMiernik: Liczba b: 3\nkomentarz bez reguły"
    )
    assert indicators(draft) == [("pierwszy", "nauka", "Liczba b", "3"), ("drugi.", None, "Liczba a", "2")]
    assert [text for _where, text, _why in reasons(draft)] == ["komentarz bez reguły"]


def test_actions_and_indicators_in_lists_and_lines():
    draft = read(
        "Cel 1. Wiedza\nZadania:\n1) kursy,\nWskaźniki: Liczba kursów – 3; Liczba osób\nDziałania: kino; teatr\n"
        "Wskaźniki realizacji:\n- Liczba widzów – 10–12,\n- Wzrost frekwencji o 5%\n"
    )
    assert indicators(draft) == [
        ("Wiedza", "kursy", "Liczba kursów", "3"),
        ("Wiedza", "kursy", "Liczba osób", None),
        ("Wiedza", None, "Liczba widzów", "10–12"),
        ("Wiedza", None, "Wzrost frekwencji o 5%", "Wzrost frekwencji o 5%"),
    ]
    assert [action.name.text for action in draft.actions if action.name] == ["kursy", "kino", "teatr"]


def test_several_main_goals_are_returned_to_a_person():
    draft = read("Cele strategiczne:\n1) Wiedza,\n2) Lokale.")
    assert draft.main_goal is None
    assert [quote.text for quote in draft.main_goal_candidates] == ["Wiedza", "Lokale."]
    assert [text for _where, text, _why in reasons(draft)] == ["Wiedza", "Lokale."]


# --- diagnosis


@pytest.mark.parametrize(
    "text",
    [
        "Mocne strony\tSłabe strony\n- a - b\t- c\nSzanse\tZagrożenia\n- d\t- e",
        "Mocne strony\t- a - b\nSłabe strony\t- c\nSzanse\t- d\nZagrożenia\t- e",
        "|MOCNE STRONY:<br>- a<br>- b|SŁABE STRONY:<br>- c|\n|SZANSE:<br>d|ZAGROŻENIA:<br>e|",
        "|Czynniki wewnętrzne|Mocne strony|Słabe strony|\n||a<br>b|c|\n|Czynniki zewnętrzne|Szanse|Zagrożenia|\n||d|e|",
        "Mocne strony: a; b\nSłabe strony (czynniki wewnętrzne):\nc\nSzanse\n1. d\nZagrożenia – zewnętrzne\n• e",
    ],
)
def test_findings_are_read_from_any_layout(text):
    draft = read(f"Analiza SWOT\n{text}\n# Dalej")
    assert [(finding.quadrant, finding.text.text) for finding in draft.findings] == [
        ("strength", "a"),
        ("strength", "b"),
        ("weakness", "c"),
        ("opportunity", "d"),
        ("threat", "e"),
    ]


def test_wrapped_lines_of_a_finding_are_one():
    rows = [[Cell(text="Mocne strony"), Cell(text="Słabe strony")],
            [Cell(text="- duża baza -\nkadra\ni zaplecze\n\nLokale"), Cell(text="- mało")]]  # fmt: skip
    draft = draft_of(Document(blocks=(table(rows, Place(page=1, table=1)),)))
    assert [finding.text.text for finding in draft.findings] == ["duża baza", "kadra i zaplecze", "Lokale", "mało"]


def test_cell_of_analysis_without_its_quadrant_is_listed():
    draft = read("inne\tMocne strony\tSłabe strony\n- x\t- a\t- c")
    assert [text for _where, text, _why in reasons(draft)] == ["inne", "- x"]
    assert [finding.text.text for finding in draft.findings] == ["a", "c"]


def test_sentence_about_chances_is_no_quadrant():
    assert not read("Szanse edukacyjne młodzieży są w gminie coraz lepsze.").findings


def test_cells_without_names_above_conclusions_are_assumed_and_listed():
    draft = read("- a - b\t- c\n8. Wnioski.\n1) wniosek\nciąg dalszy\n2. Cele współpracy")
    assert [(str(finding.text.origin), finding.text.text) for finding in draft.findings] == [
        ("default", "a"),
        ("default", "b"),
        ("default", "c"),
    ]
    assert len(reasons(draft)) == 2
    assert [(item.number, item.reference, item.text.text) for item in draft.conclusions] == [
        ("1", "8. Wnioski, 1)", "wniosek ciąg dalszy")
    ]


@pytest.mark.parametrize("cells", ["a\tb\tc", "a\tb", "- a\t- b\n- c\t- d"])
def test_other_cells_above_conclusions_are_no_findings(cells):
    draft = read(f"{cells}\nWnioski z diagnozy:\n- wniosek")
    assert not draft.findings
    assert [(item.number, item.reference) for item in draft.conclusions] == [("", "Wnioski z diagnozy")]


def sheet(name, *rows):
    cells = [[Cell(text=text) for text in row] for row in rows]
    return table(cells, Place(sheet=name, table=1))


def test_goal_of_one_sheet_does_not_apply_to_another():
    first = sheet("A", ("Cel 1: Wiedza",), HEAD[1:], ("x", "i", "1"), ("", ""), ("koniec",))
    second = sheet("B", HEAD[1:], ("y", "j", "2"))
    draft = draft_of(Document(blocks=(first, second)))
    assert indicators(draft) == [("Wiedza", "x", "i", "1"), (None, "y", "j", "2")]
    assert ("sheet “A”, row 5, column A", "koniec", "this text was not recognised") in reasons(draft)


def test_tables_beside_each_other_are_read_one_after_the_other():
    beside = sheet("A", (*HEAD[1:], "", *HEAD[1:]), ("x", "i", "1", "", "y", "j", "2"))
    assert indicators(draft_of(Document(blocks=(beside,)))) == [(None, "x", "i", "1"), (None, "y", "j", "2")]
    spaced = sheet("A", ("Działanie", "", "Wskaźnik", "Wartość docelowa"), ("x", "", "i", "1"))
    assert indicators(draft_of(Document(blocks=(spaced,)))) == [(None, "x", "i", "1")]


def test_empty_document_has_nothing():
    draft = draft_of(Document(blocks=()))
    assert not is_programme(draft)
    assert outline(draft)["specific_goals"] == []


def test_overlapping_cells_keep_the_first_one():
    rows = (Row(cells=(Cell(text="a", row_span=9), Cell(text="b", column_span=2))), Row(cells=(Cell(text="c"),)))
    draft = draft_of(Document(blocks=(Block(kind=BlockKind.TABLE, rows=rows),)))
    assert [text for _where, text, _why in reasons(draft)][:2] == ["a | b", "a | c"]


def test_draft_is_stored_as_json_and_read_back():
    draft = read("- a\t- b\nWnioski\n- c\nCel główny: M\nCel 1. A\n\n" + table_of(
        (*HEAD[1:], "Wartość bazowa", "Opiekun", "Częstotliwość", "Jednostka miary", "Odpowiedzialny"),
        ("x", "i", "1", "3 (2024)", "J. Kos", "raz w roku", "szt.", "Biuro"),
        ("x", "j", "1", "", "", "po konkursie")))  # fmt: skip
    assert draft_from_json(json.loads(json.dumps(draft_to_json(draft)))) == draft


def test_year_of_the_baseline_in_its_cell_has_precedence():
    draft = read(table_of(("Wskaźnik", "Wartość bazowa", "Rok bazowy", "2028"), ("i", "3 (2023)", "brak", "5")))
    assert [indicator.baseline_year for indicator in draft.indicators] == [2023]
    second = read(table_of(("Wskaźnik", "Wartość bazowa 2022", "Rok bazowy", "2028"), ("i", "3", "2024", "5")))
    assert [indicator.baseline_year for indicator in second.indicators] == [2022]


def test_second_column_of_goals_is_a_remark():
    draft = read(table_of((*HEAD, "Cel"), ("A", "x", "i", "1", "inny")))
    assert indicators(draft) == [("A", "x", "i", "1")]
    assert [(header, quote.text) for header, quote in next(draft.indicators).remarks] == [("Cel", "inny")]


def test_table_after_findings_leaves_their_quadrant():
    draft = read(f"Szanse\n- a\n\n{table_of(HEAD, ('A', 'x', 'i', '1'))}\n- b")
    assert [finding.text.text for finding in draft.findings] == ["a"]
    assert ("line 6", "- b", "this text was not recognised") in reasons(draft)


def test_known_goal_in_a_list_of_actions_is_the_goal_of_the_next_table():
    head = table_of(HEAD[1:], ("x", "i", "1"))
    draft = read(f"Cele szczegółowe:\n1) A,\n2) B.\nDziałania:\n1) A\n\n{head}\nzdanie po tabeli,\n\n2) B\n\n{head}")
    assert indicators(draft) == [("A", "x", "i", "1"), ("B.", "x", "i", "1")]
    assert ("line 9", "zdanie po tabeli,", "this text was not recognised") in reasons(draft)


def test_plain_lines_in_a_list_of_actions_are_no_actions():
    draft = read("Cel 1. A\nDziałania:\nGmina prowadzi je sama.")
    assert not list(draft.actions)
    assert [text for _where, text, _why in reasons(draft)] == ["Gmina prowadzi je sama."]


def test_merged_title_inside_a_hierarchy_is_a_line():
    rows = (
        Row(cells=(Cell(text="Nr"), Cell(text="Nazwa"), Cell(text="Cel na 2028")), number=1),
        Row(cells=(Cell(text="Obszar dodatkowy", column_span=3),), number=2),
        Row(cells=(Cell(text="1"), Cell(text="x"), Cell()), number=3),
        Row(cells=(Cell(text="1.1"), Cell(text="i"), Cell(text="5")), number=4),
        Row(cells=(Cell(text="2"), Cell(), Cell()), number=5),
    )
    draft = draft_of(Document(blocks=(Block(kind=BlockKind.TABLE, rows=rows, place=Place(table=1)),)))
    assert indicators(draft) == [(None, "x", "i", "5")]
    assert reasons(draft)[0][1] == "Obszar dodatkowy"


def test_merged_cell_of_the_analysis_is_read_once():
    rows = (
        Row(cells=(Cell(text="Mocne strony", column_span=2), Cell(text="Słabe strony"))),
        Row(cells=(Cell(text="a", column_span=2), Cell(text="b"))),
    )
    draft = draft_of(Document(blocks=(Block(kind=BlockKind.TABLE, rows=rows),)))
    assert [(finding.quadrant, finding.text.text) for finding in draft.findings] == [
        ("strength", "a"),
        ("weakness", "b"),
    ]


def page_of(*texts):
    blocks = [
        Block(kind=BlockKind.PARAGRAPH, text=text, place=Place(page=1, line=number))
        for number, text in enumerate(texts, 1)
    ]
    return draft_of(Document(blocks=tuple(blocks)), years=(2026, 2028))


def test_line_of_a_page_continues_the_goal_above_it():
    draft = page_of(
        "Cel główny: Aktywna gmina, w której",
        "mieszkańcy działają razem",
        "Cel szczegółowy 1: Wiedza o",
        "organizacjach i",
        "ich pracy.",
        "Działanie: Szkolenia",
        "Cel szczegółowy 2: Pieniądze na",
        "festyny i zawody",
    )
    assert draft.main_goal.text == "Aktywna gmina, w której mieszkańcy działają razem"
    assert [(goal.text.text, [action.name.text for action in goal.actions]) for goal in draft.goals] == [
        ("Wiedza o organizacjach i ich pracy.", ["Szkolenia"]),
        ("Pieniądze na festyny i zawody", []),
    ]


def test_second_main_goal_is_continued_alone():
    draft = page_of("Cel główny: Pierwszy", "Cel główny: Drugi, w", "gminie")
    assert [quote.text for quote in draft.main_goal_candidates] == ["Pierwszy", "Drugi, w gminie"]


def test_row_below_several_goals_of_one_cell_is_reported():
    rows = [("Cel szczegółowy", "Wskaźnik"), ("1. Wiedza\n2. Pieniądze", "Liczba osób")]
    cells = [[Cell(text=text, column=at) for at, text in enumerate(row, 1)] for row in rows]
    draft = draft_of(Document(blocks=(table(cells, Place(table=1)),)), years=(2026, 2028))
    assert indicators(draft) == [(None, None, "Liczba osób", None)]
    assert {goal.text.text for goal in draft.goals if goal.text} == {"Wiedza", "Pieniądze"}
    (reason,) = [why for _place, text, why in reasons(draft) if text == "1. Wiedza | 2. Pieniądze"]
    assert reason == "several goals in one cell: assign the rows to them"
