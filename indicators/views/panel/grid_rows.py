"""Template contexts of the rows of a year's grid: the input of each period, its parts, notes, reasons and states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.rendering import render
from cooperation.text import Sentence, ValueType, at_scale, say
from cooperation.web.context import Context
from indicators.forms.grid import CellForm
from indicators.models.measurements import Revision, State
from indicators.queries.grid import Grid, GridCell, GridRow
from indicators.queries.revisions import shown_revision
from indicators.rules.facts import YearStatus
from indicators.rules.figures import unusual_value_warning
from indicators.rules.phrases import enumeration
from indicators.rules.recording import LockReason
from indicators.rules.status import status_label
from indicators.rules.values import format_value
from indicators.services.grid import FigureKey
from indicators.wording import figures as figure_wording
from indicators.wording import measurements as measurement_wording
from indicators.wording.periods import short_period

# The number of figures in a row -> the class that lays them out: months are two lines of six.
LAYOUTS = {2: "cells--2", 4: "cells--4", 12: "cells--12"}
LAYOUT_OF_ONE = {ValueType.MONEY: "cells--money", ValueType.YES_NO: "cells--answer"}
SHORTCUTS = (
    ("Enter, Shift+Enter", _("down, up in the same column")),
    ("Tab, Shift+Tab", _("next, previous field")),
    ("← → ↑ ↓", _("the neighbouring cell, when the caret is at the edge of the text")),
    ("Ctrl+V", _("pastes a block from a spreadsheet to the right and down")),
    ("Ctrl+Z", _("undoes the paste")),
    (_("Shift+arrows, Ctrl+C"), _("selects cells, copies them for a spreadsheet")),
    ("Alt+↓, Alt+↑", _("unfolds, folds the parts and the note of the row")),
    ("Esc", _("restores the recorded value")),
    ("Ctrl+Enter", _("saves")),
)


@dataclass(frozen=True)
class FormCell:
    """A cell of the grid with its input and the texts around it, which are rendered in several places of a row."""

    cell: GridCell
    form: CellForm

    @property
    def key(self) -> FigureKey:
        return self.cell.indicator.pk, self.cell.due.period.code

    @cached_property
    def last_year_figure(self) -> Sentence | None:
        last_year = self.cell.due.last_year
        return figure_wording.revision_figure(self.cell.indicator, last_year) if last_year else None

    @cached_property
    def last_year_state(self) -> str:
        return figure_wording.unapproved_state_label(self.cell.due.last_year)

    @cached_property
    def saved_figure(self) -> Sentence | None:
        return figure_wording.revision_figure(self.cell.indicator, self._shown) if self._shown else None

    @cached_property
    def superseded_figure(self) -> Sentence | None:
        """The approved figure that the shown one replaces, if it is another one."""
        shown, before = self._shown, self.cell.superseded
        if before is None or shown is None:
            return None
        if (before.value, before.no_value_reason, before.expected_on) == (
            shown.value, shown.no_value_reason, shown.expected_on,
        ):  # fmt: skip
            return None
        return figure_wording.revision_figure(self.cell.indicator, before)

    @cached_property
    def correction(self) -> Sentence | None:
        """When and why the approved figure was corrected."""
        shown = self._shown
        if self.superseded_figure is None or shown is None or not shown.correction_reason:
            return None
        return say("corrected on {day}: “{reason}”", day=shown.at, reason=shown.correction_reason)

    @cached_property
    def _shown(self) -> Revision | None:
        head = self.cell.due.head
        return shown_revision(head) if head else None

    @cached_property
    def short_period(self) -> Sentence:
        return short_period(self.cell.due.period)

    @property
    def saved_value(self) -> str:
        """The recorded value as the field shows it; a copied block of cells contains it for a locked figure."""
        return self.form.saved_texts["value"]

    @property
    def is_draft(self) -> bool:
        """Whether "save and submit" submits the figure although it was not touched."""
        return self.cell.is_open and self.cell.due.state == State.DRAFT

    @property
    def lock_reason(self) -> Sentence:
        return measurement_wording.due_state(self.cell.due)

    @property
    def is_correctable(self) -> bool:
        return self.cell.due.state == State.APPROVED and self.cell.due.lock is None

    @property
    def is_correctable_after_closing(self) -> bool:
        """Whether a coordinator may correct the figure although its round is closed."""
        lock = self.cell.due.lock
        return self.cell.due.has_approved and lock is not None and lock.reason is LockReason.CLOSED

    @cached_property
    def warning(self) -> Sentence | None:
        """What is unusual about the recorded value, as long as no note explains it."""
        head, last_year = self.cell.due.head, self.cell.due.last_year
        if head is None or head.note or not self.cell.is_open:
            return None
        return unusual_value_warning(head.value, last_year.value if last_year else None, self.cell.due.value_type)

    @property
    def has_advice(self) -> bool:
        """Whether something may be said below the fields: an error, a question, unsaved or unlikely input."""
        return self.has_unsaved_input or self.warning is not None

    @property
    def has_unsaved_input(self) -> bool:
        return self.form.is_refused or self.form.is_touched


FormCells = Mapping[FigureKey, FormCell]


def form_cells_of(grid: Grid, sent: Mapping[str, str] | None = None) -> dict[FigureKey, FormCell]:
    """Return every cell of the grid with its input: the recorded texts, or those that were sent."""
    form_cells = (FormCell(cell, CellForm(cell, sent)) for cell in grid.cells)
    return {form_cell.key: form_cell for form_cell in form_cells}


def cells_of_row(row: GridRow, form_cells: FormCells) -> list[FormCell]:
    return [form_cells[row.indicator.pk, cell.due.period.code] for cell in row.cells]


def goal_groups(
    rows: Iterable[GridRow], form_cells: FormCells, *, is_restored: bool = False, is_preview: bool = False
) -> list[Context]:
    """Return {"goal", "rows"} of each specific goal, in order.

    `is_restored`: with input of a session that has ended; `is_preview`: with pasted texts.
    """
    return [
        {
            "goal": goal,
            "rows": [
                row_context(row, cells_of_row(row, form_cells), is_restored=is_restored, is_preview=is_preview)
                for row in group
            ],
        }
        for goal, group in groupby(rows, key=lambda row: row.goal)
    ]


def row_context(row: GridRow, cells: Sequence[FormCell], *, is_restored: bool, is_preview: bool) -> Context:
    is_open = any(form_cell.cell.is_open for form_cell in cells)
    is_fold_open = any(form_cell.form.is_fold_open for form_cell in cells)
    has_pasted_parts = is_preview and any(form_cell.form.changed_parts for form_cell in cells)
    return {
        "row": row,
        "cells": cells,
        "is_single": len(cells) == 1,
        "layout": _layout(cells),
        "has_errors": any(form_cell.form.has_errors for form_cell in cells),
        "is_open": is_open,
        "parts": _parts(cells) if is_open else [],
        "has_part_sums": _has_part_sums(cells),
        "is_fold_open": is_fold_open or has_pasted_parts,
        "has_folded_texts": any(form_cell.form.has_folded_texts for form_cell in cells),
        "has_reason": any(form_cell.form.has_reason for form_cell in cells if form_cell.cell.is_open),
        "lock_notes": _lock_notes(cells),
        "corrections": [
            {"period": form_cell.short_period, "text": form_cell.correction}
            for form_cell in cells
            if form_cell.correction is not None
        ],
        "states": _states(cells, has_unsaved=is_restored or is_preview),
        "target_sentence": cells[0].cell.due.target_sentence or "" if cells else "",
        "status": row.result.status if cells else None,
        "status_label": status_label(row.result.status),
        "year_value": _year_value(row, row.result) if len(cells) > 1 else None,
        "last_year_value": _year_value(row, row.last_result) if len(cells) > 1 else None,
        "last_year_periods": _last_year_periods(cells),
    }


def _layout(cells: Sequence[FormCell]) -> str:
    if len(cells) != 1:
        return LAYOUTS.get(len(cells), "cells--4")
    return LAYOUT_OF_ONE.get(cells[0].form.value_type, "cells--number")


def _parts(cells: Sequence[FormCell]) -> list[Context]:
    """Return a row for each category of the breakdown: {"name", "fields"}; a field: {"form_cell", "field", "text",
    "is_changed"}.
    """
    rows: list[Context] = []
    for place, (_category, name) in enumerate(cells[0].cell.categories):
        fields = [
            {
                "form_cell": form_cell,
                "field": field,
                "text": form_cell.form.texts[field],
                "is_changed": field in form_cell.form.changed_parts,
            }
            for form_cell in cells
            for field in form_cell.form.part_names[place : place + 1]
        ]
        rows.append({"name": name, "fields": fields})
    return rows


def _has_part_sums(cells: Sequence[FormCell]) -> bool:
    """Whether the figures of a part can be added up over the year while they are typed: counts, all of them open."""
    return len(cells) > 1 and all(
        form_cell.cell.is_open and form_cell.form.value_type in (ValueType.COUNT, ValueType.MONEY)
        for form_cell in cells
    )


def _lock_notes(cells: Sequence[FormCell]) -> list[Context]:
    """Return {"reason", "periods"} of the locked figures; figures with the same reason share a note.

    None to a person who only reads the grid: the states say enough.
    """
    notes: dict[str, list[FormCell]] = {}
    for form_cell in cells:
        if form_cell.cell.may_record and not form_cell.cell.is_open:
            notes.setdefault(render(form_cell.lock_reason), []).append(form_cell)
    return [
        {
            "reason": of_reason[0].lock_reason,
            "periods": enumeration([form_cell.short_period for form_cell in of_reason]) if len(cells) > 1 else None,
        }
        for of_reason in notes.values()
    ]


def _states(cells: Sequence[FormCell], *, has_unsaved: bool) -> list[Context]:
    """Return {"label", "periods", "comments"} of the figures' states; figures in the same state share a line."""
    states: dict[str, list[FormCell]] = {}
    for form_cell in cells:
        label = _state_label(form_cell, has_unsaved=has_unsaved)
        if label:
            states.setdefault(label, []).append(form_cell)
    return [
        {
            "label": label,
            "periods": enumeration([form_cell.short_period for form_cell in of_state]) if len(states) > 1 else None,
            "comments": [
                form_cell.cell.due.head.comment
                for form_cell in of_state
                if form_cell.cell.due.head and form_cell.cell.due.is_returned
            ],
        }
        for label, of_state in states.items()
    ]


