"""What a request gets whose session has ended, or whose form was made in an earlier session."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from cooperation.web.unsaved_input import address_with_input, is_own_form, store_input

NOTICE = "sesja"  # in the address of the log-in
STORED, NOT_STORED, NOTHING_DONE = "zachowane", "niezachowane", "niewykonane"


def is_script(request: HttpRequest) -> bool:
    """A request that a page's script made (htmx, or our own with its header): it must not be answered with a page."""
    return request.headers.get("HX-Request") == "true"


def ended_for_script() -> HttpResponse:
    """401: the page keeps its text, shows a notice with a link to the log-in and sends it again afterwards."""
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Session"})


def to_log_in(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse:
    """The log-in, with what it says about a form that was sent and where it leads afterwards."""
    if is_script(request):
        return ended_for_script()
    here = request.get_full_path()
    if request.method != "POST":
        return redirect_to_login(here, resolve_url(settings.LOGIN_URL))
    if not hasattr(view, "max_fields"):
        request.POST.keys()  # a form with too many fields is refused here as everywhere: 400
    if getattr(view, "has_only_buttons", False):
        return _log_in(_page_of_button(request), NOTHING_DONE)
    row = store_input(request, view)
    return _log_in(address_with_input(request, row), STORED) if row else _log_in(here, NOT_STORED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an earlier session: what was typed comes back in a fresh form, if it was sent from our own page."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        view = None
    if is_script(request):
        return ended_for_script()
    if view is not None and request.method == "POST" and is_own_form(request) and request.user.is_authenticated:
        if request.path_info == reverse("account_login"):
            return redirect(request.get_full_path())  # logged in meanwhile in another tab
        if getattr(view, "has_only_buttons", False):
            messages.warning(request, _("Nothing was done: the page came from an earlier session. Try again."))
            return redirect(_page_of_button(request))
        row = store_input(request, view)
        if row is not None and row.owner_id == request.user.pk:
            return redirect(address_with_input(request, row))
        if row is not None:
            text = _(
                "Nothing was saved. The form was somebody else’s; what was typed is kept for that person for a day."
            )
            messages.warning(request, text)
            return redirect(request.get_full_path())
    elif view is not None and request.method == "POST" and is_own_form(request) and _is_staff_view(view):
        return to_log_in(request, view)
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _is_staff_view(view: Any) -> bool:
    return getattr(view, "keeps_input", False) or getattr(view, "has_only_buttons", False)


def _log_in(following: str, notice: str) -> HttpResponse:
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': following, NOTICE: notice})}")


def _page_of_button(request: HttpRequest) -> str:
    """The page on which the button was pressed: a button's own address may have none."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc == request.get_host() and referer.path.startswith("/"):
        return referer.path + (f"?{referer.query}" if referer.query else "")
    return resolve_url(settings.LOGIN_REDIRECT_URL)
