"""The record form of one figure: save a draft, submit, correct, withdraw. Every answer shows all typed input again."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperation import rendering
from cooperation.forms.fields import new_request_key
from cooperation.text import fill
from cooperation.web.context import Context
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from indicators import permissions
from indicators.forms.measurements import MeasurementForm, initial_values
from indicators.models import Revision
from indicators.models.measurements import State
from indicators.queries.due import DueFigure, due_figures_for
from indicators.queries.measurements import FigureEntry
from indicators.services import errors, measurements
from indicators.views.panel.figures import (
    entry_evidence,
    entry_or_404,
    entry_warning,
    figure_context,
    figure_frame,
    figure_names,
    step_figure,
)
from indicators.wording import figures as figure_wording


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def record(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _save(request, entry)
    typed = restored_input(request)
    if entry.lock is not None:
        return _render_locked(request, entry, typed)
    initial = initial_values(entry, entry.head)
    if typed is not None:
        initial = {**dict.fromkeys(initial, ""), "request_key": initial["request_key"], **typed.dict()}
    return _render_form(request, entry, MeasurementForm(initial=initial, entry=entry))


def _save(request: AuthenticatedHttpRequest, entry: FigureEntry) -> HttpResponse:
    if entry.lock is not None:
        return _render_locked(request, entry, request.POST, status=409)
    form = MeasurementForm(request.POST, entry=entry)
    is_valid = form.is_valid()
    if _is_stale(request, entry):
        return _render_conflict(request, entry, form)
    if not is_valid:
        return _render_form(request, entry, form)
    try:
        revision = form.save(by=request.user, submit=request.POST.get("do", "submit") != "draft")
    except (errors.StaleRevision, errors.ReasonRequired):
        # Another person saved or approved the figure after `entry` was read. If it was approved, the form had no field
        # for the reason of the correction.
        current = entry_or_404(request, entry.indicator.pk, entry.period.code)
        return _render_conflict(request, current, form)
    except errors.RecordingLocked as error:
        return _render_locked(request, replace(entry, lock=error.lock), request.POST, status=409)
    except errors.NotAllowed as error:
        raise Http404 from error
    except errors.TooEarlyToSubmit as error:
        message = _("This can be submitted from %(day)s. Until then, choose “Save draft”.")
        form.add_error(None, fill(message, {"day": rendering.long_date(error.from_day)}))
        return _render_form(request, entry, form)
    return _redirect_after_save(request, entry, revision)


def _is_stale(request: AuthenticatedHttpRequest, entry: FigureEntry) -> bool:
    """Whether the figure was saved or decided after the form was rendered.

    A repeated request is not stale: the service answers it with the revision that it has saved already.
    """
    request_key, based_on = request.POST.get("request_key", ""), request.POST.get("based_on", "")
    own_revisions = [step.revision for step in entry.steps if step.revision.author_id == request.user.pk]
    is_repeated = bool(request_key) and any(revision.request_key == request_key for revision in own_revisions)
    return based_on.isdecimal() and based_on != str(entry.head_number) and not is_repeated


def _redirect_after_save(request: AuthenticatedHttpRequest, entry: FigureEntry, revision: Revision) -> HttpResponse:
    """Redirect to the next figure of the list; to the same form after a draft or with a warning."""
    form_address = reverse("indicators:record", args=[entry.indicator.pk, entry.period.code])
    if revision.state == State.DRAFT:
        messages.success(request, fill(_("Draft saved: %(name)s, %(period)s."), figure_names(entry)))
    else:
        messages.success(request, fill(_("Submitted for approval: %(name)s, %(period)s."), figure_names(entry)))
    warning = entry_warning(entry, revision)
    if warning is not None and not revision.note:
        messages.warning(request, rendering.render(warning))
        return redirect(form_address)
    if revision.state == State.DRAFT:
        return redirect(form_address)
    due = _next_due(request, entry)
    if due is None:
        return redirect("indicators:due")
    messages.info(request, _("This is the next figure of your list."))
    return redirect("indicators:record", due.indicator.pk, due.period.code)


def _next_due(request: AuthenticatedHttpRequest, entry: FigureEntry) -> DueFigure | None:
    """Return the most urgent other figure that can be entered now and has no approved revision."""
    current = (entry.indicator.pk, entry.period.code)
    rows = (row for row in due_figures_for(request.user, on=entry.on) if row.is_to_do and not row.has_approved)
    return next((row for row in rows if (row.indicator.pk, row.period.code) != current), None)


def _render_form(
    request: AuthenticatedHttpRequest,
    entry: FigureEntry,
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
        **figure_context(entry),
    }
    return render(request, "indicators/record.html", context, status=status)


def _render_conflict(request: AuthenticatedHttpRequest, current: FigureEntry, form: MeasurementForm) -> HttpResponse:
    """Answer 409: both values, and the typed input in a new form based on the current revision."""
    new_form = MeasurementForm(
        initial={**request.POST.dict(), "based_on": current.head_number, "request_key": new_request_key()},
        entry=current,
    )
    figure = form.figure
    conflict = {
        "mine": figure_wording.figure(
            figure.value if figure else None,
            figure.no_value_reason if figure else "",
            value_type=current.value_type,
            measure=current.indicator.measure,
            decimals=figure.decimals if figure else 0,
        ),
        "theirs": step_figure(current, current.head),
        "head": current.head,
    }
    return _render_form(request, current, new_form, status=409, conflict=conflict)


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
        "typed": typed_values,
        "leads_to_round": permissions.may_run_rounds(request.user),
        "evidence": entry_evidence(entry),
        **figure_context(entry),
    }
    return render(request, "indicators/record_locked.html", context, status=status)


@has_only_buttons
@require_POST
@role_required
def withdraw(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
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
    return redirect("indicators:record", indicator_id, period_code)
