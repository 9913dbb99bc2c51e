"""Tables of goals, actions and indicators: headers, sub-headings, totals and rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from cooperation.text import say
from indicators.rules.documents.blocks import Place, TableCell, TableGrid
from indicators.rules.documents.builder import Builder, CellText, joined_name, position_of
from indicators.rules.documents.cards import upright
from indicators.rules.documents.columns import (
    DETAILS,
    TEXTS,
    ColumnRole,
    TableColumn,
    column_of,
    columns_of,
    is_date,
    is_header,
    is_value_of,
    names_only_actions,
)
from indicators.rules.documents.contents import ONLY_NUMBER, by_contents
from indicators.rules.documents.drafts import ActionDraft, GoalDraft
from indicators.rules.documents.hierarchy import Hierarchy
from indicators.rules.documents.labels import Topic, goal_text, is_total, label_of
from indicators.rules.documents.swot import is_swot
from indicators.rules.documents.wording import lines_of, numbered_content, split_number, tidy

GridRow = Sequence[TableCell]


@dataclass(slots=True)
class _Last:
    """Goal and action of the row above, for rows whose goal and action cells are empty or merged with those above."""

    goal: GoalDraft | None = None
    action: ActionDraft | None = None


class TableReader:
    """Reads the tables of a document one after the other; `heading` reads a line inside a table."""

    def __init__(self, builder: Builder, heading: Callable[[TableCell], bool]) -> None:
        self.builder = builder
        self.draft = builder.draft
        self.heading = heading
        self.columns: list[TableColumn] = []
        # Goal and action that the text above the table names, not another table.
        self.outer_goal: GoalDraft | None = None
        self.outer_action: ActionDraft | None = None
        self.last = _Last()
        self.first_year: int | None = None
        self.hierarchy: Hierarchy | None = None
        self.has_goal_numbers = False

    def read(self, parts: Sequence[TableGrid]) -> None:
        """Read tables that are side by side."""
        for part in parts:
            for at, grid in enumerate(upright(part)):
                self._read_grid(grid, is_first=at == 0)

    def leave(self) -> None:
        """End the last table: a goal that it named does not apply to the blocks after other text."""
        if self.columns:
            self.builder.return_to(self.outer_goal)
        self.columns = []

    def _read_grid(self, grid: TableGrid, *, is_first: bool) -> None:
        rows = list(grid.rows)
        at = 0
        headless: list[GridRow] = []
        if not self._continues(rows, grid.width):
            self.columns = []
            self.last = _Last()
            if is_first:  # otherwise a goal above the cards of the same table may apply
                self.builder.return_to(self.outer_goal)
        while at < len(rows):
            height, columns = self._header_at(rows, at)
            if height:
                self._set_columns(columns, rows[at + height - 1], rows[at + height :])
                at += height
                continue
            row = rows[at]
            if any(tidy(cell.text) for cell in row) and not self._is_taken_as_line(row):
                if self.columns:
                    self._read_row(row)
                elif not self._is_label_with_text(row):
                    headless.append(row)
            at += 1
        self._report_headless(headless)

    def _continues(self, rows: Sequence[GridRow], width: int) -> bool:
        """Return whether a table continues the previous table: same width and no headers, or the same headers."""
        headers = next((columns for at in range(len(rows)) if (columns := self._header_at(rows, at)[1])), None)
        if headers is None:
            return len(self.columns) == width
        return [column.header for column in headers] == [column.header for column in self.columns]

    # --- headers

    def _header_at(self, rows: Sequence[GridRow], at: int) -> tuple[int, list[TableColumn]]:
        """Return the number of header rows that begin at a row, and their columns; 0 without a header."""
        texts = [tidy(cell.text) for cell in rows[at]]
        if any(_NUMBERED_ROW.fullmatch(text) for text in texts):  # most rows of a long table end here
            return 0, []
        if len({cell.cell for cell in rows[at] if tidy(cell.text)}) < 2:
            return 0, []
        columns = columns_of(texts, self.first_year)
        below = [tidy(cell.text) for cell in rows[at + 1]] if at + 1 < len(rows) else []
        combined = self._combined(texts, below, rows, at) if below else None
        if combined is not None and is_header(combined):
            return 2, combined
        if (self.outer_goal is None or self.outer_goal.text is None) and names_only_actions(columns):
            return 0, []
        return (1, columns) if is_header(columns) else (0, [])

    def _combined(
        self, texts: Sequence[str], below: Sequence[str], rows: Sequence[GridRow], at: int
    ) -> list[TableColumn] | None:
        """Return the columns of two header rows; None if the second row contains values."""
        spans = [cell.cell for cell in rows[at]]
        is_merged = any(spans.count(cell) > 1 for cell, text in zip(spans, texts, strict=True) if text)
        continued = [lower for upper, lower in zip(texts, below, strict=True) if lower and lower != upper]
        has_gaps = any(lower and not upper for upper, lower in zip(texts, below, strict=True))
        if not continued or not (is_merged or has_gaps):
            return None
        if any(column_of(lower).is_unknown and not is_date(lower) for lower in continued):
            return None
        headers: list[str] = []
        above = ""
        for upper, lower in zip(texts, below, strict=True):
            above = upper or above
            own = column_of(lower)
            if not lower or lower == upper:
                headers.append(upper)
            elif is_date(lower):
                headers.append(lower)
            elif own.is_unknown or own.role is ColumnRole.NAME or is_value_of(lower):
                headers.append(f"{above} {lower}".strip())
            else:
                headers.append(lower)
        return columns_of(headers, self.first_year)

    def _set_columns(self, columns: list[TableColumn], header: GridRow, below: Sequence[GridRow]) -> None:
        columns = by_contents(columns, header, below)
        for column, cell in zip(columns, header, strict=True):
            if column.is_unknown and column not in self.columns:
                why = say("an unknown column: its cells are kept as remarks of the indicators")
                self.draft.report(cell.place, column.header, why)
        roles = {column.role for column in columns}
        self.columns = columns
        is_hierarchy = ColumnRole.NAME in roles and ColumnRole.INDICATOR not in roles
        self.hierarchy = Hierarchy(self.builder, columns, below) if is_hierarchy else None
        self.has_goal_numbers = not is_hierarchy and self._has_goal_numbers(below)
        if self.has_goal_numbers:
            why = say("the rows have no goal: assumed from their numbers, 1.1 belongs to goal 1")
            self.draft.report(header[0].place, tidy(header[0].text), why)

    def _has_goal_numbers(self, below: Sequence[GridRow]) -> bool:
        """Whether only the numbers of the rows, "1.1" or "2.3", name goals, and the document has these goals."""
        if self.outer_goal is not None or any(column.role is ColumnRole.GOAL for column in self.columns):
            return False
        numbers = [number for row in below if (number := self._goal_number(row))]
        return len(numbers) > 1 and all(self.builder.known_goal("", number) for number in numbers)

    def _goal_number(self, row: GridRow) -> str:
        """Return the first part of a row's number, "" for another kind of number."""
        first = next((tidy(cell.text) for cell in row if tidy(cell.text)), "")
        match = _GOAL_NUMBER.match(first)
        return match[1] if match else ""

    # --- rows

    def _is_taken_as_line(self, row: GridRow) -> bool:
        """Return whether the row was read as a line: a total, the title of a table or a sub-heading."""
        filled = [cell for cell in row if tidy(cell.text)]
        texts = {cell.cell: cell for cell in filled}
        if is_total(tidy(filled[0].text)):
            self.draft.report(filled[0].place, _row_text(row), say("a total of the table"))
            return True
        if len(texts) > 1:
            return False
        cell = filled[0]
        is_across = len(filled) > 1 and len(filled) * 2 > len(row)
        at = row.index(cell)
        is_first = at == 0 or not self.columns
        role = self.columns[at].role if self.columns else None
        if (
            not is_across
            and not _names_parent(cell, role)
            and not (is_first and (role in (None, ColumnRole.NUMBER) or (len(row) > 1 and role not in TEXTS)))
        ):
            return False
        if self.hierarchy is not None and not is_across and role is not ColumnRole.NUMBER:
            return False
        self.last = _Last()
        if not self.heading(cell):
            self.draft.report(cell.place, tidy(cell.text), say("a line inside a table that names no goal or action"))
        self.last = _Last(self.builder.goal, self.builder.action)
        return True

    def _is_label_with_text(self, row: GridRow) -> bool:
        """Return whether a row such as “Cel główny: | Aktywna gmina” was read as one line."""
        cells = list({cell.cell: cell for cell in row if tidy(cell.text)}.values())
        if len(cells) != 2:
            return False
        name = tidy(cells[0].text).rstrip(" :")
        label = label_of(f"{name}:")
        is_marked = tidy(cells[0].text).endswith(":") or (label is not None and label.topic is Topic.MAIN_GOAL)
        if label is None or label.topic not in _LINE_LABELS or label.text or not is_marked:
            return False
        return self.heading(replace(cells[1], text=f"{name}: {joined_name(cells[1].text)}"))

    def _read_row(self, row: GridRow) -> None:
        if self.hierarchy is not None:
            self.hierarchy.read(row)
            return
        cells: list[CellText] = [
            (column, f"{beside} {cell.text}" if beside and tidy(cell.text) else cell.text, cell.place)
            for column, cell, beside in zip(self.columns, row, self._numbers_beside(row), strict=True)
        ]
        numbers = (text for column, text, _place in cells if column.role is ColumnRole.NUMBER and not column.is_beside)
        number = next(numbers, "")
        self._set_goal(cells, position_of(number))
        if self.has_goal_numbers and (goal_number := self._goal_number(row)):
            self.builder.return_to(self.builder.known_goal("", goal_number))
        self._set_action(cells, position_of(number))
        names = [at for at in self._owner_columns() if at >= 0 and tidy(cells[at][1])]
        for at in names:
            self.builder.add_row(cells[at], self._details_of(at, cells))
        if not names:
            for column, text, place in cells:
                if column.role in DETAILS and tidy(text):
                    why = say("“{header}” in a row without an indicator", header=column.header)
                    self.draft.report(place, tidy(text), why)

    def _numbers_beside(self, row: GridRow) -> list[str]:
        """Return for each cell the number in the column before it, under the same header."""
        numbers = [
            tidy(cell.text) if column.is_beside and cell.cell != following.cell else ""
            for column, (cell, following) in zip(self.columns, pairwise(row), strict=False)
        ]
        return ["", *numbers]

    def _details_of(self, owner: int, cells: Sequence[CellText]) -> list[CellText]:
        """Return the cells that describe the indicator in a column: its own ones, and those that all indicators share.

        A kind of column that occurs after several columns of indicators belongs to the one before it.
        """
        owners = list(accumulate(self._owner_columns(), max))
        by_role: dict[ColumnRole, set[int]] = {}
        for column, of in zip(self.columns, owners, strict=True):
            by_role.setdefault(column.role, set()).add(of)
        return [
            cell
            for cell, of in zip(cells, owners, strict=True)
            if cell[0].role in DETAILS and tidy(cell[1]) and (of == owner or len(by_role[cell[0].role]) == 1)
        ]

    def _owner_columns(self) -> list[int]:
        return [at if column.role is ColumnRole.INDICATOR else -1 for at, column in enumerate(self.columns)]

    def _set_goal(self, cells: Sequence[CellText], number: str) -> None:
        """Make the goal of a row the current one; `number`: of the row, which a row without anything else gives it."""
        for column, text, place in cells:
            if column.role is ColumnRole.MAIN_GOAL and tidy(text):
                _number, goal = goal_text(numbered_content(text).text)
                self.builder.set_main_goal(goal or text, place)
        for column, text, place in cells:
            if column.role is ColumnRole.GOAL and tidy(text):
                self.last.goal = self._goals_in_cell(text, place, cells)
                is_only_goal = not any(tidy(other) for column, other, _place in cells if column.role in _OF_GOAL)
                if self.last.goal is not None and is_only_goal and not self.last.goal.number:
                    self.last.goal.number = number
                return
        if any(column.role is ColumnRole.GOAL for column, _text, _place in cells) and self.last.goal is not None:
            self.builder.goal = self.last.goal

    def _goals_in_cell(self, text: str, place: Place, cells: Sequence[CellText]) -> GoalDraft | None:
        """Make the goal of a cell the current one; a cell that lists several goals has no current one."""
        lines = [line for line in lines_of(text) if line]
        if len(lines) < 2 or not all(split_number(line).number or label_of(line) for line in lines):
            return self._goal_in_cell(joined_name(text), place)
        for line in lines:
            self._goal_in_cell(line, place)
        self.builder.leave_goal()
        if any(tidy(other) for column, other, _place in cells if column.role in _OF_GOAL):
            self.draft.report(place, " | ".join(lines), say("several goals in one cell: assign the rows to them"))
        return None

    def _goal_in_cell(self, text: str, place: Place) -> GoalDraft | None:
        """Make the goal of a cell the current one: its text, or only its number."""
        numbered = numbered_content(text)
        number, goal = goal_text(numbered.text)
        number = number or numbered.number
        if not goal or ONLY_NUMBER.fullmatch(goal):
            known = self.builder.known_goal("", number or goal.strip(".) "))
            if known is None:
                self.builder.leave_goal()
                self.draft.report(place, tidy(text), say("the number of a goal that the document does not have"))
                return None
            goal = known.text.text if known.text else ""
        return self.builder.set_goal(goal, place, number=number)

    def _set_action(self, cells: Sequence[CellText], position: str) -> None:
        actions = [cell for cell in cells if cell[0].role is ColumnRole.ACTION]
        if not actions:
            self.builder.return_to_action(self.outer_action)
            return
        _column, text, place = actions[0]
        if tidy(text):
            lines = [line for line in lines_of(text) if line]
            if len(lines) > 1 and all(split_number(line).number for line in lines):
                self._list_actions(lines, place)
                return
            self.last.action = self._action_in_cell(joined_name(text), place, position)
        elif (
            self.last.action is not None
            and self.builder.goal is not None
            and self.last.action in self.builder.goal.actions
        ):
            self.builder.action = self.last.action
        else:
            self.builder.leave_action()

    def _action_in_cell(self, text: str, place: Place, position: str) -> ActionDraft:
        numbered = numbered_content(text)
        number, name = goal_text(numbered.text)
        own = number or (numbered.number if "." in numbered.number else "")
        return self.builder.set_action(
            name or numbered.text, place, position=own or position or numbered.number, is_repeated=True
        )

    def _list_actions(self, lines: Sequence[str], place: Place) -> None:
        """Add the actions that a cell lists; indicators beside them belong to the goal, not to one of them."""
        for line in lines:
            self._action_in_cell(line, place, "")
        self.builder.leave_action()
        self.last.action = None
        why = say("several actions in one cell: the indicators beside them belong to none of them")
        self.draft.report(place, " | ".join(lines), why)

    def _report_headless(self, rows: Sequence[GridRow]) -> None:
        for row in rows:
            why = say("a row of a table without recognised headers: name its columns")
            self.draft.report(row[0].place, _row_text(row), why)


