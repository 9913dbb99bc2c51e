"""The kinds of problems that the API reports (RFC 9457), by status code."""

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """`anchor` is the place in the documentation that explains it, so it is part of the permanent `type`."""

    anchor: str
    title: str | Promise
    description: str | Promise


PROBLEM_TYPES = {
    HTTPStatus.BAD_REQUEST: ProblemType(
        anchor="bad-request",
        title=_("The request is not valid"),
        description=_(
            "A parameter has a wrong value, is given twice or does not exist; “errors” names it and the permitted "
            "values."
        ),
    ),
    HTTPStatus.NOT_FOUND: ProblemType(
        anchor="not-found",
        title=_("Not found"),
        description=_(
            "No such address, programme, indicator or page, or not in this programme; “detail” lists what is available."
        ),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ProblemType(
        anchor="method-not-allowed",
        title=_("The API is read-only"),
        description=_("Only GET, HEAD and OPTIONS are supported."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ProblemType(
        anchor="too-many-requests",
        title=_("Too many requests"),
        description=_("Wait for the number of seconds given in the header Retry-After; 304 responses count as well."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ProblemType(
        anchor="server-error",
        title=_("Internal error"),
        description=_("An error in the portal, not in the request; it has been recorded."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ProblemType(
        anchor="unavailable",
        title=_("The portal is temporarily unavailable"),
        description=_("Try again after the number of seconds given in Retry-After."),
    ),
}
