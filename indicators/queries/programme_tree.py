"""A programme as one tree, as administrators edit it: with gaps, open questions and what refers to each node."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Model

from cooperation.models import Conclusion, Programme, SwotFinding
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.models import Action, Assessment, Decision, Indicator, Measurement, ReaderQuestion, Target
from indicators.queries.open_questions import OpenQuestion, open_questions_of_indicator
from indicators.queries.results import Results, load_results
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules.programme_readiness import IndicatorYears, YearMistake, year_mistakes
from indicators.rules.programme_tree import Gap, NodeKey, NodeKind, Reference, gaps_of, node_version

# Every protected foreign key to a node, except those from the targets of an indicator, which are deleted with it.
_REFERRING: Mapping[NodeKind, Sequence[tuple[Reference, type[Model], str]]] = {
    NodeKind.FINDING: ((Reference.LINKS, FindingLink, "finding"),),
    NodeKind.CONCLUSION: (),
    NodeKind.MAIN_GOAL: ((Reference.GOALS, SpecificGoal, "main_goal"),),
    NodeKind.GOAL: ((Reference.ACTIONS, Action, "specific_goal"), (Reference.LINKS, FindingLink, "specific_goal")),
    NodeKind.ACTION: ((Reference.INDICATORS, Indicator, "action"),),
    NodeKind.INDICATOR: (
        (Reference.MEASUREMENTS, Measurement, "indicator"),
        (Reference.DECISIONS, Decision, "indicator"),
        (Reference.ASSESSMENTS, Assessment, "indicator"),
        (Reference.READER_QUESTIONS, ReaderQuestion, "indicator"),
        (Reference.CONTINUED, Indicator, "continues"),
    ),
}
References = Mapping[Reference, int]  # how many rows refer to a node, by kind; none with zero


@dataclass(frozen=True, kw_only=True)
class TreeNode:
    """A node with everything below it."""

    key: NodeKey
    number: str  # in the document: "1.2.3"
    text: str
    version: str  # see `node_version`
    references: References
    is_first: bool = True
    is_last: bool = True
    is_fixed: bool = False  # values are approved, so it stays under its goal or action
    leaf: IndicatorNode | None = None
    linked: tuple[int, ...] = ()  # of a finding: the keys of goals; of a goal: the keys of findings
    search_text: str = ""
    own_gaps: tuple[Gap, ...] = ()
    own_questions: tuple[OpenQuestion, ...] = ()
    year_mistakes: tuple[tuple[YearMistake, int], ...] = ()
    children: tuple["TreeNode", ...] = field(default=())

    def walk(self) -> Iterator["TreeNode"]:
        """Yield the node and everything below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @cached_property
    def indicator_count(self) -> int:
        return sum(node.leaf is not None for node in self.walk())

    @cached_property
    def gap_counts(self) -> Counter[Gap]:
        return Counter(gap for node in self.walk() for gap in node.own_gaps)

    @cached_property
    def question_count(self) -> int:
        return sum(len(node.own_questions) for node in self.walk())

    @property
    def needs_work(self) -> bool:
        return bool(self.gap_counts or self.question_count)


@dataclass(frozen=True, kw_only=True)
class ProgrammeTree:
    programme: Programme
    findings: Mapping[str, Sequence[TreeNode]]  # by quadrant, in the order of the analysis
    conclusions: Sequence[TreeNode]
    main_goal: TreeNode | None
    goals: Sequence[TreeNode]
    results: Results  # from which the nodes were built

    def walk(self) -> Iterator[TreeNode]:
        """Yield goals, actions and indicators in the document's order."""
        for goal in self.goals:
            yield from goal.walk()

    @cached_property
    def indicators(self) -> list[TreeNode]:
        return [node for node in self.walk() if node.leaf is not None]


def references_to(kind: NodeKind, keys: Collection[int]) -> dict[int, dict[Reference, int]]:
    """Return primary key -> what refers to the node. One query for each kind of reference, at most five."""
    references: dict[int, dict[Reference, int]] = {}
    for reference, model, column in _REFERRING[kind]:
        rows = model._base_manager.filter(**{f"{column}__in": keys}).order_by()
        for key, number in rows.values_list(f"{column}_id").annotate(Count("pk")):
            references.setdefault(key, {})[reference] = number
    return references


def indicator_state(name: str, measure: str, unit_id: int | None, targets: Iterable[Target]) -> tuple[object, ...]:
    """Return what the tree shows of an indicator, for `node_version`."""
    terms = [(target.pk, target.applies_from, target.verbatim, target.frequency_verbatim) for target in targets]
    return (name, measure, unit_id, *sorted(terms))


