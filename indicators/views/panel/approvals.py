"""The decision on one figure, with a preview of what the public will see."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation import rendering
from cooperation.text import fill, typeset
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.measurements import DecisionForm
from indicators.models.measurements import State
from indicators.queries.facts import content_of
from indicators.queries.measurements import FigureEntry, RevisionWithParts
from indicators.queries.revisions import submitted_revisions
from indicators.rules import status as rules
from indicators.services import errors, measurements
from indicators.views.panel.measurements import entry_or_404, evidence_on, facts, step_figure, warning_of


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def decision(request: HttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _decide(request, entry)
    typed = restored_input(request) or QueryDict()
    form = DecisionForm(initial={"based_on": entry.head_number, **typed.dict()})
    return _page(request, entry, form)


def _decide(request: HttpRequest, entry: FigureEntry) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, form)
    step, comment = request.POST.get("do", ""), form.cleaned_data["comment"]
    if entry.head is None or step not in ("approve", "send_back"):
        form.add_error(None, _("Choose one of the two buttons: approve or send back."))
        return _page(request, entry, form)
    measurement, based_on = entry.head.revision.measurement, form.cleaned_data["based_on"]
    names = {"name": typeset(entry.indicator.name), "period": rendering.render(entry.period.label)}
    try:
        if step == "approve":
            revision = measurements.approve(measurement, by=request.user, based_on=based_on)
            messages.success(request, fill(_("Approved and public: %(name)s, %(period)s."), names))
            if revision.self_approved:
                messages.warning(
                    request,
                    _("You approved your own submission, because there is no other coordinator. Readers see this."),
                )
        else:
            measurements.send_back(measurement, by=request.user, based_on=based_on, comment=comment)
            messages.success(request, fill(_("Sent back: %(name)s, %(period)s."), names))
    except errors.CommentRequired:
        form.add_error("comment", _("Say what to correct, e.g. “One workshop is missing from the parts.”"))
        return _page(request, entry, form)
    except errors.OwnSubmission:
        form.add_error(None, _("You submitted this figure, so another coordinator approves it."))
        return _page(request, entry, form)
    except (errors.StaleRevision, errors.WrongState):
        return _stale(request, entry, comment)
    return _next(entry)


def _next(entry: FigureEntry) -> HttpResponse:
    """On to the next figure that waits, else back to the list."""
    waiting = submitted_revisions()
    if not waiting:
        return redirect("indicators:approval_list")
    following = waiting[0].measurement
    return redirect("indicators:decision", following.indicator_id, following.period_code)


def _stale(request: HttpRequest, entry: FigureEntry, comment: str) -> HttpResponse:
    """409: what was seen is no longer what stands; both are shown and the comment is kept."""
    fresh = entry_or_404(request, entry.indicator.pk, entry.period.code)
    seen = request.POST.get("based_on", "")
    before = next((step for step in fresh.steps if str(step.revision.number) == seen), None)
    form = DecisionForm(initial={"based_on": fresh.head_number, "comment": comment})
    conflict = {"seen": step_figure(fresh, before), "now": step_figure(fresh, fresh.head), "head": fresh.head}
    return _page(request, fresh, form, status=409, conflict=conflict)


def _page(
    request: HttpRequest,
    entry: FigureEntry,
    form: DecisionForm,
    *,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    crumbs: list[tuple[str, str | None]] = [
        (_("Approval"), reverse("indicators:approval_list")),
        (figure_crumb(entry.indicator.name, entry.period.label), None),
    ]
    head = entry.head
    context = {
        "form": form,
        "entry": entry,
        "head": head,
        "waits": head is not None and head.revision.state == State.SUBMITTED,
        "preview": _preview(entry, head),
        "warning": warning_of(entry, head.revision) if head else None,
        "parts": [(name, head.parts[category]) for category, name in entry.categories if category in head.parts]
        if head
        else [],
        "conflict": conflict,
        "evidence": evidence_on(entry),
        **facts(entry),
    }
    return render(
        request,
        "indicators/decision.html",
        {**staff_frame(request, programme=entry.programme, crumbs=crumbs), **context},
        status=status,
    )


def _preview(entry: FigureEntry, head: RevisionWithParts | None) -> dict[str, Any] | None:
    if head is None:
        return None
    revision = head.revision
    result = entry.year_if_approved(content_of(revision))
    return {"result": result, "word": rules.status_label(result.status)}
