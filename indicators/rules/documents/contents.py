"""Columns recognised by what their cells contain: numbers under a shared header, frequencies, levels of rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cooperation.text import fold
from indicators.rules.documents.blocks import TableCell
from indicators.rules.documents.columns import TEXTS, ColumnRole, TableColumn
from indicators.rules.documents.hierarchy import level_of_word
from indicators.rules.documents.wording import lines_of, tidy
from indicators.rules.frequencies import parse_frequency

GridRow = Sequence[TableCell]
MAX_TARGET = 40  # characters of a cell that is a target and not the text of a goal
ONLY_NUMBER = re.compile(r"[A-Z]{1,2}\d{1,2}(?:\.\d{1,2})*[.)]?|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,4}[.)]?")


def by_contents(columns: Sequence[TableColumn], header: GridRow, below: Sequence[GridRow]) -> list[TableColumn]:
    """Return the columns with the roles that the cells below their headers show."""
    columns = _with_frequency(_with_numbers(columns, header, below), below)
    return _with_targets(_with_levels(columns, below), below)


def _with_numbers(columns: Sequence[TableColumn], header: GridRow, below: Sequence[GridRow]) -> list[TableColumn]:
    """Return the columns; under a header that is merged over two of them, the first may hold only numbers."""
    result = list(columns)
    for at, (left, right) in enumerate(pairwise(header)):
        texts = [tidy(row[at].text) for row in below if row[at].cell != row[at + 1].cell]
        is_numbers = any(texts) and all(not text or ONLY_NUMBER.fullmatch(text) for text in texts)
        if left.cell == right.cell and columns[at].role in TEXTS and is_numbers:
            result[at] = replace(columns[at], role=ColumnRole.NUMBER, is_beside=True)
            result[at + 1] = columns[at]
    return result


def _with_frequency(columns: Sequence[TableColumn], below: Sequence[GridRow]) -> list[TableColumn]:
    """Return the columns; a column about the measuring whose cells are all frequencies is the frequency."""
    result = list(columns)
    for at, column in enumerate(columns):
        is_open = column.role is ColumnRole.REMARK and not any(other.role is ColumnRole.FREQUENCY for other in result)
        if is_open and re.search(r"pomiar|monitor|mierz|badani|sprawozda", fold(column.header)):
            texts = {tidy(line) for row in below for line in lines_of(row[at].text)} - {"", column.header}
            if texts and all(parse_frequency(text) for text in texts):
                result[at] = replace(column, role=ColumnRole.FREQUENCY, is_unknown=False)
    return result


def _with_levels(columns: Sequence[TableColumn], below: Sequence[GridRow]) -> list[TableColumn]:
    """Return the columns; in a table of names, one of “Cel”, “Działanie” and “Wskaźnik” says what each row is."""
    result = list(columns)
    if not any(column.role is ColumnRole.NAME for column in columns):
        return result
    for at, column in enumerate(columns):
        texts = {tidy(row[at].text) for row in below} - {"", column.header}
        levels = {level_of_word(text) for text in texts}
        if column.role is ColumnRole.REMARK and len(levels) > 1 and None not in levels:
            result[at] = replace(column, role=ColumnRole.LEVEL, is_unknown=False)
            break
    return result


def _with_targets(columns: Sequence[TableColumn], below: Sequence[GridRow]) -> list[TableColumn]:
    """Return the columns; beside a column of goals, one called “Cel” that has a figure in each cell has the targets."""
    result = list(columns)
    roles = {column.role for column in columns}
    if ColumnRole.TARGET in roles or ColumnRole.INDICATOR not in roles:
        return result
    for at, column in enumerate(columns):
        texts = [text for row in below if (text := tidy(row[at].text))]
        has_figures = bool(texts) and all(any(map(str.isdigit, text)) and len(text) < MAX_TARGET for text in texts)
        if column.role is ColumnRole.REMARK and column.folded == "cel" and has_figures:
            result[at] = replace(column, role=ColumnRole.TARGET, is_unknown=False)
            break
    return result
