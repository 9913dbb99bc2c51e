"""Reports whose years are over and that are not published yet: when each is due and what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from indicators.queries.results import Results
from reports.models import AnnualReport, Chapter, Publication
from reports.queries.checklist import ChecklistItem, unmet_items
from reports.queries.report_sources import ReportSource
from reports.queries.reports import due_on
from reports.rules.span import Span, spans_of

EARLIER_REPORT = timedelta(days=365)  # a report due earlier shares a row with the others


@dataclass(frozen=True, kw_only=True)
class ReportTerm:
    """A report of a programme whose years are over.

    `unmet`: what it lacks before publication; computed for recent reports only, because of the earlier ones the page
    says only how many there are.
    """

    source: ReportSource
    published_on: date | None
    unmet: Sequence[ChecklistItem]

    @property
    def span(self) -> Span:
        return self.source.span

    @property
    def due_on(self) -> date:
        return due_on(self.span)


def report_terms(results: Sequence[Results], *, on: date) -> list[ReportTerm]:
    """The reports of published programmes whose years are over, the first due before the others. Two queries."""
    by_id = {of_programme.programme.pk: of_programme for of_programme in results if of_programme.programme.is_published}
    newest = Publication.objects.filter(report=OuterRef("pk")).order_by("-version").values("published_at")[:1]
    reports = AnnualReport.objects.filter(programme__in=by_id)
    begun = {
        (report.programme_id, report.span): report
        for report in reports.annotate(published_at=Subquery(newest), lines=Count("finance"))
    }
    unpublished = [report for report in begun.values() if _published_on(report) is None]
    chapters: dict[int, dict[str, Chapter]] = {}
    for chapter in Chapter.objects.filter(report__in=unpublished):
        chapters.setdefault(chapter.report_id, {})[chapter.key] = chapter
    terms = []
    for programme_id, of_programme in by_id.items():
        programme = of_programme.programme
        for span in spans_of(programme.first_year, programme.last_year):
            if not span.has_ended(on.year):
                continue
            report = begun.get((programme_id, span))
            source = ReportSource(programme, span, report, on)
            source.results = of_programme
            source.words = chapters.get(report.pk, {}) if report else {}
            published_on = _published_on(report)
            is_recent = not is_earlier(due_on(span), on=on)
            unmet = unmet_items(source) if published_on is None and is_recent else []
            terms.append(ReportTerm(source=source, published_on=published_on, unmet=unmet))
    return sorted(terms, key=lambda term: (term.due_on, term.span.is_final))


def is_earlier(day: date, *, on: date) -> bool:
    """Whether a report that was due on the day shares a row with the other earlier ones."""
    return on - day > EARLIER_REPORT


def _published_on(report: AnnualReport | None) -> date | None:
    published_at: datetime | None = vars(report)["published_at"] if report else None
    return timezone.localtime(published_at).date() if published_at else None
