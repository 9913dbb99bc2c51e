"""Hidden rows, columns and sheets of XLS and ODS workbooks."""

import io
import zipfile
from pathlib import Path

import pytest

from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.ods import document_of_ods
from indicators.services.documents.xls import document_of_xls

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def ods(body: str) -> bytes:
    content = f"<office:document-content {_NAMESPACES}>{body}</office:document-content>"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("content.xml", content)
    return output.getvalue()


def row(*texts: str, visibility: str = "visible") -> str:
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
    return f'<table:table-row table:visibility="{visibility}">{cells}</table:table-row>'


HIDDEN_ODS = ods(
    '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    '<table:table table:name="Plan"><table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:visibility="collapse"/>'
    + row("Wskaźnik", "Wartość docelowa", "Uwagi")
    + row("Liczba porad", "30", "notatka")
    + row("Liczba skreślona", "1", visibility="filter")
    + row("Udział ofert", "40%")
    + '</table:table><table:table table:name="Robocze" table:style-name="off">'
    + row("brudnopis")
    + "</table:table>"
)
HIDDEN_XLS = (Path(__file__).parent / "hidden-cells.xls").read_bytes()  # saved by a spreadsheet program


@pytest.mark.parametrize(("read", "raw"), [(document_of_ods, HIDDEN_ODS), (document_of_xls, HIDDEN_XLS)])
def test_hidden_cells_are_reported_and_not_read(read, raw):
    document = read(raw)
    (block,) = document.blocks
    texts = [[cell.text for cell in row.cells] for row in block.rows]
    assert texts == [["Wskaźnik", "Wartość docelowa"], ["Liczba porad", "30"], [], ["Udział ofert", "40%"]]
    remarks = [(str(place.sentence()), text) for place, text, _why in document.remarks]
    assert sorted(remarks) == [
        ("sheet “Plan”, row 1", "Uwagi"),
        ("sheet “Plan”, row 2", "notatka"),
        ("sheet “Plan”, row 3", "Liczba skreślona | 1"),
        ("sheet “Robocze”", ""),
    ]


def test_indicators_without_any_values_are_read():
    document = document_of_ods(
        ods(
            '<table:table table:name="Plan">'
            + row("Wskaźnik", "Wartość docelowa")
            + row("Liczba porad")
            + row("Liczba osób")
            + "</table:table>"
        )
    )
    assert [indicator.name.text for indicator in draft_of(document).indicators] == ["Liczba porad", "Liczba osób"]
