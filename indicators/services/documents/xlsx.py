"""XLSX workbooks: the visible sheets, with the values as Excel shows them and the stored results of formulas."""

import io

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from cooperation.text import say
from indicators.rules.documents.blocks import Block, Document, Place
from indicators.services.documents.sheets import (
    HIDDEN,
    MAX_COLUMNS,
    MAX_ROWS,
    Remark,
    Spans,
    check_size,
    sheet_table,
    shown,
)


def document_of_xlsx(raw: bytes) -> Document:
    workbook = openpyxl.load_workbook(io.BytesIO(raw), keep_links=False)
    blocks: list[Block] = []
    remarks: list[Remark] = []
    results = None
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            remarks.append((Place(sheet=sheet.title), "", say("a hidden sheet is not read")))
            continue
        rows: dict[int, dict[int, str]] = {}
        spans: Spans = {}
        for area in sheet.merged_cells.ranges:
            spans[(area.min_row - 1, area.min_col - 1)] = (
                min(area.max_row, MAX_ROWS) - area.min_row + 1,
                min(area.max_col, MAX_COLUMNS) - area.min_col + 1,
            )
        hidden_rows = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
        hidden_columns = _hidden_columns(sheet)
        hidden: dict[int, list[str]] = {}
        for count, (row, column) in enumerate(sorted(sheet._cells)):
            cell = sheet._cells[row, column]
            if cell.value is None or column > MAX_COLUMNS:
                continue
            check_size(sheet.title, row, count)
            if row in hidden_rows or column in hidden_columns:
                hidden.setdefault(row, []).append(str(cell.value))
                continue
            value, number_format = cell.value, cell.number_format or "General"
            if cell.data_type == "f":
                if results is None:
                    results = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
                value = results[sheet.title].cell(row, column).value
                if value is None:
                    why = say("a formula without a stored result: open the workbook, save it and send it again")
                    remarks.append((Place(sheet=sheet.title, row=row, column=column), str(cell.value), why))
            rows.setdefault(row - 1, {})[column - 1] = shown(value, number_format)
        remarks += [(Place(sheet=sheet.title, row=row), " | ".join(texts), HIDDEN) for row, texts in hidden.items()]
        block = sheet_table(sheet.title, rows, spans)
        if block is not None:
            blocks.append(block)
    return Document(blocks=tuple(blocks), remarks=tuple(remarks))


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min, min(dimension.max, MAX_COLUMNS) + 1)
    }
