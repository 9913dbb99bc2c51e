"""Responses to a request whose session has ended, or whose form comes from an earlier session."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from cooperation.web import View
from cooperation.web.unsaved_input import address_with_input, is_own_form, store_input

NOTICE = "sesja"  # parameter of the log-in page's address
STORED, NOT_STORED, NOTHING_DONE = "zachowane", "niezachowane", "niewykonane"


def is_script_request(request: HttpRequest) -> bool:
    """Return whether htmx, or a script of ours that sends the same header, made the request: it expects no page."""
    return bool(HtmxDetails(request))


def session_required_response() -> HttpResponse:
    """Return 401 to a script, which then keeps the input, shows a link to the log-in, and sends the input again."""
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Session"})


def to_log_in(request: HttpRequest, view: View) -> HttpResponse:
    """Redirect to the log-in page, whose address tells what happened to the input and where to continue."""
    if is_script_request(request):
        return session_required_response()
    path = request.get_full_path()
    if request.method != "POST":
        return redirect_to_login(path, resolve_url(settings.LOGIN_URL))
    if not hasattr(view, "max_fields"):
        request.POST.keys()  # parse the body: a form with too many fields is answered 400 here, too
    if getattr(view, "has_only_buttons", False):
        return _redirect_to_log_in(_page_with_button(request), NOTHING_DONE)
    row = store_input(request, view)
    if row is None:
        return _redirect_to_log_in(path, NOT_STORED)
    return _redirect_to_log_in(address_with_input(request, row), STORED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the input of a form from an earlier session in a new form, if it was sent from one of our pages."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        view = None
    if is_script_request(request):
        return session_required_response()
    if view is not None and request.method == "POST" and is_own_form(request) and request.user.is_authenticated:
        if request.path_info == reverse("account_login"):
            return redirect(request.get_full_path())  # logged in meanwhile in another tab
        if getattr(view, "has_only_buttons", False):
            messages.warning(request, _("Nothing was done, because the page came from an earlier session. Try again."))
            return redirect(_page_with_button(request))
        row = store_input(request, view)
        if row is not None and row.owner_id == request.user.pk:
            return redirect(address_with_input(request, row))
        if row is not None:
            text = _("Nothing was saved. The form belongs to somebody else, for whom the input is stored for a day.")
            messages.warning(request, text)
            return redirect(request.get_full_path())
    elif view is not None and request.method == "POST" and is_own_form(request) and _is_staff_view(view):
        return to_log_in(request, view)
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _is_staff_view(view: View) -> bool:
    """Return whether the view is marked: only forms of the panel and the administration are."""
    return getattr(view, "keeps_input", False) or getattr(view, "has_only_buttons", False)


def _redirect_to_log_in(next_url: str, notice: str) -> HttpResponse:
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_url, NOTICE: notice})}")


def _page_with_button(request: HttpRequest) -> str:
    """Return the address of the page on which the button was pressed: the form's own address may accept POST only."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc == request.get_host() and referer.path.startswith("/"):
        return referer.path + (f"?{referer.query}" if referer.query else "")
    return resolve_url(settings.LOGIN_REDIRECT_URL)
