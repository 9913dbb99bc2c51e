"""Shared by the readers of workbooks: values as the office program shows them, a table for each sheet, limits."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import Block, Cell, Place, table
from indicators.services.documents.errors import DocumentRefused

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 200, 200_000
Remark = tuple[Place, str, Sentence]
Spans = dict[tuple[int, int], tuple[int, int]]  # (row, column) of a merged cell, from 0: (rows, columns)

HIDDEN = say("cells of a hidden row or column are not read: show them if they belong to the programme")

# --- values as shown -------------------------------------------------------------------------------------------------

_DECORATION = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ISO_FORMAT = re.compile(r"yyyy[-/]mm[-/]dd", re.IGNORECASE)


def shown(value: object, number_format: str) -> str:
    """Return a value as the office program shows it in Polish: 40%, 1 200,5 or 30.06.2026."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d" if _ISO_FORMAT.search(number_format) else "%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    pattern = number_format.split(";", maxsplit=1)[0]
    words = "".join(match.strip('"') for match in re.findall(r'"[^"]*"', pattern)).strip()
    plain = _DECORATION.sub("", pattern)
    number = Decimal(repr(value))
    is_percent = "%" in plain
    if is_percent:
        number *= 100
    decimals = re.search(r"[0#?]\.([0#?]+)", plain)
    if decimals or re.search(r"[0#?]", plain):
        places = len(decimals[1]) if decimals else 0
        required = decimals[1].count("0") if decimals else 0
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{number:f}"
        if places > required:
            whole, _dot, fraction = text.partition(".")
            fraction = fraction[:required] + fraction[required:].rstrip("0")
            text = f"{whole}.{fraction}".rstrip(".")
    else:
        number = number.quantize(Decimal("1e-9")) if abs(number) < 10**15 else number
        text = f"{number.normalize():f}"
    if ("#,##" in plain or "# ##" in plain) and abs(number) >= 1000:
        whole, dot, fraction = text.partition(".")
        text = f"{int(whole):,}".replace(",", " ") + dot + fraction
    return text.replace(".", ",") + ("%" if is_percent else "") + (f" {words}" if words else "")


# --- sheets ----------------------------------------------------------------------------------------------------------


def sheet_table(name: str, rows: dict[int, dict[int, str]], spans: Spans) -> Block | None:
    """Return the table of a sheet, None for an empty one; keys are rows and columns from 0."""
    covered = {
        (row + down, column + right)
        for (row, column), (height, width) in spans.items()
        for down in range(height)
        for right in range(width)
        if down or right
    }
    numbers = sorted(row for row, cells in rows.items() if any(text.strip() for text in cells.values()))
    if not numbers:
        return None
    listed = []
    for row in range(numbers[0], numbers[-1] + 1):
        cells = []
        last = max((column for column, text in rows.get(row, {}).items() if text.strip()), default=-1)
        for column in range(last + 1):
            if (row, column) in covered:
                continue
            height, width = spans.get((row, column), (1, 1))
            cells.append(Cell(text=rows[row].get(column, ""), row_span=height, column_span=width, column=column + 1))
        listed.append(cells)
    return table(listed, Place(sheet=name, table=1), range(numbers[0] + 1, numbers[-1] + 2))


def check_size(name: str, row: int, cells: int) -> None:
    if row > MAX_ROWS or cells > MAX_CELLS:
        raise DocumentRefused(
            say(
                "The sheet “{sheet}” has content in row {row}; at most {limit} rows are read. Delete the rows below "
                "the table, save the workbook and send it again.",
                sheet=name,
                row=str(row),
                limit=str(MAX_ROWS),
            )
        )
