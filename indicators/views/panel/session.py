"""The state of the session: asked for by the script of an open page, and the page on which a second log-in ends."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cooperation.web.navigation import staff_frame
from cooperation.web.session_end import is_script_request
from cooperation.web.staff_pages import AuthenticatedHttpRequest
from cooperation.web.unsaved_input import has_only_buttons


@require_safe
def session(request: AuthenticatedHttpRequest) -> HttpResponse:
    """For a script the state of `_session_state`; else a page. Asking does not extend the session."""
    if is_script_request(request):
        return _session_state(request)
    return render(request, "indicators/session.html", staff_frame(request))


session.does_not_extend_session = True  # type: ignore[attr-defined]  # read by `limit_session`


@has_only_buttons
@require_POST
def session_extension(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Extend the session, as every request of the staff does, and return its state."""
    return _session_state(request)


def _session_state(request: AuthenticatedHttpRequest) -> JsonResponse:
    """Return {"person": id, "token": CSRF token for forms rendered before the log-in, "seconds_left", "may_extend"}."""
    return JsonResponse(
        {
            "person": request.user.pk,
            "token": get_token(request),
            "seconds_left": request.session_seconds_left,  # type: ignore[attr-defined]  # set by `limit_session`
            "may_extend": request.may_extend_session,  # type: ignore[attr-defined]  # as above
        }
    )
