"""The page that explains the statuses, rendered from the table that determines them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cooperation.queries.offices import office_identity
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.rules import status as rules


def office_with_version() -> tuple[Context, str]:
    """Return the subject and version of pages whose only stored data is the office."""
    office = office_identity()
    return office, f"method:{office}"


@public_page(office_with_version)
def method(request: HttpRequest, office: Context) -> HttpResponse:
    rows = [
        {"row": row, "labels": [(status, rules.status_label(status)) for status in row.statuses]} for row in rules.TABLE
    ]
    frame = public_frame(request, None, crumbs=[(_("Method"), None)], office=office)
    return render(request, "indicators/method.html", {**frame, "rows": rows, "verdict_rules": rules.VERDICT_RULES})
