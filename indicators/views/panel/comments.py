"""Comments on a figure: sent from its record page and from its decision page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation.roles import is_coordinator
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.rulings import CommentForm
from indicators.queries.measurements import FigureEntry
from indicators.services import comments, errors
from indicators.views.panel.measurements import empty_comment, entry_or_404, step_figure
from indicators.views.panel.timeline import timeline


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def comment(request: HttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    """The form on a page of its own: where a comment was refused, or typed while the session ended."""
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _say(request, entry)
    typed = restored_input(request)
    return _page(request, entry, empty_comment(typed.get("text", "") if typed else ""))


def _say(request: HttpRequest, entry: FigureEntry) -> HttpResponse:
    form = CommentForm(request.POST, auto_id="komentarz_%s")
    if form.is_valid() and entry.head is None:
        form.add_error(None, _("Nothing is recorded yet: save a draft of the figure first, then send the comment."))
    if not form.is_valid() or entry.head is None:
        return _page(request, entry, form)
    measurement, sent = entry.head.revision.measurement, form.cleaned_data
    try:
        comments.say(measurement, sent["text"], request.user, sent["request_key"])
    except errors.NotAllowed as error:
        raise Http404 from error
    except errors.OtherWords:
        again = empty_comment(sent["text"])
        messages.warning(request, _("This form was sent before with other words. Send it again to add these, too."))
        return _page(request, entry, again, status=409)
    messages.success(request, _("The comment is added."))
    decides = request.POST.get("back") == "decision" and is_coordinator(request.user)
    address = reverse(
        "indicators:decision" if decides else "indicators:record", args=[entry.indicator.pk, entry.period.code]
    )
    return redirect(f"{address}#historia")


def _page(request: HttpRequest, entry: FigureEntry, form: CommentForm, *, status: int = 200) -> HttpResponse:
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("indicators:due")),
        (figure_crumb(entry.indicator.name, entry.period.label), None),
    ]
    context: dict[str, Any] = {
        "entry": entry,
        "form": form,
        "back": "decision" if request.POST.get("back") == "decision" else "record",
        "head_figure": step_figure(entry, entry.head),
        "timeline": timeline(entry),
        **staff_frame(request, programme=entry.programme, crumbs=crumbs),
    }
    return render(request, "indicators/comment.html", context, status=status)
