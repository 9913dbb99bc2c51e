"""Whether the session goes on: asked by the script of an open page, and where a log-in in another tab ends."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperation.web.navigation import staff_frame
from cooperation.web.session_end import is_script_request


@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """JSON {"person": number, "token": for the forms of pages from before the log-in}; for a reader a page."""
    if is_script_request(request):
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    return render(request, "indicators/session.html", staff_frame(request))
