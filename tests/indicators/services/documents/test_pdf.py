"""The layout of PDF pages: columns, wrapped words, footnote marks, rows divided by a page break."""

import pytest

from indicators.rules.documents.blocks import BlockKind
from indicators.services.documents.pdf import document_of_pdf

pytestmark = pytest.mark.pdf

STYLE = """
    @page { size: A4; margin: 2cm } body { font: 11pt "DejaVu Sans" }
    table { border-collapse: collapse; width: 100% } td { border: 1px solid black; padding: 4px; vertical-align: top }
"""


def blocks_of_page(body, style=""):
    weasyprint = pytest.importorskip("weasyprint")
    page = weasyprint.HTML(string=f'<html lang="pl"><body>{body}</body></html>')
    return document_of_pdf(page.write_pdf(stylesheets=[weasyprint.CSS(string=STYLE + style)])).blocks


def texts(blocks):
    return [block.text for block in blocks if block.kind is not BlockKind.TABLE]


def rows(blocks):
    return [[cell.text for cell in row.cells] for block in blocks for row in block.rows]


def table(*lines):
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines) + "</table>"
    )


def test_columns_of_text_are_read_one_after_the_other():
    left = [f"Zdanie {number} lewej kolumny tekstu." for number in range(1, 7)]
    right = [f"Zdanie {number} prawej kolumny tekstu." for number in range(1, 7)]
    columns = "".join(f"<p>{text}</p>" for text in left + right)
    blocks = blocks_of_page(
        f"<p>Tytuł na całą szerokość strony, nad dwiema kolumnami</p><div>{columns}</div>"
        "<p>Pod kolumnami znowu tekst na całą szerokość strony.</p>",
        "div { columns: 2; column-gap: 1cm }",
    )
    assert texts(blocks) == [
        "Tytuł na całą szerokość strony, nad dwiema kolumnami",
        *left,
        *right,
        "Pod kolumnami znowu tekst na całą szerokość strony.",
    ]


def test_words_broken_at_the_end_of_a_line_are_joined():
    words = "Konsultowanie planów zagospodarowania przestrzennego i najważniejszych przedsięwzięć"
    blocks = blocks_of_page(
        f"<p>{words}</p>" + table([words, "x"]), "body { hyphens: auto; width: 6cm } td { width: 50% }"
    )
    assert texts(blocks) == [words]
    assert rows(blocks) == [[words, "x"]]


def test_lines_that_may_be_entries_stay_lines():
    blocks = blocks_of_page(table(["Liczba uwag<br>Liczba uczestników", "30<br>80", "wzrost o<br>10%"]))
    assert rows(blocks) == [["Liczba uwag\nLiczba uczestników", "30\n80", "wzrost o\n10%"]]


def test_footnote_marks_are_dropped_but_not_exponents():
    mark = '<sup style="font-size: 60%; vertical-align: super">2</sup>'
    assert texts(blocks_of_page(f"<p>Powierzchnia lokali{mark} ma 200 m{mark}, razem z piwnicą</p>")) == [
        "Powierzchnia lokali ma 200 m2, razem z piwnicą"
    ]


def test_row_divided_by_a_page_break_is_one_row():
    long = "zajęcia obejmujące rozpoznanie potrzeb i przygotowanie materiałów " * 3
    lines = [(f"Działanie {number}", f"Cykl {number}: {long.strip()}", str(number)) for number in range(1, 30)]
    blocks = blocks_of_page(table(*lines), "td { line-height: 1.6 }")
    assert blocks[-1].place.page > 1
    assert texts(blocks) == []
    assert rows(blocks) == [list(line) for line in lines]


def test_merged_cell_that_goes_on_over_the_page_is_read():
    lines = "".join(f"<tr><td>Wiersz {number}</td><td>{number}</td></tr>" for number in range(2, 60))
    blocks = blocks_of_page(f"<table><tr><td rowspan=59>Cel 1</td><td>Wiersz 1</td><td>1</td></tr>{lines}</table>")
    assert rows(blocks)[0] == ["Cel 1", "Wiersz 1", "1"]
    assert [row[-1] for row in rows(blocks)] == [str(number) for number in range(1, 60)]
    assert texts(blocks) == []


def test_table_without_vertical_lines_has_columns():
    lines = [
        ["Działanie", "Wskaźnik", "Wartość"],
        ["Liga szkolna", "Liczba drużyn", "8"],
        ["Rajdy", "Liczba rajdów", "4"],
    ]
    style = "td { border-left: 0; border-right: 0 }"
    blocks = blocks_of_page("<p>Przed tabelą.</p>" + table(*lines) + "<p>Za tabelą.</p>", style)
    assert rows(blocks) == lines
    assert texts(blocks) == ["Przed tabelą.", "Za tabelą."]


def test_lines_under_text_are_no_table():
    blocks = blocks_of_page(
        "<p>Pierwszy akapit</p><p>Drugi akapit</p><p>Trzeci akapit</p>", "p { border-bottom: 1px solid black }"
    )
    assert texts(blocks) == ["Pierwszy akapit", "Drugi akapit", "Trzeci akapit"]


def test_table_without_any_lines_has_columns():
    lines = [
        ("Lp.", "Działanie", "Wskaźnik", "Wartość docelowa"),
        ("1.", "Dyżury prawników w gminach", "Liczba dyżurów", "24 rocznie"),
        ("2.", "Poradnik", "Liczba pobrań poradnika ze strony", "300"),
    ]
    blocks = blocks_of_page(
        f"<h2>Cel 1. Poradnictwo</h2>{table(*lines)}<h2>Cel 2. Wolontariat w szkołach powiatu</h2>",
        "td { border: none; padding: 6px 18px } table { width: 16cm } td:nth-child(2) { width: 3cm }",
    )
    assert texts(blocks) == ["Cel 1. Poradnictwo", "Cel 2. Wolontariat w szkołach powiatu"]
    assert rows(blocks) == [list(line) for line in lines]


def test_columns_without_headers_are_no_table():
    lines = [("Anna", "Nowak", "Biuro Rady", "pokój 4"), ("Jan", "Kos", "Kadry", "pokój 12")]
    blocks = blocks_of_page(table(*lines), "td { border: none; padding: 6px 18px }")
    assert rows(blocks) == []


def test_header_above_the_first_line_of_a_table_belongs_to_it():
    lines = [
        ("Działanie", "Wskaźnik", "Wartość docelowa", "Pomiar"),
        ("Młodzieżowa rada", "Liczba posiedzeń", "6 rocznie", "raz w roku"),
        ("Autobusy", "Liczba kursów", "100 rocznie", "co kwartał"),
    ]
    style = "td { border: none; border-bottom: 1px solid black; padding: 6px 18px }"
    blocks = blocks_of_page(f"<h2>Cel 1. Młodzi w gminie Malinowo i w okolicy</h2>{table(*lines)}", style)
    assert rows(blocks) == [list(line) for line in lines]
    assert texts(blocks) == ["Cel 1. Młodzi w gminie Malinowo i w okolicy"]
