"""Indicators in a table pasted as text: cells, columns recognised by their headings, and one entry for each indicator.

The words of headings are those of the reader of documents (`indicators.rules.documents.columns`).

Nothing is guessed from the position of a column: a column without a known heading is a remark or is named by a person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from cooperation.text import NumberError, Sentence, ValueType, fold, parse_number, say
from indicators.rules.documents import columns
from indicators.rules.documents.columns import METHOD_HEADER, SOURCE_HEADER, ColumnRole, TableColumn

MAX_ROWS, MAX_CELLS, MAX_CHARACTERS = 1000, 10_000, 500_000
ROWS_WITH_HEADINGS = 10  # a title and a subtitle may precede the headings


class Column(StrEnum):
    NUMBER = "number"
    NAME = "name"
    TARGET = "target"
    FREQUENCY = "frequency"
    MEASURE = "measure"
    BASELINE = "baseline"
    BASELINE_YEAR = "baseline_year"
    UNIT = "unit"
    SOURCE = "source"
    DEFINITION = "definition"
    REMARK = "remark"  # kept with its heading
    ACTION = "action"  # the action or goal of the row; not stored
    SKIPPED = "skipped"  # left out by a person
    UNNAMED = "unnamed"  # to be named by a person


ONCE = frozenset(Column) - {Column.REMARK, Column.ACTION, Column.SKIPPED, Column.UNNAMED}
_COLUMNS: Mapping[ColumnRole, Column] = {
    ColumnRole.NUMBER: Column.NUMBER,
    ColumnRole.MAIN_GOAL: Column.ACTION,
    ColumnRole.GOAL: Column.ACTION,
    ColumnRole.ACTION: Column.ACTION,
    ColumnRole.INDICATOR: Column.NAME,
    ColumnRole.NAME: Column.NAME,
    ColumnRole.BASELINE: Column.BASELINE,
    ColumnRole.BASELINE_YEAR: Column.BASELINE_YEAR,
    ColumnRole.TARGET: Column.TARGET,
    ColumnRole.VALUES: Column.UNNAMED,  # a person splits its cells, or says which value they contain
    ColumnRole.FREQUENCY: Column.FREQUENCY,
    ColumnRole.UNIT: Column.MEASURE,
    ColumnRole.RESPONSIBLE: Column.UNIT,
    ColumnRole.REMARK: Column.REMARK,
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TOTAL = re.compile(r"(?:razem|suma|ogolem|lacznie|w sumie)(?: .*)?")
_BASELINE = re.compile(
    r"(?P<number>[-−]?\d[\d \u00a0\u202f\u2009.,]*?)\s*(?P<scale>tys\.?|mln|mld)?\s*"
    r"(?:%|zł|[^\W\d]{1,12}\.?)?\s*\*{0,2}\s*"
    r"(?:[(,;]?\s*(?:w |z |za |rok )?(?P<year>(?:19|20)\d\d)(?: ?r\.?| rok\w*)?\s*\)?)?"
)
_NOTHING = ("", "-", "–", "—", "b d", "bd", "brak", "n d", "nd", "nie dotyczy", "brak danych")
_SCALES = {"tys": 1_000, "mln": 1_000_000, "mld": 1_000_000_000}


class TableError(ValueError):
    """Raised for a text that is refused as a whole; `message` says why."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column with its heading in the table; `year`: the one that the heading names."""

    column: Column
    text: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTable:
    """The rows below the headings, each with its number in the pasted text, counted from 1."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    preceding: tuple[str, ...]  # rows above the headings, which are not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    value: Decimal
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    column: Column
    message: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry:
    """One indicator; `skipped` is the reason why it is probably none, `errors` prevent that it is stored."""

    row: int
    part: int = 0  # its number among several indicators of one row, 0 for the only one
    texts: dict[Column, str]
    baseline: Baseline | None = None
    skipped: Sentence | None = None
    errors: tuple[CellError, ...] = ()
    doubts: tuple[Sentence, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.row}-{self.part}"


# --- cells -----------------------------------------------------------------------------------------------------------


def split_cells(text: str) -> list[list[str]]:
    """Return the cells of each row; a quoted cell may contain separators and line breaks. Raises TableError."""
    if len(text) > MAX_CHARACTERS:
        raise TableError(say("The text is too long: paste at most {limit} characters at once.", limit=MAX_CHARACTERS))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = list(islice(_rows(text, _separator(text)), MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise TableError(say("The table has too many rows: paste at most {limit} at once.", limit=MAX_ROWS))
    if sum(map(len, rows)) > MAX_CELLS:
        raise TableError(say("The table has too many cells: paste at most {limit} at once.", limit=MAX_CELLS))
    return rows


def _separator(text: str) -> str:
    """Return the tab where there is one, otherwise the more frequent of semicolon and comma in the first line."""
    first = text.strip().partition("\n")[0]
    return "\t" if "\t" in text else max(";,", key=first.count)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    quoted_cell = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?={separator}|\n|\Z)')
    end_of_cell = re.compile(rf"{separator}|\n|\Z")
    row: list[str] = []
    at, count = 0, 0
    while at <= len(text) and count <= MAX_CELLS:
        quoted, following = quoted_cell.match(text, at), end_of_cell.search(text, at)
        end = quoted.end() if quoted else following.start() if following else len(text)
        row.append((quoted[1].replace('""', '"') if quoted else text[at:end]).strip())
        at, count = end + 1, count + 1
        if text[end : end + 1] in ("", "\n"):
            yield row
            row = []
    yield from filter(None, [row])  # cells beyond the limit


# --- columns ---------------------------------------------------------------------------------------------------------


def column_of(heading: str) -> Column | None:
    """Return the column that a heading names, None for an unknown one."""
    return _column(columns.column_of(heading))


def _column(column: TableColumn) -> Column | None:
    if column.is_unknown or not column.header:
        return None
    if column.holds_target:
        return Column.UNNAMED
    folded = fold(column.header)
    if column.role is ColumnRole.REMARK and SOURCE_HEADER.fullmatch(folded):
        return Column.SOURCE
    if column.role is ColumnRole.REMARK and METHOD_HEADER.fullmatch(folded):
        return Column.DEFINITION
    return _COLUMNS[column.role]


def read_table(text: str, chosen: Sequence[Column] = ()) -> IndicatorTable:
    """Return the table with its columns as recognised, or as a person has chosen them. Raises TableError."""
    numbered = [(number, row) for number, row in enumerate(split_cells(text), 1) if any(row)]
    if not numbered:
        raise TableError(say("The text contains no table."))
    width = max(len(row) for _number, row in numbered)
    top = next((place for place, (_number, row) in enumerate(numbered[:ROWS_WITH_HEADINGS]) if _is_heading(row)), None)
    if top is None:
        headings = [Heading(column=Column.UNNAMED, text="")] * width
        below = numbered
    else:
        headings = _headings(_filled(numbered[top][1], width))
        below = numbered[top + 1 :]
    if len(chosen) == width:
        headings = [replace(heading, column=column) for heading, column in zip(headings, chosen, strict=True)]
    return IndicatorTable(
        headings=tuple(headings),
        rows=tuple((number, _filled(row, width)) for number, row in below),
        preceding=tuple(" ".join(filter(None, row)) for _number, row in numbered[: top or 0]),
    )


def with_corrections(table: IndicatorTable, corrections: Mapping[tuple[int, int], str]) -> IndicatorTable:
    """Return the table with corrected cells: (number of the row, place of the column counted from 0) -> text."""
    rows = [
        (number, tuple(corrections.get((number, place), cell).strip() for place, cell in enumerate(row)))
        for number, row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _is_heading(row: Sequence[str]) -> bool:
    """Return whether the cells name columns; "Efekty szkoleń | 10 | Wydział Kultury" begins a cell with a figure."""
    named = {column_of(cell): cell for cell in row}
    has_figures = any(column_of(cell) is None and re.match(r"\W*\d", cell) for cell in row)
    return len(named.keys() - {None}) > 1 and not {Column.NAME, Column.TARGET}.isdisjoint(named) and not has_figures


def _headings(row: Sequence[str]) -> list[Heading]:
    """Return the columns of a row of headings; a second column of the same kind is a remark, except yearly targets."""
    headings: list[Heading] = []
    for text, recognised in zip(row, columns.columns_of(row), strict=True):
        column = _column(recognised) or (Column.REMARK if text else Column.UNNAMED)
        is_yearly = column is Column.TARGET and recognised.year is not None
        if column in ONCE and not is_yearly and column in {heading.column for heading in headings}:
            column = Column.REMARK
        headings.append(Heading(column=column, text=recognised.header, year=recognised.year))
    return headings


def _filled(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*row, *[""] * (width - len(row)))


# --- entries ---------------------------------------------------------------------------------------------------------


def indicator_entries(table: IndicatorTable) -> list[IndicatorEntry]:
    """Return the indicators of the table in its order, with what is wrong or doubtful about each."""
    entries = []
    for number, row in table.rows:
        parts = _parts(table.headings, row)
        entries += [_entry(table, part, number, place) for place, part in enumerate(parts, 1 if len(parts) > 1 else 0)]
    return entries


def _parts(headings: Sequence[Heading], row: Sequence[str]) -> list[Sequence[str]]:
    """Split a row whose name and target have the same number of lines; another cell is split, or applies to all."""
    lines = [cell.split("\n") for cell in row]
    names = next((lines[at] for at, heading in enumerate(headings) if heading.column is Column.NAME), [""])
    targets = [lines[at] for at, heading in enumerate(headings) if heading.column is Column.TARGET]
    blank = [not line.strip() for line in names]
    is_aligned = any([not line.strip() for line in target] == blank for target in targets)
    if len(names) == 1 or not is_aligned:
        return [row]
    return [
        [cell[at] if len(cell) == len(names) else whole for cell, whole in zip(lines, row, strict=True)]
        for at, is_blank in enumerate(blank)
        if not is_blank
    ]


def _entry(table: IndicatorTable, row: Sequence[str], number: int, part: int) -> IndicatorEntry:
    texts: dict[Column, str] = {}
    errors, doubts, remarks, yearly = [], [], [], []
    baseline = None
    targets = [heading for heading in table.headings if heading.column is Column.TARGET]
    for heading, cell in zip(table.headings, row, strict=True):
        text = _joined(cell)
        if text is None:
            message = say("several figures on separate lines: keep one, or put the others into rows of their own")
            errors.append(CellError(column=heading.column, message=message))
            text = " ".join(cell.split())
        if heading.column is Column.REMARK and text:
            remarks.append(f"{heading.text}: {text}" if heading.text else text)
        elif heading.column is Column.TARGET and len(targets) > 1:
            yearly.append((heading.year, text))
        elif heading.column in ONCE:
            texts[heading.column] = text
    if yearly:
        texts[Column.TARGET] = ", ".join(f"{year}: {text}" if year else text for year, text in yearly if text)
    elif len(targets) == 1 and targets[0].year and re.fullmatch(r"[\d\s,%-]+", texts[Column.TARGET] or "x"):
        doubts.append(
            say("the heading names the year {year}: check the period of the target", year=str(targets[0].year))
        )
    if remarks:
        texts[Column.DEFINITION] = "\n".join(filter(None, [texts.get(Column.DEFINITION, ""), *remarks]))
    try:
        baseline = parse_baseline(
            texts.get(Column.BASELINE, ""), _baseline_year(table, texts), texts.get(Column.MEASURE, "")
        )
    except TableError as error:
        errors.append(CellError(column=Column.BASELINE, message=error.message))
    entry = IndicatorEntry(
        row=number, part=part, texts=texts, baseline=baseline, errors=tuple(errors), doubts=tuple(doubts)
    )
    skipped = _reason_to_skip(entry, is_repeated=_repeats_headings(table, row))
    name = texts.get(Column.NAME, "")
    if skipped is None and not name:
        message = say("the name of the indicator is missing")
        return replace(entry, errors=(*errors, CellError(column=Column.NAME, message=message)))
    return replace(entry, skipped=skipped)


def _joined(cell: str) -> str | None:
    """Return the lines of a cell as one; None if several of them have digits, which must not be joined."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if sum(any(map(str.isdigit, line)) for line in lines) > 1:
        return None
    return " ".join(" ".join(lines).split())


