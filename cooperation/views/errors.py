"""Error pages: 400, 403, 500 and 503."""

import re
import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_path

from cooperation.web.many_fields import TooManyRows, accept_fields
from cooperation.web.middleware import AddressTooLong
from cooperation.web.outages import is_outage
from cooperation.web.staff_browser import people_of_browser

RETRY_AFTER = 60  # seconds
_HIDDEN_FIELD = re.compile(r"(?:^|_)(?:csrfmiddlewaretoken|based_on|request_key|typed_by|do|was)$|_FORMS$")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_outage(exception):  # a session that could not be written
        return _unavailable(request)
    if isinstance(exception, AddressTooLong):
        return _static_page(request, "414.html", status=HTTPStatus.REQUEST_URI_TOO_LONG)
    max_rows = exception.limit if isinstance(exception, TooManyRows) else None
    return _static_page(request, "400.html", status=400, max_rows=max_rows)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 during an outage, without the session and the database: they may be the cause."""
    if is_outage(sys.exception()):
        return _unavailable(request)
    return _static_page(request, "500.html", status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 with the input that was not saved and a button that sends it again.

    Nothing was saved, because every write is one transaction. The form's request key prevents that it is saved twice.
    """
    is_write = request.method not in ("GET", "HEAD")
    fields = _sent_fields(request) if is_write else []
    context = {
        "is_write": is_write,
        "path": request.get_full_path(),
        "fields": fields,
        "typed_values": [value for name, value in fields if value and not _HIDDEN_FIELD.search(name)],
    }
    response = _static_page(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE, **context)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (name, value) of every field that was sent to a view marked `keeps_input`; nothing for other views.

    Nothing for a form with a file either: only the form that the browser still has can send the file again.
    """
    view = request.resolver_match.func if request.resolver_match else None
    if view is None or not hasattr(view, "keeps_input") or (hasattr(view, "takes_files") and request.FILES):
        return []
    if hasattr(view, "max_fields"):
        if not people_of_browser(request):  # read from a cookie: the database may not be available
            return []
        accept_fields(request, view.max_fields)
    return [(name, value) for name, values in request.POST.lists() for value in values if isinstance(value, str)]


def _static_page(request: HttpRequest, template: str, *, status: int, **context: object) -> HttpResponse:
    """Render without context processors, in the language of the address: it may not have been activated yet."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = loader.get_template(template).render({"home": "/en/" if language == "en" else "/", **context}, None)
    return HttpResponse(page, status=status, headers={"Content-Language": language})
