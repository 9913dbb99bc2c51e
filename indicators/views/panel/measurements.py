"""The record form: one figure on one screen; nothing typed is ever lost."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperation import rendering
from cooperation.text import Sentence, fill, typeset
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import role_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from indicators import permissions
from indicators.forms.measurements import MeasurementForm, initial_of, new_request_key
from indicators.forms.rulings import CommentForm
from indicators.models import Evidence, Revision
from indicators.models.measurements import State
from indicators.queries.due import DueFigure, due_figures_for
from indicators.queries.evidence import evidence_of
from indicators.queries.measurements import FigureEntry, RevisionWithParts, figure_entry_for
from indicators.rules.figures import unusual_value_warning
from indicators.services import errors, measurements
from indicators.views.panel.timeline import timeline
from indicators.wording import figures as figure_wording


def entry_or_404(request: HttpRequest, indicator_id: int, period_code: str) -> FigureEntry:
    entry = figure_entry_for(request.user, indicator_id, period_code, on=timezone.localdate())
    if entry is None:
        raise Http404
    return entry


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def record(request: HttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _post(request, entry)
    typed = restored_input(request)
    if entry.lock is not None:
        return _locked(request, entry, typed)
    initial = initial_of(entry, entry.head)
    if typed is not None:
        initial = {**dict.fromkeys(initial, ""), "request_key": initial["request_key"], **typed.dict()}
    return _page(request, entry, MeasurementForm(initial=initial, entry=entry))


def _post(request: HttpRequest, entry: FigureEntry) -> HttpResponse:
    form = MeasurementForm(request.POST, entry=entry)
    if entry.lock is not None:
        return _locked(request, entry, request.POST, status=409)
    is_valid = form.is_valid()
    if _is_stale(request, entry):
        return _conflict(request, entry, form)  # what stands now was just read
    if not is_valid:
        return _page(request, entry, form)
    submitted = request.POST.get("do", "submit") != "draft"
    try:
        revision = form.save(by=request.user, submit=submitted)
    except errors.StaleRevision:
        return _conflict(request, _again(request, entry), form)
    except errors.RecordingLocked as error:
        return _locked(request, replace(entry, lock=error.lock), request.POST, status=409)
    except errors.NotAllowed as error:
        raise Http404 from error
    except errors.ReasonRequired:
        # Approved while the form was open: it had no field for the reason yet.
        return _conflict(request, _again(request, entry), form)
    except errors.TooEarlyToSubmit as early:
        message = fill(
            _("This can be submitted from %(day)s. Until then press “Save draft”."),
            {"day": rendering.long_date(early.from_day)},
        )
        form.add_error(None, message)
        return _page(request, entry, form)
    return _saved(request, entry, revision)


def _is_stale(request: HttpRequest, entry: FigureEntry) -> bool:
    """Somebody saved or decided since the form was made: said before anything else, a wrong field too.

    A repeated request is not stale: the service answers it with what it has recorded already.
    """
    key, based_on = request.POST.get("request_key", ""), request.POST.get("based_on", "")
    own = [step.revision for step in entry.steps if step.revision.author_id == request.user.pk]
    is_repeated = bool(key) and any(revision.request_key == key for revision in own)
    return based_on.isdecimal() and based_on != str(entry.head_number) and not is_repeated


def _saved(request: HttpRequest, entry: FigureEntry, revision: Revision) -> HttpResponse:
    """Post, redirect, get: to the next figure that is owed, or back here where there is something to look at twice."""
    here = reverse("indicators:record", args=[entry.indicator.pk, entry.period.code])
    names = {"name": typeset(entry.indicator.name), "period": rendering.render(entry.period.label)}
    unusual = warning_of(entry, revision)
    if revision.state == State.DRAFT:
        messages.success(request, fill(_("Draft saved: %(name)s, %(period)s."), names))
    else:
        messages.success(request, fill(_("Submitted for approval: %(name)s, %(period)s."), names))
    if unusual is not None and not revision.note:
        messages.warning(request, rendering.render(unusual))
        return redirect(here)
    if revision.state == State.DRAFT:
        return redirect(here)
    following = _following(request, entry)
    if following is None:
        return redirect("indicators:due")
    messages.info(request, _("This is the next figure of your list."))
    return redirect("indicators:record", following.indicator.pk, following.period.code)


def _following(request: HttpRequest, entry: FigureEntry) -> DueFigure | None:
    """The figure that opens after this one is handed over; figures in preparation are left for their own time."""
    own = (entry.indicator.pk, entry.period.code)
    rows = (row for row in due_figures_for(request.user, on=entry.on) if row.is_to_do and not row.has_approved)
    return next((row for row in rows if (row.indicator.pk, row.period.code) != own), None)


def warning_of(entry: FigureEntry, revision: Revision) -> Sentence | None:
    """What a person should look at twice before the figure is handed over or approved."""
    last_year = entry.last_year.revision.value if entry.last_year else None
    return unusual_value_warning(revision.value, last_year, entry.value_type)


def _page(
    request: HttpRequest,
    entry: FigureEntry,
    form: MeasurementForm,
    *,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        **_frame(request, entry),
        "form": form,
        "entry": entry,
        "conflict": conflict,
        "evidence": evidence_on(entry),
        **facts(entry),
    }
    return render(request, "indicators/record.html", context, status=status)


def _again(request: HttpRequest, entry: FigureEntry) -> FigureEntry:
    """Read once more: somebody was quicker between our reading and our writing."""
    return entry_or_404(request, entry.indicator.pk, entry.period.code)


def _conflict(request: HttpRequest, fresh: FigureEntry, form: MeasurementForm) -> HttpResponse:
    """409 with both values; everything typed stands in a form made from what is there now."""
    typed = request.POST.dict()
    again = MeasurementForm(
        initial={**typed, "based_on": fresh.head_number, "request_key": new_request_key()}, entry=fresh
    )
    figure = form.figure
    theirs = fresh.head
    conflict = {
        "mine": figure_wording.figure(
            figure.value if figure else None,
            figure.no_value_reason if figure else "",
            value_type=fresh.value_type,
            measure=fresh.indicator.measure,
            decimals=figure.decimals if figure else 0,
        ),
        "theirs": step_figure(fresh, theirs),
        "head": theirs,
    }
    return _page(request, fresh, again, status=409, conflict=conflict)


def _locked(request: HttpRequest, entry: FigureEntry, typed: QueryDict | None, *, status: int = 200) -> HttpResponse:
    fields = MeasurementForm(entry=entry).fields
    shown = [
        (fields[name].label, value)
        for name, value in (typed or QueryDict()).items()
        if value and name in fields and name not in ("based_on", "request_key")
    ]
    context = {
        **_frame(request, entry),
        "form": None,
        "entry": entry,
        "typed": shown,
        "leads_to_round": permissions.may_run_rounds(request.user),
        "evidence": evidence_on(entry),
        **facts(entry),
    }
    return render(request, "indicators/record_locked.html", context, status=status)


def _frame(request: HttpRequest, entry: FigureEntry) -> dict[str, Any]:
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("indicators:due")),
        (figure_crumb(entry.indicator.name, entry.period.label), None),
    ]
    return staff_frame(request, programme=entry.programme, crumbs=crumbs)


def facts(entry: FigureEntry) -> dict[str, Any]:
    """The three facts above a figure: the target, last year, this year so far."""
    return {
        "head_figure": step_figure(entry, entry.head),
        "last_year_figure": step_figure(entry, entry.last_year),
        "last_year_state": figure_wording.unapproved_state_label(entry.last_year.revision if entry.last_year else None),
        "last_year_parts": _parts(entry, entry.last_year),
        "so_far": [
            (period, step_figure(entry, step), figure_wording.unapproved_state_label(step.revision if step else None))
            for period, step in entry.so_far
        ],
        "approved_figure": step_figure(entry, entry.approved),
        "is_late": entry.due_on < entry.on,
        "timeline": timeline(entry),
        "comment_form": empty_comment(),
        "can_withdraw": entry.head is not None and entry.head.revision.state == State.SUBMITTED,
        "State": State,
    }


def empty_comment(text: str = "") -> CommentForm:
    """A comment's form beside a figure's own, so its fields have ids of their own."""
    return CommentForm(initial={"text": text, "request_key": new_request_key()}, auto_id="komentarz_%s")


def evidence_on(entry: FigureEntry) -> list[Evidence]:
    return evidence_of(entry.head.revision.measurement_id if entry.head else None)


def step_figure(entry: FigureEntry, step: RevisionWithParts | None) -> Sentence | None:
    return figure_wording.revision_figure(entry.indicator, step.revision) if step is not None else None


def _parts(entry: FigureEntry, step: Any) -> list[tuple[str, Any]]:
    if step is None:
        return []
    return [(name, step.parts[category]) for category, name in entry.categories if category in step.parts]


@has_only_buttons
@require_POST
@role_required
def withdraw(request: HttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    """Take back a submission before it is approved."""
    entry = entry_or_404(request, indicator_id, period_code)
    here = reverse("indicators:record", args=[indicator_id, period_code])
    based_on = request.POST.get("based_on", "")
    if entry.head is None or not based_on.isdecimal() or len(based_on) > 9:
        raise Http404
    try:
        measurements.withdraw(entry.head.revision.measurement, by=request.user, based_on=int(based_on))
    except errors.NotAllowed as error:
        raise Http404 from error
    except (errors.StaleRevision, errors.WrongState):
        messages.warning(
            request, _("Nothing was withdrawn: the figure has changed in the meantime. Its present state is below.")
        )
    else:
        messages.success(request, _("Withdrawn. The figure can be changed and submitted again."))
    return redirect(here)