def load_programme_tree(programme: Programme, *, on: date) -> ProgrammeTree:
    """Load the tree of the programme, judged on the day. Sixteen queries."""
    results = load_results(programme, on=on)
    main_goal = MainGoal.objects.filter(programme=programme).first()
    links = list(
        FindingLink.objects.filter(finding__programme=programme).order_by().values_list("finding", "specific_goal")
    )
    findings: dict[str, list[SwotFinding]] = {str(quadrant): [] for quadrant in SwotFinding.Quadrant}
    for finding in SwotFinding.objects.filter(programme=programme).order_by("position"):
        findings.setdefault(finding.quadrant, []).append(finding)
    goals_of_findings = _grouped(links)
    return ProgrammeTree(
        programme=programme,
        results=results,
        findings={
            quadrant: _flat_nodes(NodeKind.FINDING, rows, goals_of_findings) for quadrant, rows in findings.items()
        },
        conclusions=_flat_nodes(
            NodeKind.CONCLUSION, list(Conclusion.objects.filter(programme=programme).order_by("number")), {}
        ),
        main_goal=_main_goal_node(main_goal, len(results.goals)) if main_goal else None,
        goals=_Goals(results, _grouped((goal_id, finding_id) for finding_id, goal_id in links)).nodes(),
    )


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Return the second items by the first."""
    groups: dict[int, tuple[int, ...]] = {}
    for key, value in pairs:
        groups[key] = (*groups.get(key, ()), value)
    return groups


def _flat_nodes(
    kind: NodeKind, rows: Sequence[SwotFinding | Conclusion], links: Mapping[int, tuple[int, ...]]
) -> list[TreeNode]:
    siblings = [row.pk for row in rows]
    return [
        TreeNode(
            key=NodeKey(kind, row.pk),
            number=str(row.number if isinstance(row, Conclusion) else row.position),
            text=row.text,
            version=node_version((row.text,), siblings),
            references=_counted({Reference.LINKS: len(links.get(row.pk, ()))}),
            linked=links.get(row.pk, ()),
            search_text=row.search_text,
            is_first=place == 0,
            is_last=place == len(rows) - 1,
        )
        for place, row in enumerate(rows)
    ]


def _main_goal_node(main_goal: MainGoal, goal_count: int) -> TreeNode:
    return TreeNode(
        key=NodeKey(NodeKind.MAIN_GOAL, main_goal.pk),
        number="",
        text=main_goal.text,
        version=node_version((main_goal.text,), [main_goal.pk]),
        references=_counted({Reference.GOALS: goal_count}),
        search_text=main_goal.search_text,
    )


def _counted(references: References) -> References:
    return {reference: number for reference, number in references.items() if number}


def _years_of(leaf: IndicatorNode) -> IndicatorYears:
    return IndicatorYears(
        terms_from=[terms.applies_from for terms in leaf.terms],
        withdrawn_from=leaf.record.withdrawn_from,
        deadlines=[terms.deadline for terms in leaf.terms if terms.deadline],
        scheduled=[year for terms in leaf.terms for year, _value in terms.schedule],
        baseline=leaf.record.baseline_year,
    )


class _Goals:
    """Builds the nodes of goals, actions and indicators from loaded results."""

    def __init__(self, results: Results, links_of_goals: Mapping[int, tuple[int, ...]]) -> None:
        self.results = results
        self.links = links_of_goals
        self.references = references_to(NodeKind.INDICATOR, [node.id for node in results.indicators])

    def nodes(self) -> list[TreeNode]:
        goals = self.results.goals
        siblings = [goal.id for goal in goals]
        return [self._goal(goal, siblings, place) for place, goal in enumerate(goals)]

    def _goal(self, goal: GoalNode, siblings: Sequence[int], place: int) -> TreeNode:
        actions = [action.id for action in goal.actions]
        linked = self.links.get(goal.id, ())
        return TreeNode(
            key=NodeKey(NodeKind.GOAL, goal.id),
            number=str(goal.position),
            text=goal.text,
            version=node_version((goal.text, goal.reference), siblings),
            references=_counted({Reference.ACTIONS: len(actions), Reference.LINKS: len(linked)}),
            linked=linked,
            search_text=goal.search_text,
            is_first=place == 0,
            is_last=place == len(siblings) - 1,
            children=tuple(self._action(action, actions, rank) for rank, action in enumerate(goal.actions)),
        )

    def _action(self, action: ActionNode, siblings: Sequence[int], place: int) -> TreeNode:
        indicators = [indicator.id for indicator in action.indicators]
        return TreeNode(
            key=NodeKey(NodeKind.ACTION, action.id),
            number=f"{action.goal.position}.{action.position}",
            text=action.name,
            version=node_version((action.name, action.reference), siblings),
            references=_counted({Reference.INDICATORS: len(indicators)}),
            search_text=action.search_text,
            is_first=place == 0,
            is_last=place == len(siblings) - 1,
            is_fixed=any(self._has_approved(key) for key in indicators),
            children=tuple(self._indicator(node, indicators, rank) for rank, node in enumerate(action.indicators)),
        )

    def _indicator(self, leaf: IndicatorNode, siblings: Sequence[int], place: int) -> TreeNode:
        action = leaf.action
        questions = open_questions_of_indicator(leaf, self.results.on)
        programme = self.results.programme
        mistakes = year_mistakes(_years_of(leaf), programme.first_year, programme.last_year)
        return TreeNode(
            key=NodeKey(NodeKind.INDICATOR, leaf.id),
            number=f"{action.goal.position}.{action.position}.{leaf.position}",
            text=leaf.name,
            version=node_version(indicator_state(leaf.name, leaf.measure, leaf.unit_id, leaf.terms), siblings),
            references=self.references.get(leaf.id, {}),
            is_first=place == 0,
            is_last=place == len(siblings) - 1,
            is_fixed=self._has_approved(leaf.id),
            leaf=leaf,
            search_text=leaf.search_text,
            own_gaps=gaps_of(
                has_unit=leaf.unit_id is not None,
                has_terms=bool(leaf.terms),
                value_type=leaf.value_type,
                measure=leaf.measure,
                withdrawn_from=leaf.facts.withdrawn_from,
                has_wrong_years=bool(mistakes),
            ),
            year_mistakes=mistakes,
            # A question without a kind asks for the unit, which is a gap here.
            own_questions=tuple(question for question in questions if question.question is not None),
        )

    def _has_approved(self, indicator_id: int) -> bool:
        return bool(self.results.source.approved.get(indicator_id))
