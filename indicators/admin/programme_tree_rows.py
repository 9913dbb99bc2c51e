"""The rows of a programme's tree as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from cooperation.admin.return_address import with_return
from cooperation.models import SwotFinding
from cooperation.rules.search import matches, search_text
from cooperation.text import Sentence, ValueType
from indicators.models import Target
from indicators.queries.programme_tree import ProgrammeTree, TreeNode
from indicators.queries.question_answers import QuestionAnswer, answers_to
from indicators.rules.programme_tree import Gap, NodeKind
from indicators.services import targets
from indicators.services.programme_tree import MOVABLE, TABLES
from indicators.wording import programme_readiness as readiness_wording
from indicators.wording import programme_tree as wording
from indicators.wording.open_questions import OpenQuestionText, question_text

GAPS_ONLY = ("pokaz", "braki")  # parameters of the address, preserved by every button and link of the page
FOLDED = ("cele", "zwin")
SEARCH = "q"
MAX_SEARCH_LENGTH = 200
FREQUENCY_EXAMPLES = ("raz w roku", "raz na kwartał", "raz na pół roku", "co miesiąc", "raz na dwa lata", "na bieżąco")

_MEASURES = {ValueType.PERCENT: "%", ValueType.MONEY: "zł"}  # where the document gives none


def preserved(query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that say which part of the tree is shown."""
    parameters = {name: value for name, value in (GAPS_ONLY, FOLDED) if query.get(name) == value}
    searched = query.get(SEARCH, "").strip()[:MAX_SEARCH_LENGTH]
    return {**parameters, SEARCH: searched} if searched else parameters


def tree_address(programme_id: int, query: Mapping[str, str] | None = None, fragment: str = "", **more: str) -> str:
    """Return the address of the page with the preserved parameters of `query`, other parameters and a fragment."""
    parameters = urlencode({**preserved(query or {}), **more})
    address = reverse("admin:cooperation_programme_tree", args=[programme_id])
    return f"{address}{'?' if parameters else ''}{parameters}{'#' if fragment else ''}{fragment}"


def finding_labels(tree: ProgrammeTree) -> dict[int, str]:
    """Return the key of each finding -> its quadrant, number and text: each quadrant has numbers of its own."""
    quadrants = dict(SwotFinding.Quadrant.choices)
    return {
        node.key.pk: f"{capfirst(quadrants.get(quadrant, quadrant))} {node.number}: {node.text}"
        for quadrant, nodes in tree.findings.items()
        for node in nodes
    }


@dataclass(frozen=True, kw_only=True)
class TermsText:
    """The terms of an indicator from a year on, as written and as understood."""

    verbatim: str
    meaning: Sentence | str
    frequency: str
    applies_from: int | None  # None for the only terms


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """An open question with the decisions that settle it."""

    text: OpenQuestionText
    answers: Sequence[QuestionAnswer]


@dataclass(frozen=True, kw_only=True)
class TreeRow:
    """A node with its words, and the rows below it that are shown."""

    node: TreeNode
    edit_address: str
    parent: str  # what the node and its siblings have in common
    add_place: str  # value of `?dodaj=` for a node below this one
    contents: Sentence | None
    gaps: Sequence[Sentence]
    questions: Sentence | None  # how many below this node
    obstacle: Sentence | None  # to its deletion
    can_move: bool
    terms: Sequence[TermsText] = ()
    open_questions: Sequence[QuestionRow] = ()
    newest_decision: int = 0  # its key; 0 for none
    linked: Sentence | None = None  # to which goals a finding is linked, to how many findings a goal
    year_mistakes: Sequence[Sentence] = ()
    measure: str = ""
    lacks_unit: bool = False
    lacks_measure: bool = False
    rows: Sequence["TreeRow"] = ()


@dataclass(frozen=True, kw_only=True)
class OutlineGap:
    """A kind of gap, or the open questions, with the first node that has it."""

    text: Sentence
    first: TreeNode
    is_question: bool
    has_more: bool


