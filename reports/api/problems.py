"""What went wrong, for programs and for the people who write them: `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """`anchor`: where the documentation explains it, and so part of its permanent `type`."""

    anchor: str
    title: str | Promise
    about: str | Promise


KINDS = {
    HTTPStatus.BAD_REQUEST: Kind(
        "bad-request",
        _("The request is not right"),
        _("A parameter has a wrong value, is given twice, or does not exist; “errors” names it and what is permitted."),
    ),
    HTTPStatus.NOT_FOUND: Kind(
        "not-found",
        _("There is no such thing"),
        _("No such address, programme, indicator or page; or not in this programme, and “detail” says what there is."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Kind(
        "method-not-allowed", _("The API is read-only"), _("GET, HEAD and OPTIONS are answered, nothing else.")
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Kind(
        "too-many-requests",
        _("Too many requests"),
        _("Wait for as many seconds as the header Retry-After says; answers 304 count as well."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Kind(
        "server-error", _("The portal failed"), _("A fault of the portal, not of the request; it has been recorded.")
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Kind(
        "unavailable", _("The portal is not available for a moment"), _("Try again after the seconds of Retry-After.")
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Refused(Exception):
    """Raised where an answer is made, told by `problem`."""

    def __init__(self, status: HTTPStatus, detail: str = "", faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults = status, detail, tuple(faults)


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """In the language of the address. `type` is relative: an answer about a forged host must not repeat its name."""
    kind = KINDS.get(HTTPStatus(status))
    told = {
        "type": f"{reverse('reports:api_docs')}#{kind.anchor}" if kind else "about:blank",
        "title": str(kind.title) if kind else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or (str(kind.about) if kind else HTTPStatus(status).description),
        "instance": escape_uri_path(request.path),
        "errors": [{"parameter": fault.parameter, "detail": fault.detail} for fault in faults],
    }
    content = json.dumps(told, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type=MEDIA, headers=dict(headers or {}))
    response["Content-Length"] = str(len(response.content))
    return response
