"""One indicator in full: its targets, what was approved and when, corrections, breakdowns and rulings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from indicators.models import Assessment, Decision, Indicator, Target
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_indicators
from indicators.queries.diagnosis import LinkedFinding, findings_linked_to_goal
from indicators.queries.facts import content_of, load_facts
from indicators.queries.reader_questions import PublicReaderQuestions, public_questions
from indicators.queries.revisions import Correction, PublicRevision, corrections_in, public_revisions
from indicators.queries.tree import IndicatorNode, single_indicator_node
from indicators.rules.facts import Status
from indicators.rules.periods import Period
from indicators.rules.status import judge_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A month, a quarter or a half-year under its year: what is approved, or why there is nothing to show."""

    period: Period
    due_on: date
    status: Status | None  # None: a value that only counts towards its year
    public: PublicRevision | None


@dataclass(frozen=True, kw_only=True)
class IndicatorPage:
    indicator: Indicator
    programme: Programme
    node: IndicatorNode
    splits: dict[int, BreakdownCategories]  # by breakdown id
    approved: dict[str, PublicRevision]  # period code -> in force
    corrections: Sequence[Correction]
    decisions: Sequence[Decision]
    assessments: Sequence[Assessment]
    findings: Sequence[LinkedFinding]  # of the diagnosis, answered by the indicator's goal
    questions: PublicReaderQuestions  # of readers

    def split_in(self, terms: Target | None) -> BreakdownCategories | None:
        return self.splits.get(terms.breakdown_id) if terms and terms.breakdown_id else None

    def periods_in(self, year: int, on: date) -> list[PeriodRow]:
        """The periods of a year that is read several times, once one of them is approved; none otherwise."""
        readings = self.node.facts.readings.get(year, ())
        if len(readings) < 2 or not any(reading.period.code in self.approved for reading in readings):
            return []
        return [
            PeriodRow(
                period=reading.period,
                due_on=reading.due_on,
                status=judge_reading(self.node.facts, reading, on),
                public=self.approved.get(reading.period.code),
            )
            for reading in readings
        ]


def public_indicator(indicator_id: int) -> Indicator | None:
    """The indicator of a published programme, with its unit and everything up to the programme. One query."""
    return Indicator.objects.published().with_programme().select_related("unit").filter(pk=indicator_id).first()


def indicator_with_programme(indicator_id: int) -> Indicator | None:
    """The indicator with its unit and everything up to the programme. One query."""
    return Indicator.objects.with_programme().select_related("unit").filter(pk=indicator_id).first()


def indicator_page(indicator: Indicator) -> IndicatorPage:
    """Load what the public page of the indicator shows. Nine queries."""
    revisions = public_revisions(indicator.pk)
    in_force = {revision.period_code: revision for revision in revisions if revision.in_force}
    source = load_facts(
        Indicator.objects.filter(pk=indicator.pk),
        [indicator.programme_id],
        approved={indicator.pk: {code: content_of(revision) for code, revision in in_force.items()}},
    )
    return IndicatorPage(
        indicator=indicator,
        programme=indicator.programme,
        node=single_indicator_node(indicator, source),
        splits=breakdowns_of_indicators([indicator.pk]),
        approved=in_force,
        corrections=corrections_in(revisions),
        decisions=[decision for decision in source.decisions.get(indicator.pk, ()) if decision.is_public],
        assessments=source.assessments.get(indicator.pk, ()),
        findings=findings_linked_to_goal(indicator.action.specific_goal_id),
        questions=public_questions(indicator.pk),
    )
