"""The record form of one figure: save a draft, submit, correct, withdraw. Every answer shows all typed input again."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperation import rendering
from cooperation.forms.fields import new_request_key
from cooperation.rendering import render as render_sentence
from cooperation.text import fill
from cooperation.web.context import Context
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from cooperation.web.uploads import takes_files
from indicators import permissions
from indicators.forms.measurements import MeasurementForm, initial_values, with_corrected_value
from indicators.models import Revision
from indicators.models.measurements import State
from indicators.queries.due_figures import DueFigure
from indicators.queries.measurements import FigureEntry
from indicators.queries.recording_queue import FigureList, RecordingQueue, entry_with_queue_for
from indicators.services import errors, measurements
from indicators.views.panel.evidence import note_upload, scanner_failure
from indicators.views.panel.figures import (
    entry_evidence,
    entry_or_404,
    figure_context,
    figure_frame,
    figure_names,
    step_figure,
)
from indicators.wording import figures as figure_wording

BUTTONS = ("submit", "submit_and_return", "draft")
FROM_GRID = "siatka"  # the value of `z` in the address of a form that was opened from the grid


@takes_files()
@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def measurement(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry, queue = _entry_and_queue_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _save(request, entry, queue)
    typed = restored_input(request)
    if entry.lock is not None:
        return _render_locked(request, entry, typed)
    if typed is not None and _is_stale(request, typed, entry):
        form = MeasurementForm(with_corrected_value(typed), entry=entry)
        form.is_valid()  # fills `figure`
        return _render_conflict(request, entry, queue, form, status=200)
    initial = initial_values(entry, entry.head)
    if typed is not None:
        initial = {**dict.fromkeys(initial, ""), "request_key": initial["request_key"], **typed.dict()}
    form = MeasurementForm(initial=initial, entry=entry)
    form.focuses_value = True
    return _render_form(request, entry, queue, form)


def _entry_and_queue_or_404(
    request: AuthenticatedHttpRequest, indicator_id: int, period_code: str
) -> tuple[FigureEntry, RecordingQueue]:
    entry_and_queue = entry_with_queue_for(
        request.user, indicator_id, period_code, opened_from=_opened_from(request), on=timezone.localdate()
    )
    if entry_and_queue is None:
        raise Http404
    return entry_and_queue


def _opened_from(request: AuthenticatedHttpRequest) -> FigureList:
    return FigureList.GRID if request.GET.get("z") == FROM_GRID else FigureList.PANEL


def _save(request: AuthenticatedHttpRequest, entry: FigureEntry, queue: RecordingQueue) -> HttpResponse:
    if request.POST.get("do", "submit") not in BUTTONS:
        raise BadRequest("not a button of the form")
    if entry.lock is not None:
        return _render_locked(request, entry, request.POST, status=409)
    form = MeasurementForm(with_corrected_value(request.POST), request.FILES, entry=entry)
    note_upload(request, form, "evidence_file")
    is_valid, submit = form.is_valid(), request.POST.get("do", "submit") != "draft"
    if _is_stale(request, request.POST, entry):
        return _render_conflict(request, entry, queue, form)
    if not is_valid or (submit and form.asks_about_unusual_value()):
        return _render_form(request, entry, queue, form)
    try:
        revision = _save_with_file(request, form, submit=submit)
    except errors.UploadRefused as refused:
        form.add_error("evidence_title" if refused.field else "evidence_file", render_sentence(refused.sentence))
        return _render_form(request, entry, queue, form)
    except errors.ScannerFailed:
        form.add_error("evidence_file", scanner_failure())
        return _render_form(request, entry, queue, form, status=503)
    except (errors.StaleRevision, errors.ReasonRequired):
        # Another person saved or approved the figure after `entry` was read. If it was approved, the form had no field
        # for the reason of the correction.
        current = entry_or_404(request, entry.indicator.pk, entry.period.code)
        return _render_conflict(request, current, queue, form)
    except errors.RecordingLocked as error:
        return _render_locked(request, replace(entry, lock=error.lock), request.POST, status=409)
    except errors.NotAllowed as error:
        raise Http404 from error
    except errors.TooEarlyToSubmit as error:
        message = _("This can be submitted from %(day)s. Until then, choose “Save draft”.")
        form.add_error(None, fill(message, {"day": rendering.long_date(error.from_day)}))
        return _render_form(request, entry, queue, form)
    return _redirect_after_save(request, entry, queue, revision)


def _save_with_file(request: AuthenticatedHttpRequest, form: MeasurementForm, *, submit: bool) -> Revision:
    """Save the figure and its file; only the figure, with a message, if it has the same file already."""
    try:
        return form.save(by=request.user, submit=submit)
    except errors.DuplicateEvidence as duplicate:
        revision = form.save(by=request.user, submit=submit, with_file=False)
        title = duplicate.evidence.title if duplicate.evidence else ""
        messages.info(request, fill(_("This file was already added as “%(title)s”."), {"title": title}))
        return revision


def _is_stale(request: AuthenticatedHttpRequest, typed: QueryDict, entry: FigureEntry) -> bool:
    """Whether the figure was saved or decided after the form was rendered.

    A repeated request is not stale: the service answers it with the revision that it has saved already.
    """
    request_key, based_on = typed.get("request_key", ""), typed.get("based_on", "")
    own_revisions = [step.revision for step in entry.steps if step.revision.author_id == request.user.pk]
    is_repeated = bool(request_key) and any(revision.request_key == request_key for revision in own_revisions)
    return based_on.isdecimal() and based_on != str(entry.head_number) and not is_repeated


def _redirect_after_save(
    request: AuthenticatedHttpRequest, entry: FigureEntry, queue: RecordingQueue, revision: Revision
) -> HttpResponse:
    """Redirect to the next figure or to the list, as the pressed button says; after a draft to the form or the grid."""
    if revision.state == State.DRAFT:
        messages.success(request, fill(_("Draft saved: %(name)s, %(period)s."), figure_names(entry)))
        return redirect(_list_address(request, entry) if _opened_from(request) is FigureList.GRID else request.path)
    messages.success(request, fill(_("Submitted for approval: %(name)s, %(period)s."), figure_names(entry)))
    due = _next_figure(entry, queue)
    if due is None or request.POST.get("do") == "submit_and_return":
        return redirect(_list_address(request, entry))
    address = reverse("indicators:measurement", args=[due.indicator.pk, due.period.code])
    return redirect(f"{address}?z={FROM_GRID}" if _opened_from(request) is FigureList.GRID else address)


def _next_figure(entry: FigureEntry, queue: RecordingQueue) -> DueFigure | None:
    """Return the figure to open after this one; None after a correction, which is not part of a series."""
    return queue.next_figure if entry.approved is None else None


def _list_address(request: AuthenticatedHttpRequest, entry: FigureEntry) -> str:
    """Return the address of the list from which the form was opened; in the grid, of the indicator's row."""
    if _opened_from(request) is FigureList.GRID:
        return _grid_row_address(entry)
    return reverse("reports:dashboard")


