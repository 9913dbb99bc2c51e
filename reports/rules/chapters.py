"""The chapters of a report that are words; a chapter's key is permanent, it holds the text that was written for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.text import Sentence, say

INTRODUCTION, FINANCE, CONCLUSIONS, PLANS = "wprowadzenie", "finanse", "wnioski", "plany"
GOAL = "cel-"
LONGEST = 20_000  # characters of one chapter

HINTS = {
    INTRODUCTION: say("The legal basis, who prepared the report and from which data."),
    FINANCE: say("Open calls, other modes, small grants: what was done with the money. The table is below."),
    CONCLUSIONS: say("What follows from the figures, what should be changed and by whom."),
    PLANS: say("What is planned for the next year."),
    GOAL: say("Begin with what did not succeed, and why. The table fills itself."),
}


@dataclass(frozen=True)
class Chapter:
    key: str
    title: Sentence

    @property
    def hint(self) -> Sentence:
        return HINTS[GOAL if self.key.startswith(GOAL) else self.key]


def chapters_of(goals: Sequence[tuple[int, int, str]]) -> list[Chapter]:
    """In the order of writing; `goals` are (id, position, text). A goal's key is made of its id: it may be moved."""
    of_goals = [
        Chapter(goal_key(id_), say("Goal {number}. {goal}", number=str(position), goal=text))
        for id_, position, text in goals
    ]
    return [
        Chapter(INTRODUCTION, say("Introduction")),
        *of_goals,
        Chapter(FINANCE, say("Financial cooperation")),
        Chapter(CONCLUSIONS, say("Conclusions and recommendations")),
        Chapter(PLANS, say("What is planned")),
    ]


def goal_key(goal_id: int) -> str:
    return f"{GOAL}{goal_id}"
