"""Goals, actions and indicators of programmes as frozen dataclasses, loaded in few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cooperation.models import Programme
from cooperation.text import Sentence, ValueType
from goals.models import SpecificGoal, SpecificGoalQuerySet
from indicators.models import Indicator, Target
from indicators.queries.facts import FactsSource, target_in_force
from indicators.rules import status as rules
from indicators.rules.facts import Facts
from indicators.rules.meanings import Kind, Scope, TargetMeaning
from indicators.rules.targets import target_sentence, threshold
from indicators.rules.verdicts import exported_achievement

GoalRow = dict[str, Any]  # values of columns by name, each of the type of its column
PROGRAMME_ID = f"{SpecificGoalQuerySet.programme_path}_id"
GOAL_COLUMNS = ("id", "position", "reference", "text", "search_text")
ACTION_COLUMNS = {  # field of the node -> column
    **{name: name for name in ("id", "position", "reference", "name", "remarks", "search_text")},
    "narrative": "narrative_state",
}


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """An indicator in one year: its target, its figure and its status."""

    indicator: "IndicatorNode"
    year: int
    verbatim: str
    frequency_verbatim: str
    target_sentence: Sentence | None
    threshold: Decimal | None  # the lower bound of a target "from ... to ..."
    upper: Decimal | None  # its upper bound; None for other targets
    result: rules.YearStatus

    @property
    def is_gap(self) -> bool:
        return self.result.actual is None

    @property
    def achievement(self) -> Decimal | None:
        """Return the achievement for exports: truncated to twelve significant digits, 1 or more only if met."""
        terms = self.indicator.facts.terms.get(self.year)
        return exported_achievement(self.result.achievement, terms.meaning.comparator if terms else None)


@dataclass(frozen=True, kw_only=True)
class IndicatorNode:
    """An indicator with its targets and the facts from which it is judged; created by `indicator_node`."""

    id: int
    position: int = 0  # under its action
    name: str
    measure: str
    value_type: ValueType
    unit: str = ""  # its name; empty: the coordinator is responsible
    unit_id: int | None = None
    unit_contact: str = ""
    action: "ActionNode"
    record: Indicator  # columns of the open data read further fields of the model from here
    terms: tuple[Target, ...]  # the earliest first
    facts: Facts
    decimals: int = 0  # the largest number of decimal places among the approved figures
    # Caches: a page shows the result of a year, or of the programme, several times.
    _year_rows: dict[tuple[int, date], YearRow] = field(default_factory=dict, compare=False, repr=False)
    _verdicts: dict[date, rules.ProgrammeStatus] = field(default_factory=dict, compare=False, repr=False)

    @property
    def search_text(self) -> str:
        return self.record.search_text

    def terms_in(self, year: int) -> Target | None:
        """Return the terms in force on the first day of the year."""
        return target_in_force(self.terms, year)

    def in_year(self, year: int, on: date) -> YearRow:
        if (year, on) not in self._year_rows:
            self._year_rows[year, on] = self._judge(year, on)
        return self._year_rows[year, on]

    def _judge(self, year: int, on: date) -> YearRow:
        terms = self.terms_in(year)
        meaning = self.facts.terms[year].meaning if year in self.facts.terms else None
        is_comparable = meaning is not None and _is_comparable(meaning)
        return YearRow(
            indicator=self,
            year=year,
            verbatim=terms.verbatim if terms else "",
            frequency_verbatim=terms.frequency_verbatim if terms else "",
            target_sentence=target_sentence(meaning) if meaning else None,
            threshold=threshold(meaning, year) if meaning and is_comparable else None,
            upper=meaning.upper if meaning and is_comparable else None,
            result=rules.judge_year(self.facts, year, on),
        )

    def years(self, on: date) -> tuple[YearRow, ...]:
        return tuple(self.in_year(year, on) for year in range(self.facts.first_year, self.facts.last_year + 1))

    def overall_status(self, on: date) -> rules.ProgrammeStatus:
        if on not in self._verdicts:
            self._verdicts[on] = rules.judge_programme(self.facts, on, [row.result for row in self.years(on)])
        return self._verdicts[on]

    @property
    def latest_terms(self) -> Target | None:
        return self.terms[-1] if self.terms else None


@dataclass(frozen=True, kw_only=True)
class ActionNode:
    goal: "GoalNode"
    id: int
    position: int
    reference: str
    name: str
    remarks: str = ""
    narrative: str = ""  # a value of `Action.Narrative`
    search_text: str = ""
    indicators: list[IndicatorNode] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class GoalNode:
    """A specific goal; without actions when the available text has none."""

    id: int
    position: int
    reference: str
    text: str
    search_text: str = ""
    actions: list[ActionNode] = field(default_factory=list)

    @property
    def indicators(self) -> list[IndicatorNode]:
        return [indicator for action in self.actions for indicator in action.indicators]


def _is_comparable(meaning: TargetMeaning) -> bool:
    """Return whether the target can be compared with a year's figure: not for growth, or a scope other than a year."""
    return meaning.kind is not Kind.GROWTH and meaning.scope in (Scope.YEAR, Scope.FINAL)


