"""The list of actions: filtered, searched and sorted in Python over the rows that are read for every page anyway."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import CharField, IntegerField, Value

from cooperation.models import Programme, SwotFinding
from cooperation.rules.search import matches
from cooperation.text import Sentence, collation_key
from goals.models import SpecificGoal
from indicators.models import Action, Category, Indicator, Measurement, Target
from indicators.queries.results import LinkedFinding, in_diagnosis_order
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode, YearRow
from indicators.rules.facts import DISPLAY_ORDER, Status
from indicators.rules.status import status_label

NO_UNIT = 0  # asks for indicators that no unit answers for


@dataclass(frozen=True)
class ActionListRow:
    """One row of the list: an indicator, an action without any, or a goal without actions."""

    goal: GoalNode
    action: ActionNode | None = None
    node: IndicatorNode | None = None
    terms: Target | None = None
    status: Status | None = None
    sentence: Sentence | None = None
    row: YearRow | None = None
    label: Sentence | None = None  # the words beside the status's symbol


@dataclass(frozen=True)
class ActionFilter:
    """What the reader asks for; each part is empty until it is chosen."""

    query: str = ""
    goal: int | None = None
    unit: int | None = None
    status: Status | None = None
    category: int | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of the parts that leave something out."""
        parts = {
            "query": bool(self.query),
            "goal": self.goal is not None,
            "unit": self.unit is not None,
            "status": self.status is not None,
            "category": self.category is not None,
        }
        return tuple(name for name, is_chosen in parts.items() if is_chosen)

    def without(self, name: str) -> "ActionFilter":
        empty: dict[str, Any] = {name: "" if name == "query" else None}
        return replace(self, **empty)


@dataclass(frozen=True)
class ActionListContext:
    """What stands around the rows: the findings of each goal, the programme's categories, where one was counted."""

    findings: Mapping[int, Sequence[LinkedFinding]] = field(default_factory=dict)  # by goal
    categories: Sequence[tuple[int, str, str]] = ()  # id, breakdown, name
    counted: frozenset[tuple[int, int]] = frozenset()  # indicator, year
    search_texts: "SearchTexts | None" = None  # loaded when words are searched


@dataclass(frozen=True, kw_only=True)
class SearchTexts:
    """The stored search terms of a programme's goals, actions and indicators, by id."""

    goals: Mapping[int, str]
    actions: Mapping[int, str]
    indicators: Mapping[int, str]

    def of(self, row: ActionListRow) -> str:
        texts = [self.goals[row.goal.id]]
        if row.action:
            texts.append(self.actions[row.action.id])
        if row.node:
            texts.append(self.indicators[row.node.id])
        return "".join(texts)


def _search_texts(programme: Programme) -> SearchTexts:
    """Three queries."""
    goals = SpecificGoal.objects.filter(main_goal__programme=programme)
    actions = Action.objects.filter(specific_goal__main_goal__programme=programme)
    indicators = Indicator.objects.filter(action__specific_goal__main_goal__programme=programme)
    return SearchTexts(
        goals=dict(goals.order_by().values_list("pk", "search_text")),
        actions=dict(actions.order_by().values_list("pk", "search_text")),
        indicators=dict(indicators.order_by().values_list("pk", "search_text")),
    )


