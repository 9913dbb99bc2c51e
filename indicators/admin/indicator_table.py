"""Several indicators pasted as a table: columns by their headings, a preview, then all of them are stored or none."""

import re
from copy import copy
from dataclasses import dataclass
from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.forms.fields import MultilineField
from cooperation.rendering import render
from cooperation.text import Sentence
from cooperation.web.context import Context
from cooperation.web.unsaved_input import restored_input
from indicators.admin.indicator_entry import requested_action
from indicators.admin.programme_tree_rows import tree_address
from indicators.admin.typed_indicator import EntryMeaning, entry_meaning
from indicators.models import Action
from indicators.rules.indicator_tables import (
    MAX_CELLS,
    Column,
    Heading,
    IndicatorTable,
    TableError,
    indicator_entries,
    read_table,
    with_corrections,
)
from indicators.rules.programme_tree import NodeKey, NodeKind
from indicators.services.errors import NodeMissing
from indicators.services.indicator_tables import PastedIndicator, add_indicators, pasted_indicators

COLUMN_LABELS = {
    Column.UNNAMED: gettext_lazy("name it…"),
    Column.NUMBER: gettext_lazy("No."),
    Column.NAME: gettext_lazy("indicator"),
    Column.TARGET: gettext_lazy("target"),
    Column.FREQUENCY: gettext_lazy("frequency"),
    Column.MEASURE: gettext_lazy("unit of measurement"),
    Column.BASELINE: gettext_lazy("baseline"),
    Column.BASELINE_YEAR: gettext_lazy("year of the baseline"),
    Column.UNIT: gettext_lazy("unit responsible"),
    Column.SOURCE: gettext_lazy("source of data"),
    Column.DEFINITION: gettext_lazy("method"),
    Column.REMARK: gettext_lazy("remark (to the method)"),
    Column.ACTION: gettext_lazy("goal or action (not stored)"),
    Column.SKIPPED: gettext_lazy("leave out"),
}


_CELL_FIELD = re.compile(r"cell-(?P<row>[0-9]{1,4})-(?P<place>[0-9]{1,4})")


