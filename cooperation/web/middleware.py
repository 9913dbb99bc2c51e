"""Middleware: language and cache headers from the address, log-in by default, limits of requests."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus

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
from cooperation.web import View
from cooperation.web.session_end import to_log_in
from cooperation.web.sessions import limit_session
from cooperation.web.staff_browser import people_of_browser, remember_person

MAX_ADDRESS_LENGTH = 8000  # nginx passes on lines of up to 8 KB

GetResponse = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NUL = re.compile("\0|%00")
MAX_LENGTH_DIGITS = 18  # of Content-Length; Python refuses to convert thousands of digits
STAFF_ADDRESS = re.compile(r"(?:/en)?/(?:panel/(?!podglad/)|wzorce/|konto/|admin/)")


class AddressTooLong(BadRequest):
    """Raised for an address of more than MAX_ADDRESS_LENGTH characters."""


class AddressLanguageMiddleware:
    """Activate Polish, or English under /en/, so that an address shows the same page to everybody.

    Pages of the staff use the Polish notation of numbers in both languages.
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
    """Allow scripts of other sites to read public data (CORS_URLS_REGEX), but not HTML pages.

    The header is sent without an Origin, too, because a proxy may give the stored response to a script.
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
    """Answer HEAD with the headers of GET, including Content-Length, and without a body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:  # a file, which is closed with the response
                response.streaming_content = ()  # type: ignore[attr-defined]  # a streaming response
            else:
                response.content = b""
        return response


class BodyLimitMiddleware:
    """Answer 413, without reading the body, when it is larger than any form of the address.

    Django reads no body without Content-Length, so the header is all that has to be checked.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: View, *_args: object) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        max_bytes = settings.BODY_MAX_BYTES if hasattr(view_func, "takes_files") else settings.FORM_MAX_BYTES
        if not length.isdecimal() or (len(length) <= MAX_LENGTH_DIGITS and int(length) <= max_bytes):
            return None
        max_file_bytes = getattr(view_func, "max_file_bytes", settings.UPLOAD_MAX_BYTES)
        context = {
            "max_megabytes": max_file_bytes // 1024**2,
            "home": "/en/" if request.path_info.startswith("/en/") else "/",
        }
        page = loader.get_template("413.html").render(context, None)
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class RefusalMiddleware:
    """Refuse a NUL in the address (400), an overlong address (414), and an unknown method (405), each with a page.

    PostgreSQL cannot store a NUL in a text. Cookies that contain one are ignored: they are not ours, and a refusal
    would close the portal to the person, who cannot easily delete them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or NUL.search(request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL in the address")
        if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > MAX_ADDRESS_LENGTH:
            raise AddressTooLong
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            page._has_been_logged = True  # type: ignore[attr-defined]  # Django has logged the first response
            return page
        return response


class LoginByDefaultMiddleware(LoginRequiredMiddleware):
    """Require a log-in for every view that is not marked `login_not_required`; public views do not load the session."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: tuple[str, ...], view_kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        limit_session(request, view_func)
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        request.is_staff_page = refusal is None  # type: ignore[attr-defined]  # read by `process_response`
        return refusal

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the cookie of `staff_browser` where a logged-in browser does not have it."""
        is_page = getattr(request, "is_staff_page", False) and response.get("Content-Type", "").startswith("text/html")
        user_id = request.user.pk if is_page else None
        if user_id is not None and user_id not in people_of_browser(request):
            remember_person(request, response, user_id)
        return response

    def handle_no_permission(  # type: ignore[override]  # a script is not redirected
        self, request: HttpRequest, view_func: View
    ) -> HttpResponse:
        """Store the input and redirect to the log-in; answer 401 to a script."""
        return to_log_in(request, view_func)


class CacheHeadersMiddleware:
    """Forbid caches to store a response unless its view marked it public and the request has no session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(response, "is_public", False) or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "no-store"
            if "ETag" in response:
                del response["ETag"]
        return response
