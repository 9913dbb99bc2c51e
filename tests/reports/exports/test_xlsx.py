"""Workbooks: number formats, labels beside codes, wrapped texts and print settings."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from indicators.services import example
from reports.exports.columns import NAMES
from reports.exports.content import report_content
from reports.exports.report_xlsx import report_xlsx
from reports.exports.row_facts import YEAR
from reports.exports.rows import data_rows
from reports.exports.xlsx import LONGEST_CELL, cell_text, number_cell, percent_cell, workbook_chunks
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span

ON = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


@pytest.fixture
def books(db, time_machine):
    """The data workbook and the report workbook of the example programme."""
    time_machine.move_to("2026-11-26T09:00:00Z")
    programme, _is_new = example.load()
    values = b"".join(workbook_chunks(data_rows(programme, on=ON), title="2024 & dalej", notes=[("program", "x")]))
    report = report_xlsx(
        report_content(report_source_of(programme, Span(2022, 2025, is_final=True), on=ON)), {"Wersja": "1"}
    )
    return [openpyxl.load_workbook(io.BytesIO(content)) for content in (values, report)]


def cells_of(sheet, name):
    heads = [cell.value for cell in sheet[1]]
    return [line[heads.index(name)] for line in sheet.iter_rows(min_row=2)]


def test_every_sheet_prints_in_landscape_one_page_wide_with_headings(books):
    sheets = [sheet for book in books for sheet in book]
    assert len(sheets) >= 8
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0), sheet.title
        assert sheet.oddFooter.center.text.endswith("&P / &N"), sheet.title
        if sheet.title != "opis":
            assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2"), sheet.title


def test_texts_are_wrapped_and_rows_fit_them(books):
    for book in books:
        sheet = book.worksheets[0]
        sentences = cells_of(sheet, "zdanie")
        assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in sentences if cell.value)
        width = sheet.column_dimensions[sentences[0].column_letter].width
        for cell in sentences:
            assert sheet.row_dimensions[cell.row].height >= 15 * len(cell.value or "") // width


def test_heights_of_written_rows_are_freed(monkeypatch):
    """The library would store every height, so memory would grow with the number of rows."""
    remembered = []
    close = xlsxwriter.Workbook.close

    def closed(book):
        remembered.append(max(len(sheet.row_info) + len(sheet.row_sizes) for sheet in book.worksheets()))
        close(book)

    monkeypatch.setattr(xlsxwriter.Workbook, "close", closed)
    row = dict.fromkeys(NAMES) | {"poziom": YEAR, "zdanie": "Osiągnięty w trzech z czterech lat. " * 5}
    file = b"".join(workbook_chunks(iter([row] * 500), title="x", notes=[]))
    assert remembered[0] <= 4
    for sheet in openpyxl.load_workbook(io.BytesIO(file)).worksheets[:2]:
        heights = {sheet.row_dimensions[line].height for line in range(2, 502)}
        assert len(heights) == 1, sheet.title
        assert heights.pop() > 30, sheet.title


def test_status_label_is_beside_its_code(books):
    for book in books:
        sheet = book.worksheets[0]
        pairs = {
            (code.value, word.value)
            for code, word in zip(cells_of(sheet, "status"), cells_of(sheet, "status_slownie"), strict=True)
            if code.value
        }
        assert ("met", "osiągnięty") in pairs
        assert all(word and word != code for code, word in pairs)


def test_figures_have_unit_kind_and_format(books):
    for book in books:
        sheet = book.worksheets[0]
        columns = [cells_of(sheet, name) for name in ("wartosc", "rodzaj", "miara")]
        formats = {kind.value: set[str]() for kind in columns[1]}
        for value, kind, measure in zip(*columns, strict=True):
            if value.value is not None:
                formats[kind.value].add(value.number_format)
                assert kind.value != "money" or measure.value == "zł"
        assert formats["count"] == {"#,##0"}
        assert formats["money"] == {"#,##0.00"}
        assert formats["yes_no"] == {'"tak";;"nie"'}
        shares = {cell.number_format for cell in cells_of(sheet, "realizacja") if cell.value is not None}
        assert shares <= {"0%", "0.0%"}


def test_printed_summary_contains_rows_of_years(books):
    values, summary = books[0]["wartości"], books[0]["zestawienie"]
    years = [cell for cell in cells_of(values, "poziom") if cell.value == "rok"]
    assert summary.max_row - 1 == len(years) > 50
    assert [cell.value for cell in cells_of(summary, "Status")][:1] == [cells_of(values, "status_slownie")[0].value]


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        ("0.5", "0%"),
        ("0.333333", "0.0%"),
        ("0.9999999", "0.00000%"),
        ("0.0000001", "0.00000%"),
        ("1", "0%"),
        ("0", "0%"),
    ],
)
def test_percentage_is_never_rounded_to_0_or_100(value, number_format):
    assert percent_cell(Decimal(value)).number_format == number_format


@pytest.mark.parametrize(
    ("value", "value_type", "measure", "number_format"),
    [
        ("5000000", "count", "", "#,##0"), ("12.5", "decimal", "dni", "#,##0.0"), ("12.5", "money", "zł", "#,##0.00"),
        ("12.5", "money", "tys. zł", "#,##0.0"), ("12.3456", "money", "zł", "#,##0.0000"),
        ("1", "yes_no", "", '"tak";;"nie"'),
    ],
)  # fmt: skip
def test_number_format_shows_every_decimal_place(value, value_type, measure, number_format):
    assert number_cell(Decimal(value), value_type, measure).number_format == number_format


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_shortened_text_ends_with_note(letter):
    units = len(letter.encode("utf-16-le")) // 2
    fits = letter * (LONGEST_CELL // units)
    assert cell_text(fits) == fits
    cut = cell_text(fits + letter)
    assert cut.endswith("cały tekst jest w\u00a0pozostałych formatach]")
    assert cut.startswith(letter * 16_000)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
