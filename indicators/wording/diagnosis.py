"""Which findings of the diagnosis led to an action, and the sentence about all of them."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from cooperation.models import SwotFinding
from cooperation.text import Sentence, say, say_many
from indicators.queries.tree import GoalNode
from indicators.rules.phrases import enumeration
from indicators.wording.programmes import absent


class Answer(StrEnum):
    """What a finding led to; pages list findings of a group in this order."""

    NOTHING = "nothing"
    GOAL_ONLY = "goal_only"
    ACTION = "action"


def answer_to_finding(goals: Sequence[GoalNode]) -> Answer:
    """Return what the goals linked to a finding are; a goal counts as acted on when it has an indicator."""
    if not goals:
        return Answer.NOTHING
    return Answer.ACTION if any(goal.indicators for goal in goals) else Answer.GOAL_ONLY


def diagnosis_summary(answers: Sequence[tuple[str, Answer]], *, is_excerpt: bool) -> Sentence:
    """Return how many findings led to an action, and which kinds have no answer; `answers`: (quadrant, answer)."""
    if not answers:
        return absent("findings", is_excerpt=is_excerpt)
    numbers = Counter(answer for _quadrant, answer in answers)
    if numbers[Answer.NOTHING] == len(answers):
        return _without_links(len(answers), is_excerpt=is_excerpt)
    shares = [
        (
            numbers[Answer.ACTION],
            say_many(
                "{count} led to an action",
                "{count} led to actions",
                numbers[Answer.ACTION],
                count=numbers[Answer.ACTION],
            ),
        ),
        (
            numbers[Answer.GOAL_ONLY],
            say_many(
                "{count} has a goal without actions",
                "{count} have a goal without actions",
                numbers[Answer.GOAL_ONLY],
                count=numbers[Answer.GOAL_ONLY],
            ),
        ),
        (
            numbers[Answer.NOTHING],
            say_many(
                "{count} is not addressed by any goal: {kinds}",
                "{count} are not addressed by any goal: {kinds}",
                numbers[Answer.NOTHING],
                count=numbers[Answer.NOTHING],
                kinds=_kinds_without_answer(answers) if numbers[Answer.NOTHING] else "",
            ),
        ),
    ]
    return say_many(
        "Of {count} finding: {shares}.",
        "Of {count} findings: {shares}.",
        len(answers),
        count=len(answers),
        shares=enumeration([share for number, share in shares if number]),
    )


def _without_links(count: int, *, is_excerpt: bool) -> Sentence:
    if is_excerpt:
        return say_many(
            "{count} finding in the available text. The document does not say which goal addresses it.",
            "{count} findings in the available text. The document does not say which goals address them.",
            count,
            count=count,
        )
    return say_many(
        "{count} finding. The document does not say which goal addresses it.",
        "{count} findings. The document does not say which goals address them.",
        count,
        count=count,
    )


_QUADRANT = SwotFinding.Quadrant
_ONE = {
    _QUADRANT.THREAT: say("one threat"),
    _QUADRANT.WEAKNESS: say("one weakness"),
    _QUADRANT.OPPORTUNITY: say("one opportunity"),
    _QUADRANT.STRENGTH: say("one strength"),
}
_BOTH = {
    _QUADRANT.THREAT: say("both threats"),
    _QUADRANT.WEAKNESS: say("both weaknesses"),
    _QUADRANT.OPPORTUNITY: say("both opportunities"),
    _QUADRANT.STRENGTH: say("both strengths"),
}


def _kinds_without_answer(answers: Sequence[tuple[str, Answer]]) -> Sentence:
    """Return "both threats and one strength", what hinders most first."""
    totals = Counter(quadrant for quadrant, _answer in answers)
    unanswered = Counter(quadrant for quadrant, answer in answers if answer is Answer.NOTHING)
    kinds = [
        _kind(quadrant, unanswered[quadrant], totals[quadrant])
        for quadrant in (_QUADRANT.THREAT, _QUADRANT.WEAKNESS, _QUADRANT.OPPORTUNITY, _QUADRANT.STRENGTH)
        if unanswered[quadrant]
    ]
    *before, last = kinds
    if not before:
        return last
    return say("{first} and {last}", first=enumeration(before), last=last)


def _kind(quadrant: SwotFinding.Quadrant, count: int, total: int) -> Sentence:
    if count == 1:
        return _ONE[quadrant]
    if count == total == 2:  # both of two
        return _BOTH[quadrant]
    match quadrant:
        case _QUADRANT.THREAT:
            return say_many("{count} threat", "{count} threats", count, count=count)
        case _QUADRANT.WEAKNESS:
            return say_many("{count} weakness", "{count} weaknesses", count, count=count)
        case _QUADRANT.OPPORTUNITY:
            return say_many("{count} opportunity", "{count} opportunities", count, count=count)
        case _:
            return say_many("{count} strength", "{count} strengths", count, count=count)
