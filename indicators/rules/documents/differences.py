"""The differences between a programme and an amended document for the same years.

The document's words decide: what it leaves out about an indicator (a baseline, a frequency) stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from cooperation.text import fold, format_number
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.edits import RowKind, sources_of
from indicators.rules.documents.matches import ComparedRow, Matching, is_typing_error, match
from indicators.rules.frequencies import parse_frequency
from indicators.rules.indicator_tables import Baseline, TableError, parse_baseline
from indicators.rules.meanings import Kind, TargetMeaning
from indicators.rules.programme_tree import NodeKey, NodeKind
from indicators.rules.targets import parse_target

NO_TARGET = "–"


class DifferenceKind(StrEnum):
    """In the order in which they are shown."""

    WORDS = "words"  # other words of the same meaning
    TERMS = "terms"  # another target or frequency
    BASELINE = "baseline"
    DETAILS = "details"  # another responsible unit or measure
    MOVED = "moved"  # below another goal or action
    ADDED = "added"
    REMOVED = "removed"
    REINSTATED = "reinstated"  # withdrawn in the portal, but in the document


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingIndicator:
    """An indicator of the programme with its latest terms."""

    pk: int
    position: int
    name: str
    target: str
    frequency_verbatim: str
    measure: str
    baseline: Baseline | None
    withdrawn_from: int | None
    unit: tuple[int, str] | None = None  # primary key and name of the responsible unit


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAction:
    pk: int
    position: int
    name: str
    indicators: Sequence[StandingIndicator]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingGoal:
    pk: int
    position: int
    name: str
    actions: Sequence[StandingAction]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingProgramme:
    years: tuple[int, int]
    main_goal: tuple[int, str] | None  # primary key and text
    goals: Sequence[StandingGoal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`node`: the row of the programme, None for an added one. `source`: the key of the row in the document.

    `parent`: the key of the goal or action of the document under which an added or moved row belongs, "" for a goal.
    `old`, `new`: target and frequency of terms, otherwise one text.
    """

    kind: DifferenceKind
    node: NodeKey | None = None
    source: str = ""
    field: str = ""  # of words: "name", "target" or "frequency_verbatim"; of details: "responsible" or "unit"
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    parent: str = ""
    old_parent: NodeKey | None = None
    is_meaning_changed: bool = False  # the target means something else with the new name
    contents: tuple[str, ...] = ()  # keys of what is below an added goal or action and is new, too

    @property
    def key(self) -> str:
        """Return the name under which the page sends it; it stays the same while its row does."""
        row = self.node.anchor if self.node else self.source
        return "-".join(filter(None, (self.kind, row, self.field.partition("_")[0])))


@dataclass(frozen=True, kw_only=True)
class Differences:
    """`places`: key in the document -> row of the programme, for all rows that were matched."""

    goals: Matching
    actions: Matching
    indicators: Matching
    places: Mapping[str, NodeKey]
    parents: Mapping[str, str]  # key in the document -> key of the goal or action above it
    items: Sequence[Difference]

    @cached_property
    def by_key(self) -> dict[str, Difference]:
        return {item.key: item for item in self.items}


Source = GoalDraft | ActionDraft | IndicatorDraft
_KINDS = {RowKind.GOAL: NodeKind.GOAL, RowKind.ACTION: NodeKind.ACTION, RowKind.INDICATOR: NodeKind.INDICATOR}


def differences_of(
    standing: StandingProgramme,
    draft: ProgrammeDraft,
    answers: Mapping[str, str],
    units: Mapping[str, int] | None = None,
) -> Differences:
    """Return the differences; `answers`: key in the document -> anchor of the row that it is, or `matches.NEW`.

    `units`: folded words of the document -> primary key of the unit.
    """
    return _Comparison(standing, draft, answers, units or {}).result()


