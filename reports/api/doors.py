"""Each address of the API behind the same door: reading only, counted, unchanged answers not sent again."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from cooperation.web import View
from cooperation.web.public_pages import FindSubject, public_page
from reports.api.parameters import faults_in_names
from reports.api.problems import problem
from reports.api.throttle import ClientThrottle

READS = ("GET", "HEAD")
METHODS = "GET, HEAD, OPTIONS"


def door(find: FindSubject, view: View, names: Iterable[str] = ()) -> View:
    """`find(**parts of the address)` gives the subject and its version; `names`: the parameters that are known.

    A request is counted before the database is asked, a 304 like any other. It is CSRF-exempt because it never
    changes anything: a POST is told so (405), not that a token is missing.
    """

    def answer(request: HttpRequest, subject: Any) -> HttpResponseBase:
        faults = faults_in_names(request, names)
        if faults:
            return problem(request, HTTPStatus.BAD_REQUEST, faults=faults)
        request.subject = subject  # type: ignore[attr-defined]  # for the operation behind the door
        return view(request, **request.resolver_match.kwargs)  # type: ignore[union-attr]  # it was resolved

    page = public_page(find)(answer)

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _permitted()
        if request.method not in READS:
            return problem(request, HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": METHODS})
        throttle = ClientThrottle()
        if not throttle.allow_request(request):
            wait = str(throttle.seconds_to_wait())
            refusal = problem(request, HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": wait})
            refusal._has_been_logged = True  # type: ignore[attr-defined]  # who asks too often must not fill the log
            return refusal
        method, request.method = request.method, "GET"  # HEAD is a GET whose body HeadMiddleware leaves out
        try:
            response = page(request, **parts)
        except Http404:
            return problem(request, HTTPStatus.NOT_FOUND)
        finally:
            request.method = method
        return response

    return opened


def names_of(operation: Callable[..., Any], parts: Iterable[str]) -> list[str]:
    """The parameters of an operation that are not parts of its address."""
    return [name for name in inspect.signature(operation).parameters if name not in ("request", *parts)]


def _permitted() -> HttpResponse:
    return HttpResponse(headers={"Allow": METHODS, "Content-Length": "0"})
