"""The data for a ruling on one indicator: its figures and earlier rulings, and the effect of a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cooperation.models import Programme
from indicators.models import Assessment, Decision, Indicator, Target
from indicators.queries.facts import NO_RULINGS, FactsSource, Rulings, content_of, load_facts
from indicators.queries.indicators import indicator_with_programme
from indicators.queries.open_questions import OpenQuestion, open_questions_of_indicator
from indicators.queries.revisions import PublicRevision, public_revisions
from indicators.queries.tree import IndicatorNode, YearRow, single_indicator_node
from indicators.rules.meanings import Comparator, Scope
from indicators.rules.periods import Period
from indicators.rules.rulings import RulingOptions, ruling_options
from indicators.rules.status import may_be_assessed

LATEST_RULINGS = 20


@dataclass(frozen=True, kw_only=True)
class RulingContext:
    """An indicator with the data that a coordinator needs for a ruling on it."""

    indicator: Indicator
    source: FactsSource
    approved: Mapping[str, PublicRevision]  # period code -> in force
    on: date

    @property
    def programme(self) -> Programme:
        return self.indicator.programme

    @property
    def terms(self) -> Sequence[Target]:
        return self.source.targets_of(self.indicator.pk)

    @property
    def decisions(self) -> Sequence[Decision]:
        """Return them oldest first, with their authors."""
        return self.source.decisions.get(self.indicator.pk, ())

    @property
    def assessments(self) -> Sequence[Assessment]:
        """Return them oldest first, with their authors."""
        return self.source.assessments.get(self.indicator.pk, ())

    @property
    def ruling(self) -> Rulings:
        return self.source.rulings_on(self.indicator.pk)

    @property
    def node(self) -> IndicatorNode:
        """Return the indicator with the rulings in force."""
        return single_indicator_node(self.indicator, self.source)

    @property
    def ruling_options(self) -> RulingOptions:
        return ruling_options(self._node_if(NO_RULINGS).facts, self.ruling.exempt_years)

    @property
    def questions(self) -> list[OpenQuestion]:
        return [row for row in open_questions_of_indicator(self.node, self.on) if row.question is not None]

    @property
    def newest_decision(self) -> int:
        return self.decisions[-1].pk if self.decisions else 0

    def newest_assessment(self, year: int) -> int:
        return max((row.pk for row in self.assessments if row.year == year), default=0)

    def if_decided(self, comparator: str = "", scope: str = "", exempt_year: int | None = None) -> IndicatorNode:
        """Return the indicator as it would be judged after such a decision."""
        known = self.ruling
        return self._node_if(
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
        """Return the result of the year without its assessment."""
        others = {other: verdict for other, verdict in self.ruling.assessments.items() if other != year}
        return self._node_if(replace(self.ruling, assessments=others)).in_year(year, self.on)

    def figures_of(self, year: int) -> list[tuple[Period, PublicRevision | None]]:
        """Return the periods that end in the year, each with its approved revision."""
        readings = self.node.facts.readings.get(year, ())
        return [(reading.period, self.approved.get(reading.period.code)) for reading in readings]

    def _node_if(self, rulings: Rulings) -> IndicatorNode:
        return single_indicator_node(self.indicator, self.source.with_rulings(self.indicator.pk, rulings))


def ruling_context_for(indicator_id: int, *, on: date) -> RulingContext | None:
    """Return the context, None if there is no such indicator. Seven queries."""
    indicator = indicator_with_programme(indicator_id)
    if indicator is None:
        return None
    revisions = public_revisions(indicator.pk)
    approved = {revision.period_code: revision for revision in revisions if revision.in_force}
    source = load_facts(
        Indicator.objects.filter(pk=indicator.pk),
        [indicator.programme_id],
        approved={indicator.pk: {code: content_of(revision) for code, revision in approved.items()}},
        with_authors=True,
    )
    return RulingContext(indicator=indicator, source=source, approved=approved, on=on)


def latest_rulings() -> list[Decision | Assessment]:
    """Return the latest decisions and assessments of all programmes, newest first. Two queries."""
    rulings: list[Decision | Assessment] = [
        *Decision.objects.with_programme().select_related("author").order_by("-id")[:LATEST_RULINGS],
        *Assessment.objects.with_programme().select_related("author").order_by("-id")[:LATEST_RULINGS],
    ]
    return sorted(rulings, key=lambda ruling: ruling.created_at, reverse=True)[:LATEST_RULINGS]