class _Comparison:
    def __init__(
        self,
        standing: StandingProgramme,
        draft: ProgrammeDraft,
        answers: Mapping[str, str],
        units: Mapping[str, int],
    ) -> None:
        self.standing, self.draft, self.answers, self.units = standing, draft, answers, units
        self.sources = sources_of(draft)
        self.parents = _parents_of(self.sources)
        self.rows: dict[str, StandingGoal | StandingAction | StandingIndicator] = {}  # by anchor
        self.row_parents: dict[str, str] = {}
        for goal in standing.goals:
            goal_anchor = self._add_row(NodeKind.GOAL, goal, "")
            for action in goal.actions:
                action_anchor = self._add_row(NodeKind.ACTION, action, goal_anchor)
                for indicator in action.indicators:
                    self._add_row(NodeKind.INDICATOR, indicator, action_anchor)

    def _add_row(self, kind: NodeKind, row: StandingGoal | StandingAction | StandingIndicator, parent: str) -> str:
        anchor = NodeKey(kind, row.pk).anchor
        self.rows[anchor], self.row_parents[anchor] = row, parent
        return anchor

    def result(self) -> Differences:
        goals = self._match(RowKind.GOAL, {})
        actions = self._match(RowKind.ACTION, goals.probable_pairs)
        indicators = self._match(RowKind.INDICATOR, actions.probable_pairs)
        pairs = {**goals.pairs, **actions.pairs, **indicators.pairs}
        added = {*goals.added, *actions.added, *indicators.added}
        places = {source: self._node(anchor) for source, anchor in pairs.items()}
        items = [*self._main_goal()]
        for source in self.sources:
            if source in pairs:
                items += self._changes(source, pairs[source], pairs, added)
            elif source in added and self.parents.get(source) not in added:
                items.append(self._added(source, added))
        removed = {*goals.removed, *actions.removed, *indicators.removed}
        items += [self._removed(anchor) for anchor in self.rows if anchor in removed and self._is_in_force(anchor)]
        order = list(DifferenceKind)
        return Differences(
            goals=goals,
            actions=actions,
            indicators=indicators,
            places=places,
            parents=self.parents,
            items=sorted(items, key=lambda item: order.index(item.kind)),
        )

    # --- matching ----------------------------------------------------------------------------------------------------

    def _match(self, kind: RowKind, parent_pairs: Mapping[str, str]) -> Matching:
        """Match the rows of a kind; a row below a matched goal or action has the anchor of that as its parent."""
        standing = [
            ComparedRow(key=anchor, text=row.name, number=row.position, parent=self.row_parents[anchor])
            for anchor, row in self.rows.items()
            if anchor.startswith(f"{_KINDS[kind]}-")
        ]
        drafted = []
        numbers: dict[str, int] = {}
        for key, source in self.sources.items():
            if RowKind(key[0]) is kind and _name(source):
                parent = self.parents.get(key, "")
                numbers[parent] = numbers.get(parent, 0) + 1
                drafted.append(
                    ComparedRow(
                        key=key,
                        text=_name(source),
                        number=_written_number(source) or numbers[parent],
                        parent=parent_pairs.get(parent, parent),
                    )
                )
        return match(standing, drafted, self.answers, is_heading=kind is not RowKind.INDICATOR)

    def _node(self, anchor: str) -> NodeKey:
        kind, _hyphen, pk = anchor.rpartition("-")
        return NodeKey(NodeKind(kind), int(pk))

    # --- differences -------------------------------------------------------------------------------------------------

    def _main_goal(self) -> Iterator[Difference]:
        text = _text(self.draft.main_goal)
        if self.standing.main_goal is None or not text:
            return
        pk, old = self.standing.main_goal
        if text != old:
            node = NodeKey(NodeKind.MAIN_GOAL, pk)
            yield Difference(kind=DifferenceKind.WORDS, node=node, field="name", old=(old,), new=(text,))

    def _changes(self, source: str, anchor: str, pairs: Mapping[str, str], added: set[str]) -> Iterator[Difference]:
        """Yield how a row of the document differs from the matched row of the programme."""
        row, drafted, node = self.rows[anchor], self.sources[source], self._node(anchor)
        parent, old_parent = self.parents.get(source, ""), self.row_parents[anchor]
        if parent and (parent in added or pairs.get(parent, old_parent) != old_parent):
            yield Difference(
                kind=DifferenceKind.MOVED,
                node=node,
                source=source,
                parent=parent,
                old_parent=self._node(old_parent),
                old=(self.rows[old_parent].name,),
                new=(_name(self.sources[parent]),),
            )
        if _name(drafted) != row.name:
            is_meaning_changed = isinstance(row, StandingIndicator) and (
                self._meaning(row, row.target) != self._meaning(replace(row, name=_name(drafted)), row.target)
            )
            yield Difference(
                kind=DifferenceKind.WORDS,
                node=node,
                source=source,
                field="name",
                old=(row.name,),
                new=(_name(drafted),),
                is_meaning_changed=is_meaning_changed,
            )
        if isinstance(row, StandingIndicator) and isinstance(drafted, IndicatorDraft):
            yield from self._indicator_changes(row, drafted, source)

    def _indicator_changes(self, row: StandingIndicator, drafted: IndicatorDraft, source: str) -> Iterator[Difference]:
        node = NodeKey(NodeKind.INDICATOR, row.pk)
        target = _text(drafted.target) or NO_TARGET
        frequency = _text(drafted.frequency_verbatim) or row.frequency_verbatim
        is_other_frequency = frequency != row.frequency_verbatim and not is_same_frequency(
            row.frequency_verbatim, frequency
        )
        if is_other_frequency or not self._is_same_target(row, target):
            yield Difference(
                kind=DifferenceKind.TERMS,
                node=node,
                source=source,
                old=(row.target, row.frequency_verbatim),
                new=(target, frequency),
            )
        else:
            texts = {"target": (row.target, target), "frequency_verbatim": (row.frequency_verbatim, frequency)}
            for field, (old, new) in texts.items():
                if old != new:
                    yield Difference(
                        kind=DifferenceKind.WORDS, node=node, source=source, field=field, old=(old,), new=(new,)
                    )
        baseline = baseline_of_draft(drafted, row.measure)
        if baseline is not None and baseline != row.baseline:
            yield Difference(
                kind=DifferenceKind.BASELINE,
                node=node,
                source=source,
                old=(_baseline_text(row.baseline),),
                new=(_baseline_text(baseline),),
            )
        row_unit = row.unit[0] if row.unit else None
        unit, measure = _text(drafted.responsible), _text(drafted.unit)
        names = {
            "responsible": (row.unit[1] if row.unit else "", unit, self.units.get(fold(unit)) != row_unit),
            "unit": (row.measure, measure, fold(measure) != fold(row.measure)),
        }
        for field, (old, new, is_other) in names.items():
            if new and is_other:
                yield Difference(
                    kind=DifferenceKind.DETAILS, node=node, source=source, field=field, old=(old,), new=(new,)
                )
        if row.withdrawn_from is not None:
            yield Difference(
                kind=DifferenceKind.REINSTATED, node=node, source=source, old=(row.name, str(row.withdrawn_from))
            )

    def _meaning(self, row: StandingIndicator, target: str) -> TargetMeaning:
        baseline = (row.baseline.value, row.baseline.year) if row.baseline else None
        return parse_target(target or NO_TARGET, years=self.standing.years, baseline=baseline, name=row.name)

    def _is_same_target(self, row: StandingIndicator, target: str) -> bool:
        return target == (row.target or NO_TARGET) or is_same_meaning(
            (row.target, self._meaning(row, row.target)), (target, self._meaning(row, target))
        )

    def _added(self, source: str, added: set[str]) -> Difference:
        below = tuple(key for key in self.sources if key in added and source in self._above(key))
        return Difference(
            kind=DifferenceKind.ADDED,
            source=source,
            new=_cells(self.sources[source]),
            parent=self.parents.get(source, ""),
            contents=below,
        )

    def _above(self, key: str) -> list[str]:
        above = []
        while key in self.parents:
            key = self.parents[key]
            above.append(key)
        return above

    def _removed(self, anchor: str) -> Difference:
        return Difference(kind=DifferenceKind.REMOVED, node=self._node(anchor), old=(self.rows[anchor].name,))

    def _is_in_force(self, anchor: str) -> bool:
        row = self.rows[anchor]
        return not isinstance(row, StandingIndicator) or row.withdrawn_from is None


