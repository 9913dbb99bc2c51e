"""One indicator in full: its terms, what was approved and when, corrections, breakdowns and rulings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, DateField, F, FilteredRelation, IntegerField, Q, QuerySet, Value

from cooperation.models import Programme, SwotFinding
from cooperation.queries.offices import with_office
from cooperation.text import ValueType
from indicators.models import Assessment, Decision, Indicator, ReportingRound, Revision, Target
from indicators.models.measurements import State
from indicators.queries.facts import ApprovedContent, FactsMaker, Rulings
from indicators.queries.reader_questions import PublicReaderQuestions, public_questions, public_rows
from indicators.queries.results import LinkedFinding, in_diagnosis_order
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules.facts import NoValueReason, Status
from indicators.rules.periods import Period
from indicators.rules.status import judge_reading


@dataclass(frozen=True)
class PublicEvidence:
    """A file or a link that readers may open."""

    id: int
    title: str
    url: str
    content_type: str
    size: int  # of the copy that readers get; 0: not made yet

    @property
    def is_file(self) -> bool:
        return not self.url


@dataclass(frozen=True)
class PublicRevision:
    """An approved revision as readers see it."""

    period_code: str
    year: int
    number: int
    value: Decimal | None
    decimals: int
    no_value_reason: str
    achieved_on: date | None
    note: str
    correction_reason: str
    at: datetime
    self_approved: bool
    in_force: bool
    parts: dict[int, tuple[Decimal, int]] = field(default_factory=dict)
    evidence: dict[int, PublicEvidence] = field(default_factory=dict)  # of the period, whichever revision is in force

    @property
    def is_in_preparation(self) -> bool:
        """Approved as still owed: it does not count as approved (see the status table)."""
        return self.no_value_reason == NoValueReason.IN_PREPARATION


@dataclass(frozen=True)
class BreakdownCategories:
    """A breakdown: its name and its categories (id, name) in the document's order."""

    name: str
    categories: list[tuple[int, str]]


@dataclass(frozen=True)
class Correction:
    """A published figure that changed: what it was, what it is, when and why."""

    before: PublicRevision
    after: PublicRevision


@dataclass(frozen=True)
class PeriodRow:
    """A month, a quarter or a half-year under its year: what is approved, or why there is nothing to show."""

    period: Period
    due_on: date
    status: Status | None  # None: a value that only counts towards its year
    public: PublicRevision | None


@dataclass(frozen=True)
class IndicatorPage:
    indicator: Indicator
    programme: Programme
    node: IndicatorNode
    splits: dict[int, "BreakdownCategories"]  # by breakdown id
    approved: dict[str, PublicRevision]  # period code -> in force
    corrections: Sequence[Correction]
    decisions: Sequence[Decision]
    assessments: Sequence[Assessment]
    due: dict[int, date]
    findings: Sequence[LinkedFinding]  # of the diagnosis, answered by the indicator's goal
    questions: PublicReaderQuestions  # of readers

    def split_in(self, terms: Target | None) -> "BreakdownCategories | None":
        return self.splits.get(terms.breakdown_id) if terms and terms.breakdown_id else None

    def periods_in(self, year: int, on: date) -> list[PeriodRow]:
        """The periods of a year that is read several times, once one of them is approved; none otherwise."""
        readings = self.node.facts.readings.get(year, ())
        if len(readings) < 2 or not any(reading.period.code in self.approved for reading in readings):
            return []
        return [
            PeriodRow(
                reading.period,
                reading.due_on,
                judge_reading(self.node.facts, reading, on),
                self.approved.get(reading.period.code),
            )
            for reading in readings
        ]


def public_indicator(indicator_id: int) -> Indicator | None:
    """The indicator with its chain up to the programme, if that is published. One query."""
    found = with_office(_chain(indicator_id)).first()
    if found is None or not found.action.specific_goal.main_goal.programme.is_published:
        return None
    found.action.specific_goal.main_goal.programme.office = found.office
    return found  # type: ignore[no-any-return]


