"""What is missing in a programme before its publication, in the document's order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from indicators.queries.open_questions import OpenQuestion
from indicators.queries.programme_tree import ProgrammeTree, TreeNode, load_programme_tree
from indicators.rules.programme_readiness import Obstacle, Shortcoming, YearMistake
from indicators.rules.programme_tree import Gap


@dataclass(frozen=True, kw_only=True)
class IncompleteNode:
    """A node that lacks something; `questions` and `mistakes` say more about some kinds of shortcomings."""

    node: TreeNode
    questions: Sequence[OpenQuestion] = ()
    mistakes: Sequence[tuple[YearMistake, int]] = ()


@dataclass(frozen=True, kw_only=True)
class Readiness:
    tree: ProgrammeTree
    obstacles: Sequence[Obstacle]
    shortcomings: Mapping[Shortcoming, Sequence[IncompleteNode]]  # none with an empty list

    @property
    def programme(self) -> Programme:
        return self.tree.programme


def load_readiness(programme: Programme, *, on: date) -> Readiness:
    """Sixteen queries, those of the tree."""
    tree = load_programme_tree(programme, on=on)
    shortcomings = {kind: list(list_nodes(tree)) for kind, list_nodes in _INCOMPLETE.items()}
    return Readiness(
        tree=tree,
        obstacles=_obstacles(tree),
        shortcomings={kind: nodes for kind, nodes in shortcomings.items() if nodes},
    )


def _obstacles(tree: ProgrammeTree) -> list[Obstacle]:
    if tree.main_goal is None:
        return [Obstacle.NO_MAIN_GOAL]
    return [] if tree.goals else [Obstacle.NO_GOALS]


def _open_questions(tree: ProgrammeTree) -> Iterable[IncompleteNode]:
    for node in tree.indicators:
        if node.own_questions:
            yield IncompleteNode(node=node, questions=node.own_questions)


def _with_gap(gap: Gap) -> Callable[[ProgrammeTree], Iterable[IncompleteNode]]:
    return lambda tree: (IncompleteNode(node=node) for node in tree.indicators if gap in node.own_gaps)


def _wrong_years(tree: ProgrammeTree) -> Iterable[IncompleteNode]:
    for node in tree.indicators:
        if node.year_mistakes:
            yield IncompleteNode(node=node, mistakes=node.year_mistakes)


def _findings_without_goal(tree: ProgrammeTree) -> Iterable[IncompleteNode]:
    return (IncompleteNode(node=node) for nodes in tree.findings.values() for node in nodes if not node.references)


def _goals_without_action(tree: ProgrammeTree) -> Iterable[IncompleteNode]:
    return (IncompleteNode(node=goal) for goal in tree.goals if not goal.children)


def _actions_without_indicator(tree: ProgrammeTree) -> Iterable[IncompleteNode]:
    return (IncompleteNode(node=action) for goal in tree.goals for action in goal.children if not action.children)


_INCOMPLETE: Mapping[Shortcoming, Callable[[ProgrammeTree], Iterable[IncompleteNode]]] = {
    Shortcoming.OPEN_QUESTION: _open_questions,
    Shortcoming.NO_UNIT: _with_gap(Gap.NO_UNIT),
    Shortcoming.NO_MEASURE: _with_gap(Gap.NO_MEASURE),
    Shortcoming.NO_TERMS: _with_gap(Gap.NO_TERMS),
    Shortcoming.WRONG_YEARS: _wrong_years,
    Shortcoming.FINDING_WITHOUT_GOAL: _findings_without_goal,
    Shortcoming.GOAL_WITHOUT_ACTION: _goals_without_action,
    Shortcoming.ACTION_WITHOUT_INDICATOR: _actions_without_indicator,
}