def _parents_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the key of the goal or action above each action and indicator; the keys are in the document's order."""
    above, parents = dict.fromkeys(RowKind, ""), {}
    for key in keys:
        kind = RowKind(key[0])
        above[kind] = key
        if kind is not RowKind.GOAL:
            parents[key] = above[RowKind.GOAL if kind is RowKind.ACTION else RowKind.ACTION]
    return parents


def _text(quote: Quote | None) -> str:
    return quote.text if quote else ""


def _name(source: Source) -> str:
    return _text(source.text if isinstance(source, GoalDraft) else source.name)


def _cells(source: Source) -> tuple[str, ...]:
    if isinstance(source, IndicatorDraft):
        return (_name(source), _text(source.target) or NO_TARGET, _text(source.frequency_verbatim))
    return (_name(source),)


def _written_number(source: Source) -> int:
    """Return the whole number that the document gives an action, 0 without one."""
    written = source.position or "" if isinstance(source, ActionDraft) else ""
    return int(written) if written.isdecimal() and len(written) < 5 else 0


def baseline_of_draft(drafted: IndicatorDraft, measure: str) -> Baseline | None:
    """Return the baseline that the document gives, None without a number and a year."""
    if drafted.baseline is None:
        return None
    try:
        return parse_baseline(drafted.baseline.text, drafted.baseline_year, measure)
    except TableError:
        return None


def _baseline_text(baseline: Baseline | None) -> str:
    return f"{format_number(baseline.value)} ({baseline.year})" if baseline else NO_TARGET


def is_same_frequency(old: str, new: str) -> bool:
    """Return whether two frequencies in words are the same; unknown words only if one has a typing error."""
    old_frequency, new_frequency = parse_frequency(old), parse_frequency(new)
    if old_frequency is None or new_frequency is None:
        return old_frequency is new_frequency and is_typing_error(old, new)
    return old_frequency is new_frequency


def is_same_meaning(old: tuple[str, TargetMeaning], new: tuple[str, TargetMeaning]) -> bool:
    """Return whether two targets, each its text and meaning, are the same but for the spelling.

    What is counted is part of the meaning, and may have a typing error. A descriptive target means its text.
    """
    (old_text, old_meaning), (new_text, new_meaning) = old, new
    if replace(old_meaning, measure="") != replace(new_meaning, measure=""):
        return False
    if Kind.DESCRIPTIVE in (old_meaning.kind, new_meaning.kind):
        return is_typing_error(old_text, new_text)
    return is_typing_error(old_meaning.measure, new_meaning.measure)
