"""Printed sheets as PDF: drawn in a process of their own, one at a time, kept until the public would see a change."""

from threading import BoundedSemaphore
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Programme
from cooperation.services.addresses import absolute_url
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
from indicators.models import Indicator
from indicators.queries.programmes import goal_with_version, indicator_with_version, programme_with_version, version_of
from reports.exports.files import LibraryMissing, NotMade, make_apart
from reports.queries.material import Material
from reports.rules.snapshot import canonical
from reports.rules.span import Span
from reports.services.content import content_of

WAIT = 30  # seconds in line for a drawing
_line = BoundedSemaphore(1)  # a worker draws one sheet at a time: whoever asks for many waits, not everybody else


@public_page(programme_with_version)
def programme_sheet(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _sheet(request, programme, "programme", "", "indicators:programme_detail", [programme.slug])


@public_page(goal_with_version)
def goal_sheet(request: HttpRequest, found: tuple[Programme, int]) -> HttpResponse:
    programme, position = found
    if not SpecificGoal.objects.in_programme(programme).filter(position=position).exists():
        raise Http404
    return _sheet(request, programme, "goal", str(position), "indicators:goal_detail", [programme.slug, position])


@public_page(indicator_with_version)
def indicator_sheet(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    programme = indicator.programme
    return _sheet(request, programme, "indicator", str(indicator.pk), "indicators:indicator_detail", [indicator.pk])


def _sheet(request: HttpRequest, programme: Programme, kind: str, key: str, name: str, args: list[Any]) -> HttpResponse:
    on = timezone.localdate()
    kept_as = f"sheet:{version_of(programme)}:{on}:{kind}:{key}"
    made = caches["sheets"].get(kept_as)
    if made is None:
        span = Span(programme.first_year, programme.last_year, is_final=True)
        content = canonical(content_of(Material(programme, span, None, on)))
        facts = {"kind": kind, "key": key, "address": absolute_url(reverse(name, args=args))}
        try:
            made = _drawn(content, facts)
        except NotMade as error:
            return _not_made(request, programme, is_library=isinstance(error, LibraryMissing))
        caches["sheets"].set(kept_as, made)
    response = HttpResponse(made, content_type="application/pdf")
    file = "-".join(part for part in ("karta", programme.slug, {"programme": ""}.get(kind, kind), key) if part)
    response["Content-Disposition"] = f'inline; filename="{file}.pdf"'
    return response


def _drawn(content: str, facts: dict[str, str]) -> bytes:
    if not _line.acquire(timeout=WAIT):
        raise NotMade("too many sheets are being drawn")
    try:
        return make_apart("sheet", content, facts)
    finally:
        _line.release()


def _not_made(request: HttpRequest, programme: Programme, *, is_library: bool) -> HttpResponse:
    context = {"publication": None, "is_tampered": False, "is_library": is_library}
    response = render(request, "reports/file_missing.html", {**public_frame(request, programme), **context}, status=503)
    response["Retry-After"] = "60"
    return response
