"""The tree of a programme in its document's order: kinds of nodes, gaps, proposed numbers."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from cooperation.text import ValueType

MAX_POSITION = 32767  # of a database's small integer


class NodeKind(StrEnum):
    FINDING = "finding"
    CONCLUSION = "conclusion"
    MAIN_GOAL = "main-goal"
    GOAL = "goal"
    ACTION = "action"
    INDICATOR = "indicator"


class Gap(StrEnum):
    """What an indicator still lacks, or has wrong."""

    NO_UNIT = "no_unit"
    NO_MEASURE = "no_measure"
    NO_TERMS = "no_terms"
    WRONG_YEARS = "wrong_years"


class Reference(StrEnum):
    """What refers to a node, so that it cannot be deleted."""

    GOALS = "goals"
    ACTIONS = "actions"
    INDICATORS = "indicators"
    LINKS = "links"
    MEASUREMENTS = "measurements"
    DECISIONS = "decisions"
    ASSESSMENTS = "assessments"
    READER_QUESTIONS = "reader_questions"
    CONTINUED = "continued"


@dataclass(frozen=True, slots=True)
class NodeKey:
    """A node of the tree; `pk` is the primary key of its row."""

    kind: NodeKind
    pk: int

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.pk}"


def parse_key(text: str) -> NodeKey | None:
    """Return the key written as `NodeKey.anchor`, None if the text is not one."""
    match = re.fullmatch(r"([a-z-]+)-([0-9]{1,18})", text, re.ASCII)
    if match is None or match[1] not in list(NodeKind):
        return None
    return NodeKey(NodeKind(match[1]), int(match[2]))


def gaps_of(
    *,
    has_unit: bool,
    has_terms: bool,
    value_type: ValueType,
    measure: str,
    withdrawn_from: int | None,
    has_wrong_years: bool = False,
) -> tuple[Gap, ...]:
    """Return what the indicator lacks or has wrong; a withdrawn indicator lacks nothing.

    A count needs no measure, its name says what is counted; an amount of money is in zł unless it says otherwise.
    """
    if withdrawn_from is not None:
        return ()
    is_unmeasured = not measure and value_type in (ValueType.DECIMAL, ValueType.SIGNED)
    lacks = {
        Gap.NO_UNIT: not has_unit,
        Gap.NO_MEASURE: is_unmeasured,
        Gap.NO_TERMS: not has_terms,
        Gap.WRONG_YEARS: has_wrong_years,
    }
    return tuple(gap for gap, is_missing in lacks.items() if is_missing)


def next_position(positions: Collection[int]) -> int:
    """Return the number after the last one; the first free number if there is none after it."""
    after_last = max(positions, default=0) + 1
    return after_last if after_last <= MAX_POSITION else free_position(positions)


def free_position(positions: Collection[int]) -> int:
    return next(number for number in count(1) if number not in positions)


def next_reference(reference: str) -> str:
    """Return the place in the document after this one, with its last number increased; "" without a number."""
    match = re.fullmatch(r"(.*?)(?<![0-9])([0-9]{1,6})([^0-9]*)", reference, re.DOTALL)
    return f"{match[1]}{int(match[2]) + 1}{match[3]}" if match else ""


def node_version(state: Sequence[object], siblings: Sequence[int]) -> str:
    """Return a text that changes with the state of a node and with the order of its siblings (primary keys)."""
    return hashlib.sha256(repr((*state, *siblings)).encode()).hexdigest()[:16]
