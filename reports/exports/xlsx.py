"""XLSX with typed cells: numbers are numbers, days are days, a text is never a formula."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from reports.exports.columns import COLUMNS, NAMES
from reports.exports.rows import Row

LONGEST_CELL = 32_767  # characters that a cell takes
PIECE = 64 * 1024
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WIDTHS = {"string": 24, "integer": 9, "decimal": 14, "date": 12, "datetime": 18, "boolean": 9}
# A text is kept a text, an address is no link: nothing in the file acts by itself.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def workbook_chunks(rows: Iterable[Row], *, title: str, notes: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """The file in pieces, made when the first one is asked for: rows on the first sheet, the columns explained on the
    second. It lies in a temporary file on the way, so its size costs no memory."""
    with tempfile.TemporaryFile() as file:
        _fill(xlsxwriter.Workbook(file, OPTIONS), rows, title, notes)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _fill(book: Any, rows: Iterable[Row], title: str, notes: Sequence[tuple[str, str]]) -> None:
    book.set_properties({"title": title, "created": LONG_AGO})  # the same rows, the same file
    formats = formats_of(book)
    sheet = book.add_worksheet("wartości")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, column.name, formats["head"])
    last = 0
    for last, row in enumerate(rows, 1):
        for place, name in enumerate(NAMES):
            write(sheet, last, place, row[name], formats)
    sheet.autofilter(0, 0, last, len(NAMES) - 1)
    told = book.add_worksheet("opis")
    told.set_column(0, 0, 26)
    told.set_column(1, 1, 90)
    for place, (name, about) in enumerate([*notes, *((column.name, str(column.about)) for column in COLUMNS)]):
        told.write_string(place, 0, name, formats["head"])
        told.write_string(place, 1, about)
    book.close()


def formats_of(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"num_format": "@"}),
    }


def write(sheet: Any, line: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, formats["datetime"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    else:
        sheet.write_string(line, place, str(value)[:LONGEST_CELL], formats["text"])
