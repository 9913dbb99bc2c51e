"""A programme's goals, actions, indicators and terms, read in one query and held as plain frozen rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cooperation.text import Sentence, ValueType
from goals.models import SpecificGoal
from indicators.models import Target
from indicators.rules import status as rules
from indicators.rules.facts import Facts
from indicators.rules.meanings import Kind, Scope, TargetMeaning
from indicators.rules.targets import target_sentence, threshold
from indicators.rules.verdicts import exported_achievement


@dataclass(frozen=True)
class YearRow:
    """One indicator in one year: what was promised, what was done, how it is judged."""

    indicator: "IndicatorNode"
    year: int
    verbatim: str
    frequency_verbatim: str
    promise: Sentence | None
    threshold: Decimal | None  # the lower bound of a target "from ... to ..."
    upper: Decimal | None  # its upper bound; None for other targets
    result: rules.YearStatus

    @property
    def is_gap(self) -> bool:
        return self.result.actual is None

    @property
    def achievement(self) -> Decimal | None:
        """As it is given in data: cut to twelve significant digits, 1 only where the target is met."""
        terms = self.indicator.facts.terms.get(self.year)
        return exported_achievement(self.result.achievement, terms.meaning.comparator if terms else None)


@dataclass(frozen=True)
class IndicatorNode:
    """An indicator with its terms and the facts by which it is judged."""

    id: int
    name: str
    measure: str
    value_type: ValueType
    unit: str
    action: "ActionNode"
    terms: tuple[Target, ...]
    facts: Facts
    decimals: int = 0
    unit_id: int | None = None
    unit_contact: str = ""
    # What has been judged for this page: each year and the verdict on all of them once, however often they are shown.
    _rows: dict[tuple[int, date], YearRow] = field(default_factory=dict, compare=False, repr=False)
    _verdicts: dict[date, rules.ProgrammeStatus] = field(default_factory=dict, compare=False, repr=False)

    def terms_in(self, year: int) -> Target | None:
        """The terms in force on the first day of the year."""
        return terms_in_force(self.terms, year)

    def in_year(self, year: int, on: date) -> YearRow:
        if (year, on) not in self._rows:
            self._rows[year, on] = self._judged(year, on)
        return self._rows[year, on]

    def _judged(self, year: int, on: date) -> YearRow:
        terms = self.terms_in(year)
        meaning = self.facts.terms[year].meaning if year in self.facts.terms else None
        is_comparable = meaning is not None and _is_comparable(meaning)
        return YearRow(
            indicator=self,
            year=year,
            verbatim=terms.verbatim if terms else "",
            frequency_verbatim=terms.frequency_verbatim if terms else "",
            promise=target_sentence(meaning) if meaning else None,
            threshold=threshold(meaning, year) if meaning and is_comparable else None,
            upper=meaning.upper if meaning and is_comparable else None,
            result=rules.judge_year(self.facts, year, on),
        )

    def years(self, on: date) -> tuple[YearRow, ...]:
        return tuple(self.in_year(year, on) for year in range(self.facts.first_year, self.facts.last_year + 1))

    def overall(self, on: date) -> rules.ProgrammeStatus:
        if on not in self._verdicts:
            self._verdicts[on] = rules.judge_programme(self.facts, on, [row.result for row in self.years(on)])
        return self._verdicts[on]

    @property
    def latest_terms(self) -> Target | None:
        return self.terms[-1] if self.terms else None


@dataclass(frozen=True)
class ActionNode:
    goal: "GoalNode"
    id: int
    position: int
    reference: str
    name: str
    remarks: str
    narrative: str
    indicators: list[IndicatorNode] = field(default_factory=list)


@dataclass(frozen=True)
class GoalNode:
    """A specific goal; without actions when the available text has none."""

    id: int
    position: int
    reference: str
    text: str
    actions: list[ActionNode] = field(default_factory=list)

    @property
    def indicators(self) -> list[IndicatorNode]:
        return [indicator for action in self.actions for indicator in action.indicators]


def terms_in_force(terms: Sequence[Target], year: int) -> Target | None:
    """The latest row that applies from the year or earlier."""
    return max((row for row in terms if row.applies_from <= year), key=lambda row: row.applies_from, default=None)


def _is_comparable(meaning: TargetMeaning) -> bool:
    """Whether a year's figure and the target are of one kind: not a total of years, a part of a year or a growth."""
    return meaning.kind is not Kind.GROWTH and meaning.scope in (Scope.YEAR, Scope.FINAL)


_GOAL = ("id", "position", "reference", "text")
_ACTION = ("id", "position", "reference", "name", "remarks", "narrative_state")
_INDICATOR = (
    "id",
    "name",
    "measure",
    "value_type",
    "unit_id",
    "unit__name",
    "unit__contact",
    "baseline_value",
    "baseline_year",
    "withdrawn_from",
)
_TARGET = tuple(column.attname for column in Target._meta.concrete_fields)


def flat_rows(programme_id: int, goal: int | None = None) -> list[dict[str, Any]]:
    """Goal x action x indicator x terms, left-joined: a goal without actions is a row of its own. One query."""
    rows = SpecificGoal.objects.filter(main_goal__programme_id=programme_id)
    return _flat(rows if goal is None else rows.filter(position=goal))


def flat_rows_of(programme_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """programme id -> its flat rows. One query for all of them."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _flat(SpecificGoal.objects.filter(main_goal__programme_id__in=list(programme_ids))):
        found.setdefault(row["main_goal__programme_id"], []).append(row)
    return found


def _flat(goals: QuerySet[SpecificGoal]) -> list[dict[str, Any]]:
    columns = [
        "main_goal__programme_id",
        *_GOAL,
        *(f"actions__{name}" for name in _ACTION),
        *(f"actions__indicators__{name}" for name in _INDICATOR),
        *(f"actions__indicators__targets__{name}" for name in _TARGET),
    ]
    order = (
        "position",
        "actions__position",
        "actions__indicators__position",
        "actions__indicators__targets__applies_from",
    )
    return list(goals.order_by(*order).values(*columns))


def grow(rows: Sequence[Mapping[str, Any]], facts_for: Any) -> list[GoalNode]:
    """Nodes from flat rows; `facts_for(indicator row, terms)` makes what an indicator is judged by."""
    goals: dict[int, GoalNode] = {}
    actions: dict[int, ActionNode] = {}
    terms: dict[int, list[Target]] = {}
    heads: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        goal = goals.setdefault(row["id"], GoalNode(*(row[name] for name in _GOAL)))
        action_id, indicator_id = row["actions__id"], row["actions__indicators__id"]
        if action_id is not None and action_id not in actions:
            actions[action_id] = ActionNode(goal, *(row[f"actions__{name}"] for name in _ACTION))
            goal.actions.append(actions[action_id])
        if indicator_id is not None:
            heads.setdefault(indicator_id, row)
            if row["actions__indicators__targets__id"] is not None:
                terms.setdefault(indicator_id, []).append(
                    Target(**{name: row[f"actions__indicators__targets__{name}"] for name in _TARGET})
                )
    for indicator_id, row in heads.items():
        head = {name: row[f"actions__indicators__{name}"] for name in _INDICATOR}
        own = tuple(terms.get(indicator_id, ()))
        facts, decimals = facts_for(head, own)
        action = actions[row["actions__id"]]
        action.indicators.append(
            IndicatorNode(
                indicator_id,
                head["name"],
                head["measure"],
                ValueType(head["value_type"]),
                head["unit__name"] or "",
                action,
                own,
                facts,
                decimals,
                head["unit_id"],
                head["unit__contact"] or "",
            )
        )
    return list(goals.values())
