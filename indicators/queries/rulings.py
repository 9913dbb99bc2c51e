"""What a coordinator rules on: one indicator with its figures and earlier rulings, and what a decision would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cooperation.models import Programme
from indicators.models import Assessment, Decision, Indicator, Target
from indicators.queries.due import programme_of
from indicators.queries.facts import Rulings, due_days_by_year
from indicators.queries.history import (
    PublicRevision,
    indicator_with_programme,
    node_of,
    public_revisions,
    rulings_in_force,
    targets_with_breakdowns,
)
from indicators.queries.open_questions import OpenQuestion, open_questions_of_indicator
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.meanings import Comparator, Scope
from indicators.rules.periods import Period
from indicators.rules.rulings import RulingOptions, ruling_options
from indicators.rules.status import may_be_assessed


@dataclass(frozen=True)
class RulingContext:
    """Everything that a ruling on one indicator is made from."""

    indicator: Indicator
    programme: Programme
    terms: Sequence[Target]
    due: dict[int, date]
    approved: dict[str, PublicRevision]  # period code -> in force
    decisions: Sequence[Decision]  # oldest first, with their authors
    assessments: Sequence[Assessment]
    on: date

    @property
    def ruling(self) -> Rulings:
        return rulings_in_force(self.decisions, self.assessments)

    @property
    def node(self) -> IndicatorNode:
        """As it is judged today."""
        return self._node(self.ruling)

    @property
    def ruling_options(self) -> RulingOptions:
        return ruling_options(self._node(Rulings()).facts, self.ruling.exempt_years)

    @property
    def questions(self) -> list[OpenQuestion]:
        return [found for found in open_questions_of_indicator(self.node, self.on) if found.question is not None]

    @property
    def newest_decision(self) -> int:
        return self.decisions[-1].pk if self.decisions else 0

    def newest_assessment(self, year: int) -> int:
        return max((one.pk for one in self.assessments if one.year == year), default=0)

    def if_decided(self, comparator: str = "", scope: str = "", exempt_year: int | None = None) -> IndicatorNode:
        """The indicator as it would be judged after such a decision."""
        known = self.ruling
        return self._node(
            replace(
                known,
                comparator=Comparator(comparator) if comparator else known.comparator,
                scope=Scope(scope) if scope else known.scope,
                exempt_years=known.exempt_years | ({exempt_year} if exempt_year is not None else set()),
            )
        )

    def may_be_assessed(self, year: int) -> bool:
        return may_be_assessed(self.node.facts, year, self.on)

    def unassessed(self, year: int) -> YearRow:
        """The year as figures alone judge it."""
        others = {one: verdict for one, verdict in self.ruling.assessments.items() if one != year}
        return self._node(replace(self.ruling, assessments=others)).in_year(year, self.on)

    def figures_of(self, year: int) -> list[tuple[Period, PublicRevision | None]]:
        """The periods that end in the year, each with what is approved."""
        readings = self.node.facts.readings.get(year, ())
        return [(one.period, self.approved.get(one.period.code)) for one in readings]

    def _node(self, ruling: Rulings) -> IndicatorNode:
        return node_of(self.indicator, self.programme, self.terms, self.due, self.approved, ruling)


def ruling_context_for(indicator_id: int, *, on: date) -> RulingContext | None:
    """The desk, or None where there is no such indicator. Six queries."""
    indicator = indicator_with_programme(indicator_id)
    if indicator is None:
        return None
    programme = programme_of(indicator)
    return RulingContext(
        indicator=indicator,
        programme=programme,
        terms=targets_with_breakdowns(indicator.pk)[0],
        due=due_days_by_year(programme.pk),
        approved={public.period_code: public for public in public_revisions(indicator.pk) if public.in_force},
        decisions=list(
            Decision.objects.filter(indicator=indicator).select_related("author", "indicator").order_by("id")
        ),
        assessments=list(
            Assessment.objects.filter(indicator=indicator).select_related("author", "indicator").order_by("id")
        ),
        on=on,
    )


def latest_rulings(limit: int = 20) -> list[Decision | Assessment]:
    """Of every programme, newest first. Two queries."""
    chain = ("author", "indicator__action__specific_goal__main_goal__programme")
    found: list[Decision | Assessment] = [*Decision.objects.select_related(*chain).order_by("-id")[:limit]]
    found += Assessment.objects.select_related(*chain).order_by("-id")[:limit]
    return sorted(found, key=lambda ruling: ruling.created_at, reverse=True)[:limit]