class PastedTextForm(forms.Form):
    text = MultilineField(
        label=gettext_lazy("Table copied from a spreadsheet or a document"),
        widget=forms.Textarea({"rows": 8, "class": "entry-paste", "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The first row should have headings: indicator, target, frequency, baseline, unit of measurement, unit "
            "responsible, source. Their order is free. Cells are separated by tabs, semicolons or commas."
        ),
        strip=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCell:
    """A cell of the preview; `field`: the name of its field, "" for a cell that cannot be corrected."""

    text: str
    field: str = ""
    label: str = ""

    @property
    def is_multiline(self) -> bool:
        return "\n" in self.text


@dataclass(frozen=True, kw_only=True)
class PastedRow:
    """A row of the preview."""

    pasted: PastedIndicator
    cells: list[PreviewCell]
    is_selected: bool
    meaning: EntryMeaning | None
    errors: list[tuple[str, Sentence | str]]  # row and column, message

    @property
    def tick_label(self) -> str:
        return _("Add row %(number)s") % {"number": self.pasted.entry.row}


class PastedTable:
    """The pasted text as read; raises TableError."""

    def __init__(self, action: Action, sent: QueryDict) -> None:
        self.action, self.programme = action, action.programme
        self.text = str(sent.get("text", ""))
        chosen = [str(sent[f"column-{place}"]) for place in range(MAX_CELLS) if f"column-{place}" in sent]
        if not set(chosen) <= set(Column):
            raise BadRequest("not a column of the table")
        is_same_text = sent.get("text_seen") == digest(self.text)
        table: IndicatorTable = read_table(self.text, [Column(name) for name in chosen] if is_same_text else [])
        self.corrections = _corrections(sent) if is_same_text else {}
        self.table = with_corrections(table, self.corrections)
        corrected = (f"{row}-{place}-{text}" for (row, place), text in sorted(self.corrections.items()))
        self.columns_seen = digest(self.text, *(heading.column for heading in self.table.headings))
        self.seen = digest(self.columns_seen, *corrected)
        self.text_seen = digest(self.text)
        self.entries = indicator_entries(self.table)
        self.is_checked = sent.get("seen") == self.seen
        has_same_columns = sent.get("columns_seen") == self.columns_seen
        default = [entry.key for entry in self.entries if entry.skipped is None]
        self.selected = set(sent.getlist("row")) if has_same_columns else set(default)
        self.pasted = pasted_indicators(action, self.programme, self.entries, self.selected)

    @property
    def headings(self) -> list[tuple[Heading, str, list[tuple[str, str, bool]]]]:
        """Each column with the label of its select and the choices: value, label, whether it is selected."""
        return [
            (
                heading,
                _("Column %(number)s") % {"number": number},
                [(str(column), str(label), column is heading.column) for column, label in COLUMN_LABELS.items()],
            )
            for number, heading in enumerate(self.table.headings, 1)
        ]

    @cached_property
    def chosen(self) -> list[PastedIndicator]:
        return [row for row in self.pasted if row.entry.key in self.selected]

    @property
    def has_unnamed_columns(self) -> bool:
        unnamed = [at for at, heading in enumerate(self.table.headings) if heading.column is Column.UNNAMED]
        return any(cells[at] for _number, cells in self.table.rows for at in unnamed)

    @property
    def has_names(self) -> bool:
        return any(heading.column is Column.NAME for heading in self.table.headings)

    @property
    def errors_count(self) -> int:
        return sum(bool(row.errors) for row in self.chosen)

    @property
    def can_be_added(self) -> bool:
        is_named = self.has_names and not self.has_unnamed_columns
        return bool(self.chosen) and is_named and not self.errors_count

    @property
    def not_stored(self) -> list[str]:
        """The headings of columns whose cells are not stored."""
        left_out = (Column.ACTION, Column.SKIPPED)
        return [heading.text or "–" for heading in self.table.headings if heading.column in left_out]

    @property
    def rows(self) -> list[PastedRow]:
        return [
            PastedRow(
                pasted=row,
                cells=self._cells(row),
                is_selected=row.entry.key in self.selected,
                meaning=self._meaning(row) if row.indicator.name else None,
                errors=[(_place(row.entry.row, column), message) for column, message in row.errors],
            )
            for row in self.pasted
        ]

    def _cells(self, row: PastedIndicator) -> list[PreviewCell]:
        """Return the cells of the row; those with errors, and those that were corrected, have a field."""
        number, columns = row.entry.row, {column for column, _message in row.errors}
        is_first_part = row.entry.part <= 1  # several indicators of one row share its cells
        cells = []
        for place, (heading, text) in enumerate(zip(self.table.headings, self._texts[number], strict=True)):
            has_field = heading.column in columns or (number, place) in self.corrections
            field = f"cell-{number}-{place}" if has_field and is_first_part else ""
            cells.append(PreviewCell(text=text, field=field, label=_place(number, heading.column)))
        return cells

    @cached_property
    def _texts(self) -> dict[int, tuple[str, ...]]:
        return dict(self.table.rows)

    def _meaning(self, row: PastedIndicator) -> EntryMeaning:
        """Return what is understood of a row. Value type and aggregation are proposals: no column names them."""
        indicator, target = copy(row.indicator), copy(row.target)
        indicator.value_type = target.aggregation = ""
        return entry_meaning(indicator, target, self.programme)


def _corrections(sent: QueryDict) -> dict[tuple[int, int], str]:
    """Return (number of the row, place of the column) -> the text of the corrected cell."""
    cells = {name: _CELL_FIELD.fullmatch(name) for name in sent}
    return {
        (int(match["row"]), int(match["place"])): str(sent[name]).replace("\r\n", "\n").strip()
        for name, match in cells.items()
        if match is not None
    }


def _place(row: int, column: Column | None) -> str:
    place = _("Row %(number)s") % {"number": row}
    return f"{place}, {COLUMN_LABELS[column]}" if column else place


def digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def paste(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the text field; POST shows the preview, and `do=add` stores what was seen, all or nothing."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    action = requested_action(request)
    if action is None:
        raise Http404
    restored = restored_input(request)
    sent = restored if restored is not None else request.POST
    form = PastedTextForm(sent or None)
    table: PastedTable | None = None
    if sent and form.is_valid():
        try:
            table = PastedTable(action, sent)
        except TableError as error:
            form.add_error("text", render(error.message))
    if table is not None and request.method == "POST" and request.POST.get("do") == "add":
        response = _add(model_admin, request, table)
        if response is not None:
            return response
    programme = action.programme
    context: Context = {
        **model_admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "title": _("Paste a table of indicators"),
        "subtitle": None,
        "opts": model_admin.opts,
        "action": action,
        "action_number": f"{action.specific_goal.position}.{action.position}",
        "programme": programme,
        "tree_address": tree_address(programme.pk, None, NodeKey(NodeKind.ACTION, action.pk).anchor),
        "form": form,
        "table": table,
    }
    return TemplateResponse(request, "indicators/admin_indicator_table.html", context)


def _add(model_admin: admin.ModelAdmin, request: HttpRequest, table: PastedTable) -> HttpResponse | None:
    """Store the selected rows; None if the page is to be shown again, with the reason in a message."""
    if not table.is_checked:
        messages.warning(request, _("Nothing has been stored: the table has changed. Check how it is understood now."))
        return None
    if not table.can_be_added:
        messages.error(request, _("Nothing has been stored: correct what is marked, or leave these rows out."))
        return None
    try:
        add_indicators(table.programme, table.action, table.chosen, at=timezone.now())
    except IntegrityError:
        messages.error(request, _("Nothing has been saved: another entry now has one of the numbers. Check again."))
        return None
    except NodeMissing as error:
        raise Http404 from error
    for row in table.chosen:
        model_admin.log_addition(request, row.indicator, [{"added": {}}])
    count = len(table.chosen)
    message = ngettext("%(n)d indicator added.", "%(n)d indicators added.", count) % {"n": count}
    messages.success(request, message)
    return redirect(tree_address(table.programme.pk, None, NodeKey(NodeKind.ACTION, table.action.pk).anchor))
