"""The written chapters of a report; their keys are permanent, because saved texts are stored under them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cooperation.text import Sentence, say

INTRODUCTION, FINANCE, CONCLUSIONS, PLANS = "wprowadzenie", "finanse", "wnioski", "plany"
GOAL = "cel-"
LONGEST = 20_000  # characters of one chapter

HINTS = {
    INTRODUCTION: say("The legal basis, who prepared the report and from which data."),
    FINANCE: say("Open calls, other procedures, small grants: how the money was spent. The table is below."),
    CONCLUSIONS: say("What the figures show, what should be changed and by whom."),
    PLANS: say("What is planned for the next year."),
    GOAL: say("Begin with what did not succeed, and why. The table is filled in automatically."),
}


class ReportGoal(Protocol):
    """What the outline needs to know of a goal."""

    @property
    def id(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class ChapterOutline:
    key: str
    title: Sentence

    @property
    def hint(self) -> Sentence:
        return HINTS[GOAL if self.key.startswith(GOAL) else self.key]


def chapters_of(goals: Iterable[ReportGoal]) -> list[ChapterOutline]:
    """Return the chapters of a report in order: the fixed ones and one for each goal.

    A goal's key contains its id, because its position may change.
    """
    of_goals = [
        ChapterOutline(goal_key(goal.id), say("Goal {number}. {goal}", number=str(goal.position), goal=goal.text))
        for goal in goals
    ]
    return [
        ChapterOutline(INTRODUCTION, say("Introduction")),
        *of_goals,
        ChapterOutline(FINANCE, say("Financial cooperation")),
        ChapterOutline(CONCLUSIONS, say("Conclusions and recommendations")),
        ChapterOutline(PLANS, say("What is planned")),
    ]


def goal_key(goal_id: int) -> str:
    return f"{GOAL}{goal_id}"
