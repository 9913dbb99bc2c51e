"""The list of actions: filtered, searched and sorted in Python, because its statuses are not stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cooperation.models import Programme
from cooperation.rules.search import matches
from cooperation.text import Sentence, collation_key
from indicators.models import Category, Measurement, Target
from indicators.queries.diagnosis import LinkedFinding, findings_linked_to_goals
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode, YearRow
from indicators.rules.facts import DISPLAY_ORDER, Status
from indicators.rules.status import status_label

NO_UNIT = 0  # value of the unit filter for indicators without a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionListRow:
    """One row of the list: an indicator, an action without any, or a goal without actions."""

    goal: GoalNode
    action: ActionNode | None = None
    node: IndicatorNode | None = None
    terms: Target | None = None
    status: Status | None = None
    sentence: Sentence | None = None
    row: YearRow | None = None
    label: Sentence | None = None  # the text beside the status symbol

    @property
    def search_text(self) -> str:
        """Return the stored search terms of the goal, the action and the indicator."""
        return "".join(part.search_text for part in (self.goal, self.action, self.node) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFilter:
    """The filters of the list of actions; an empty field does not filter."""

    query: str = ""
    goal: int | None = None
    unit: int | None = None
    status: Status | None = None
    category: int | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the names of the filters that are set."""
        parts = {
            "query": bool(self.query),
            "goal": self.goal is not None,
            "unit": self.unit is not None,
            "status": self.status is not None,
            "category": self.category is not None,
        }
        return tuple(name for name, is_chosen in parts.items() if is_chosen)

    def without(self, name: str) -> "ActionFilter":
        return replace(self, **{name: getattr(ActionFilter(), name)})


class BreakdownCategory(NamedTuple):
    id: int
    breakdown: str  # its name
    name: str


@dataclass(frozen=True, kw_only=True)
class ActionListContext:
    """The data of the list of actions besides its rows: findings by goal, and the breakdown filter."""

    findings: Mapping[int, Sequence[LinkedFinding]] = field(default_factory=dict)  # goal id -> findings it addresses
    categories: Sequence[BreakdownCategory] = ()
    counted: frozenset[tuple[int, int]] = frozenset()  # (indicator id, year) in which the category has more than zero


def action_list_context(programme: Programme, category: int | None = None) -> ActionListContext:
    """Return the findings and categories of a programme. Two queries, three with a category."""
    categories = Category.objects.filter(breakdown__programme=programme).order_by("breakdown", "position")
    rows = categories.values_list("id", "breakdown__name", "name")
    return ActionListContext(
        findings=findings_linked_to_goals(programme),
        categories=[BreakdownCategory(*row) for row in rows],
        counted=_years_with_category(programme, category) if category is not None else frozenset(),
    )


def _years_with_category(programme: Programme, category: int) -> frozenset[tuple[int, int]]:
    """Return (indicator id, year) of each approved figure whose part for this category is above zero."""
    measurements = Measurement.objects.in_programme(programme).filter(
        approved_revision__parts__category=category, approved_revision__parts__value__gt=0
    )
    return frozenset(measurements.order_by().values_list("indicator_id", "year"))


def action_list_rows(goals: Iterable[GoalNode], on: date, year: int | None = None) -> list[ActionListRow]:
    """Return all rows in the document's order, with the status of the year, or of the whole programme without one."""
    rows: list[ActionListRow] = []
    for goal in goals:
        if not goal.actions:
            rows.append(ActionListRow(goal=goal))
        for action in goal.actions:
            if not action.indicators:
                rows.append(ActionListRow(goal=goal, action=action))
            rows += [_indicator_row(node, on, year) for node in action.indicators]
    return rows


def _indicator_row(node: IndicatorNode, on: date, year: int | None) -> ActionListRow:
    action, goal = node.action, node.action.goal
    if year is None:
        overall = node.overall_status(on)
        return ActionListRow(
            goal=goal,
            action=action,
            node=node,
            terms=node.latest_terms,
            status=overall.status,
            sentence=overall.sentence,
            label=overall.label,
        )
    row = node.in_year(year, on)
    return ActionListRow(
        goal=goal,
        action=action,
        node=node,
        terms=node.terms_in(year),
        status=row.result.status,
        sentence=row.result.sentence,
        row=row,
        label=status_label(row.result.status),
    )


def filter_rows(
    rows: Iterable[ActionListRow], wanted: ActionFilter, context: ActionListContext, year: int | None = None
) -> list[ActionListRow]:
    """Return the rows that match every filter; `year` limits the category filter to figures of that year."""
    return [row for row in rows if _fits(row, wanted, context, year)]


def _fits(row: ActionListRow, wanted: ActionFilter, context: ActionListContext, year: int | None) -> bool:
    """Return whether a row matches; one without an indicator never matches a filter by unit, status or category."""
    if wanted.goal is not None and row.goal.position != wanted.goal:
        return False
    if wanted.query and not matches(row.search_text, wanted.query):
        return False
    if row.node is None:
        return wanted.unit is None and wanted.status is None and wanted.category is None
    if wanted.unit is not None and (row.node.unit_id or NO_UNIT) != wanted.unit:
        return False
    if wanted.status is not None and row.status != wanted.status:
        return False
    return wanted.category is None or any(
        indicator_id == row.node.id and year in (None, counted_year) for indicator_id, counted_year in context.counted
    )


def sort_rows(rows: Sequence[ActionListRow], order: str, *, descending: bool = False) -> list[ActionListRow]:
    """Return the rows sorted by `name`, `status` or `value`; rows without it come last, ties keep their order."""
    comparable = [(key, row) for row in rows if (key := _sort_key(row, order)) is not None]
    comparable.sort(key=lambda pair: pair[0], reverse=descending)  # stable in both directions
    return [row for _key, row in comparable] + [row for row in rows if _sort_key(row, order) is None]


def _sort_key(row: ActionListRow, order: str) -> str | int | Decimal | None:
    if row.node is None:
        return None
    if order == "name":
        return collation_key(row.node.name)
    if order == "status":
        return DISPLAY_ORDER.index(row.status) if row.status else None
    return row.row.result.actual if row.row else None


def responsible_units(goals: Iterable[GoalNode]) -> list[tuple[int, str]]:
    """Return (id, name) of the responsible units, sorted by name; then (NO_UNIT, "") if an indicator has no unit."""
    nodes = [node for goal in goals for node in goal.indicators]
    named = {node.unit_id: node.unit for node in nodes if node.unit_id is not None}
    units = sorted(named.items(), key=lambda unit: collation_key(unit[1]))
    return units + ([(NO_UNIT, "")] if any(node.unit_id is None for node in nodes) else [])
