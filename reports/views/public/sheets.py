"""Printed sheets as PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cooperation.models import Programme
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
from indicators.models import Indicator
from indicators.queries.programmes import goal_with_version, indicator_with_version, programme_with_version
from reports.exports.files import ExportFailed
from reports.services import sheets
from reports.services.sheets import PrintedSheet
from reports.web.unavailable_files import undrawn_file


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
        return undrawn_file(request, sheet.programme, error)
    response = HttpResponse(pdf, content_type="application/pdf")
    kind = "" if sheet.kind == "programme" else sheet.kind
    file = "-".join(part for part in ("karta", sheet.programme.slug, kind, sheet.key) if part)
    response["Content-Disposition"] = f'inline; filename="{file}.pdf"'
    return response
