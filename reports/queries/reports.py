"""The reports of programmes, with their published versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from cooperation.models import Programme
from reports.models import AnnualReport, Publication
from reports.rules.span import Span, spans_of


@dataclass(frozen=True)
class ReportVersions:
    """A report, begun or not, with its published versions, newest first."""

    programme: Programme
    span: Span
    report: AnnualReport | None
    publications: Sequence[Publication]

    @property
    def newest(self) -> Publication | None:
        return self.publications[0] if self.publications else None

    @property
    def due_on(self) -> date:
        return due_on(self.span)


def due_on(span: Span) -> date:
    """31 May of the year after (art. 5a(3) of the act)."""
    return date(span.last + 1, 5, 31)


def reports_of_programmes(programmes: Sequence[Programme]) -> list[ReportVersions]:
    """Return each programme's yearly reports and final report, and other reports that were begun. Two queries."""
    newest_first = Publication.objects.defer("snapshot").order_by("-version")
    reports: dict[int, list[AnnualReport]] = {}
    for report in AnnualReport.objects.filter(programme__in=programmes).prefetch_related(
        Prefetch("publications", newest_first)
    ):
        reports.setdefault(report.programme_id, []).append(report)
    rows = []
    for programme in programmes:
        own = {report.span: report for report in reports.get(programme.pk, [])}
        usual = spans_of(programme.first_year, programme.last_year)
        for span in [*usual, *(span for span in own if span not in usual)]:
            begun = own.get(span)
            rows.append(ReportVersions(programme, span, begun, list(begun.publications.all()) if begun else []))
    return rows


def versions_of_report(programme: Programme, span: Span, report: AnnualReport | None) -> ReportVersions:
    """Return one report with its versions. One query, none for a report that has not been begun."""
    publications = report.publications.defer("snapshot").order_by("-version") if report else []
    return ReportVersions(programme, span, report, list(publications))
