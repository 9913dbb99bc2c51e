"""The grid of a year: all figures of a person's units in one form; an invalid cell does not stop the others."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cooperation.forms.fields import REQUEST_KEY, new_request_key
from cooperation.text import Sentence, say, typeset
from cooperation.web.context import Context
from cooperation.web.many_fields import accept_fields, may_have_fields
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators import permissions
from indicators.forms.grid import CellForm, touched_fields
from indicators.models.choices import NO_VALUE_REASONS
from indicators.models.indicators import Indicator
from indicators.models.measurements import Revision, State
from indicators.models.slots import Slot
from indicators.queries.grid import Grid, GridRow, grid_for
from indicators.queries.rounds import RoundState
from indicators.services import errors
from indicators.services.grid import FigureKey, GridFigure, save_all
from indicators.views.panel.grid_rows import SHORTCUTS, FormCell, FormCells, cells_of_row, form_cells_of, goal_groups
from indicators.wording import figures as figure_wording
from indicators.wording import rounds as round_wording

MAX_CELLS = 400  # on one page; with the filters a person chooses which
MAX_FIELDS_ON_PAGE = 20_000  # of all cells, parts included
MAX_FIELDS = 2 * MAX_FIELDS_ON_PAGE  # in one request: rows with unsaved input are shown beyond the limit of the page
NO_UNIT = "brak"
STATES = ("empty", *State.values)


@keeps_input
@may_have_fields(MAX_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def grid(request: AuthenticatedHttpRequest, slug: str, year: int) -> HttpResponse:
    current = grid_for(request.user, slug, year, on=timezone.localdate())
    if current is None:
        raise Http404
    accept_fields(request, MAX_FIELDS)
    return _grid_response(request, current)


@csrf_protect  # reads the body, so only after `accept_fields`
def _grid_response(request: AuthenticatedHttpRequest, current: Grid) -> HttpResponse:
    if request.method == "POST":
        if not current.may_record:
            raise PermissionDenied
        return _save(request, current)
    typed = restored_input(request)
    if typed is None:
        return _render_grid(request, current, form_cells_of(current))
    return _render_restored(request, current, typed)


def _render_restored(request: AuthenticatedHttpRequest, current: Grid, typed: QueryDict) -> HttpResponse:
    """Show the touched cells as they were typed, and the others as they are recorded now.

    A cell that was recorded anew in the meantime shows both figures.
    """
    touched = touched_fields(typed.dict())
    form_cells, fresh_cells = form_cells_of(current, touched), form_cells_of(current)
    for key, form_cell in form_cells.items():
        form, head = form_cell.form, form_cell.cell.due.head
        if form.is_touched and not form_cell.cell.is_open:
            form.conflict = _locked_meanwhile(form_cell)
        elif form.differs_from_saved and head is not None and form.based_on != str(head.number):
            form.conflict = _recorded_meanwhile(form_cell.cell.indicator, head)
            fresh_cells[key].form.restore(form)  # based on the newer figure
            form_cells[key] = fresh_cells[key]
    lost_texts = _texts_without_cell(touched, current)
    return _render_grid(request, current, form_cells, lost_texts=lost_texts, is_restored=True)


# --- saving ------------------------------------------------------------------------------------------------------


def _save(request: AuthenticatedHttpRequest, current: Grid) -> HttpResponse:
    """Save what is valid; then redirect, or show the grid again with what was not saved."""
    on = timezone.localdate()
    sent = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    is_submitted = request.POST.get("do") == "submit"
    request_key = request.POST.get("request_key", "")
    form_cells = form_cells_of(current, sent)
    results = save_all(
        _figures_to_save(form_cells, is_submitted=is_submitted),
        by=request.user,
        request_key=request_key if REQUEST_KEY.match(request_key) else "",
        on=on,
    )
    saved: dict[FigureKey, Revision] = {}
    for key, result in results.items():
        if isinstance(result, errors.MeasurementError):
            form_cells[key].form.conflict = _refusal_reason(result, form_cells[key])
        else:
            saved[key] = result
    unsaved = {key: form_cell for key, form_cell in form_cells.items() if form_cell.form.is_refused}
    lost_texts = _texts_without_cell(sent, current)
    has_unsaved = bool(unsaved or lost_texts)
    _add_messages(request, saved, form_cells, is_submitted=is_submitted, has_unsaved=has_unsaved)
    if not has_unsaved:
        return redirect(request.get_full_path())
    fresh = grid_for(request.user, current.programme.slug, current.year, on=on)
    if fresh is None:
        raise Http404
    fresh_cells = form_cells_of(fresh)
    for key, form_cell in unsaved.items():
        if key in fresh_cells:
            fresh_cells[key].form.restore(form_cell.form)
    has_conflict = any(form_cell.form.conflict for form_cell in unsaved.values())
    return _render_grid(request, fresh, fresh_cells, lost_texts=lost_texts, status=409 if has_conflict else 200)


def _figures_to_save(form_cells: FormCells, *, is_submitted: bool) -> list[GridFigure]:
    """Return the valid figures of touched cells, and of untouched drafts that are submitted with them.

    Invalid cells get their errors, unlikely ones a question, touched cells that are locked now a conflict.
    """
    on = timezone.localdate()
    wanted: list[GridFigure] = []
    for form_cell in form_cells.values():
        form, cell = form_cell.form, form_cell.cell
        if not form.is_sent or not (form.is_touched or (is_submitted and form.wants_submission())):
            continue
        if not cell.is_open:
            form.conflict = _locked_meanwhile(form_cell) if form.is_touched else None
            continue
        figure = form.entered_figure(on=on)
        if figure is not None and form.asks_about(figure):
            continue
        if figure is not None and form.based_on.isdecimal() and len(form.based_on) < 10:
            may_submit = cell.due.submit_from is None or figure.is_achieved
            wanted.append(
                GridFigure(
                    key=form_cell.key,
                    slot=Slot(cell.indicator, cell.due.period, cell.due.days),
                    figure=figure,
                    based_on=int(form.based_on),
                    is_submitted=is_submitted and may_submit,
                )
            )
    return wanted


def _add_messages(
    request: AuthenticatedHttpRequest,
    saved: Mapping[FigureKey, Revision],
    form_cells: FormCells,
    *,
    is_submitted: bool,
    has_unsaved: bool,
) -> None:
    """Say how many figures were saved and what became of them. `form_cells`: as they were before the save."""
    submitted = sum(revision.state == State.SUBMITTED for revision in saved.values())
    back_to_draft = sum(
        revision.state == State.DRAFT and form_cells[key].cell.due.state == State.SUBMITTED
        for key, revision in saved.items()
    )
    if saved:
        text = ngettext("%(n)d figure saved.", "%(n)d figures saved.", len(saved)) % {"n": len(saved)}
        if submitted:
            text += " " + ngettext(
                "%(n)d of them was submitted for approval.", "%(n)d of them were submitted for approval.", submitted
            ) % {"n": submitted}
        if back_to_draft:
            text += " " + ngettext(
                "%(n)d of them had been submitted for approval and is a draft again.",
                "%(n)d of them had been submitted for approval and are drafts again.",
                back_to_draft,
            ) % {"n": back_to_draft}
        if is_submitted and submitted < len(saved):
            text += " " + _("The others remain drafts, because their periods have not ended.")
        (messages.warning if back_to_draft else messages.success)(request, text)
    elif not has_unsaved:
        messages.info(request, _("Nothing was saved, because nothing was changed."))


def _locked_meanwhile(form_cell: FormCell) -> Sentence:
    if form_cell.cell.due.has_approved:
        return say(
            "Not saved: {figure} has been approved in the meantime. To change it, submit a correction.",
            figure=form_cell.saved_figure,
        )
    return say("Not saved: {why}", why=form_cell.lock_reason)


def _refusal_reason(error: errors.MeasurementError, form_cell: FormCell) -> Sentence:
    if isinstance(error, errors.StaleRevision) and error.head is not None:
        return _recorded_meanwhile(form_cell.cell.indicator, error.head)
    if isinstance(error, errors.RecordingLocked):
        return say("Not saved: {why}", why=error.lock.sentence)
    if isinstance(error, errors.NotAllowed):
        return say("Not saved: this indicator is no longer yours.")
    return say("Not saved: this figure has changed in the meantime. Check it again.")


def _recorded_meanwhile(indicator: Indicator, head: Revision) -> Sentence:
    return say(
        "Somebody else has saved {figure} in the meantime. Your figure is in the field: save it again if it "
        "is the right one.",
        figure=figure_wording.revision_figure(indicator, head),
    )


def _texts_without_cell(sent: Mapping[str, str], current: Grid) -> list[str]:
    """Return what was typed into cells that the grid no longer has (indicator withdrawn or given to another unit)."""
    touched = touched_fields(sent)
    prefixes = {name.rpartition("_was")[0] for name in touched if name.endswith("_was")}
    prefixes -= {CellForm(cell).prefix for cell in current.cells}
    return [
        text
        for name, text in touched.items()
        for prefix in prefixes
        if name.startswith(f"{prefix}_") and not name.endswith(("_was", "_based_on")) and text
    ]


# --- the page ----------------------------------------------------------------------------------------------------


def _render_grid(
    request: AuthenticatedHttpRequest,
    current: Grid,
    form_cells: FormCells,
    *,
    lost_texts: Sequence[str] = (),
    is_restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    on = timezone.localdate()
    round_year = current.round_year(on)
    chosen = _chosen_filters(request, current)
    matching = [row for row in current.rows if _matches(row, chosen, form_cells)]
    rows = _rows_of_page(matching, form_cells)
    page_cells = [form_cell for row in rows for form_cell in cells_of_row(row, form_cells)]
    invalid_cells = [form_cell for form_cell in page_cells if form_cell.form.has_errors]
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("reports:dashboard")),
        (_("The year %(year)s") % {"year": current.year}, None),
    ]
    context = {
        **staff_frame(request, programme=current.programme, crumbs=crumbs),
        "grid": current,
        "groups": goal_groups(rows, form_cells, is_restored=is_restored),
        "is_truncated": len(rows) < len(matching),
        "shown_row_count": len(rows),
        "row_count": len(matching),
        "invalid_cells": invalid_cells,
        "asked_cells": [form_cell for form_cell in page_cells if form_cell.form.question],
        "wants_submission": request.POST.get("do") == "submit",
        "lost_texts": lost_texts,
        "is_restored": is_restored,
        "is_preview": False,
        "conflict": bool(invalid_cells or lost_texts) or None,
        "summary": round_wording.year_summary(round_year.tally, not_due=current.count_not_due(on)),
        "is_closed": round_year.state is RoundState.CLOSED,
        "round_state": round_wording.round_state(round_year),
        "may_run_rounds": permissions.may_run_rounds(request.user),
        "may_record": current.may_record,
        "shortcuts": SHORTCUTS,
        "has_open": any(cell.is_open for row in rows for cell in row.cells),
        "may_submit": any(cell.is_open and cell.due.submit_from is None for row in rows for cell in row.cells),
        "due_on": next((cell.due.days.due_on for cell in current.cells), None),
        "no_value_reasons": [(code, str(label)) for code, label in NO_VALUE_REASONS],  # translated once
        "request_key": new_request_key(),
        "filters": _filter_selects(current, chosen),
        "year_links": [
            {
                "label": str(year),
                "url": reverse("indicators:grid", args=[current.programme.slug, year]),
                "current": year == current.year,
            }
            for year in current.programme.years
        ],
    }
    return render(request, "indicators/grid.html", context, status=status)


def _rows_of_page(rows: Iterable[GridRow], form_cells: FormCells) -> list[GridRow]:
    """Return the rows up to the limits of one page, and every later row with unsaved input."""
    page_rows: list[GridRow] = []
    cell_count = field_count = 0
    for row in rows:
        cells = cells_of_row(row, form_cells)
        cell_count += len(cells)
        field_count += sum(len(form_cell.form.texts) + 2 for form_cell in cells)
        has_room = cell_count <= MAX_CELLS and field_count <= MAX_FIELDS_ON_PAGE
        if has_room or not page_rows or any(form_cell.has_unsaved_input for form_cell in cells):
            page_rows.append(row)
    return page_rows


def _chosen_filters(request: AuthenticatedHttpRequest, current: Grid) -> dict[str, str]:
    """Return the value of each filter; "" where the address has none, or one that is not on its list."""
    units = {str(row.indicator.unit_id or NO_UNIT) for row in current.rows}
    goals = {str(row.goal.position) for row in current.rows}
    allowed = {"jednostka": units, "cel": goals, "stan": set(STATES)}
    sent = {name: request.GET.get(name, "") for name in allowed}
    return {name: value if value in allowed[name] else "" for name, value in sent.items()}


def _matches(row: GridRow, chosen: Mapping[str, str], form_cells: FormCells) -> bool:
    """Whether the row passes the filters; a row with unsaved input always does."""
    cells = cells_of_row(row, form_cells)
    if any(form_cell.has_unsaved_input for form_cell in cells):
        return True
    states = {form_cell.cell.due.state or "empty" for form_cell in cells}
    return (
        chosen["jednostka"] in ("", str(row.indicator.unit_id or NO_UNIT))
        and chosen["cel"] in ("", str(row.goal.position))
        and (not chosen["stan"] or chosen["stan"] in states)
    )


def _filter_selects(current: Grid, chosen: Mapping[str, str]) -> list[Context]:
    """Return the context of each filter that has more than one option."""
    units = {str(row.indicator.unit_id or NO_UNIT): row.indicator.unit for row in current.rows}
    goals = {str(row.goal.position): row.goal for row in current.rows}
    states = [("empty", _("empty")), *State.choices]
    selects: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("jednostka", _("Unit"), [(key, typeset(unit.name) if unit else _("no unit")) for key, unit in units.items()]),
        ("cel", _("Goal"), [(key, f"{key}. {typeset(goal.text)[:60]}") for key, goal in goals.items()]),
        ("stan", _("State"), [(key, str(label)) for key, label in states]),
    ]
    return [
        {"name": name, "label": label, "selected": chosen[name], "options": options}
        for name, label, options in selects
        if len(options) > 1
    ]
