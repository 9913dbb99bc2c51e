"""XLSX workbooks with typed cells (numbers, days; a text is never a formula), set up for printing."""

import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cooperation import rendering
from cooperation.text import ValueType, format_number, plain
from reports.exports.columns import COLUMNS, NAMES
from reports.exports.row_facts import YEAR
from reports.exports.rows import Row

LONGEST_CELL = 32_767  # UTF-16 units, the limit of a cell
CHUNK = 64 * 1024
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WIDTHS = {"string": 16, "integer": 8, "decimal": 14, "date": 12, "datetime": 17, "boolean": 9}
MOST_DECIMALS = 10
LINE_HEIGHT, HIGHEST_ROW = 15, 409  # points
A4, A3 = 9, 8  # codes of paper sizes
WIDEST_ON_A4 = 220  # characters per line that are still readable
INDENT = 2  # characters of the width that a wrapped text does not use
# Texts stay texts and addresses do not become links.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def workbook_chunks(rows: Iterable[Row], *, title: str, notes: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """Yield the workbook in chunks, from a temporary file, so that a large one does not fill the memory.

    Sheets: all rows, the rows of years for printing, and the explanation of the columns.
    """
    with tempfile.TemporaryFile() as file:
        _fill(xlsxwriter.Workbook(file, OPTIONS), rows, title, notes)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _fill(book: xlsxwriter.Workbook, rows: Iterable[Row], title: str, notes: Sequence[tuple[str, str]]) -> None:
    book.set_properties({"title": title, "created": LONG_AGO})  # the same rows, the same file
    styles = CellStyles(book)
    widths = [column.width or WIDTHS[column.kind] for column in COLUMNS]
    values = add_sheet(book, "wartości", list(zip(NAMES, widths, strict=True)), title, styles)
    printed = _printed_columns()
    summary = add_sheet(book, "zestawienie", [(label, width) for _name, label, width in printed], title, styles)
    printed_names, printed_widths = (
        [name for name, _label, _width in printed],
        [width for _name, _label, width in printed],
    )
    last = last_year = 0
    for last, row in enumerate(rows, 1):
        write_row(values, last, _shown(row, NAMES), widths, styles)
        if row["poziom"] == YEAR:
            last_year += 1
            write_row(summary, last_year, _shown(row, printed_names), printed_widths, styles)
    values.autofilter(0, 0, last, len(NAMES) - 1)
    summary.autofilter(0, 0, last_year, len(printed) - 1)
    about = book.add_worksheet("opis")
    set_for_printing(about, title)
    about.set_column(0, 0, 26)
    about.set_column(1, 1, 90)
    for line, (name, text) in enumerate([*notes, *((column.name, str(column.description)) for column in COLUMNS)]):
        about.write_string(line, 0, name, styles.head)
        about.write_string(line, 1, text, styles.text)
    book.close()


def _printed_columns() -> list[tuple[str, str, int]]:
    """Return the columns that fit a landscape page: name, heading and width in characters."""
    return [
        ("rok", _("Year"), 6),
        ("cel_nr", _("Goal"), 5),
        ("dzialanie", _("Action"), 30),
        ("wskaznik", _("Indicator"), 28),
        ("jednostka", _("Unit responsible"), 18),
        ("cel_doslownie", _("Target"), 16),
        ("wartosc", _("Achieved"), 13),
        ("miara", _("Unit of measurement"), 11),
        ("status_slownie", _("Status"), 18),
        ("realizacja", _("Achievement"), 11),
        ("zdanie", _("Status in one sentence"), 46),
    ]


# --- shared by all workbooks ---


@dataclass(frozen=True)
class FormattedNumber:
    """A number with its number format."""

    value: Decimal
    number_format: str


CellValue = FormattedNumber | Decimal | date | str | int | None  # of one cell


class CellStyles:
    """The formats of cells, each created once; cells are aligned to the top and texts are wrapped."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[str, Format] = {}

    @cached_property
    def head(self) -> Format:
        return self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    @cached_property
    def text(self) -> Format:
        return self._book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "align": "left", "indent": 1}
        )

    @cached_property
    def code(self) -> Format:
        """The format of years and identifiers."""
        return self._book.add_format({"valign": "top", "align": "left"})

    def number(self, number_format: str) -> Format:
        if number_format not in self._numbers:
            self._numbers[number_format] = self._book.add_format({"num_format": number_format, "valign": "top"})
        return self._numbers[number_format]


