"""The data of a report on a day: results, rulings, corrections, chapters, the financial table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count

from cooperation.models import Change, Office, Programme
from indicators.models import Assessment, Decision
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_programme
from indicators.queries.results import Results, load_results
from indicators.queries.revisions import (
    Correction,
    PublicRevision,
    approved_revisions_by_period,
    corrections_of_programme,
)
from indicators.rules.completeness import Completeness
from indicators.rules.periods import period_of
from reports.models import AnnualReport, Chapter, FinanceRow
from reports.rules import chapters
from reports.rules.span import Span, any_span_of, span_of


@dataclass
class ReportSource:
    """The data of one report; each part is loaded at its first use, because a checklist needs less than a report."""

    programme: Programme  # with its main goal
    span: Span
    report: AnnualReport | None  # None: nothing has been written yet
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
        return self.results.completeness(self.span.years)

    @cached_property
    def figures(self) -> Mapping[int, Mapping[str, PublicRevision]]:
        """The approved revision in force, by indicator id and period code."""
        return approved_revisions_by_period(self.programme.pk)

    @cached_property
    def breakdowns(self) -> Mapping[int, BreakdownCategories]:
        return breakdowns_of_programme(self.programme.pk)

    @cached_property
    def corrections(self) -> Sequence[Change]:
        return corrections_of(self.programme, self.span)

    @cached_property
    def corrections_of_indicators(self) -> Mapping[int, Sequence[Correction]]:
        return corrections_of_programme(self.programme.pk)

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
    def chapters(self) -> list[chapters.ChapterOutline]:
        return chapters.chapters_of(self.results.goals)

    def text_of(self, key: str) -> str:
        return self.words[key].text if key in self.words else ""

    @cached_property
    def finance_lines(self) -> int:
        count = vars(self.report).get("lines") if self.report else 0
        return len(self.finance) if count is None else count

    @property
    def finance_number(self) -> int:
        return self.report.finance_number if self.report else 0


def report_source_of(programme: Programme, span: Span, *, on: date) -> ReportSource:
    return ReportSource(programme, span, report_of(programme, span), on)


def report_source_at(slug: str, code: str, *, on: date) -> ReportSource | None:
    """Return the source for the parts of an address; None if there is no such programme or span.

    One query, two for a report that has not been begun.
    """
    span = any_span_of(code)
    if span is None:
        return None
    reports = AnnualReport.objects.select_related("programme__main_goal").annotate(lines=Count("finance"))
    years = {} if span.is_final else {"first_year": span.first, "last_year": span.last}
    report = reports.filter(programme__slug=slug, is_final=span.is_final, **years).first()
    if report is not None:
        return ReportSource(report.programme, report.span, report, on)
    programme = Programme.objects.select_related("main_goal").filter(slug=slug).first()
    span_of_programme = span_of(code, programme.first_year, programme.last_year) if programme else None
    return ReportSource(programme, span_of_programme, None, on) if programme and span_of_programme else None


def report_of(programme: Programme, span: Span) -> AnnualReport | None:
    return AnnualReport.objects.filter(
        programme=programme, first_year=span.first, last_year=span.last, is_final=span.is_final
    ).first()


def corrections_of(programme: Programme, span: Span) -> list[Change]:
    """Return the corrections of published figures in the span's years, oldest first. One query."""
    rows = Change.objects.filter(programme=programme, kind=Change.Kind.FIGURE_CORRECTED).order_by("at", "id")
    return [row for row in rows if period_of(row.details["period"]).year in span.years]
