"""Goals, actions and indicators in one column, distinguished by their numbers ("4", "4.1", "4.1.1") or labels."""

import re
from collections.abc import Sequence

from cooperation.text import fold, say
from indicators.rules.documents.blocks import TableCell
from indicators.rules.documents.builder import Builder, position_of
from indicators.rules.documents.columns import ColumnRole, TableColumn
from indicators.rules.documents.labels import Topic, goal_text, label_of
from indicators.rules.documents.wording import bare_number, content, numbered_content, split_number, tidy

_VALUES = {ColumnRole.TARGET, ColumnRole.VALUES, ColumnRole.BASELINE, ColumnRole.FREQUENCY, ColumnRole.UNIT}
_LEVEL_WORDS = tuple(
    (level, re.compile(words))
    for level, words in (
        (0, r"cel (?:glown|ogoln|strategiczn|nadrzedn|generaln)\w*"),
        (1, r"cel(?: (?:szczegolow|operacyjn|posredni|kierunkow)\w*)?|priorytet|obszar|kierunek(?: dzialan)?"),
        (2, r"dzialanie|zadanie|przedsiewziecie"),
        (3, r"(?:wskaznik|miernik)(?: (?:produktu|rezultatu|oddzialywania))?"),
    )
)
_LEVELS = {Topic.MAIN_GOAL: 0, Topic.PRIORITY: 1, Topic.GOAL: 1, Topic.ACTION: 2, Topic.INDICATOR: 3}


def level_of_word(text: str) -> int | None:
    """Return the level of a row that a cell calls “Cel szczegółowy” or “Wskaźnik”, None for other words."""
    folded = fold(text)
    return next((level for level, words in _LEVEL_WORDS if words.fullmatch(folded)), None)


class Hierarchy:
    """Reads the rows of a table with one column of names."""

    def __init__(self, builder: Builder, columns: Sequence[TableColumn], rows: Sequence[Sequence[TableCell]]) -> None:
        self.builder = builder
        self.columns = columns
        self.name_at = next(at for at, column in enumerate(columns) if column.role is ColumnRole.NAME)
        self.number_at = next((at for at, column in enumerate(columns) if column.role is ColumnRole.NUMBER), None)
        self.level_at = next((at for at, column in enumerate(columns) if column.role is ColumnRole.LEVEL), None)
        single = [row for row in rows if len({cell.cell for cell in row}) > 1]  # no sub-headings across the table
        self.depths = {self._depth(row) for row in single if self._has_values(row)}
        self.is_numbered = any(self._depth(row) > 1 or self._level(row) == _LEVELS[Topic.ACTION] for row in single)
        self.parents: dict[int, tuple[str, str, TableCell]] = {}  # by depth: number, name and cell

    def _number(self, row: Sequence[TableCell]) -> str:
        number = position_of(row[self.number_at].text) if self.number_at is not None else ""
        return number or bare_number(split_number(row[self.name_at].text).number)

    def _depth(self, row: Sequence[TableCell]) -> int:
        number = self._number(row)
        return len(number.split(".")) if number else 0

    def _level(self, row: Sequence[TableCell]) -> int | None:
        if self.level_at is not None and (level := level_of_word(row[self.level_at].text)) is not None:
            return level
        label = label_of(numbered_content(row[self.name_at].text).text)
        return _LEVELS.get(label.topic) if label else None

    def _has_values(self, row: Sequence[TableCell]) -> bool:
        return any(column.role in _VALUES and tidy(cell.text) for column, cell in zip(self.columns, row, strict=True))

    def read(self, row: Sequence[TableCell]) -> None:
        cell = row[self.name_at]
        numbered = numbered_content(cell.text)
        number, depth = self._number(row), self._depth(row)
        label = label_of(numbered.text)
        level = self._level(row)
        name = content(label.text) if label and level is not None else goal_text(numbered.text)[1]
        if not name:
            self.builder.draft.report(
                cell.place, " | ".join(filter(None, (tidy(other.text) for other in row))), say("a row without a name")
            )
        elif level is not None and level < 3:
            self.parents = {at: parent for at, parent in self.parents.items() if at < level}
            self.parents[level] = (label.number or number if label else number, name, cell)
            self._apply(level)
        elif level == 3 or self._has_values(row) or (depth and depth in self.depths):
            self._add_indicator(row, name)
        elif not depth and self.is_numbered:
            self.builder.draft.report(cell.place, name, say("a row without number and label among numbered rows"))
        else:
            self.parents = {at: parent for at, parent in self.parents.items() if at < depth}
            self.parents[depth] = (number, name, cell)
            self._apply_depths()

    def _apply(self, level: int) -> None:
        number, name, cell = self.parents[level]
        if level == 0:
            self.builder.set_main_goal(name, cell.place)
        elif level == 1:
            self.builder.set_goal(name, cell.place, number=number)
        else:
            self.builder.set_action(name, cell.place, position=number)

    def _apply_depths(self) -> None:
        """Set goal and action from the rows above the current row; the lowest is the action if it has indicators."""
        lowest = max(self.depths, default=0)
        depth = max(self.parents)
        number, name, cell = self.parents[depth]
        if (lowest and depth == lowest - 1) or not lowest:
            self.builder.set_action(name, cell.place, position=number)
        elif depth == lowest - 2:
            self.builder.set_goal(name, cell.place, number=number)
        else:
            self.builder.set_main_goal(name, cell.place)

    def _add_indicator(self, row: Sequence[TableCell], name: str) -> None:
        details = [
            (column, cell.text.strip(), cell.place)
            for column, cell in zip(self.columns, row, strict=True)
            if column.role not in (ColumnRole.NUMBER, ColumnRole.NAME, ColumnRole.LEVEL) and tidy(cell.text)
        ]
        cell = row[self.name_at]
        self.builder.add_row((self.columns[self.name_at], name, cell.place), details)
