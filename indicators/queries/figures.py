"""The required figures of a year with their newest revisions, for lists of gaps and for shares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.models import Evidence, Revision
from indicators.models.measurements import State
from indicators.queries.due_figures import year_earlier
from indicators.queries.results import Results
from indicators.queries.tree import IndicatorNode
from indicators.rules.completeness import FigureState, RequiredFigure, figure_state
from indicators.rules.facts import Reading
from indicators.rules.figures import unusual_value_warning
from indicators.rules.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureHead:
    """The newest revision of a figure, the time of its first submission, and whether it has evidence."""

    revision: Revision
    first_submitted_at: datetime | None
    has_evidence: bool


FigureHeads = Mapping[tuple[int, str], FigureHead]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigure:
    """One required figure of one year."""

    programme: Programme
    indicator: IndicatorNode
    reading: Reading
    head: FigureHead | None
    last_year: Decimal | None  # of the same period a year before: approved, else the newest

    @property
    def period(self) -> Period:
        return self.reading.period

    @property
    def revision(self) -> Revision | None:
        return self.head.revision if self.head else None

    @property
    def state(self) -> str:
        return self.head.revision.state if self.head else ""

    @property
    def figure_state(self) -> FigureState:
        return figure_state(is_approved=self.reading.is_approved, state=self.state)

    @property
    def required_figure(self) -> RequiredFigure:
        first = self.head.first_submitted_at if self.head else None
        return RequiredFigure(
            self.figure_state, self.reading.due_on, timezone.localtime(first).date() if first else None
        )

    @property
    def is_waiting(self) -> bool:
        """Return whether the newest revision waits for approval; it may be a correction of an approved figure."""
        return self.state == State.SUBMITTED

    @property
    def is_correction(self) -> bool:
        return self.is_waiting and self.reading.is_approved

    @property
    def revision_to_review(self) -> Revision | None:
        """Return the revision to review: the submitted one, else the approved one, else None."""
        if self.head is None:
            return None
        approved = self.head.revision.measurement.approved_revision
        return self.head.revision if self.is_waiting else approved if self.reading.is_approved else None

    @property
    def warning(self) -> Sentence | None:
        """Return the warning about an unusual value, unless a note explains it."""
        content = self.revision_to_review
        if content is None or content.note:
            return None
        return unusual_value_warning(content.value, self.last_year, self.indicator.value_type)

    @property
    def lacks_evidence(self) -> bool:
        if self.head is None or self.revision_to_review is None or self.revision_to_review.value is None:
            return False
        return not self.head.has_evidence


def load_figure_heads(programmes: Iterable[Programme], years: Iterable[int] | None = None) -> FigureHeads:
    """Load the newest revision of each figure of the programmes; `years`: only of these years. One query."""
    heads = Revision.objects.heads().in_programmes(programmes)
    if years is not None:
        heads = heads.filter(measurement__year__in=list(years))
    evidence = Evidence.objects.current().filter(measurement=OuterRef("measurement"))
    submissions = Revision.objects.submitted().filter(measurement=OuterRef("measurement")).order_by()
    first_submission = submissions.values("measurement").annotate(first=Min("at")).values("first")
    # With annotations, which the type of the model does not have.
    rows: QuerySet[Any] = heads.select_related("measurement__approved_revision", "author").annotate(
        first_submitted_at=Subquery(first_submission), has_evidence=Exists(evidence)
    )
    return {
        (row.measurement.indicator_id, row.measurement.period_code): FigureHead(
            revision=row, first_submitted_at=row.first_submitted_at, has_evidence=bool(row.has_evidence)
        )
        for row in rows
    }


def required_figures(results: Results, heads: FigureHeads, years: Iterable[int] | None = None) -> Iterator[YearFigure]:
    """Yield the programme's required figures by year, in the document's order. No query."""
    for year in results.programme.years if years is None else years:
        for indicator in results.indicators:
            for reading in indicator.facts.required(year):
                yield YearFigure(
                    programme=results.programme,
                    indicator=indicator,
                    reading=reading,
                    head=heads.get((indicator.id, reading.period.code)),
                    last_year=_value_of(heads.get((indicator.id, year_earlier(reading.period)))),
                )


def _value_of(head: FigureHead | None) -> Decimal | None:
    """Return the approved value, else the newest one."""
    if head is None:
        return None
    return (head.revision.measurement.approved_revision or head.revision).value