def _names_parent(cell: TableCell, role: ColumnRole | None) -> bool:
    """Whether a cell in the column of actions or indicators names the goal or action of the rows below."""
    label = label_of(numbered_content(cell.text).text)
    if label is None:
        return False
    is_goal = label.topic in (Topic.MAIN_GOAL, Topic.GOAL, Topic.PRIORITY)
    return (is_goal and role in (ColumnRole.ACTION, ColumnRole.INDICATOR)) or (
        label.topic is Topic.ACTION and role is ColumnRole.INDICATOR
    )


_NUMBERED_ROW = re.compile(r"\d{1,3}[.)]?|\d{1,3}(?:\.\d{1,3})+\.?")
_GOAL_NUMBER = re.compile(r"(\d{1,2}|[IVX]{1,4})\.\d{1,2}(?:\.\d{1,2})*[.)]?(?:\s|$)")
_LINE_LABELS = {Topic.MAIN_GOAL, Topic.GOAL, Topic.PRIORITY, Topic.ACTION}
_OF_GOAL = {ColumnRole.ACTION, ColumnRole.INDICATOR}


def _row_text(row: GridRow) -> str:
    texts: dict[tuple[int, int], str] = {cell.cell: tidy(cell.text) for cell in row}
    return " | ".join(filter(None, texts.values()))


def side_by_side(grid: TableGrid) -> list[TableGrid]:
    """Return the tables that are side by side: separated by an empty column, each with its own headers."""
    empty = [at for at in range(grid.width) if not any(tidy(row[at].text) for row in grid.rows)]
    edges = [-1, *empty, grid.width]
    spans = [(left + 1, right) for left, right in pairwise(edges) if right - left > 1]
    if len(spans) < 2:
        return [TableGrid([row[left:right] for row in grid.rows]) for left, right in spans]
    parts = [TableGrid([list(row[left:right]) for row in grid.rows]) for left, right in spans]
    with_headers = [
        is_swot(part) or any(is_header(columns_of([tidy(cell.text) for cell in row])) for row in part.rows)
        for part in parts
    ]
    if sum(with_headers) < 2:
        used = [at for at in range(grid.width) if at not in empty]
        return [TableGrid([[row[at] for at in used] for row in grid.rows])]
    return parts
