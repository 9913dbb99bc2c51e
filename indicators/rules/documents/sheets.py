"""Split sheets and CSV files into lines of text and the tables between them."""

from collections.abc import Sequence
from dataclasses import replace

from indicators.rules.documents.blocks import Block, BlockKind, Row
from indicators.rules.documents.columns import columns_of, is_header
from indicators.rules.documents.labels import is_total, quadrant_of
from indicators.rules.documents.plain_text import line_block
from indicators.rules.documents.wording import tidy


def in_parts(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; each sheet is split into the lines and tables that it contains one below the other."""
    parts: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE and (block.place.sheet or block.place.line):
            parts += _parts(block)
        else:
            parts.append(block)
    return parts


def copied_sheets(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the positions of the sheets that repeat an earlier one, each with the name of that sheet."""
    known: dict[tuple[tuple[str, ...], ...], str] = {}
    copies: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if block.place.sheet:
            texts = tuple(tuple(tidy(cell.text) for cell in row.cells) for row in block.rows)
            original = known.setdefault(texts, block.place.sheet)
            if original != block.place.sheet:
                copies[at] = original
    return copies


def _parts(block: Block) -> list[Block]:
    """Return the parts of a sheet.

    A row with a single cell is a line, unless it is inside a table: below its headers and above other rows of it, or
    directly below it in a later column, or directly below headers that have no other row.
    """
    parts: list[Block] = []
    rows: list[Row] = []
    single: list[Row] = []  # rows with one cell since the last row with several
    for row in block.rows:
        filled = [cell for cell in row.cells if tidy(cell.text)]
        if len(filled) < 2:
            single.append(row)
        else:
            if single and (not rows or _begins_table(row, rows)):
                parts += [_table(block, rows), *_lines(block, single)]
                rows = []
            else:
                rows += single
            single = []
            rows.append(row)
    if rows and any(is_total(tidy(cell.text)) for row in single for cell in row.cells):
        rows, single = rows + single, []
    has_only_header = len(rows) == 1 and _begins_table(rows[0], ())
    while rows and single and single[0].number == rows[-1].number + 1 and (has_only_header or _is_indented(single[0])):
        rows.append(single.pop(0))
    parts += [_table(block, rows), *_lines(block, single)]
    return [part for part in parts if part.kind is not BlockKind.TABLE or part.rows]


def _is_indented(row: Row) -> bool:
    """Whether the only cell of a row is not in the first column, so that the row is no line of text."""
    filled = [cell.column or at for at, cell in enumerate(row.cells, 1) if tidy(cell.text)]
    return bool(filled) and filled[0] > 1


def _begins_table(row: Row, above: Sequence[Row]) -> bool:
    """Whether a row has the headers of indicators, or names the first two quadrants of the SWOT analysis."""
    is_first = not any(map(_names_quadrants, above))
    return is_header(columns_of([tidy(cell.text) for cell in row.cells])) or (is_first and _names_quadrants(row))


def _names_quadrants(row: Row) -> bool:
    return sum(quadrant_of(tidy(cell.text)) is not None for cell in row.cells) > 1


def _table(block: Block, rows: Sequence[Row]) -> Block:
    return replace(block, rows=tuple(rows))


def _lines(block: Block, rows: Sequence[Row]) -> list[Block]:
    lines = []
    for row in rows:
        for cell in row.cells:
            for text in filter(None, (line.strip() for line in cell.text.split("\n"))):
                place = (
                    replace(block.place, line=row.number) if block.place.line else replace(block.place, row=row.number)
                )
                lines.append(line_block(text, replace(place, column=max(cell.column, 1))))
    return lines
