"""Full-text search of everything that readers may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Max, Model, Q, QuerySet

from cooperation.models import Programme, SwotFinding
from cooperation.models.search import search_condition
from cooperation.rules.search import matches
from goals.models import SpecificGoal
from indicators.models import Action, Indicator, ReaderQuestion
from reports.models import AnnualReport, Publication

MAX_HITS = 20  # of each kind that the page lists
RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """The rows that match every word of a query: MAX_HITS of each kind, plus one if there are more."""

    programmes: Sequence[Programme]
    goals: Sequence[SpecificGoal]
    actions: Sequence[Action]
    indicators: Sequence[Indicator]
    findings: Sequence[SwotFinding]
    publications: Sequence[Publication]  # the newest version of each report
    questions: Sequence[ReaderQuestion]  # answered ones


def search(programmes: Sequence[Programme], query: str) -> SearchResults:
    """Search for the words of the query in these programmes. Six queries."""
    condition = search_condition(query, ["search_text"])
    goals = SpecificGoal.objects.in_programmes(programmes).select_related("main_goal__programme")
    actions = Action.objects.in_programmes(programmes).select_related("specific_goal__main_goal__programme")
    indicators = Indicator.objects.in_programmes(programmes).with_programme()
    findings = SwotFinding.objects.filter(programme__in=programmes).select_related("programme")
    questions = ReaderQuestion.objects.answered().in_programmes(programmes).select_related("indicator")
    return SearchResults(
        programmes=[row for row in programmes if matches(row.search_text, query)][: MAX_HITS + 1],
        goals=_first(goals, condition),
        actions=_first(actions, condition),
        indicators=_first(indicators, condition),
        findings=_first(findings, condition),
        publications=_first(_newest_publications(programmes), condition),
        questions=_first(questions, condition),
    )


def _first(rows: QuerySet[RowT], condition: Q) -> list[RowT]:
    return list(rows.filter(condition)[: MAX_HITS + 1])


def _newest_publications(programmes: Sequence[Programme]) -> QuerySet[Publication]:
    newest = AnnualReport.objects.filter(programme__in=programmes).annotate(newest=Max("publications__id"))
    rows = Publication.objects.filter(pk__in=newest.values("newest")).select_related("report__programme")
    return rows.order_by("-report__last_year", "report__is_final")


def public_texts(programmes: Sequence[Programme]) -> tuple[list[str], list[str]]:
    """Return what readers may search: the search terms of all rows, and the texts with their spelling. Four queries."""
    sources = (
        (SpecificGoal.objects.in_programmes(programmes), "text"),
        (Action.objects.in_programmes(programmes), "name"),
        (Indicator.objects.in_programmes(programmes), "name"),
        (SwotFinding.objects.filter(programme__in=programmes), "text"),
    )
    rows = [row for source, column in sources for row in source.values_list("search_text", column)]
    indexed = [terms for terms, _text in rows] + [programme.search_text for programme in programmes]
    return indexed, [text for _terms, text in rows] + [programme.title for programme in programmes]
