"""Numbers, gaps and obstacles of a programme's tree in words."""

from collections.abc import Callable, Mapping

from cooperation.text import Sentence, say, say_many
from indicators.queries.programme_tree import ProgrammeTree, References, TreeNode
from indicators.rules.phrases import enumeration
from indicators.rules.programme_tree import Gap, NodeKind, Reference


def counted_gap(gap: Gap, count: int) -> Sentence:
    """Return "2 indicators without a responsible unit"."""
    if gap is Gap.NO_UNIT:
        return say_many(
            "{count} indicator without a responsible unit",
            "{count} indicators without a responsible unit",
            count,
            count=count,
        )
    if gap is Gap.NO_MEASURE:
        return say_many(
            "{count} indicator without a unit of measurement",
            "{count} indicators without a unit of measurement",
            count,
            count=count,
        )
    if gap is Gap.WRONG_YEARS:
        return say_many(
            "{count} indicator with years outside the programme",
            "{count} indicators with years outside the programme",
            count,
            count=count,
        )
    return say_many("{count} indicator without a target", "{count} indicators without a target", count, count=count)


def counted_questions(count: int) -> Sentence:
    return say_many("{count} open question", "{count} open questions", count, count=count)


def counted_gaps(count: int) -> Sentence:
    return say_many("{count} gap", "{count} gaps", count, count=count)


def gaps_below(node: TreeNode) -> list[Sentence]:
    return [counted_gap(gap, node.gap_counts[gap]) for gap in Gap if node.gap_counts[gap]]


def contents(node: TreeNode) -> Sentence | None:
    """Return how much a goal or an action holds: "3 actions, 14 indicators"; None for other nodes."""
    indicators = _indicators(node.indicator_count)
    if node.key.kind is NodeKind.ACTION:
        return indicators
    if node.key.kind is NodeKind.GOAL:
        return enumeration([_actions(len(node.children)), indicators] if node.indicator_count else [_actions(0)])
    return None


def links(node: TreeNode, goal_numbers: Mapping[int, str]) -> Sentence | None:
    """Return "goals 1, 3" for a finding, "3 findings" for a goal; None without links, and for other nodes."""
    if not node.linked:
        return None
    if node.key.kind is NodeKind.GOAL:
        return say_many("{count} finding", "{count} findings", len(node.linked), count=len(node.linked))
    numbers = sorted((goal_numbers[key] for key in node.linked if key in goal_numbers), key=int)
    return say_many(
        "goal {numbers}",
        "goals {numbers}",
        len(numbers),
        numbers=enumeration([say("{number}", number=number) for number in numbers]),
    )


def totals(tree: ProgrammeTree) -> Sentence:
    """Return "3 goals, 9 actions, 40 indicators"."""
    actions = sum(len(goal.children) for goal in tree.goals)
    return enumeration([_goals(len(tree.goals)), _actions(actions), _indicators(len(tree.indicators))])


def findings_count(tree: ProgrammeTree) -> Sentence:
    """Return "18 findings, 3 findings without an answer"."""
    findings = [finding for nodes in tree.findings.values() for finding in nodes]
    unanswered = sum(not finding.references for finding in findings)
    number = len(findings)
    counted = say_many("{count} finding", "{count} findings", number, count=number)
    if not unanswered:
        return counted
    gaps = say_many(
        "{count} finding without an answer", "{count} findings without an answer", unanswered, count=unanswered
    )
    return enumeration([counted, gaps])


def conclusions_count(tree: ProgrammeTree) -> Sentence:
    number = len(tree.conclusions)
    return say_many("{count} conclusion", "{count} conclusions", number, count=number)


def obstacle_to_deletion(references: References) -> Sentence:
    """Return why a node with these references cannot be deleted."""
    counted = [_COUNTED[reference](references[reference]) for reference in Reference if reference in references]
    return say("Cannot be deleted: it has {references}.", references=enumeration(counted))


def _goals(count: int) -> Sentence:
    return say_many("{count} goal", "{count} goals", count, count=count)


def _actions(count: int) -> Sentence:
    return say_many("{count} action", "{count} actions", count, count=count)


def _indicators(count: int) -> Sentence:
    return say_many("{count} indicator", "{count} indicators", count, count=count)


_COUNTED: Mapping[Reference, Callable[[int], Sentence]] = {
    Reference.GOALS: _goals,
    Reference.ACTIONS: _actions,
    Reference.INDICATORS: _indicators,
    Reference.LINKS: lambda count: say_many(
        "{count} link between findings and goals", "{count} links between findings and goals", count, count=count
    ),
    Reference.MEASUREMENTS: lambda count: say_many("{count} measurement", "{count} measurements", count, count=count),
    Reference.DECISIONS: lambda count: say_many("{count} decision", "{count} decisions", count, count=count),
    Reference.ASSESSMENTS: lambda count: say_many("{count} assessment", "{count} assessments", count, count=count),
    Reference.READER_QUESTIONS: lambda count: say_many(
        "{count} reader's question", "{count} readers' questions", count, count=count
    ),
    Reference.CONTINUED: lambda count: say_many(
        "{count} indicator that continues it", "{count} indicators that continue it", count, count=count
    ),
}
