"""A programme as it is when an amended document is compared with it: its rows, their figures, their last edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from cooperation.models import Conclusion, Programme, SwotFinding
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Indicator, Measurement, Target
from indicators.rules.documents.differences import (
    StandingAction,
    StandingGoal,
    StandingIndicator,
    StandingProgramme,
)
from indicators.rules.documents.other_differences import StandingTexts
from indicators.rules.indicator_tables import Baseline
from indicators.rules.programme_tree import NodeKey, NodeKind, node_version


@dataclass(frozen=True, slots=True, kw_only=True)
class LastEdit:
    """When and by whom a row was last saved; None: by the portal itself. `is_repeated`: after it had been entered."""

    at: datetime
    by: User | None
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class ComparedProgramme:
    """`rows`, `edits`: by anchor; `targets`, `recorded`, `approved`: by the key of the indicator, years of figures."""

    programme: Programme
    standing: StandingProgramme
    rows: Mapping[str, Model]
    numbers: Mapping[str, str]  # in the document: "1.2.3"
    edits: Mapping[str, LastEdit]
    targets: Mapping[int, Sequence[Target]]
    recorded: Mapping[int, frozenset[int]]
    approved: Mapping[int, frozenset[int]]
    version: str  # another one after every edit of a row
    texts: StandingTexts

    def is_fixed(self, node: NodeKey) -> bool:
        """Return whether a value of the indicator, or of an indicator of the action, is approved."""
        if node.kind is NodeKind.INDICATOR:
            return node.pk in self.approved
        actions = (action for goal in self.standing.goals for action in goal.actions)
        return any(
            indicator.pk in self.approved
            for action in actions
            if action.pk == node.pk
            for indicator in action.indicators
        )


def load_compared_programme(programme: Programme, *, has_diagnosis: bool) -> ComparedProgramme:
    """Load the rows of the programme; its diagnosis only if the document has one.

    Ten queries, two for the diagnosis, and one if the main goal has not been loaded.
    """
    main_goal: MainGoal | None = getattr(programme, "main_goal", None)
    goals = list(SpecificGoal.objects.filter(main_goal=main_goal).order_by("position")) if main_goal else []
    actions = list(Action.objects.in_programme(programme).order_by("specific_goal", "position"))
    indicators = list(Indicator.objects.in_programme(programme).select_related("unit").order_by("action", "position"))
    targets: dict[int, list[Target]] = {indicator.pk: [] for indicator in indicators}
    for target in Target.objects.in_programme(programme).order_by("indicator", "applies_from"):
        targets[target.indicator_id].append(target)
    recorded: dict[int, set[int]] = {}
    approved: dict[int, set[int]] = {}
    figures = Measurement.objects.filter(indicator__in=list(targets))
    for key, year, revision in figures.values_list("indicator", "year", "approved_revision"):
        recorded.setdefault(key, set()).add(year)
        if revision is not None:
            approved.setdefault(key, set()).add(year)
    edits, records = _last_edits(main_goal, goals, actions, indicators)
    rows: dict[str, Model] = {NodeKey(NodeKind.MAIN_GOAL, main_goal.pk).anchor: main_goal} if main_goal else {}
    rows |= {NodeKey(NodeKind.GOAL, goal.pk).anchor: goal for goal in goals}
    rows |= {NodeKey(NodeKind.ACTION, action.pk).anchor: action for action in actions}
    rows |= {NodeKey(NodeKind.INDICATOR, indicator.pk).anchor: indicator for indicator in indicators}
    standing = StandingProgramme(
        years=(programme.first_year, programme.last_year),
        main_goal=(main_goal.pk, main_goal.text) if main_goal else None,
        goals=[_standing_goal(goal, actions, indicators, targets) for goal in goals],
    )
    return ComparedProgramme(
        programme=programme,
        standing=standing,
        rows=rows,
        numbers=_numbers(standing),
        edits=edits,
        targets=targets,
        recorded={key: frozenset(years) for key, years in recorded.items()},
        approved={key: frozenset(years) for key, years in approved.items()},
        version=node_version((programme.is_published, *sorted(records)), sorted(targets)),
        texts=_standing_texts(programme) if has_diagnosis else StandingTexts(title=programme.title),
    )


def _standing_texts(programme: Programme) -> StandingTexts:
    findings: dict[str, list[str]] = {}
    for quadrant, text in SwotFinding.objects.filter(programme=programme).values_list("quadrant", "text"):
        findings.setdefault(quadrant, []).append(text)
    conclusions = Conclusion.objects.filter(programme=programme).values_list("text", flat=True)
    return StandingTexts(title=programme.title, findings=findings, conclusions=list(conclusions))


def _standing_goal(
    goal: SpecificGoal,
    actions: Iterable[Action],
    indicators: Sequence[Indicator],
    targets: Mapping[int, Sequence[Target]],
) -> StandingGoal:
    return StandingGoal(
        pk=goal.pk,
        position=goal.position,
        name=goal.text,
        actions=[
            StandingAction(
                pk=action.pk,
                position=action.position,
                name=action.name,
                indicators=[
                    _standing_indicator(indicator, targets[indicator.pk])
                    for indicator in indicators
                    if indicator.action_id == action.pk
                ],
            )
            for action in actions
            if action.specific_goal_id == goal.pk
        ],
    )


def _standing_indicator(indicator: Indicator, targets: Sequence[Target]) -> StandingIndicator:
    latest = targets[-1] if targets else Target()
    has_baseline = indicator.baseline_value is not None
    return StandingIndicator(
        pk=indicator.pk,
        position=indicator.position,
        name=indicator.name,
        target=latest.verbatim,
        frequency_verbatim=latest.frequency_verbatim,
        measure=indicator.measure,
        baseline=Baseline(value=indicator.baseline_value, year=indicator.baseline_year) if has_baseline else None,  # type: ignore[arg-type]  # checked above
        withdrawn_from=indicator.withdrawn_from,
        unit=(indicator.unit.pk, indicator.unit.name) if indicator.unit else None,
    )


def _numbers(standing: StandingProgramme) -> dict[str, str]:
    numbers = {}
    for goal in standing.goals:
        numbers[NodeKey(NodeKind.GOAL, goal.pk).anchor] = str(goal.position)
        for action in goal.actions:
            number = f"{goal.position}.{action.position}"
            numbers[NodeKey(NodeKind.ACTION, action.pk).anchor] = number
            for indicator in action.indicators:
                numbers[NodeKey(NodeKind.INDICATOR, indicator.pk).anchor] = f"{number}.{indicator.position}"
    return numbers


def _last_edits(
    main_goal: MainGoal | None,
    goals: Sequence[SpecificGoal],
    actions: Sequence[Action],
    indicators: Sequence[Indicator],
) -> tuple[dict[str, LastEdit], list[tuple[str, int]]]:
    """Return the last edit of each row, an indicator's terms included, and all (kind, number) of history records."""
    sources: list[tuple[Any, NodeKind, str, list[int]]] = [  # model classes; the stubs know no common one
        (MainGoal, NodeKind.MAIN_GOAL, "id", [main_goal.pk] if main_goal else []),
        (SpecificGoal, NodeKind.GOAL, "id", [goal.pk for goal in goals]),
        (Action, NodeKind.ACTION, "id", [action.pk for action in actions]),
        (Indicator, NodeKind.INDICATOR, "id", [indicator.pk for indicator in indicators]),
        (Target, NodeKind.INDICATOR, "indicator_id", [indicator.pk for indicator in indicators]),
    ]
    edits: dict[str, LastEdit] = {}
    records: list[tuple[str, int]] = []
    for model, kind, column, keys in sources:
        first_terms: set[int] = set()
        rows = model.history.filter(**{f"{column}__in": keys}).select_related("history_user")
        for record in rows.order_by("history_id"):
            key = getattr(record, column)
            anchor = NodeKey(kind, key).anchor
            records.append((f"{model._meta.model_name}", record.history_id))
            is_first = record.history_type == "+" and key not in first_terms
            first_terms.add(key)
            earlier = edits.get(anchor)
            is_repeated = not is_first or (earlier is not None and earlier.is_repeated)
            if earlier is None or record.history_date >= earlier.at:
                edits[anchor] = LastEdit(at=record.history_date, by=record.history_user, is_repeated=is_repeated)
            elif is_repeated and not earlier.is_repeated:
                edits[anchor] = LastEdit(at=earlier.at, by=earlier.by, is_repeated=True)
    return edits, records
