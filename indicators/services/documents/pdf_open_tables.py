"""Tables of a PDF page that are drawn without any lines: columns are the gaps that a header and its rows share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import Table

from cooperation.json_object import JsonObject
from indicators.rules.documents.columns import columns_of, is_header
from indicators.services.documents.pdf_pages import MIN_GUTTER, narrowed

MIN_COLUMNS = 3
ROW_GAP = 0.5  # of the height of a line; a larger gap separates rows
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")

Gaps = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    top: float
    bottom: float
    words: Sequence[JsonObject]


def open_tables(page: Page) -> list[Table]:
    """Return the tables whose first row has the headers of actions or indicators."""
    lines = list(_printed_lines(page.extract_words()))
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        rows, gaps = _rows_from(lines, at, float(page.width))
        if len(rows) > 1 and len(gaps) > MIN_COLUMNS and _is_header(rows[0], gaps):
            tables += page.find_tables(_settings(rows, gaps))
            at += sum(map(len, rows))
        else:
            at += 1
    return tables


def _printed_lines(words: Sequence[JsonObject]) -> Iterator[_PrintedLine]:
    line: list[JsonObject] = []
    for word in sorted(words, key=lambda word: (round(word["bottom"]), word["x0"])):
        if line and word["bottom"] - line[0]["bottom"] > MIN_GUTTER / 2:
            yield _PrintedLine(min(item["top"] for item in line), max(item["bottom"] for item in line), line)
            line = []
        line.append(word)
    if line:
        yield _PrintedLine(min(item["top"] for item in line), max(item["bottom"] for item in line), line)


def _rows_from(lines: Sequence[_PrintedLine], at: int, width: float) -> tuple[list[list[_PrintedLine]], Gaps]:
    """Return the rows from a line on, and the gaps between their columns, which those of the first row decide.

    Without numbers, rows that are as close to each other as the lines of a cell cannot be separated: none is returned.
    """
    rows: list[list[_PrintedLine]] = []
    gaps: Gaps = [(0.0, width)]
    for line in lines[at:]:
        rest = narrowed(gaps, line.words)
        if rows and len(rest) < len(gaps) and (len(rows) > 1 or _begins_row(rows[-1][-1], line, gaps)):
            break
        if not rows or _begins_row(rows[-1][-1], line, gaps):
            rows.append([line])
        elif len(rows) > 1 and (first := _first_cell(line, gaps)) and not first[0].islower():
            return [], gaps
        else:
            rows[-1].append(line)
        gaps = rest
        if len(gaps) <= MIN_COLUMNS:
            break
    return rows, gaps


def _begins_row(above: _PrintedLine, line: _PrintedLine, gaps: Gaps) -> bool:
    is_apart = line.top - above.bottom > ROW_GAP * (line.bottom - line.top)
    return is_apart or _NUMBER.fullmatch(_first_cell(line, gaps)) is not None


def _first_cell(line: _PrintedLine, gaps: Gaps) -> str:
    edge = gaps[1][0] if len(gaps) > 2 else 0.0
    return " ".join(word["text"] for word in line.words if word["x1"] <= edge)


def _is_header(row: Sequence[_PrintedLine], gaps: Gaps) -> bool:
    edges = _edges(gaps)
    texts = [
        " ".join(word["text"] for line in row for word in line.words if left <= (word["x0"] + word["x1"]) / 2 <= right)
        for left, right in pairwise(edges)
    ]
    return all(texts) and is_header(columns_of(texts))


def _edges(gaps: Gaps) -> list[float]:
    inner = [(begin + end) / 2 for begin, end in gaps[1:-1]]
    return [gaps[0][1] - 1, *inner, gaps[-1][0] + 1]


def _settings(rows: Sequence[Sequence[_PrintedLine]], gaps: Gaps) -> JsonObject:
    between = [(upper[-1].bottom + lower[0].top) / 2 for upper, lower in pairwise(rows)]
    return {
        "vertical_strategy": "explicit",
        "explicit_vertical_lines": _edges(gaps),
        "horizontal_strategy": "explicit",
        "explicit_horizontal_lines": [rows[0][0].top - 1, *between, rows[-1][-1].bottom + 1],
    }
