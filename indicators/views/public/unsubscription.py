"""The page behind List-Unsubscribe, which works without logging in: the signed link is the permission."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cooperation.web.navigation import public_frame
from indicators.queries.notifications import wants_only_overdue
from indicators.services.notifications import queue
from indicators.services.notifications.unsubscription import person_of


@csrf_exempt  # mail programs post here (RFC 8058) without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing, because mail scanners open links before people do."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        queue.set_overdue_only(person, overdue_only=True)
    crumbs: list[tuple[str, str | None]] = [(_("Notifications"), None)]
    context = {**public_frame(request, None, crumbs=crumbs), "wants_only_overdue": wants_only_overdue(person)}
    response = render(request, "indicators/unsubscription.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
