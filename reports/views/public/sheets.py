"""Printed sheets as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cooperation.models import Programme
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
from indicators.models import Indicator
from indicators.queries.programmes import goal_with_version, indicator_with_version, programme_with_version
from reports.exports.files import ExportFailed, PdfLibraryMissing
from reports.services import sheets
from reports.services.sheets import PrintedSheet


@public_page(programme_with_version)
def programme_sheet(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _sheet(request, sheets.programme_sheet(programme))


@public_page(goal_with_version)
def goal_sheet(request: HttpRequest, goal: SpecificGoal) -> HttpResponse:
    return _sheet(request, sheets.goal_sheet(goal))


@public_page(indicator_with_version)
def indicator_sheet(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    return _sheet(request, sheets.indicator_sheet(indicator))


def _sheet(request: HttpRequest, sheet: PrintedSheet) -> HttpResponse:
    try:
        pdf = sheets.sheet_pdf(sheet, timezone.localdate())
    except ExportFailed as error:
        return _file_unavailable(request, sheet.programme, is_library_missing=isinstance(error, PdfLibraryMissing))
    response = HttpResponse(pdf, content_type="application/pdf")
    kind = "" if sheet.kind == "programme" else sheet.kind
    file = "-".join(part for part in ("karta", sheet.programme.slug, kind, sheet.key) if part)
    response["Content-Disposition"] = f'inline; filename="{file}.pdf"'
    return response


def _file_unavailable(request: HttpRequest, programme: Programme, *, is_library_missing: bool) -> HttpResponse:
    frame = public_frame(request, programme)
    context = {"publication": None, "is_tampered": False, "is_library_missing": is_library_missing}
    response = render(request, "reports/file_unavailable.html", {**frame, **context}, status=503)
    response["Retry-After"] = "60"
    return response
