"""Printed sheets as PDF: drawn one at a time, stored until the public content changes.

All processes share the store. `manage.py prepare_files` draws sheets ahead, so that readers seldom wait.
"""

from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.urls import reverse

from cooperation.models import Programme
from cooperation.services.addresses import absolute_url
from goals.models import SpecificGoal
from indicators.models import Indicator
from indicators.queries.programmes import version_of
from reports.exports.content import report_content
from reports.exports.files import export_in_subprocess
from reports.queries.report_sources import ReportSource
from reports.rules.snapshot import canonical
from reports.rules.span import Span
from reports.services.drawing import drawing_slot


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The sheet of a programme, a goal or an indicator; `address` is the page that it is printed from."""

    programme: Programme
    kind: str  # programme, goal, indicator
    key: str  # position of the goal, primary key of the indicator
    address: str

    def cache_key(self, on: date) -> str:
        return f"sheet:{version_of(self.programme)}:{on}:{self.kind}:{self.key}"


def programme_sheet(programme: Programme) -> PrintedSheet:
    return PrintedSheet(programme, "programme", "", reverse("indicators:programme_detail", args=[programme.slug]))


def goal_sheet(goal: SpecificGoal) -> PrintedSheet:
    address = reverse("indicators:goal_detail", args=[goal.programme.slug, goal.position])
    return PrintedSheet(goal.programme, "goal", str(goal.position), address)


def indicator_sheet(indicator: Indicator) -> PrintedSheet:
    address = reverse("indicators:indicator_detail", args=[indicator.pk])
    return PrintedSheet(indicator.programme, "indicator", str(indicator.pk), address)


def is_stored(sheet: PrintedSheet, on: date) -> bool:
    return sheet.cache_key(on) in caches["sheets"]


def sheet_pdf(sheet: PrintedSheet, on: date) -> bytes:
    """Return the stored sheet of that day, or draw and store it. Raises ExportFailed."""
    key = sheet.cache_key(on)
    pdf: bytes | None = caches["sheets"].get(key)
    if pdf is None:
        with drawing_slot():
            pdf = caches["sheets"].get(key)  # another request may have drawn it meanwhile
            if pdf is None:
                pdf = _draw(sheet, on)
                caches["sheets"].set(key, pdf)
    return pdf


def _draw(sheet: PrintedSheet, on: date) -> bytes:
    span = Span(sheet.programme.first_year, sheet.programme.last_year, is_final=True)
    content = canonical(report_content(ReportSource(sheet.programme, span, None, on)))
    facts = {"kind": sheet.kind, "key": sheet.key, "address": absolute_url(sheet.address)}
    return export_in_subprocess("sheet", content, facts)
