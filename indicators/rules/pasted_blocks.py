"""Where the cells of a block copied from a spreadsheet go in the grid of a year.

A row of the block finds its line by the name of the indicator; a block without names is spread right and down from one
cell. Nothing is shifted: a cell that has no place is returned with the reason.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from cooperation.text import Sentence, fold, say

MAX_CELLS = 1000  # of one block, as in the script of the grid
MAX_CHARACTERS = 200_000
SHORTEST_NAME = 7  # letters: longer than "tak" or "brak"
COLUMNS_WITH_NAMES = 4  # an ordinal number or a goal may precede the names
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
MONTHS = (
    "styczen", "luty", "marzec", "kwiecien", "maj", "czerwiec",
    "lipiec", "sierpien", "wrzesien", "pazdziernik", "listopad", "grudzien",
)  # fmt: skip
ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_CELL = re.compile(r'("(?:[^"]|"")*"(?=[\t\n]|\Z)|[^\t\n]*)(\t|\n|\Z)')
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?: r(?:ok)?\b)?")
_NUMBER_FIRST = re.compile(r"(?P<number>\d{1,2}|[ivx]{1,4})(?: (?P<kind>kw\w*|quarter|pol\w*|half|m\w*))?")
_KIND_FIRST = re.compile(r"(?P<kind>kw\w*|k|q|pol\w*|p|m\w*) ?(?P<number>\d{1,2}|[ivx]{1,4})")


class BlockError(ValueError):
    """Raised for a block that is refused as a whole; `message` says why."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCell:
    """A cell of the grid: the name of its field, the code of its period, and whether it can be filled."""

    field: str
    period_code: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLine:
    """A line of the grid as a spreadsheet has it: periods of an indicator (`part` is ""), or of one of its parts."""

    indicator: str
    part: str = ""
    cells: tuple[BlockCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedCell:
    """A cell of the block that is not pasted; `row` and `column` in the block, counted from 1."""

    row: int
    column: int
    text: str
    reason: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """`texts`: field -> text; `unplaced`: what has no place; `is_by_name`: whether names decided on the lines."""

    texts: Mapping[str, str]
    unplaced: Sequence[UnplacedCell]
    is_by_name: bool


Block = Sequence[Sequence[str]]
LOCKED = say("nothing can be entered there")
OUTSIDE = say("outside the grid")
UNKNOWN_NAME = say("no indicator of this name in the grid")
REPEATED_NAME = say("the indicator is already in a row above")
NO_PERIOD = say("the indicator has no such period in this year")
UNKNOWN_HEADING = say("the heading of the column names no period of this year")


def read_block(text: str) -> Block:
    """Return the rows of cells of a copied block; a quoted cell may contain tabs and line breaks. Raises BlockError.

    A line break or a tab inside a cell becomes a visible sign, so that two numbers are never joined.
    """
    if len(text) > MAX_CHARACTERS:
        raise BlockError(
            say("Nothing was pasted: the text is too long. At most {limit} characters at once.", limit=MAX_CHARACTERS)
        )
    body = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    cell_count = body.count("\t") + body.count("\n") + 1
    if cell_count > MAX_CELLS:
        raise BlockError(
            say(
                "Nothing was pasted. Cells in the block: {count}; at most {limit} can be pasted at once. Copy fewer "
                "rows.",
                count=cell_count,
                limit=MAX_CELLS,
            )
        )
    if not body.strip():
        raise BlockError(say("Paste the cells that you have copied from the spreadsheet."))
    rows: list[list[str]] = [[]]
    for match in _CELL.finditer(body):  # pragma: no branch  # the last match has no separator
        rows[-1].append(_cell_text(match[1]))
        if match[2] == "":
            break
        if match[2] == "\n":
            rows.append([])
    return rows


def _cell_text(raw: str) -> str:
    is_quoted = len(raw) > 1 and raw.startswith('"') and raw.endswith('"')
    text = raw[1:-1].replace('""', '"').strip() if is_quoted else raw.strip()
    return re.sub(r"[^\S\t\n]+", " ", text).replace("\n", "⏎").replace("\t", "⇥")


# --- places ----------------------------------------------------------------------------------------------------------


def place_block(
    block: Block, lines: Sequence[BlockLine], *, year: int, first_line: int = 0, first_cell: int = 0, has_parts: bool
) -> BlockPlan:
    """Return the field of each cell of the block.

    Without names the block is spread from the cell `first_cell` of the line `first_line`; `has_parts`: its rows
    include the parts of indicators. An empty cell changes nothing.
    """
    names = {fold(line.indicator) for line in lines}
    name_column = _column_with_names(block, names)
    if name_column is not None:
        return _place_by_name(block, lines, names, name_column, year)
    spread = [line for line in lines[first_line:] if has_parts or not line.part]
    texts: dict[str, str] = {}
    unplaced = []
    for row_number, row in enumerate(block, 1):
        line = spread[row_number - 1] if row_number <= len(spread) else None
        for column, text in _filled_cells(row):
            at = first_cell + column - 1
            cell = line.cells[at] if line and at < len(line.cells) else None
            if cell is not None and cell.is_open:
                texts[cell.field] = text
            else:
                reason = OUTSIDE if cell is None else LOCKED
                unplaced.append(UnplacedCell(row=row_number, column=column, text=text, reason=reason))
    return BlockPlan(texts=texts, unplaced=unplaced, is_by_name=False)


def _filled_cells(row: Sequence[str], first: int = 0) -> Iterator[tuple[int, str]]:
    """Yield (column counted from 1, text) of the cells that are not empty."""
    return ((column, text) for column, text in islice(enumerate(row, 1), first, None) if text)


def _column_with_names(block: Block, names: set[str]) -> int | None:
    """Return the column, counted from 0, that has names of indicators, known or not; None without one."""
    matches = [
        sum(len(row) > column and fold(row[column]) in names and bool(fold(row[column])) for row in block)
        for column in range(COLUMNS_WITH_NAMES)
    ]
    if any(matches):
        return matches.index(max(matches))
    return 0 if all(_seems_named(row) for row in block if any(row)) else None


def _seems_named(row: Sequence[str]) -> bool:
    """Whether the row begins with words and has something else, so that its words are no value."""
    words = fold(row[0])
    return len(words) >= SHORTEST_NAME and any(map(str.isalpha, words)) and any(row[1:])


def _place_by_name(block: Block, lines: Sequence[BlockLine], names: set[str], name_column: int, year: int) -> BlockPlan:
    first = next((at for at, row in enumerate(block) if len(row) > name_column and fold(row[name_column]) in names), 0)
    headings = _headings(block[:first], name_column, year)
    texts: dict[str, str] = {}
    unplaced = []
    remaining = list(lines)
    indicator = ""
    for row_number, row in list(enumerate(block, 1))[first:]:
        cells = list(_filled_cells(row, name_column + 1))
        name = fold(row[name_column]) if len(row) > name_column else ""
        if not name or not cells:
            indicator = name if name in names else indicator
            continue
        line = next((line for line in remaining if _is_called(line, name, indicator, names)), None)
        if line is None:
            reason = REPEATED_NAME if name in names else UNKNOWN_NAME
            unplaced.append(UnplacedCell(row=row_number, column=name_column + 1, text=row[name_column], reason=reason))
            continue
        remaining.remove(line)
        indicator = fold(line.indicator)
        for column, text in cells:
            cell = _cell_of_column(line, column, name_column, headings)
            if cell is None and column not in headings and headings:
                continue  # reported once, for the whole column
            if cell is not None and cell.is_open:
                texts[cell.field] = text
                continue
            reason = LOCKED if cell is not None else NO_PERIOD if headings else OUTSIDE
            unplaced.append(UnplacedCell(row=row_number, column=column, text=text, reason=reason))
    if headings:
        unplaced += _unread_columns(block, first, name_column, headings)
    return BlockPlan(texts=texts, unplaced=unplaced, is_by_name=True)


def _is_called(line: BlockLine, name: str, indicator: str, names: set[str]) -> bool:
    """Whether the line has the name; a part is looked up among those of the indicator of the row above."""
    if name in names:
        return not line.part and fold(line.indicator) == name
    return bool(line.part) and fold(line.part) == name and fold(line.indicator) == indicator


# --- headings --------------------------------------------------------------------------------------------------------


def _headings(rows: Block, name_column: int, year: int) -> dict[int, tuple[str, int]]:
    """Return column, counted from 1 -> its period, of the last row above the names that has any."""
    for row in reversed(rows):
        periods = {column: period_of_heading(text, year) for column, text in _filled_cells(row, name_column + 1)}
        named = {column: period for column, period in periods.items() if period is not None}
        if named:
            return named
    return {}


def period_of_heading(text: str, year: int) -> tuple[str, int] | None:
    """Return ("K", 1) for "I kw.", ("M", 1) for "styczeń", ("P", 2), ("", 1) for "I", ("Y", 2025) for "2025".

    None for other words and for another year.
    """
    folded = fold(text)
    years = {int(match[0][:4]) for match in _YEAR.finditer(folded)}
    if years and years != {year}:
        return None
    rest = " ".join(_YEAR.sub(" ", folded).split())
    if not rest:
        return ("Y", year) if years else None
    for months in (MONTHS, ENGLISH_MONTHS):
        if rest in months:
            return "M", months.index(rest) + 1
    match = _NUMBER_FIRST.fullmatch(rest) or _KIND_FIRST.fullmatch(rest)
    if match is None:
        return None
    written = match["number"]
    if not written.isdecimal() and written not in ROMAN:
        return None
    number = int(written) if written.isdecimal() else ROMAN.index(written) + 1
    kind = {"k": "K", "q": "K", "p": "P", "h": "P", "m": "M"}.get((match["kind"] or " ")[0], "")
    return kind, number


def _cell_of_column(
    line: BlockLine, column: int, name_column: int, headings: Mapping[int, tuple[str, int]]
) -> BlockCell | None:
    """Return the cell of the line for the column; without headings the columns after the name are the periods."""
    if not headings:
        at = column - name_column - 2
        return line.cells[at] if at < len(line.cells) else None
    if column not in headings:
        return None
    kind, number = headings[column]
    if kind == "Y":
        codes = {cell.period_code for cell in line.cells}
        return line.cells[0] if len(codes) == 1 else None
    return next((cell for cell in line.cells if _is_period(cell.period_code, kind, number)), None)


def _is_period(code: str, kind: str, number: int) -> bool:
    """Whether the code "2025-K1" is the period of the kind ("" for any) and number."""
    part = code.partition("-")[2]
    return part[:1].isalpha() and part[:1] in (kind or part[:1]) and int(part[1:]) == number


def _unread_columns(
    block: Block, first: int, name_column: int, headings: Mapping[int, tuple[str, int]]
) -> Iterator[UnplacedCell]:
    """Yield a column that has cells below a heading that names no period, once for each."""
    width = max(map(len, block))
    for column in range(name_column + 2, width + 1):
        if column in headings or not any(len(row) >= column and row[column - 1] for row in block[first:]):
            continue
        text = next((row[column - 1] for row in block[:first] if len(row) >= column and row[column - 1]), "")
        yield UnplacedCell(row=first or 1, column=column, text=text, reason=UNKNOWN_HEADING)
