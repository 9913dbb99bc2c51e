"""What every answer keeps: language from the address, a log-in asked for by default, nothing signed in stored."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_path

from cooperation.rendering import staff_page
from cooperation.web.session_end import to_log_in
from cooperation.web.staff_browser import people_of_browser, remember_person

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NUL = re.compile("\0|%00")
STAFF_ADDRESS = re.compile(r"(?:/en)?/(?:panel|wzorce|konto|admin)/")


class AddressLanguageMiddleware:
    """Polish, or English under /en/: the address alone decides, so that a page is the same for everybody.

    It decides on the notation of numbers too: pages of the staff have one in both languages.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        with staff_page() if STAFF_ADDRESS.match(request.path_info) else nullcontext():
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PublicDataCorsMiddleware(CorsMiddleware):
    """Scripts of other sites may read public data (CORS_URLS_REGEX), but no page that was drawn for people.

    The header is sent without an Origin too: a copy that a proxy stored for a person is good for a script as well.
    """

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and request.method != "OPTIONS"
        if is_page or not self.is_enabled(request):
            return response
        super().add_response_headers(request, response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = ", ".join(settings.CORS_EXPOSE_HEADERS)
        return response


class HeadMiddleware:
    """HEAD is answered with the headers of GET, its length too, and without the body that no server sends on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:  # a file: its handle is closed with the answer
                response.streaming_content = ()  # type: ignore[attr-defined]  # a file's answer
            else:
                response.content = b""
        return response


class BodyLimitMiddleware:
    """413 for a body that is larger than any form of the address, before a byte of it is read.

    Without Content-Length Django reads nothing of a body, so there is nothing else to count.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *_args: Any) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.BODY_MAX_BYTES if hasattr(view_func, "takes_files") else settings.FORM_MAX_BYTES
        if not length.isdecimal() or int(length) <= most:
            return None
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        home = "/en/" if request.path_info.startswith("/en/") else "/"
        page = loader.get_template("413.html").render({"most": most, "home": home}, None)
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class RefusalMiddleware:
    """What no browser of a reader sends is refused before anybody looks at it; a refused method is told in a page.

    A NUL fits no text of PostgreSQL. No address here has one, so it is answered 400; a cookie that holds one is not
    ours and is left out, because its owner could not get rid of it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or NUL.search(request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL in the address")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            page._has_been_logged = True  # type: ignore[attr-defined]  # one line is enough
            return page
        return response


class LoginByDefaultMiddleware(LoginRequiredMiddleware):
    """Every view asks for a log-in unless it says otherwise; a public view never touches the session."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        request.is_staff_page = refused is None  # type: ignore[attr-defined]
        return refused

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A session from before the cookie, or one that has lost it, gets it with its next page."""
        is_page = getattr(request, "is_staff_page", False) and response.get("Content-Type", "").startswith("text/html")
        person = request.user.pk if is_page else None
        if person is not None and person not in people_of_browser(request):
            remember_person(request, response, person)
        return response

    def handle_no_permission(  # type: ignore[override]  # a script is not redirected
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        """What was typed is kept across the log-in; a request of a page's script gets 401."""
        return to_log_in(request, view_func)


class CacheHeadersMiddleware:
    """Deny by default: only a view marked public may be stored by a cache, and only for a reader without a session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(response, "is_public", False) or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "no-store"
            if "ETag" in response:
                del response["ETag"]
        return response