class TreePage:
    """What the page shows of a tree, given the parameters of its address."""

    def __init__(self, tree: ProgrammeTree, query: QueryDict) -> None:
        self.tree, self.query = tree, query
        parameters = preserved(query)
        self.gaps_only, self.is_folded = GAPS_ONLY[0] in parameters, FOLDED[0] in parameters
        self.searched = parameters.get(SEARCH, "")
        self.search_fields = {name: value for name, value in parameters.items() if name != SEARCH}
        self.address_unsearched = tree_address(tree.programme.pk, self.search_fields)
        self.address = tree_address(tree.programme.pk, query)
        self.address_all, self.address_gaps = (
            tree_address(tree.programme.pk, {**parameters, GAPS_ONLY[0]: value}) for value in ("", GAPS_ONLY[1])
        )
        self.address_fold, self.address_unfold = (
            tree_address(tree.programme.pk, {**parameters, FOLDED[0]: value}) for value in (FOLDED[1], "")
        )
        self.query_rest = f"&{urlencode(parameters)}" if parameters else ""
        self.totals = wording.totals(tree)
        self.findings_count, self.conclusions_count = wording.findings_count(tree), wording.conclusions_count(tree)
        self.frequency_examples = FREQUENCY_EXAMPLES
        self.edit_programme = self._edit_address("cooperation", "programme", tree.programme.pk, "")

    @cached_property
    def findings(self) -> list[tuple[str, list[TreeRow]]]:
        """Quadrant -> its rows, in the order of the analysis."""
        return [
            (quadrant, [self._row(node, quadrant) for node in nodes if self._is_shown(node)])
            for quadrant, nodes in self.tree.findings.items()
        ]

    @property
    def shown_findings(self) -> list[tuple[str, list[TreeRow]]]:
        """The same without quadrants in which a search has no hit."""
        return [(quadrant, rows) for quadrant, rows in self.findings if rows or not self.searched]

    @cached_property
    def conclusions(self) -> list[TreeRow]:
        return [self._row(node, "conclusions") for node in self.tree.conclusions if self._is_shown(node)]

    @cached_property
    def main_goal(self) -> TreeRow | None:
        return self._row(self.tree.main_goal, "") if self.tree.main_goal else None

    @cached_property
    def goals(self) -> list[TreeRow]:
        return [self._row(goal, "goals") for goal in self.tree.goals if self._is_shown(goal)]

    @property
    def is_filtered(self) -> bool:
        """Whether some nodes are not shown, so that nothing can be added between them."""
        return self.gaps_only or bool(self.searched)

    @property
    def hit_count(self) -> int:
        """The number of nodes that match the search."""
        flat = [*(node for nodes in self.tree.findings.values() for node in nodes), *self.tree.conclusions]
        return sum(self._matches(node) for node in (*flat, *self.tree.walk()))

    @cached_property
    def outline_gaps(self) -> list[OutlineGap]:
        """Open questions and gaps of the whole programme, each with its first node."""
        nodes = [node for goal in self.tree.goals for node in goal.walk()]
        asked = [node for node in nodes if node.own_questions]
        outline = []
        if asked:
            number = sum(len(node.own_questions) for node in asked)
            text = wording.counted_questions(number)
            outline.append(OutlineGap(text=text, first=asked[0], is_question=True, has_more=len(asked) > 1))
        for gap in Gap:
            lacking = [node for node in nodes if gap in node.own_gaps]
            if lacking:
                text = wording.counted_gap(gap, len(lacking))
                has_more = len(lacking) > 1
                outline.append(OutlineGap(text=text, first=lacking[0], is_question=False, has_more=has_more))
        return outline

    @cached_property
    def number_of_rows_with_gaps(self) -> int:
        return sum(node.needs_work for node in self.tree.indicators)

    @property
    def gap_count(self) -> Sentence | None:
        number = sum(len(node.own_gaps) for node in self.tree.indicators)
        return wording.counted_gaps(number) if number else None

    @property
    def question_count(self) -> Sentence | None:
        number = sum(len(node.own_questions) for node in self.tree.indicators)
        return wording.counted_questions(number) if number else None

    @cached_property
    def new_parents(self) -> dict[NodeKind, Sequence[TreeNode]]:
        """Kind of node -> the nodes under which one of this kind can be moved."""
        actions = [action for goal in self.tree.goals for action in goal.children]
        return {NodeKind.ACTION: self.tree.goals, NodeKind.INDICATOR: actions}

    def _is_shown(self, node: TreeNode, *, is_below_hit: bool = False) -> bool:
        """Return whether the node passes the filters; a search also shows what is above and below a hit."""
        if self.gaps_only and not node.needs_work:
            return False
        return not self.searched or is_below_hit or any(map(self._matches, node.walk()))

    def _matches(self, node: TreeNode) -> bool:
        """Return whether the number or the words of the node match the search."""
        if node.number == self.searched.rstrip(".") or node.number.startswith(f"{self.searched.rstrip('.')}."):
            return True
        more = ""
        if node.leaf is not None:
            targets = (text for terms in node.leaf.terms for text in (terms.verbatim, terms.frequency_verbatim))
            more = search_text(node.leaf.measure, node.leaf.unit, *targets)
        return matches(node.search_text + more, self.searched)

    @cached_property
    def goal_numbers(self) -> dict[int, str]:
        return {goal.key.pk: goal.number for goal in self.tree.goals}

    @cached_property
    def finding_labels(self) -> dict[int, str]:
        return finding_labels(self.tree)

    def link_labels(self, kind: NodeKind) -> dict[int, str]:
        """Return the labels of what a node of this kind can be linked to, by primary key."""
        if kind is NodeKind.GOAL:
            return self.finding_labels
        return {goal.key.pk: f"{goal.number}. {goal.text}" for goal in self.tree.goals}

    def _edit_address(self, app: str, model: str, key: int, fragment: str) -> str:
        form = reverse(f"admin:{app}_{model}_change", args=[key])
        return with_return(form, f"{self.address}{'#' if fragment else ''}{fragment}")

    def _row(self, node: TreeNode, parent: str, *, is_below_hit: bool = False) -> TreeRow:
        is_hit = is_below_hit or (bool(self.searched) and self._matches(node))
        kind, opts = node.key.kind, TABLES[node.key.kind].model._meta
        below = {NodeKind.GOAL: NodeKind.ACTION, NodeKind.ACTION: NodeKind.INDICATOR}.get(kind)
        leaf = node.leaf
        return TreeRow(
            node=node,
            edit_address=self._edit_address(opts.app_label, opts.model_name, node.key.pk, node.key.anchor),
            parent=parent,
            add_place=f"{below}-{node.key.pk}" if below else "",
            contents=wording.contents(node),
            gaps=[] if leaf else wording.gaps_below(node),
            questions=wording.counted_questions(node.question_count) if node.question_count else None,
            obstacle=wording.obstacle_to_deletion(node.references) if node.references else None,
            can_move=kind in MOVABLE and not node.is_fixed and len(self.new_parents[kind]) > 1,
            terms=[self._terms(target, len(leaf.terms)) for target in leaf.terms] if leaf else (),
            linked=wording.links(node, self.goal_numbers),
            open_questions=[
                QuestionRow(text=question_text(question), answers=answers_to(question, self.tree.results))
                for question in node.own_questions
            ],
            newest_decision=self._newest_decision(node),
            year_mistakes=readiness_wording.year_mistakes(node.year_mistakes),
            measure=leaf.measure or _MEASURES.get(leaf.value_type, "") if leaf else "",
            lacks_unit=Gap.NO_UNIT in node.own_gaps,
            lacks_measure=Gap.NO_MEASURE in node.own_gaps,
            rows=[
                self._row(child, node.key.anchor, is_below_hit=is_hit)
                for child in node.children
                if self._is_shown(child, is_below_hit=is_hit)
            ],
        )

    def _newest_decision(self, node: TreeNode) -> int:
        decisions = self.tree.results.source.decisions.get(node.key.pk, ()) if node.leaf is not None else ()
        return decisions[-1].pk if decisions else 0

    def _terms(self, target: Target, number: int) -> TermsText:
        return TermsText(
            verbatim=target.verbatim,
            meaning=targets.meaning_sentence(target.meaning, self.tree.programme) if target.verbatim else "–",
            frequency=target.frequency_verbatim or (target.get_frequency_display() if target.frequency else ""),
            applies_from=target.applies_from if number > 1 else None,
        )
