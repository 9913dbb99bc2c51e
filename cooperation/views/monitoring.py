"""Figures for a monitoring system on this machine, in the format of Prometheus."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return counts and times of requests of all processes, to a client on this machine and to nobody else.

    A request that a proxy passed on comes from this machine, too, but has the address of its client.
    """
    is_proxied = "HTTP_X_FORWARDED_FOR" in request.META
    if not settings.METRICS or is_proxied or not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response
