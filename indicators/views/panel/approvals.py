"""Approval: the list of submitted figures, approval of several at once, and the decision on one figure."""

import re
from collections.abc import Collection, Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cooperation import rendering
from cooperation.text import fill, typeset
from cooperation.web.context import Context
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.approvals import ApprovalForm
from indicators.models import Measurement
from indicators.models.measurements import State
from indicators.queries.approvals import ApprovalList, SubmittedFigure, approval_list_for, status_if_also_approved
from indicators.queries.facts import content_of
from indicators.queries.measurements import FigureEntry, RevisionWithParts
from indicators.queries.members import another_coordinator_exists
from indicators.queries.revisions import submitted_revisions
from indicators.rules import status as rules
from indicators.rules.periods import period_of
from indicators.services import errors, measurements
from indicators.views.panel.figures import (
    entry_evidence,
    entry_or_404,
    entry_warning,
    figure_context,
    figure_names,
    step_figure,
    step_parts,
)
from indicators.wording import figures as figure_wording

MAX_FIGURES = 200  # in one request
_FIGURE_CODE = re.compile(r"[1-9][0-9]{0,17}:[1-9][0-9]{0,8}", re.ASCII)  # `SubmittedFigure.code`


# --- the list ----------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def approval_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """GET: the list, nothing ticked. POST: `do=approve` approves the ticked figures.

    `do=tick_all` ticks all figures, `do=preview` shows the years with the ticked figures approved.
    """
    waiting = approval_list_for(request.user, on=timezone.localdate())
    step = request.POST.get("do") if request.method == "POST" else None
    if request.method == "POST" and step not in ("preview", "tick_all"):
        return _approve_ticked(request, waiting)
    typed = request.POST if request.method == "POST" else restored_input(request)
    tickable = waiting.tickable[:MAX_FIGURES]
    ticked = {figure.code for figure in tickable}
    if step != "tick_all":
        ticked &= set(typed.getlist("figure") if typed is not None else ())
    years = waiting.statuses_if_approved(ticked)
    context = {
        "submitted_count": len(waiting.figures),
        "tickable_rows": [
            _waiting_row(figure)
            | {
                "is_ticked": figure.code in ticked,
                "year": years.get(figure.code) or status_if_also_approved(waiting, figure, ticked),
            }
            for figure in tickable
        ],
        "ticked_count": len(ticked),
        "remaining_count": len(waiting.tickable) - len(tickable),
        "individual_rows": [_waiting_row(figure) for figure in waiting.figures if figure.why_individual is not None],
    }
    return render(request, "indicators/approval_list.html", {**staff_frame(request), **context})


def _waiting_row(figure: SubmittedFigure) -> Context:
    indicator = figure.indicator
    return {
        "submitted": figure,
        "indicator": indicator,
        "period": figure.period.label,
        "figure": figure_wording.revision_figure(indicator, figure.revision),
        "corrected_figure": figure_wording.revision_figure(indicator, figure.approved) if figure.approved else None,
        "last_year_figure": figure_wording.revision_figure(indicator, figure.last_year) if figure.last_year else None,
        "last_year_state": figure_wording.unapproved_state_label(figure.last_year),
    }


def _approve_ticked(request: AuthenticatedHttpRequest, waiting: ApprovalList) -> HttpResponse:
    """Approve each ticked figure in a transaction of its own.

    A figure is skipped if it has changed since the page was rendered, or if it may no longer be approved together
    with others.
    """
    codes = list(dict.fromkeys(request.POST.getlist("figure")))
    if request.POST.get("do") != "approve" or not all(_FIGURE_CODE.fullmatch(code) for code in codes):
        raise BadRequest
    if not codes:
        messages.warning(request, _("Nothing was approved: tick at least one figure."))
    elif len(codes) > MAX_FIGURES:
        text = ngettext(
            "Nothing was approved: at most %(most)s figure at a time.",
            "Nothing was approved: at most %(most)s figures at a time.",
            MAX_FIGURES,
        )
        messages.warning(request, text % {"most": MAX_FIGURES})
    else:
        approvable = {figure.code: figure for figure in waiting.tickable}
        approved = {code for code in codes if code in approvable and _approve(request, approvable[code])}
        skipped = [int(code.partition(":")[0]) for code in codes if code not in approved]
        _add_result_messages(request, approved, skipped)
    return redirect("indicators:approval_list")


def _approve(request: AuthenticatedHttpRequest, figure: SubmittedFigure) -> bool:
    """Approve the figure; return False if it has changed in the meantime."""
    try:
        measurements.approve(figure.revision.measurement, by=request.user, based_on=figure.revision.number)
    except (errors.StaleRevision, errors.WrongState, errors.OwnSubmission):
        return False
    return True


def _add_result_messages(
    request: AuthenticatedHttpRequest, approved: Collection[str], skipped_ids: Sequence[int]
) -> None:
    if approved:
        text = ngettext("Approved and public: %(n)s figure.", "Approved and public: %(n)s figures.", len(approved))
        messages.success(request, text % {"n": len(approved)})
    if skipped_ids:
        text = _("Not approved, because they have changed in the meantime: %(names)s. Review them again.")
        messages.warning(request, fill(text, {"names": _measurement_names(skipped_ids)}))


def _measurement_names(ids: Sequence[int]) -> str:
    """Return e.g. "Liczba warsztatów, 2024; …"; unknown ids are left out."""
    rows = Measurement.objects.filter(pk__in=ids).select_related("indicator").order_by("pk")
    names = [f"{typeset(row.indicator.name)}, {rendering.render(period_of(row.period_code).label)}" for row in rows]
    return "; ".join(names) or "–"


# --- one figure --------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def approval(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    """Show a figure as the public will see it; approve it or send it back."""
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _approve_or_send_back(request, entry)
    typed = restored_input(request) or QueryDict()
    form = ApprovalForm(initial={"based_on": entry.head_number, **typed.dict()})
    return _render_approval(request, entry, form)


def _approve_or_send_back(request: AuthenticatedHttpRequest, entry: FigureEntry) -> HttpResponse:
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _render_approval(request, entry, form)
    step, comment = request.POST.get("do", ""), form.cleaned_data["comment"]
    if entry.head is None or step not in ("approve", "send_back"):
        form.add_error(None, _("Choose one of the two buttons: approve or send back."))
        return _render_approval(request, entry, form)
    measurement, based_on = entry.head.revision.measurement, form.cleaned_data["based_on"]
    try:
        if step == "approve":
            revision = measurements.approve(measurement, by=request.user, based_on=based_on)
            messages.success(request, fill(_("Approved and public: %(name)s, %(period)s."), figure_names(entry)))
            if revision.self_approved:
                messages.warning(
                    request,
                    _("You approved your own submission, because there is no other coordinator. Readers see this."),
                )
        else:
            measurements.send_back(measurement, by=request.user, based_on=based_on, comment=comment)
            messages.success(request, fill(_("Sent back: %(name)s, %(period)s."), figure_names(entry)))
    except errors.CommentRequired:
        form.add_error("comment", _("Say what to correct, e.g. “One workshop is missing from the parts.”"))
        return _render_approval(request, entry, form)
    except errors.OwnSubmission:
        form.add_error(None, _("You submitted this figure, so another coordinator approves it."))
        return _render_approval(request, entry, form)
    except (errors.StaleRevision, errors.WrongState):
        return _render_conflict(request, entry, comment)
    return _redirect_to_next()


def _redirect_to_next() -> HttpResponse:
    """Redirect to the next submitted figure; to the list if there is none."""
    waiting = submitted_revisions()
    if not waiting:
        return redirect("indicators:approval_list")
    measurement = waiting[0].measurement
    return redirect("indicators:approval", measurement.indicator_id, measurement.period_code)


def _render_conflict(request: AuthenticatedHttpRequest, entry: FigureEntry, comment: str) -> HttpResponse:
    """Answer 409: the figure that was seen, the current one, and the typed comment."""
    current = entry_or_404(request, entry.indicator.pk, entry.period.code)
    seen_number = request.POST.get("based_on", "")
    seen = next((step for step in current.steps if str(step.revision.number) == seen_number), None)
    form = ApprovalForm(initial={"based_on": current.head_number, "comment": comment})
    conflict = {
        "seen_figure": step_figure(current, seen),
        "recorded_figure": step_figure(current, current.head),
        "head": current.head,
    }
    return _render_approval(request, current, form, status=409, conflict=conflict)


def _render_approval(
    request: AuthenticatedHttpRequest,
    entry: FigureEntry,
    form: ApprovalForm,
    *,
    status: int = 200,
    conflict: Context | None = None,
) -> HttpResponse:
    crumbs: list[tuple[str, str | None]] = [
        (_("Approval"), reverse("indicators:approval_list")),
        (figure_crumb(entry.indicator.name, entry.period.label), None),
    ]
    head = entry.head
    is_own = head is not None and head.revision.author_id == request.user.pk
    context = {
        **staff_frame(request, programme=entry.programme, crumbs=crumbs),
        "form": form,
        "entry": entry,
        "head": head,
        "is_waiting": head is not None and head.revision.state == State.SUBMITTED,
        "preview": _public_preview(entry, head) if head else None,
        "warning": entry_warning(entry, head.revision) if head else None,
        "parts": step_parts(entry, head),
        "conflict": conflict,
        "evidence": entry_evidence(entry),
        "is_own": is_own,
        "is_refused": is_own and another_coordinator_exists(request.user),
        **figure_context(entry),
    }
    return render(request, "indicators/approval.html", context, status=status)


def _public_preview(entry: FigureEntry, head: RevisionWithParts) -> Context:
    """Return the status of the year as it will be once the newest revision is approved."""
    result = entry.year_if_approved(content_of(head.revision))
    return {"result": result, "status_label": rules.status_label(result.status)}