def add_sheet(
    book: xlsxwriter.Workbook, name: str, columns: Sequence[tuple[str, int]], title: str, styles: CellStyles
) -> Worksheet:
    """Add a sheet with its headings (text and width), frozen on the screen and repeated on every printed page."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    set_for_printing(sheet, title, A3 if sum(width for _label, width in columns) > WIDEST_ON_A4 else A4)
    sheet.repeat_rows(0)
    _set_height(sheet, 0, [label for label, _width in columns], [width for _label, width in columns])
    for place, (label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, styles.head)
    return sheet


def set_for_printing(sheet: Worksheet, title: str, paper: int = A4) -> None:
    """Set landscape, one page wide, with the title in the header and the page number in the footer."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)  # inches
    sheet.set_header(f"&L&8 {title.replace('&', '&&')[:200]}")
    sheet.set_footer("&C&8&P / &N")


def write_row(
    sheet: Worksheet, line: int, values: Sequence[CellValue], widths: Sequence[int], styles: CellStyles
) -> None:
    """Write a row and set its height, because not every program fits rows when it opens a file."""
    _set_height(sheet, line, values, widths)
    for place, value in enumerate(values):
        if value is not None and value != "":
            _write(sheet, line, place, value, styles)
    if sheet.previous_row == line:  # the previous line has been written to the file
        _free_row(sheet, line - 1)


def _free_row(sheet: Worksheet, line: int) -> None:
    """Remove the row's height, which the library would keep in memory for pictures; there are none."""
    sheet.row_info.pop(line, None)
    sheet.row_sizes.pop(line, None)


def _set_height(sheet: Worksheet, line: int, values: Sequence[CellValue], widths: Sequence[int]) -> None:
    lines = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str) and (len(value) >= width - INDENT or "\n" in value):
            lines = max(lines, _lines(value, width))
    sheet.set_row(line, min(lines * LINE_HEIGHT, HIGHEST_ROW))


@lru_cache(maxsize=1024)
def _lines(text: str, width: int) -> int:
    """Return the number of lines; cached, because names of goals and actions repeat in many rows."""
    return sum(len(textwrap.wrap(paragraph, width - INDENT)) or 1 for paragraph in text.split("\n"))


def _write(sheet: Worksheet, line: int, place: int, value: CellValue, styles: CellStyles) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value, styles.code)
    elif isinstance(value, FormattedNumber):
        sheet.write_number(line, place, value.value, styles.number(value.number_format))
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, value, styles.code)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, styles.number("yyyy-mm-dd hh:mm"))
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, styles.number("yyyy-mm-dd"))
    else:
        sheet.write_string(line, place, cell_text(str(value)), styles.text)


def cell_text(text: str) -> str:
    """Return the text, shortened to a cell's limit with a note at its end."""
    if 2 * len(text) <= LONGEST_CELL:  # a character has one unit or two
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    note = ngettext(
        " … [shortened: a cell can hold %(most)s character; the full text is in the other formats]",
        " … [shortened: a cell can hold %(most)s characters; the full text is in the other formats]",
        LONGEST_CELL,
    ) % {"most": format_number(Decimal(LONGEST_CELL), language=rendering.language())}
    return units[: 2 * (LONGEST_CELL - len(note))].decode("utf-16-le", "ignore") + note


@lru_cache(maxsize=1024)
def number_cell(value: Decimal, value_type: str, measure: str = "") -> FormattedNumber:
    """Return the number with separated thousands and its own decimal places; yes or no as a word."""
    if value_type == ValueType.YES_NO:
        return FormattedNumber(value, '"tak";;"nie"')
    least = 2 if value_type == ValueType.MONEY and measure == "zł" else 0
    return FormattedNumber(value, _with_decimals("#,##0", max(least, _decimals(value))))


@lru_cache(maxsize=1024)
def percent_cell(value: Decimal) -> FormattedNumber:
    """Return a percentage with one decimal place, more where it would be rounded to 0 or 100."""
    percent = value * 100
    is_rounded_away = round(percent, 1) in (0, 100)
    places = min(_decimals(percent), MOST_DECIMALS if is_rounded_away else 1)
    return FormattedNumber(value, f"{_with_decimals('0', places)}%")


def _with_decimals(whole: str, decimals: int) -> str:
    return f"{whole}.{'0' * decimals}" if decimals else whole


def _decimals(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


def _shown(row: Row, names: Iterable[str]) -> list[CellValue]:
    """Return the values of the columns, with decimals as formatted numbers."""
    return [_with_format(row, name) if isinstance(row[name], Decimal) else row[name] for name in names]


def _with_format(row: Row, name: str) -> FormattedNumber:
    return percent_cell(row[name]) if name == "realizacja" else number_cell(row[name], row["rodzaj"], row["miara"])
