"""The data of an indicator's public page: targets, approved revisions, corrections, breakdowns and rulings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from indicators.models import Assessment, Decision, Indicator, Target
from indicators.queries.breakdowns import BreakdownCategories, breakdown_of, breakdowns_of_indicators
from indicators.queries.diagnosis import LinkedFinding, findings_linked_to_goal
from indicators.queries.facts import ApprovedContent, content_of, load_facts
from indicators.queries.reader_questions import PublicReaderQuestions, public_questions
from indicators.queries.revisions import Correction, PublicRevision, corrections_in, public_revisions
from indicators.queries.tree import IndicatorNode, YearRow, single_indicator_node
from indicators.rules.facts import Status
from indicators.rules.periods import Period
from indicators.rules.status import judge_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A month, a quarter or a half-year with its approved revision, or its status if there is none."""

    period: Period
    due_on: date
    status: Status | None  # None: a value that only counts towards its year
    public: PublicRevision | None


@dataclass(frozen=True, kw_only=True)
class IndicatorPage:
    indicator: Indicator
    programme: Programme
    node: IndicatorNode
    breakdowns: dict[int, BreakdownCategories]  # by breakdown id
    approved: dict[str, PublicRevision]  # period code -> in force
    corrections: Sequence[Correction]
    decisions: Sequence[Decision]
    assessments: Sequence[Assessment]
    findings: Sequence[LinkedFinding]  # findings that the indicator's goal addresses
    questions: PublicReaderQuestions  # of readers
    earlier: Sequence[IndicatorNode] = ()  # that the indicator continues, the newest first

    def breakdown_of(self, target: Target | None) -> BreakdownCategories | None:
        """Return the breakdown that the target requires, if any."""
        return breakdown_of(target, self.breakdowns)

    def earlier_years(self, on: date) -> list[YearRow]:
        """Return the years before the programme in which an earlier indicator applied, the oldest first."""
        rows: dict[int, YearRow] = {}
        until = self.programme.first_year
        for node in self.earlier:
            rows |= {row.year: row for row in node.years(on) if row.year < until and row.year not in rows}
            until = min(until, node.facts.first_year)
        return [rows[year] for year in sorted(rows)]

    def periods_in(self, year: int, on: date) -> list[PeriodRow]:
        """Return the periods of a year with several measurements; none until one of them is approved."""
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
    """Return the indicator, if its programme is published, with its unit, action, goal and programme. One query."""
    return Indicator.objects.published().with_programme().select_related("unit").filter(pk=indicator_id).first()


def indicator_with_programme(indicator_id: int) -> Indicator | None:
    """Return the indicator with its unit, action, goal and programme. One query."""
    return Indicator.objects.with_programme().select_related("unit").filter(pk=indicator_id).first()


def indicators_of_goal(goal_id: int) -> tuple[int, ...]:
    """Return the ids of the goal's indicators. One query."""
    rows = Indicator.objects.filter(action__specific_goal=goal_id).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))


def indicator_page(indicator: Indicator, earlier: Sequence[Indicator] = ()) -> IndicatorPage:
    """Load what the public page of the indicator shows. Nine queries.

    `earlier`: indicators of earlier programmes that it continues, with their programmes and units.
    """
    revisions: list[PublicRevision] = []
    in_force: dict[str, PublicRevision] = {}
    approved: dict[int, dict[str, ApprovedContent]] = {row.pk: {} for row in (indicator, *earlier)}
    for revision in public_revisions(indicator.pk, *(row.pk for row in earlier)):
        if revision.in_force:
            approved[revision.indicator_id][revision.period_code] = content_of(revision)
        if revision.indicator_id == indicator.pk:
            revisions.append(revision)
            if revision.in_force:
                in_force[revision.period_code] = revision
    source = load_facts(
        Indicator.objects.filter(pk__in=[indicator.pk, *(row.pk for row in earlier)]),
        [indicator.programme_id, *(row.programme_id for row in earlier)],
        approved=approved,
    )
    return IndicatorPage(
        indicator=indicator,
        programme=indicator.programme,
        node=single_indicator_node(indicator, source),
        breakdowns=breakdowns_of_indicators([indicator.pk]),
        approved=in_force,
        corrections=corrections_in(revisions),
        decisions=[decision for decision in source.decisions.get(indicator.pk, ()) if decision.is_public],
        assessments=source.assessments.get(indicator.pk, ()),
        findings=findings_linked_to_goal(indicator.action.specific_goal_id),
        questions=public_questions(indicator.pk),
        earlier=[single_indicator_node(row, source) for row in earlier],
    )