def indicator_with_programme(indicator_id: int) -> Indicator | None:
    """The indicator with its action, goals, programme and unit. One query."""
    return _chain(indicator_id).first()


def _chain(indicator_id: int) -> QuerySet[Indicator]:
    return Indicator.objects.select_related("action__specific_goal__main_goal__programme", "unit").filter(
        pk=indicator_id
    )


def targets_with_breakdowns(indicator_id: int) -> tuple[list[Target], dict[int, BreakdownCategories]]:
    """The indicator's terms and their breakdowns by id. One query."""
    terms, splits = targets_with_breakdowns_of([indicator_id])
    return terms.get(indicator_id, []), splits


def targets_with_breakdowns_of(
    indicator_ids: Sequence[int],
) -> tuple[dict[int, list[Target]], dict[int, BreakdownCategories]]:
    """Indicator id -> its terms, the earliest first; breakdown id -> its categories. One query."""
    columns = [column.attname for column in Target._meta.concrete_fields]
    rows = (
        Target.objects.filter(indicator_id__in=indicator_ids)
        .order_by("applies_from", "breakdown__categories__position")
        .values(*columns, "breakdown__name", "breakdown__categories__id", "breakdown__categories__name")
    )
    terms: dict[int, Target] = {}
    splits: dict[int, BreakdownCategories] = {}
    for row in rows:
        name = row.pop("breakdown__name")
        category = (row.pop("breakdown__categories__id"), row.pop("breakdown__categories__name"))
        terms.setdefault(row["id"], Target(**row))
        if category[0] is not None:
            split = splits.setdefault(row["breakdown_id"], BreakdownCategories(name, []))
            if category not in split.categories:
                split.categories.append(category)
    found: dict[int, list[Target]] = {}
    for one in terms.values():
        found.setdefault(one.indicator_id, []).append(one)
    return found, splits


def public_revisions(indicator_id: int) -> list[PublicRevision]:
    """Every revision that was ever public, oldest first, with its parts and the period's public evidence. One query."""
    shown = Q(measurement__evidence__is_public=True, measurement__evidence__taken_off_at__isnull=True)
    rows = (
        Revision.objects.filter(measurement__indicator_id=indicator_id, state=State.APPROVED)
        .annotate(shown=FilteredRelation("measurement__evidence", condition=shown))
        .order_by("seq", "parts__category__position", "shown__id")
        .values_list(
            "id",
            "measurement__period_code",
            "measurement__year",
            "number",
            "value",
            "decimals",
            "no_value_reason",
            "achieved_on",
            "note",
            "correction_reason",
            "at",
            "self_approved",
            "measurement__approved_revision_id",
            "parts__category_id",
            "parts__value",
            "parts__decimals",
            "shown__id",
            "shown__title",
            "shown__url",
            "shown__content_type",
            "shown__public_size",
        )
    )
    found: dict[int, PublicRevision] = {}
    row: tuple[Any, ...]
    for row in rows:
        id_, in_force_id, category_id, part, part_decimals = row[0], *row[12:16]
        public = found.setdefault(id_, PublicRevision(*row[1:12], in_force=in_force_id == id_))
        if category_id is not None:
            public.parts[category_id] = (part, part_decimals)
        if row[16] is not None:
            public.evidence[row[16]] = PublicEvidence(*row[16:])
    return list(found.values())


def corrections_in(history: Sequence[PublicRevision]) -> list[Correction]:
    """Newest first: each public revision that replaced another one of the same period."""
    latest: dict[str, PublicRevision] = {}
    found: list[Correction] = []
    for public in history:
        if public.period_code in latest:
            found.append(Correction(latest[public.period_code], public))
        latest[public.period_code] = public
    return found[::-1]


