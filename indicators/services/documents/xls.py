"""XLS workbooks of old versions of Excel, with the values as Excel shows them."""

import xlrd

from cooperation.text import say
from indicators.rules.documents.blocks import Block, Document, Place
from indicators.services.documents.sheets import HIDDEN, MAX_COLUMNS, Remark, check_size, sheet_table, shown


def document_of_xls(raw: bytes) -> Document:
    workbook = xlrd.open_workbook(file_contents=raw, formatting_info=True, on_demand=True)
    blocks: list[Block] = []
    remarks: list[Remark] = []
    for sheet in workbook.sheets():
        if sheet.visibility:
            remarks.append((Place(sheet=sheet.name), "", say("a hidden sheet is not read")))
            continue
        spans = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
        hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        rows: dict[int, dict[int, str]] = {}
        hidden: dict[int, list[str]] = {}
        cells = 0
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)[:MAX_COLUMNS]):
                if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    continue
                cells += 1
                check_size(sheet.name, row + 1, cells)
                value = _xls_value(workbook, cell)
                if row in hidden_rows or column in hidden_columns:
                    hidden.setdefault(row, []).append(value)
                else:
                    rows.setdefault(row, {})[column] = value
        remarks += [(Place(sheet=sheet.name, row=row + 1), " | ".join(texts), HIDDEN) for row, texts in hidden.items()]
        block = sheet_table(sheet.name, rows, spans)
        if block is not None:
            blocks.append(block)
    return Document(blocks=tuple(blocks), remarks=tuple(remarks))


def _xls_value(workbook: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    number_format = workbook.format_map[workbook.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        return shown(xlrd.xldate_as_datetime(cell.value, workbook.datemode), number_format)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), number_format)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    return shown(cell.value, number_format)