def _grid_row_address(entry: FigureEntry) -> str:
    address = reverse("indicators:grid", args=[entry.programme.slug, entry.period.year])
    return f"{address}#w{entry.indicator.pk}"


def _render_form(
    request: AuthenticatedHttpRequest,
    entry: FigureEntry,
    queue: RecordingQueue,
    form: MeasurementForm,
    *,
    status: int = 200,
    conflict: Context | None = None,
) -> HttpResponse:
    context = {
        **figure_frame(request, entry),
        "form": form,
        "entry": entry,
        "conflict": conflict,
        "evidence": entry_evidence(entry),
        "is_from_grid": _opened_from(request) is FigureList.GRID,
        "list_address": _list_address(request, entry),
        "grid_address": _grid_row_address(entry),
        "next_figure": _next_figure(entry, queue),
        "queue": queue,
        **figure_context(entry),
    }
    return render(request, "indicators/measurement_form.html", context, status=status)


def _render_conflict(
    request: AuthenticatedHttpRequest,
    current: FigureEntry,
    queue: RecordingQueue,
    form: MeasurementForm,
    *,
    status: int = 409,
) -> HttpResponse:
    """Answer with both values, and the typed input in a new form based on the current revision."""
    new_form = MeasurementForm(
        initial={
            **dict(form.data.items()),
            "based_on": current.head_number,
            "request_key": new_request_key(),
        },
        entry=current,
    )
    new_form.was_file_chosen = form.was_file_chosen
    figure = form.figure
    conflict = {
        "own_figure": figure_wording.figure(
            figure.value if figure else None,
            figure.no_value_reason if figure else "",
            value_type=current.value_type,
            measure=current.indicator.measure,
            decimals=figure.decimals if figure else 0,
            expected_on=figure.expected_on if figure else None,
        ),
        "recorded_figure": step_figure(current, current.head),
        "head": current.head,
    }
    return _render_form(request, current, queue, new_form, status=status, conflict=conflict)


def _render_locked(
    request: AuthenticatedHttpRequest, entry: FigureEntry, typed: QueryDict | None, *, status: int = 200
) -> HttpResponse:
    """Show why the figure cannot be recorded now, and the typed values to copy."""
    fields = MeasurementForm(entry=entry).fields
    typed_values = [
        (fields[name].label, value)
        for name, value in (typed or QueryDict()).items()
        if value and name in fields and name not in ("based_on", "request_key")
    ]
    context = {
        **figure_frame(request, entry),
        "form": None,
        "entry": entry,
        "typed_values": typed_values,
        "may_run_rounds": permissions.may_run_rounds(request.user),
        "evidence": entry_evidence(entry),
        **figure_context(entry),
    }
    return render(request, "indicators/measurement_locked.html", context, status=status)


@has_only_buttons
@require_POST
@role_required
def measurement_withdrawal(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    """Take back a submission before it is approved."""
    entry = entry_or_404(request, indicator_id, period_code)
    based_on = request.POST.get("based_on", "")
    if entry.head is None or not based_on.isdecimal() or len(based_on) > 9:
        raise Http404
    try:
        measurements.withdraw(entry.head.revision.measurement, by=request.user, based_on=int(based_on))
    except errors.NotAllowed as error:
        raise Http404 from error
    except (errors.StaleRevision, errors.WrongState):
        messages.warning(
            request,
            _("Nothing was withdrawn: the figure has changed in the meantime. Its current state is shown below."),
        )
    else:
        messages.success(request, _("Withdrawn. The figure can be changed and submitted again."))
    return redirect("indicators:measurement", indicator_id, period_code)
