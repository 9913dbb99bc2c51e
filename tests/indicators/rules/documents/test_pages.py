"""What a page break divides is one again: rows of tables, paragraphs; running lines are dropped."""

import pytest

from indicators.rules.documents.blocks import Block, BlockKind, Cell, Place, table
from indicators.rules.documents.pages import over_pages

HEAD = ("Działanie", "Wskaźnik", "Wartość docelowa")


def grid(page, *rows):
    cells = [[Cell(text=text, column=at) for at, text in enumerate(row, 1) if text is not None] for row in rows]
    return table(cells, Place(page=page, table=page))


def line(page, text, kind=BlockKind.PARAGRAPH):
    return Block(kind=kind, text=text, place=Place(page=page, line=1))


def texts(blocks):
    return [[[cell.text for cell in row.cells] for row in block.rows] if block.rows else block.text for block in blocks]


def test_row_divided_by_a_page_break_is_one_row():
    above = grid(1, HEAD, ("Kursy dla", "Liczba osób\nz gminy wiej-", "10"))
    below = grid(2, HEAD, ("liderów", "skiej\nLiczba godzin", ""), ("Porady", "Liczba porad", "5"))
    assert texts(over_pages([above, below])) == [
        [[*HEAD], ["Kursy dla liderów", "Liczba osób\nz gminy wiejskiej\nLiczba godzin", "10"]],
        [[*HEAD], ["Porady", "Liczba porad", "5"]],
    ]


def test_cells_of_a_row_on_different_pages_are_one_row():
    above = grid(1, HEAD, ("Kursy", "Liczba osób", "1"), ("", "", "16"))
    below = grid(2, ("Porady", "Liczba porad", ""))
    assert texts(over_pages([above, below])) == [
        [[*HEAD], ["Kursy", "Liczba osób", "1"], ["Porady", "Liczba porad", "16"]]
    ]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (("Kursy", "Liczba osób", "10"), ("Porady", "Liczba porad", "5")),
        (("Kursy", "Liczba osób", "10"), ("", "", "")),
        (("Kursy", "Liczba osób", "10"), ("", "liczba porad", "5")),
        (("Kursy", "Liczba osób", "10"), ("a) porady", "", "")),
        (("Kursy", "Liczba osób", ""), ("", "", "")),
        (("Kursy", "", ""), ("", "Liczba osób", "")),
        (("Kursy", None, "1"), ("", "osób", "")),
    ],
)  # fmt: skip
def test_other_rows_at_the_top_of_a_page_stay_rows(last, first):
    blocks = [grid(1, HEAD, last), grid(2, HEAD, first)]
    assert texts(over_pages(blocks)) == texts(blocks)


def test_page_with_only_repeated_headers_stays():
    blocks = [grid(1, HEAD, ("Kursy", "Liczba osób", "10")), grid(2, HEAD)]
    assert texts(over_pages(blocks)) == texts(blocks)


def test_paragraph_continues_on_the_next_page():
    blocks = [
        line(1, "Celem jest dobro"),
        line(1, "Ustawa.", BlockKind.FOOTNOTE),
        line(2, "mieszkańców."),
        line(2, "Koniec"),
        line(3, "Nowy akapit"),
        line(4, "z dalszym ciągiem", BlockKind.HEADING),
    ]
    assert texts(over_pages(blocks)) == [
        "Celem jest dobro mieszkańców.", "Ustawa.", "Koniec", "Nowy akapit", "z dalszym ciągiem",
    ]  # fmt: skip


def test_page_numbers_and_running_lines_are_dropped():
    blocks = []
    for page in (1, 2, 3):
        blocks += [line(page, f"Dziennik, poz. {page}"), line(page, "Treść."), line(page, f"- {page} -")]
    assert texts(over_pages(blocks)) == ["Treść."] * 3
