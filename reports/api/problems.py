"""Errors as `application/problem+json` (RFC 9457); ninja and Django have error formats of their own."""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path

from reports.wording.api_problems import PROBLEM_TYPES

MEDIA_TYPE = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
API_PATH = re.compile(r"(?:/en)?/api/v1/(?!docs$)")  # the documentation is an HTML page


class ApiNotFound(Exception):
    """Raised by an operation that has nothing to answer with; the message becomes the problem's detail."""


def problem_response(
    request: HttpRequest,
    status: int,
    *,
    detail: str = "",
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    is_logged: bool = False,  # then Django does not log it
) -> HttpResponse:
    """Return the problem in the language of the address; `errors` maps parameters to what they must be.

    `type` is relative, so that an answer to a forged Host header does not repeat that name.
    """
    problem_type = PROBLEM_TYPES.get(HTTPStatus(status))
    problem = {
        "type": f"{reverse('reports:api_docs')}#{problem_type.anchor}" if problem_type else "about:blank",
        "title": str(problem_type.title) if problem_type else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or (str(problem_type.description) if problem_type else HTTPStatus(status).description),
        "instance": escape_uri_path(request.path),
        "errors": [{"parameter": name, "detail": text} for name, text in (errors or {}).items()],
    }
    content = json.dumps(problem, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))
    response["Content-Length"] = str(len(response.content))
    response._has_been_logged = is_logged  # type: ignore[attr-defined]  # read by Django's log_response
    return response


class ApiMiddleware:
    """Replace Django's error pages under /api/v1/ (unknown address, wrong method, outage) by problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        if not is_error or response.get("Content-Type") == MEDIA_TYPE or not API_PATH.match(request.path_info):
            return response
        known = {"Allow": METHODS, "Retry-After": response.get("Retry-After", "")}
        headers = {name: value for name, value in known.items() if name in response}
        is_logged = getattr(response, "_has_been_logged", False)
        return problem_response(request, response.status_code, headers=headers, is_logged=is_logged)
