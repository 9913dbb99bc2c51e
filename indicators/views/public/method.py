"""How results are judged, drawn from the very table that judges them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from indicators.rules import status as rules
from indicators.views.frame import public_frame
from indicators.views.public import public_page


def _nothing() -> tuple[None, str]:
    return None, "method"


@public_page(_nothing)
def method(request: HttpRequest, subject: Any) -> HttpResponse:
    rows = [
        {"row": row, "labels": [(status, rules.status_label(status)) for status in row.statuses]} for row in rules.TABLE
    ]
    frame = public_frame(request, None, crumbs=[(_("Method"), None)])
    return render(request, "indicators/method.html", {**frame, "rows": rows, "verdict_rules": rules.VERDICT_RULES})