def _state_label(form_cell: FormCell, *, has_unsaved: bool) -> str:
    form, head = form_cell.form, form_cell.cell.due.head
    if form.is_refused or (has_unsaved and form.differs_from_saved):
        return gettext("not saved")
    if head is not None:
        return str(head.get_state_display())
    return gettext("empty") if form_cell.cell.is_open or not form_cell.cell.may_record else ""


def _last_year_periods(cells: Sequence[FormCell]) -> Sentence | None:
    """Return "I kw.: 3, II kw.: 2 (draft)", the figures of the same periods a year before; None without any."""
    figures = []
    for form_cell in cells:
        if form_cell.last_year_figure is not None:
            values = {"period": form_cell.short_period, "figure": form_cell.last_year_figure}
            state = form_cell.last_year_state
            figures.append(
                say("{period}: {figure} ({state})", **values, state=state)
                if state
                else say("{period}: {figure}", **values)
            )
    return enumeration(figures) if figures else None


def _year_value(row: GridRow, result: YearStatus | None) -> Sentence | None:
    """Return the year's figure, computed from its periods; None while there is none."""
    if result is None or result.actual is None:
        return None
    value_type = ValueType(row.indicator.value_type)
    return format_value(at_scale(result.actual, result.decimals), value_type=value_type, measure=row.indicator.measure)
