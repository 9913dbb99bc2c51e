"""Printed sheets as PDF, cached until the public content changes."""

from threading import BoundedSemaphore

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
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
from reports.exports.content import report_content
from reports.exports.files import ExportFailed, PdfLibraryMissing, export_in_subprocess
from reports.queries.report_sources import ReportSource
from reports.rules.snapshot import canonical
from reports.rules.span import Span

MAX_WAIT = 30  # seconds
# One sheet at a time in each worker process, so that requests for many sheets do not take all CPU.
_export_slot = BoundedSemaphore(1)


@public_page(programme_with_version)
def programme_sheet(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _sheet(request, programme, "programme", "", "indicators:programme_detail", [programme.slug])


@public_page(goal_with_version)
def goal_sheet(request: HttpRequest, goal: SpecificGoal) -> HttpResponse:
    programme, position = goal.programme, goal.position
    return _sheet(request, programme, "goal", str(position), "indicators:goal_detail", [programme.slug, position])


@public_page(indicator_with_version)
def indicator_sheet(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    programme = indicator.programme
    return _sheet(request, programme, "indicator", str(indicator.pk), "indicators:indicator_detail", [indicator.pk])


def _sheet(
    request: HttpRequest, programme: Programme, kind: str, key: str, name: str, args: list[int | str]
) -> HttpResponse:
    on = timezone.localdate()
    cache_key = f"sheet:{version_of(programme)}:{on}:{kind}:{key}"
    pdf = caches["sheets"].get(cache_key)
    if pdf is None:
        span = Span(programme.first_year, programme.last_year, is_final=True)
        content = canonical(report_content(ReportSource(programme, span, None, on)))
        facts = {"kind": kind, "key": key, "address": absolute_url(reverse(name, args=args))}
        try:
            pdf = _export(content, facts)
        except ExportFailed as error:
            return _file_unavailable(request, programme, is_library_missing=isinstance(error, PdfLibraryMissing))
        caches["sheets"].set(cache_key, pdf)
    response = HttpResponse(pdf, content_type="application/pdf")
    file = "-".join(part for part in ("karta", programme.slug, {"programme": ""}.get(kind, kind), key) if part)
    response["Content-Disposition"] = f'inline; filename="{file}.pdf"'
    return response


def _export(content: str, facts: dict[str, str]) -> bytes:
    if not _export_slot.acquire(timeout=MAX_WAIT):
        raise ExportFailed("too many sheets are being drawn")
    try:
        return export_in_subprocess("sheet", content, facts)
    finally:
        _export_slot.release()


def _file_unavailable(request: HttpRequest, programme: Programme, *, is_library_missing: bool) -> HttpResponse:
    frame = public_frame(request, programme)
    context = {"publication": None, "is_tampered": False, "is_library_missing": is_library_missing}
    response = render(request, "reports/file_unavailable.html", {**frame, **context}, status=503)
    response["Retry-After"] = "60"
    return response
