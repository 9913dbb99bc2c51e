"""What holds for every address of the API, also where no view was reached: problems for programs."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from reports.api.problems import MEDIA, problem

GetResponse = Callable[[HttpRequest], HttpResponse]
ADDRESS = re.compile(r"(?:/en)?/api/v1/(?!docs$)")  # the documentation is a page like any other
KEPT = ("Allow", "Retry-After")


class ApiMiddleware:
    """A page that was made for people (no such address, a NUL, an outage) becomes a problem with the same status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not ADDRESS.match(request.path_info):
            return response
        is_refusal = response.status_code >= HTTPStatus.BAD_REQUEST
        if is_refusal and response.get("Content-Type") != MEDIA:
            page = response
            headers = {name: page[name] for name in KEPT if name in page}
            response = problem(request, page.status_code, headers=headers)
            response._has_been_logged = getattr(page, "_has_been_logged", False)  # type: ignore[attr-defined]
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = "GET, HEAD, OPTIONS"
        return response