def _baseline_year(table: IndicatorTable, texts: Mapping[Column, str]) -> int | None:
    """Return the year of the column with the baseline's year, otherwise that of the baseline's heading."""
    years = _YEAR.findall(texts.get(Column.BASELINE_YEAR, ""))
    heading = next((heading for heading in table.headings if heading.column is Column.BASELINE), None)
    if len(years) == 1:
        return int(years[0])
    return heading.year if heading else None


def _repeats_headings(table: IndicatorTable, row: Sequence[str]) -> bool:
    """Return whether the row repeats the headings, as at the top of each page of a document."""
    pairs = zip(table.headings, row, strict=True)
    return sum(bool(heading.text) and fold(heading.text) == fold(cell) for heading, cell in pairs) > 1


def _reason_to_skip(entry: IndicatorEntry, *, is_repeated: bool) -> Sentence | None:
    """Return why the row is probably no indicator: a total, repeated headings, a subheading."""
    name = entry.texts.get(Column.NAME, "")
    others = [text for column, text in entry.texts.items() if column not in (Column.NAME, Column.NUMBER) and text]
    if any(_TOTAL.fullmatch(fold(text)) for text in (name, entry.texts.get(Column.NUMBER, ""))):
        return say("a total of the table, not an indicator")
    if is_repeated:
        return say("repeated headings, not an indicator")
    if not others and Column.TARGET in entry.texts:
        return say("no target and nothing else: a subheading, not an indicator")
    return None