def indicator_node(
    indicator: Indicator, *, action: ActionNode, source: FactsSource, programme: Programme
) -> IndicatorNode:
    """Create the node of an indicator and append it to its action's. No query if the indicator's unit is loaded."""
    unit = indicator.unit
    node = IndicatorNode(
        id=indicator.pk,
        position=indicator.position,
        name=indicator.name,
        measure=indicator.measure,
        value_type=ValueType(indicator.value_type),
        unit=unit.name if unit else "",
        unit_id=indicator.unit_id,
        unit_contact=unit.contact if unit else "",
        action=action,
        record=indicator,
        terms=tuple(source.targets_of(indicator.pk)),
        facts=source.facts_of(indicator, programme),
        decimals=source.decimals_of(indicator.pk),
    )
    action.indicators.append(node)
    return node


def single_indicator_node(indicator: Indicator, source: FactsSource) -> IndicatorNode:
    """Create the node of one indicator, with its action and goal. No query if the indicator's programme is loaded."""
    action = indicator.action
    goal = action.specific_goal
    goal_node = GoalNode(
        id=goal.pk, position=goal.position, reference=goal.reference, text=goal.text, search_text=goal.search_text
    )
    action_node = ActionNode(
        goal=goal_node,
        id=action.pk,
        position=action.position,
        reference=action.reference,
        name=action.name,
        remarks=action.remarks,
        narrative=action.narrative_state,
        search_text=action.search_text,
    )
    goal_node.actions.append(action_node)
    return indicator_node(indicator, action=action_node, source=source, programme=indicator.programme)


def load_goals(
    programmes: Sequence[Programme], indicators: QuerySet[Indicator], source: FactsSource, *, goal: int | None = None
) -> dict[int, tuple[GoalNode, ...]]:
    """Return programme id -> its goals with their actions and these indicators, in the document's order. Two queries.

    `goal`: only the goal at this position.
    """
    return goals_of_indicators(programmes, indicators.select_related("unit").order_by("position"), source, goal=goal)


def goals_of_indicators(
    programmes: Sequence[Programme], indicators: Iterable[Indicator], source: FactsSource, *, goal: int | None = None
) -> dict[int, tuple[GoalNode, ...]]:
    """The same for indicators that come with their units, those of an action in their order. One query."""
    goals: dict[int, GoalNode] = {}
    actions: dict[int, ActionNode] = {}
    goals_by_programme: dict[int, list[GoalNode]] = {programme.pk: [] for programme in programmes}
    programme_of_goal: dict[int, int] = {}
    rows = SpecificGoal.objects.in_programmes(programmes)
    for row in _goals_with_actions(rows if goal is None else rows.filter(position=goal)):
        if row["id"] not in goals:
            goals[row["id"]] = GoalNode(**{name: row[name] for name in GOAL_COLUMNS})
            programme_of_goal[row["id"]] = row[PROGRAMME_ID]
            goals_by_programme[row[PROGRAMME_ID]].append(goals[row["id"]])
        if row["actions__id"] is not None:
            columns = {field: row[f"actions__{column}"] for field, column in ACTION_COLUMNS.items()}
            action = actions[row["actions__id"]] = ActionNode(goal=goals[row["id"]], **columns)
            action.goal.actions.append(action)
    programme_by_id = {programme.pk: programme for programme in programmes}
    for indicator in indicators:
        action = actions[indicator.action_id]
        programme = programme_by_id[programme_of_goal[action.goal.id]]
        indicator_node(indicator, action=action, source=source, programme=programme)
    return {programme_id: tuple(nodes) for programme_id, nodes in goals_by_programme.items()}


def _goals_with_actions(goals: QuerySet[SpecificGoal]) -> Iterable[GoalRow]:
    """Return a row for each action, and one for each goal without actions."""
    columns = (PROGRAMME_ID, *GOAL_COLUMNS, *(f"actions__{column}" for column in ACTION_COLUMNS.values()))
    rows: Iterable[GoalRow] = goals.order_by("position", "actions__position").values(*columns)
    return rows
