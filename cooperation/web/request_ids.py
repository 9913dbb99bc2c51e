"""The number of a request: the proxy's log, the portal's log and the response name it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cooperation.logs import new_request_id, request_id


class RequestIdMiddleware:
    """Take the number from `X-Request-ID`, which the proxy sets, or create one; send it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = new_request_id(request.headers.get("X-Request-ID"))
        request.request_id = number  # type: ignore[attr-defined]  # read by the formatter of the log
        token = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = number
        return response