def parse_baseline(text: str, year: int | None, measure: str) -> Baseline | None:
    """Return the baseline "11,4 (2022 r.)", None for a cell without one; `year`: of the heading. Raises TableError.

    A scale ("131 tys. zł") is multiplied unless the measure has it.
    """
    if fold(text) in map(fold, _NOTHING):
        return None
    match = _BASELINE.fullmatch(text)
    if match is None:
        raise TableError(say("a number with its year is expected here, e.g. {example}", example="164 (2025)"))
    try:
        number = parse_number(match["number"], ValueType.SIGNED).value
    except NumberError as error:
        raise TableError(error.message) from error
    named_year = int(match["year"]) if match["year"] else year
    if named_year is None:
        raise TableError(say("the year of the baseline is missing, e.g. {example}", example=f"{text} (2025)"))
    scale = (match["scale"] or "").rstrip(".")
    factor = _SCALES[scale] if scale and scale not in measure else 1
    return Baseline(value=number * factor, year=named_year)


def positions(entries: Sequence[IndicatorEntry], taken: Sequence[int]) -> list[int]:
    """Return the numbers of the entries: those of the table if all are usable, otherwise those after the last one."""
    written = [re.search(r"(\d{1,4})\W*$", entry.texts.get(Column.NUMBER, "")) for entry in entries]
    numbers = [int(match[1]) for match in written if match]
    if len(set(numbers)) == len(entries) and set(numbers).isdisjoint(taken) and 0 not in numbers:
        return numbers
    first = max(taken, default=0) + 1
    return list(range(first, first + len(entries)))
