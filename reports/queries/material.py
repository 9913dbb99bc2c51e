"""Everything that a report is made of on a day: results, rulings, corrections and the chapters written so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count

from cooperation.models import Change, Office, Programme
from indicators.models import Assessment, Decision
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_programme
from indicators.queries.results import Results, load_results
from indicators.queries.revisions import PublicRevision, approved_revisions_by_period
from indicators.rules.completeness import Completeness
from indicators.rules.periods import period_of
from reports.models import AnnualReport, Chapter, FinanceRow
from reports.rules import chapters
from reports.rules.span import Span, any_span_of, span_of


@dataclass
class Material:
    """Each part is loaded when it is first used, because a list of what is missing needs less than a whole report."""

    programme: Programme  # with its main goal
    span: Span
    report: AnnualReport | None  # None: nobody has written anything yet
    on: date

    @property
    def main_goal(self) -> str:
        goal = getattr(self.programme, "main_goal", None)
        return goal.text if goal else ""

    @cached_property
    def words(self) -> Mapping[str, Chapter]:
        return {row.key: row for row in self.report.chapters.select_related("author")} if self.report else {}

    @cached_property
    def finance(self) -> Sequence[FinanceRow]:
        return list(self.report.finance.all()) if self.report else []

    @cached_property
    def results(self) -> Results:
        return load_results(self.programme, on=self.on)

    @cached_property
    def completeness(self) -> Sequence[Completeness]:
        return [year for year in self.results.completeness() if year.year in self.span.years]

    @cached_property
    def figures(self) -> Mapping[int, Mapping[str, PublicRevision]]:
        """Indicator id -> period code -> the approved revision in force."""
        return approved_revisions_by_period(self.programme.pk)

    @cached_property
    def splits(self) -> Mapping[int, BreakdownCategories]:
        return breakdowns_of_programme(self.programme.pk)

    @cached_property
    def corrections(self) -> Sequence[Change]:
        return corrections_of(self.programme, self.span)

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        rows = Decision.objects.in_programme(self.programme).public()
        return list(rows.select_related("indicator").order_by("id"))

    @cached_property
    def assessments(self) -> Sequence[Assessment]:
        rows = Assessment.objects.in_programme(self.programme).filter(year__in=list(self.span.years))
        return list(rows.select_related("indicator").order_by("year", "id"))

    @cached_property
    def office(self) -> Office | None:
        return Office.objects.first()

    @property
    def chapters(self) -> list[chapters.Chapter]:
        return chapters.chapters_of([(goal.id, goal.position, goal.text) for goal in self.results.goals])

    def text_of(self, key: str) -> str:
        return self.words[key].text if key in self.words else ""

    @cached_property
    def finance_lines(self) -> int:
        counted = vars(self.report).get("lines") if self.report else 0
        return len(self.finance) if counted is None else counted

    @property
    def finance_number(self) -> int:
        return self.report.finance_number if self.report else 0


def material_of(programme: Programme, span: Span, *, on: date) -> Material:
    return Material(programme, span, report_of(programme, span), on)


def material_at(slug: str, code: str, *, on: date) -> Material | None:
    """By the parts of an address; None where it names no programme or none of its spans. One query, two for a report
    that nobody has begun."""
    span = any_span_of(code)
    if span is None:
        return None
    reports = AnnualReport.objects.select_related("programme__main_goal").annotate(lines=Count("finance"))
    years = {} if span.is_final else {"first_year": span.first, "last_year": span.last}
    report = reports.filter(programme__slug=slug, is_final=span.is_final, **years).first()
    if report is not None:
        return Material(report.programme, report.span, report, on)
    programme = Programme.objects.select_related("main_goal").filter(slug=slug).first()
    known = span_of(code, programme.first_year, programme.last_year) if programme else None
    return Material(programme, known, None, on) if programme is not None and known is not None else None


def report_of(programme: Programme, span: Span) -> AnnualReport | None:
    return AnnualReport.objects.filter(
        programme=programme, first_year=span.first, last_year=span.last, is_final=span.is_final
    ).first()


def corrections_of(programme: Programme, span: Span) -> list[Change]:
    """Published figures of the span's years that changed, oldest first. One query."""
    rows = Change.objects.filter(programme=programme, kind=Change.Kind.FIGURE_CORRECTED).order_by("at", "id")
    return [row for row in rows if period_of(row.details["period"]).year in span.years]
