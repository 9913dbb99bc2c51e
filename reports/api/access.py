"""Access to the operations, beyond ninja: throttle before any query, ETag, HEAD, refusal of unknown parameters."""

from collections.abc import Callable, Collection
from copy import copy
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from cooperation.web.public_pages import FindSubject, public_page
from cooperation.web.ratelimit import ReadThrottle
from reports.api.problems import METHODS, problem_response

ApiView = Callable[..., HttpResponseBase]


def api_access(find: FindSubject, view: ApiView, parameters: Collection[str] = ()) -> ApiView:
    """Return the view behind the throttle, the ETag of `public_page` and the check of parameters.

    `find(**kwargs)` returns the subject and its version; the view reads the subject from `request.subject`. A request
    is counted before any query, and an answer 304 is counted too.
    """

    @public_page(find)
    def answer(request: HttpRequest, subject: object) -> HttpResponseBase:
        if errors := _parameter_errors(request, parameters):
            return problem_response(request, HTTPStatus.BAD_REQUEST, errors=errors)
        get_request = copy(request)  # ninja knows GET only; HeadMiddleware drops the body of an answer to HEAD
        get_request.method = "GET"
        get_request.subject = subject  # type: ignore[attr-defined]  # read by the operation
        return view(get_request, **request.resolver_match.kwargs)  # type: ignore[union-attr]  # it was resolved

    @wraps(answer)
    def counted(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": METHODS, "Content-Length": "0"})
        throttle = ReadThrottle(settings.API_REQUESTS_A_MINUTE, "api")
        if request.method in ("GET", "HEAD") and not throttle.allow_request(request):
            headers = {"Retry-After": str(throttle.seconds_to_wait())}  # not logged: it would fill the log
            return problem_response(request, HTTPStatus.TOO_MANY_REQUESTS, headers=headers, is_logged=True)
        try:
            return answer(request, **kwargs)
        except Http404:
            return problem_response(request, HTTPStatus.NOT_FOUND)

    counted.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is changed, so a POST gets 405 and not 403
    return counted


def _parameter_errors(request: HttpRequest, permitted: Collection[str]) -> dict[str, str]:
    """Return what is wrong with names that are unknown or given twice: a misspelt filter must not be ignored."""
    names = gettext("permitted here: %(names)s") % {"names": ", ".join(permitted)}
    available = names if permitted else gettext("this address takes no parameters")
    unknown = gettext("no such parameter; %(permitted)s") % {"permitted": available}
    return {
        name: gettext("once only") if name in permitted else unknown
        for name, values in request.GET.lists()
        if name not in permitted or len(values) > 1
    }
