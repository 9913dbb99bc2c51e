"""Reports of programmes: which there may be, which are published, what has changed in them since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.db.models.functions import Length

from cooperation.models import Change, Programme
from reports.models import AnnualReport, Erratum, Publication
from reports.queries.material import corrections_of
from reports.rules.span import Span, span_of, spans_of


@dataclass(frozen=True)
class ReportVersions:
    """A report that there is or may be; `publications` with the newest first."""

    programme: Programme
    span: Span
    report: AnnualReport | None
    publications: Sequence[Publication]

    @property
    def newest(self) -> Publication | None:
        return self.publications[0] if self.publications else None

    @property
    def due_on(self) -> date:
        """31 May of the year after (art. 5a ust. 3)."""
        return date(self.span.last + 1, 5, 31)


def reports_of_programmes(programmes: Sequence[Programme]) -> list[ReportVersions]:
    """Each programme's years and its final report, and whatever else was begun. Two queries."""
    lists = Publication.objects.defer("snapshot").order_by("-version")
    reports: dict[int, list[AnnualReport]] = {}
    for row in AnnualReport.objects.filter(programme__in=programmes).prefetch_related(Prefetch("publications", lists)):
        reports.setdefault(row.programme_id, []).append(row)
    versions = []
    for programme in programmes:
        own = {row.span: row for row in reports.get(programme.pk, [])}
        usual = spans_of(programme.first_year, programme.last_year)
        for span in [*usual, *(span for span in own if span not in usual)]:
            report = own.get(span)
            publications = list(report.publications.all()) if report else []
            versions.append(ReportVersions(programme, span, report, publications))
    return versions


def versions_of_report(programme: Programme, span: Span, report: AnnualReport | None) -> ReportVersions:
    """One report with its versions. One query, none where nobody has begun."""
    publications = report.publications.defer("snapshot").order_by("-version") if report else []
    return ReportVersions(programme, span, report, list(publications))


def published_version(slug: str, code: str, version: int | None = None) -> Publication | None:
    """A version of a published programme's report, the newest one without a number. One query."""
    programme = Programme.objects.published().filter(slug=slug).first()
    return version_in(programme, code, version) if programme is not None else None


def version_in(programme: Programme, code: str, version: int | None = None) -> Publication | None:
    span = span_of(code, programme.first_year, programme.last_year)
    if span is None:
        return None
    rows = Publication.objects.select_related("report").filter(
        report__programme=programme,
        report__first_year=span.first,
        report__last_year=span.last,
        report__is_final=span.is_final,
    )
    if version is not None:
        rows = rows.filter(version=version)
    publication = rows.order_by("-version").first()
    if publication is not None:
        publication.report.programme = programme
    return publication


def versions_of(publication: Publication) -> list[Publication]:
    """Of the same report, the newest first."""
    return list(Publication.objects.defer("snapshot").filter(report=publication.report_id).order_by("-version"))


def corrected_since(publication: Publication) -> list[Change]:
    """Figures of the report that were corrected after it was published."""
    report = publication.report
    return [row for row in corrections_of(report.programme, report.span) if row.at > publication.published_at]


def errata_of(publication: Publication) -> list[Erratum]:
    return list(publication.errata.order_by("id"))


def sizes_of(publication: Publication) -> dict[str, int]:
    """Format -> bytes, of the files that have been made. One query."""
    return dict(publication.files.annotate(size=Length("content")).values_list("kind", "size"))
