"""What waits for approval: figures without warnings together, with a preview of their years; the rest one by one."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cooperation import rendering
from cooperation.text import fill, typeset
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.models import Measurement
from indicators.queries.approvals import ApprovalList, SubmittedFigure, approval_list_for
from indicators.rules.periods import period_of
from indicators.services import errors, measurements
from indicators.wording import figures as figure_wording

MOST = 200  # figures in one request
_SEEN = re.compile(r"[1-9][0-9]{0,17}:[1-9][0-9]{0,8}", re.ASCII)


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def approval_list(request: HttpRequest) -> HttpResponse:
    waiting = approval_list_for(request.user, on=timezone.localdate())
    if request.method == "POST" and request.POST.get("do") != "preview":
        return _approve(request, waiting)
    typed = request.POST if request.method == "POST" else restored_input(request)
    offered = waiting.together[:MOST]
    ticked = {one.code for one in offered}
    if typed is not None:
        ticked &= set(typed.getlist("figure"))
    years = waiting.years_with(ticked)
    context = {
        "number": len(waiting.figures),
        "together": [_row(one) | {"is_ticked": one.code in ticked, "year": years.get(one.code)} for one in offered],
        "ticked": len(ticked),
        "left": len(waiting.together) - len(offered),
        "alone": [_row(one) for one in waiting.figures if one.alone is not None],
    }
    return render(request, "indicators/approval_list.html", {**staff_frame(request), **context})


def _row(one: SubmittedFigure) -> dict[str, Any]:
    indicator = one.indicator
    return {
        "one": one,
        "indicator": indicator,
        "period": one.period.label,
        "figure": figure_wording.revision_figure(indicator, one.revision),
        "corrects": figure_wording.revision_figure(indicator, one.approved) if one.approved else None,
        "last": figure_wording.revision_figure(indicator, one.last_year) if one.last_year else None,
        "last_state": figure_wording.unapproved_state_label(one.last_year),
    }


def _approve(request: HttpRequest, waiting: ApprovalList) -> HttpResponse:
    """Each figure in its own transaction, and only what was seen and still needs no look of its own."""
    chosen = list(dict.fromkeys(request.POST.getlist("figure")))
    if request.POST.get("do") != "approve" or not all(_SEEN.fullmatch(code) for code in chosen):
        raise BadRequest
    if not chosen:
        messages.warning(request, _("Nothing was approved: tick at least one figure."))
        return redirect("indicators:approval_list")
    if len(chosen) > MOST:
        told = ngettext(
            "Nothing was approved: at most %(most)s figure at a time.",
            "Nothing was approved: at most %(most)s figures at a time.",
            MOST,
        )
        messages.warning(request, told % {"most": MOST})
        return redirect("indicators:approval_list")
    known = {one.code: one for one in waiting.together}
    approved, skipped = 0, []
    for code in chosen:
        if code in known and _approved(request, known[code]):
            approved += 1
        else:
            skipped.append(int(code.partition(":")[0]))
    if approved:
        text = ngettext("Approved and public: %(n)s figure.", "Approved and public: %(n)s figures.", approved)
        messages.success(request, text % {"n": approved})
    if skipped:
        messages.warning(
            request,
            fill(
                _("Not approved, because they have changed in the meantime: %(names)s. Look at them again."),
                {"names": _named(skipped)},
            ),
        )
    return redirect("indicators:approval_list")


def _approved(request: HttpRequest, one: SubmittedFigure) -> bool:
    try:
        measurements.approve(one.revision.measurement, by=request.user, based_on=one.revision.number)
    except (errors.StaleRevision, errors.WrongState, errors.OwnSubmission):
        return False
    return True


def _named(ids: Sequence[int]) -> str:
    """Liczba warsztatów, 2024; what does not exist is not named."""
    found = Measurement.objects.filter(pk__in=ids).select_related("indicator").order_by("pk")
    names = [f"{typeset(one.indicator.name)}, {rendering.render(period_of(one.period_code).label)}" for one in found]
    return "; ".join(names) or "–"
