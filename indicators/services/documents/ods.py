"""ODS workbooks: their cells contain the text as shown."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from cooperation.text import say
from indicators.rules.documents.blocks import Document, Place
from indicators.services.documents.sheets import HIDDEN, MAX_COLUMNS, MAX_ROWS, Remark, Spans, check_size, sheet_table

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def document_of_ods(raw: bytes) -> Document:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        root = etree.fromstring(package.read("content.xml"), parser)
    blocks = []
    remarks: list[Remark] = []
    hidden_styles = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iterchildren(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    for sheet in root.iter(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name", "")
        if sheet.get(f"{_TABLE}style-name") in hidden_styles:
            remarks.append((Place(sheet=name), "", say("a hidden sheet is not read")))
            continue
        hidden_columns = _hidden_columns(sheet)
        rows: dict[int, dict[int, str]] = {}
        spans: Spans = {}
        row_at = cells = 0
        for row in sheet.iter(f"{_TABLE}table-row"):
            repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
            values = dict(_ods_cells(row, row_at, spans))
            is_hidden = row.get(f"{_TABLE}visibility", "visible") != "visible"
            hidden = [text for column, text in values.items() if is_hidden or column in hidden_columns]
            if hidden:
                remarks.append((Place(sheet=name, row=row_at + 1), " | ".join(hidden), HIDDEN))
                values = {
                    column: text for column, text in values.items() if not is_hidden and column not in hidden_columns
                }
            for copy in range(repeated if values else 0):
                cells += len(values)
                check_size(name, row_at + copy + 1, cells)
                rows[row_at + copy] = values
            row_at += repeated
        block = sheet_table(name, rows, spans)
        if block is not None:
            blocks.append(block)
    return Document(blocks=tuple(blocks), remarks=tuple(remarks))


def _hidden_columns(sheet: etree._Element) -> set[int]:
    hidden: set[int] = set()
    column_at = 0
    for column in sheet.iter(f"{_TABLE}table-column"):
        repeated = min(int(column.get(f"{_TABLE}number-columns-repeated", "1")), MAX_COLUMNS)
        if column.get(f"{_TABLE}visibility", "visible") != "visible":
            hidden |= set(range(column_at, column_at + repeated))
        column_at += repeated
    return hidden


def _ods_cells(row: etree._Element, row_at: int, spans: Spans) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = "\n".join(_ods_text(line) for line in cell.iterchildren(f"{_TEXT}p"))
        height = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        width = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if height > 1 or width > 1:
            spans[(row_at, column)] = (min(height, MAX_ROWS), min(width, MAX_COLUMNS))
        if text.strip():
            for copy in range(min(repeated, MAX_COLUMNS - column)):
                yield column + copy, text
        column = min(column + repeated, MAX_COLUMNS)


def _ods_text(node: etree._Element) -> str:
    """Return the text of a paragraph without its comments and footnotes."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            parts.append(" ")
        elif child.tag not in (f"{_OFFICE}annotation", f"{_TEXT}note"):
            parts.append(_ods_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
