"""Cards: tables whose headers stand in the first column, with one action or indicator in each further column."""

import re
from collections.abc import Sequence

from cooperation.text import fold
from indicators.rules.documents.blocks import TableCell, TableGrid
from indicators.rules.documents.columns import ColumnRole, columns_of, is_header
from indicators.rules.documents.wording import tidy

MIN_HEADERS = 3
_SERIAL_NUMBER = re.compile(r"\s*(?:nr\s*)?\b\d{1,2}[.):]*$", re.IGNORECASE)  # "Wskaźnik 2"


def upright(grid: TableGrid) -> list[TableGrid]:
    """Return the table with its headers in rows: a card is turned, cards one below the other are separated."""
    rows = [row for row in grid.rows if any(tidy(cell.text) for cell in row)]
    if any(is_header(columns_of([tidy(cell.text) for cell in row])) for row in rows):
        return [grid]
    parts: list[list[Sequence[TableCell]]] = []  # cards, and rows with one cell above or between them
    first = ""
    for row in rows:
        label = _label(row)
        if not label or not first or label == first or not _label(parts[-1][0]):
            parts.append([row])
        else:
            parts[-1].append(row)
        first = first or label
    cards = [part for part in parts if _label(part[0])]
    if not cards or not all(_is_card(card) for card in cards):
        return [grid]
    return [TableGrid(_turned(part) if _label(part[0]) else [list(part[0])]) for part in parts]


def _label(row: Sequence[TableCell]) -> str:
    """Return the header in the first cell of a row, "" in a row with only one cell."""
    if len({cell.cell for cell in row}) < 2:
        return ""
    return fold(_SERIAL_NUMBER.sub("", tidy(row[0].text)))


def _is_card(rows: Sequence[Sequence[TableCell]]) -> bool:
    columns = columns_of(list(dict.fromkeys(_SERIAL_NUMBER.sub("", tidy(row[0].text)) for row in rows)))
    known = {column.role for column in columns if not column.is_unknown}
    return is_header(columns) and len(known) >= MIN_HEADERS and bool(known & {ColumnRole.INDICATOR, ColumnRole.ACTION})


def _turned(rows: Sequence[Sequence[TableCell]]) -> list[list[TableCell]]:
    """Return a row of headers and a row for each further column; cells with the same header become lines of one."""
    by_label: dict[str, list[Sequence[TableCell]]] = {}
    for row in rows:
        by_label.setdefault(_label(row), []).append(row)
    columns = []
    for same in by_label.values():
        header = same[0][0]
        values = [
            TableCell("\n".join(cell.text for cell in cells), cells[0].place, cells[0].cell)
            for cells in zip(*(row[1:] for row in same), strict=True)
        ]
        columns.append([TableCell(_SERIAL_NUMBER.sub("", tidy(header.text)), header.place, header.cell), *values])
    return [list(row) for row in zip(*columns, strict=True)]