def indicator_page(indicator: Indicator) -> IndicatorPage:
    """Five queries besides the one that found the indicator."""
    programme = indicator.action.specific_goal.main_goal.programme
    terms, splits = targets_with_breakdowns(indicator.pk)
    due, findings, questions = _around(programme.pk, indicator)
    history = public_revisions(indicator.pk)
    decisions = list(indicator.decisions.all())
    assessments = list(indicator.assessments.all())
    approved = {public.period_code: public for public in history if public.in_force}
    node = node_of(indicator, programme, terms, due, approved, rulings_in_force(decisions, assessments))
    return IndicatorPage(
        indicator=indicator,
        programme=programme,
        node=node,
        splits=splits,
        approved=approved,
        corrections=corrections_in(history),
        decisions=[decision for decision in decisions if decision.is_public],
        assessments=assessments,
        due=due,
        findings=findings,
        questions=questions,
    )


def _around(
    programme_id: int, indicator: Indicator
) -> tuple[dict[int, date], list[LinkedFinding], PublicReaderQuestions]:
    """The due day of each year's round, the findings that the goal answers, readers' questions. One query."""
    word, number = CharField(), IntegerField()
    rounds = (
        ReportingRound.objects.filter(programme_id=programme_id)
        .order_by()
        .values_list("due_on", "year", Value("", word), Value("", word))
    )
    findings = (
        SwotFinding.objects.filter(links__specific_goal_id=indicator.action.specific_goal_id)
        .order_by()
        .values_list(Value(None, DateField()), F("position") + Value(0, number), "quadrant", "text")
    )
    rows = list(rounds.union(findings, public_rows(indicator.pk), all=True))
    due = {place: day for day, place, kind, _text in rows if not kind}
    answered = ((place, LinkedFinding(kind, text)) for _day, place, kind, text in rows if kind in SwotFinding.Quadrant)
    return due, in_diagnosis_order(answered), public_questions(rows)


def rulings_in_force(decisions: Sequence[Decision], assessments: Sequence[Assessment]) -> Rulings:
    comparator = next((decision.comparator for decision in reversed(decisions) if decision.comparator), "")
    scope = next((decision.scope for decision in reversed(decisions) if decision.scope), "")
    return Rulings(
        comparator,
        scope,
        frozenset(decision.exempt_year for decision in decisions if decision.exempt_year is not None),
        {assessment.year: Status(assessment.verdict) for assessment in assessments},
    )


def node_of(
    indicator: Indicator,
    programme: Programme,
    terms: Sequence[Target],
    due: dict[int, date],
    approved: dict[str, PublicRevision],
    ruling: Rulings,
) -> IndicatorNode:
    """The same node that a programme's tree holds, for one indicator."""
    values = {
        code: ApprovedContent(one.value, one.decimals, one.no_value_reason, one.achieved_on)
        for code, one in approved.items()
    }
    head = {
        "id": indicator.pk,
        "value_type": indicator.value_type,
        "measure": indicator.measure,
        "withdrawn_from": indicator.withdrawn_from,
        "baseline_value": indicator.baseline_value,
        "baseline_year": indicator.baseline_year,
    }
    facts, decimals = FactsMaker(programme, due, {indicator.pk: values}, {indicator.pk: ruling})(head, terms)
    action, goal = indicator.action, indicator.action.specific_goal
    goal_node = GoalNode(goal.pk, goal.position, goal.reference, goal.text)
    action_node = ActionNode(
        goal_node, action.pk, action.position, action.reference, action.name, action.remarks, action.narrative_state
    )
    goal_node.actions.append(action_node)
    node = IndicatorNode(
        indicator.pk,
        indicator.name,
        indicator.measure,
        ValueType(indicator.value_type),
        indicator.unit.name if indicator.unit else "",
        action_node,
        tuple(terms),
        facts,
        decimals,
        indicator.unit_id,
        indicator.unit.contact if indicator.unit else "",
    )
    action_node.indicators.append(node)
    return node
