"""The state of the session: asked for by the script of an open page, and the page on which a second log-in ends."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperation.web.navigation import staff_frame
from cooperation.web.session_end import is_script_request
from cooperation.web.staff_pages import AuthenticatedHttpRequest


@require_safe
def session(request: AuthenticatedHttpRequest) -> HttpResponse:
    """For a script {"person": id, "token": CSRF token for forms rendered before the log-in}; else a page."""
    if is_script_request(request):
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    return render(request, "indicators/session.html", staff_frame(request))
