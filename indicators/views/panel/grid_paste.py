"""The page for a block copied from a spreadsheet: a preview of the cells that it fills, which the grid then saves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cooperation.forms.fields import new_request_key
from cooperation.rendering import render as render_sentence
from cooperation.web.context import Context
from cooperation.web.many_fields import accept_fields, may_have_fields
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators import permissions
from indicators.forms.grid_paste import PastedBlockForm, pasted_fields
from indicators.models.choices import NO_VALUE_REASONS
from indicators.queries.grid import Grid, GridRow, grid_for
from indicators.rules.pasted_blocks import BlockError, BlockPlan, UnplacedCell, read_block
from indicators.views.panel.grid import MAX_FIELDS
from indicators.views.panel.grid_rows import SHORTCUTS, FormCell, FormCells, cells_of_row, form_cells_of, goal_groups

MAX_UNPLACED = 50  # that the page lists


@dataclass(frozen=True, slots=True, kw_only=True)
class PastePreview:
    """The cells that the block fills, and its cells without a place or a meaning."""

    form_cells: FormCells
    plan: BlockPlan | None  # None while the fields of an earlier preview are checked again
    unknown_answers: Sequence[str] = ()

    @property
    def filled(self) -> list[FormCell]:
        return [form_cell for form_cell in self.form_cells.values() if form_cell.form.is_touched]

    @property
    def invalid_cells(self) -> list[FormCell]:
        return [form_cell for form_cell in self.filled if form_cell.form.has_errors]

    def rows(self, grid: Grid) -> list[GridRow]:
        """Return the rows of the grid with a cell that the block fills."""
        return [
            row for row in grid.rows if any(form_cell.form.is_sent for form_cell in cells_of_row(row, self.form_cells))
        ]

    @property
    def unplaced(self) -> Sequence[UnplacedCell]:
        return self.plan.unplaced[:MAX_UNPLACED] if self.plan else ()

    @property
    def unlisted_count(self) -> int:
        return max(len(self.plan.unplaced) - MAX_UNPLACED, 0) if self.plan else 0


@keeps_input
@may_have_fields(MAX_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def grid_paste(request: AuthenticatedHttpRequest, slug: str, year: int) -> HttpResponse:
    """GET: the text field. POST: the preview; `do=check` checks its fields again. The grid's own page saves them."""
    current = grid_for(request.user, slug, year, on=timezone.localdate())
    if current is None or not current.may_record:
        raise Http404
    accept_fields(request, MAX_FIELDS)
    return _paste_response(request, current)


@csrf_protect  # reads the body, so only after `accept_fields`
def _paste_response(request: AuthenticatedHttpRequest, current: Grid) -> HttpResponse:
    sent = request.POST if request.method == "POST" else restored_input(request)
    form = PastedBlockForm(sent, grid=current)
    preview = _preview(form, current, sent) if sent is not None and form.is_valid() else None
    rows = preview.rows(current) if preview is not None else []
    grid_address = reverse("indicators:grid", args=[current.programme.slug, current.year])
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("reports:dashboard")),
        (_("The year %(year)s") % {"year": current.year}, grid_address),
        (_("Paste from a spreadsheet"), None),
    ]
    context: Context = {
        **staff_frame(request, programme=current.programme, crumbs=crumbs),
        "grid": current,
        "form": form,
        "preview": preview,
        "groups": goal_groups(rows, preview.form_cells, is_preview=True) if preview else [],
        "grid_address": grid_address,
        "paste_address": request.path,
        "has_open": True,
        "is_preview": True,
        "is_restored": False,
        "may_run_rounds": permissions.may_run_rounds(request.user),
        "may_submit": any(cell.is_open and cell.due.submit_from is None for row in rows for cell in row.cells),
        "no_value_reasons": [(code, str(label)) for code, label in NO_VALUE_REASONS],  # translated once
        "request_key": new_request_key(),
        "shortcuts": SHORTCUTS,
    }
    return render(request, "indicators/grid_paste.html", context)


def _preview(form: PastedBlockForm, current: Grid, sent: QueryDict) -> PastePreview | None:
    """Return the preview of the text, or of the fields of an earlier preview; None, with the error, for a bad block."""
    plan = None
    unknown_answers: list[str] = []
    if sent.get("do") == "check":
        fields = {name: text for name, text in sent.items() if isinstance(text, str)}
    else:
        try:
            plan = form.plan(read_block(form.cleaned_data["text"]), current.year)
        except BlockError as error:
            form.add_error("text", render_sentence(error.message))
            return None
        fields, unknown_answers = pasted_fields(current.cells, plan.texts)
    form_cells = form_cells_of(current, fields)
    for form_cell in form_cells.values():
        if form_cell.form.is_touched and form_cell.cell.is_open:
            form_cell.form.entered_figure(on=timezone.localdate())
    return PastePreview(form_cells=form_cells, plan=plan, unknown_answers=unknown_answers)
