"""An indicator in a frame on somebody else's page: its status, its newest figure, and the way to the whole."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from indicators.models import Indicator
from indicators.queries import history
from indicators.rules import status as rules
from indicators.views.public import public_page
from indicators.views.public.indicator import find_indicator, latest_of


@csp_replace({"frame-ancestors": ["*"]})  # the one page that may be framed; everything else stays as strict
@xframe_options_exempt
@public_page(find_indicator)
def indicator_embed(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = history.indicator_page(indicator)
    on = timezone.localdate()
    overall = page.node.overall(on)
    context = {
        "indicator": indicator,
        "programme": page.programme,
        "overall": overall,
        "overall_word": rules.status_label(overall.status),
        "latest": latest_of(page.node.years(on)),
    }
    return render(request, "indicators/indicator_embed.html", context)
