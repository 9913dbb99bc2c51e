"""Comments on a figure: sent from its record page and from its approval page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation.roles import is_coordinator
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.comments import CommentForm
from indicators.queries.measurements import FigureEntry
from indicators.services import comments, errors
from indicators.views.panel.figures import entry_or_404, figure_frame, step_figure
from indicators.views.panel.timeline import timeline


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def comment(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    """Add a comment; the page itself is shown only for an invalid one, and for input restored after a log-in."""
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _add_comment(request, entry)
    typed = restored_input(request)
    return _render_comment(request, entry, CommentForm(text=typed.get("text", "") if typed else ""))


def _add_comment(request: AuthenticatedHttpRequest, entry: FigureEntry) -> HttpResponse:
    form = CommentForm(request.POST)
    if form.is_valid() and entry.head is None:
        form.add_error(None, _("Nothing is recorded yet: save a draft of the figure first, then send the comment."))
    if not form.is_valid() or entry.head is None:
        return _render_comment(request, entry, form)
    measurement, text = entry.head.revision.measurement, form.cleaned_data["text"]
    try:
        comments.add(measurement, text, request.user, form.cleaned_data["request_key"])
    except errors.NotAllowed as error:
        raise Http404 from error
    except errors.DuplicateComment:
        messages.warning(
            request, _("This form has already been sent with a different text. Send it again to add this text as well.")
        )
        return _render_comment(request, entry, CommentForm(text=text), status=409)
    messages.success(request, _("The comment is added."))
    returns_to_approval = _back_page(request) == "decision" and is_coordinator(request.user)
    address = reverse(
        "indicators:approval" if returns_to_approval else "indicators:measurement",
        args=[entry.indicator.pk, entry.period.code],
    )
    return redirect(f"{address}#historia")


def _back_page(request: AuthenticatedHttpRequest) -> str:
    """The page that the comment was sent from."""
    return "decision" if request.POST.get("back") == "decision" else "record"


def _render_comment(
    request: AuthenticatedHttpRequest, entry: FigureEntry, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **figure_frame(request, entry),
        "entry": entry,
        "form": form,
        "back": _back_page(request),
        "head_figure": step_figure(entry, entry.head),
        "timeline": timeline(entry),
    }
    return render(request, "indicators/comment.html", context, status=status)