def action_list_context(programme: Programme, category: int | None = None, query: str = "") -> ActionListContext:
    """Linked findings, categories and, of one category, the years in which more than zero was approved.

    One query; three more when words are searched.
    """
    word, number = CharField(), IntegerField()
    findings = (
        SwotFinding.objects.filter(programme=programme, links__isnull=False)
        .order_by()
        .values_list(Value(0, number), "position", "id", "links__specific_goal_id", "quadrant", "text")
    )
    categories = (
        Category.objects.filter(breakdown__programme=programme)
        .order_by()
        .values_list(Value(1, number), "breakdown_id", "position", "id", "breakdown__name", "name")
    )
    counted = (
        Measurement.objects.filter(
            indicator__action__specific_goal__main_goal__programme=programme,
            approved_revision__parts__category=category or 0,
            approved_revision__parts__value__gt=0,
        )
        .order_by()
        .values_list(Value(2, number), "indicator_id", "year", Value(0, number), Value("", word), Value("", word))
    )
    rows = findings.union(categories, *([counted] if category is not None else ()), all=True)
    by_goal: dict[int, list[tuple[int, LinkedFinding]]] = {}
    named: list[tuple[int, str, str]] = []
    years: set[tuple[int, int]] = set()
    for kind, first, second, third, label, text in sorted(rows, key=lambda row: row[:4]):
        if kind == 0:
            by_goal.setdefault(third, []).append((first, LinkedFinding(label, text)))
        elif kind == 1:
            named.append((third, label, text))
        else:
            years.add((first, second))
    return ActionListContext(
        findings={goal: in_diagnosis_order(findings) for goal, findings in by_goal.items()},
        categories=named,
        counted=frozenset(years),
        search_texts=_search_texts(programme) if query else None,
    )


def action_list_rows(goals: Iterable[GoalNode], on: date, year: int | None = None) -> list[ActionListRow]:
    """Every row in the document's order, with the status of one year or of the whole programme."""
    found: list[ActionListRow] = []
    for goal in goals:
        if not goal.actions:
            found.append(ActionListRow(goal))
        for action in goal.actions:
            if not action.indicators:
                found.append(ActionListRow(goal, action))
            found += [_entry(node, on, year) for node in action.indicators]
    return found


def _entry(node: IndicatorNode, on: date, year: int | None) -> ActionListRow:
    action, goal = node.action, node.action.goal
    if year is None:
        overall = node.overall(on)
        return ActionListRow(
            goal, action, node, node.latest_terms, overall.status, overall.sentence, label=overall.label
        )
    row = node.in_year(year, on)
    label = status_label(row.result.status)
    return ActionListRow(goal, action, node, node.terms_in(year), row.result.status, row.result.sentence, row, label)


def filter_rows(
    rows: Iterable[ActionListRow], wanted: ActionFilter, found: ActionListContext, year: int | None = None
) -> list[ActionListRow]:
    return [row for row in rows if _fits(row, wanted, found, year)]


def _fits(row: ActionListRow, wanted: ActionFilter, found: ActionListContext, year: int | None) -> bool:
    """A row without an indicator has neither unit, status nor category: it fits only when none of them is asked for."""
    if wanted.goal is not None and row.goal.position != wanted.goal:
        return False
    if wanted.query and found.search_texts and not matches(found.search_texts.of(row), wanted.query):
        return False
    if row.node is None:
        return wanted.unit is None and wanted.status is None and wanted.category is None
    if wanted.unit is not None and (row.node.unit_id or NO_UNIT) != wanted.unit:
        return False
    if wanted.status is not None and row.status != wanted.status:
        return False
    return wanted.category is None or any(
        indicator == row.node.id and year in (None, counted) for indicator, counted in found.counted
    )


def sort_rows(rows: Sequence[ActionListRow], order: str, *, descending: bool = False) -> list[ActionListRow]:
    """By `name`, `status` or `value`; what cannot be compared stays last, and the document's order decides ties."""
    known = [row for row in rows if _key(row, order) is not None]
    known.sort(key=lambda row: _key(row, order), reverse=descending)  # ties stay as they were, either way
    return known + [row for row in rows if _key(row, order) is None]


def _key(row: ActionListRow, order: str) -> Any:
    if row.node is None:
        return None
    if order == "name":
        return collation_key(row.node.name)
    if order == "status":
        return DISPLAY_ORDER.index(row.status) if row.status else None
    return row.row.result.actual if row.row else None


def responsible_units(goals: Iterable[GoalNode]) -> list[tuple[int, str]]:
    """Units that answer for an indicator, in Polish order; last NO_UNIT, when an indicator has none."""
    nodes = [node for goal in goals for node in goal.indicators]
    named = {node.unit_id: node.unit for node in nodes if node.unit_id is not None}
    units = sorted(named.items(), key=lambda unit: collation_key(unit[1]))
    return units + ([(NO_UNIT, "")] if any(node.unit_id is None for node in nodes) else [])
