"""The form for readers' questions, the page after it, and the page behind the link in the confirmation message.

No page sets a cookie. The form acts without a session or permissions, so there is nothing for a CSRF token to protect;
requests from other sites are recognised by the headers `Origin` and `Sec-Fetch-Site` and refused.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.models import Programme
from cooperation.services import mail
from cooperation.text import typeset
from cooperation.web.context import Context
from cooperation.web.navigation import in_polish, programme_crumbs, public_frame
from cooperation.web.ratelimit import client_address, consume_form_attempt
from indicators.forms.reader_questions import AskForm, new_stamp
from indicators.models import Indicator, ReaderQuestion
from indicators.queries import reader_questions as read
from indicators.queries.indicators import public_indicator
from indicators.rules.reader_questions import DAYS_TO_ANSWER
from indicators.services import reader_questions
from indicators.services.errors import AlreadySettled, LinkExpired
from indicators.services.reader_question_letters import DAYS_TO_CONFIRM

RETRY_AFTER = 60 * 60  # seconds; the window of the rate limit in settings.ACCOUNT_RATE_LIMITS
State = ReaderQuestion.State
View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Make the view public, keep search engines out and refuse forms sent from other sites."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if request.method == "POST" and _is_cross_site(request):
            response = render(request, "403_csrf.html", status=403)
        else:
            response = view(request, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return page


def _is_cross_site(request: HttpRequest) -> bool:
    origin = request.headers.get("origin")
    is_other = origin is not None and urlsplit(origin).netloc != request.get_host()
    return is_other or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _indicator_or_404(indicator_id: int) -> Indicator:
    indicator = public_indicator(indicator_id)
    if indicator is None:
        raise Http404
    return indicator


# --- the form ----------------------------------------------------------------------------------------------------


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def reader_question_form(request: HttpRequest, indicator_id: int) -> HttpResponse:
    indicator = _indicator_or_404(indicator_id)
    if not mail.is_set_up():
        return _form_page(request, indicator, None, status=503 if request.method == "POST" else 200)
    years = _programme(indicator).years
    if request.method != "POST":
        year = request.GET.get("rok", "")
        initial = {"year": year if year in map(str, years) else "", "stamp": new_stamp()}
        return _form_page(request, indicator, AskForm(initial=initial, years=years))
    form = AskForm(request.POST, years=years)
    sent = redirect("indicators:reader_question_sent", indicator_id=indicator.pk)
    if form.is_from_a_robot:
        return sent
    if not form.is_valid():
        return _form_page(request, indicator, form, status=422)
    if not consume_form_attempt(request, "reader_question"):
        form.add_error(None, _("Too many questions came from your network within an hour. Try again in an hour."))
        response = _form_page(request, indicator, form, status=429)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    language = get_language() or "pl"
    key, now = form.cleaned_data["stamp"], timezone.now()
    # By address and network, so that nobody elsewhere uses up the questions of somebody else.
    sender = f"{form.asked.email.lower()} {client_address(request)}"
    usage = consume_form_attempt(request, "reader_question_address", key=sender)
    if usage and not reader_questions.ask(indicator, form.asked, form_key=key, language=language, now=now):
        usage.rollback()
    return sent


@for_readers
@require_safe
def reader_question_sent(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """Show the same page whatever happened to the form, so that it reveals nothing."""
    indicator = _indicator_or_404(indicator_id)
    context = {
        "daily_limit": settings.READER_QUESTIONS_A_DAY,
        "days_to_confirm": DAYS_TO_CONFIRM,
        "days_to_answer": DAYS_TO_ANSWER,
    }
    return render(request, "indicators/reader_question_sent.html", {**_frame(request, indicator, _("Sent")), **context})


def _form_page(request: HttpRequest, indicator: Indicator, form: AskForm | None, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "days_to_confirm": DAYS_TO_CONFIRM,
        "days_to_answer": DAYS_TO_ANSWER,
        "daily_limit": settings.READER_QUESTIONS_A_DAY,
    }
    frame = _frame(request, indicator, _("Ask a question or report an error"))
    return render(request, "indicators/reader_question_form.html", {**frame, **context}, status=status)


# --- the link ----------------------------------------------------------------------------------------------------


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def reader_question_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question that a link in a message leads to; POST confirms or withdraws it.

    GET changes nothing, because mail scanners open links before people do.
    """
    question = read.question_by_link(token)
    if question is None:
        return _link_not_valid(request)
    if request.method != "POST":
        is_late = question.asked_at <= timezone.now() - reader_questions.LINK_VALIDITY
        return (
            _link_not_valid(request)
            if is_late and question.state == State.UNCONFIRMED
            else _link_page(request, question)
        )
    try:
        if request.POST.get("do") == "take_back":
            reader_questions.withdraw(question, now=timezone.now())
            return _link_page(request, question, is_taken_back=True)
        if request.POST.get("do") == "confirm":
            reader_questions.confirm(question, now=timezone.now())
    except LinkExpired:
        return _link_not_valid(request)
    except AlreadySettled as error:
        if error.question is None:
            return _link_not_valid(request)
    return redirect("indicators:reader_question_link", token=token)


def _link_page(request: HttpRequest, question: ReaderQuestion, *, is_taken_back: bool = False) -> HttpResponse:
    context = {
        "question": question,
        "state": "taken back" if is_taken_back else question.state,
        "days_to_answer": DAYS_TO_ANSWER,
    }
    frame = _frame(request, question.indicator, _("Your question"))
    return render(request, "indicators/reader_question_link.html", {**frame, **context})


def _link_not_valid(request: HttpRequest) -> HttpResponse:
    """Answer alike for unknown, expired and withdrawn questions, so that the answer reveals nothing."""
    crumbs: list[tuple[str, str | None]] = [(_("Your question"), None)]
    context = {**public_frame(request, None, crumbs=crumbs), "days_to_confirm": DAYS_TO_CONFIRM}
    return render(request, "indicators/reader_question_link_invalid.html", context, status=404)


# --- shared context ----------------------------------------------------------------------------------------------


def _frame(request: HttpRequest, indicator: Indicator, here: str) -> Context:
    programme = _programme(indicator)
    name = in_polish(typeset(indicator.name))
    page = reverse("indicators:indicator_detail", args=[indicator.pk])
    crumbs = programme_crumbs(programme, (name, page), (here, None))
    return {**public_frame(request, programme, crumbs=crumbs), "indicator": indicator, "indicator_url": page}


def _programme(indicator: Indicator) -> Programme:
    programme: Programme = indicator.programme
    return programme
