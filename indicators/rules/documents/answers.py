"""Corrections of a draft by a person: parts of its printed form that replace those of the document."""

from cooperation.json_object import JsonObject
from cooperation.rules.origins import Origin
from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import NOWHERE
from indicators.rules.documents.drafts import (
    QUADRANTS,
    ActionDraft,
    ConclusionDraft,
    FindingDraft,
    GoalDraft,
    IndicatorDraft,
    ProgrammeDraft,
    Quote,
)
from indicators.rules.frequencies import parse_frequency

KEYS = {
    "title", "issuer", "first_year", "last_year", "main_goal", "findings", "conclusions", "specific_goals",
    "not_understood",
}  # fmt: skip


class AnswersError(ValueError):
    """Raised for answers in a wrong form; `sentence` says what is wrong."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def with_answers(draft: ProgrammeDraft, answers: object) -> ProgrammeDraft:
    """Return the draft with the parts that the answers contain; raises AnswersError."""
    if not isinstance(answers, dict) or not KEYS.issuperset(answers):
        raise AnswersError(
            say(
                "The answers must be one JSON object with keys that a dry run prints: {keys}.",
                keys=", ".join(sorted(KEYS)),
            )
        )
    try:
        _replace(draft, answers)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnswersError(
            say("The answers do not have the form that a dry run prints: {detail}.", detail=repr(error))
        ) from error
    return draft


def _replace(draft: ProgrammeDraft, answers: JsonObject) -> None:
    for name in ("title", "issuer", "main_goal"):
        if name in answers:
            setattr(draft, name, _decided(answers[name]))
    if "first_year" in answers or "last_year" in answers:
        first = answers.get("first_year") or answers.get("last_year")
        draft.years = (int(first), int(answers.get("last_year") or first)) if first else None
    if "findings" in answers:
        draft.findings = [
            FindingDraft(quadrant=QUADRANTS[QUADRANTS.index(item["quadrant"])], text=_required(item["text"]))
            for item in answers["findings"]
        ]
    if "conclusions" in answers:
        draft.conclusions = [
            ConclusionDraft(number=item["number"] or "", reference="", text=_required(item["text"]))
            for item in answers["conclusions"]
        ]
    if "specific_goals" in answers:
        draft.goals = [
            GoalDraft(text=_decided(goal["text"]), actions=[_action(action) for action in goal["actions"]])
            for goal in answers["specific_goals"]
        ]


def _action(data: JsonObject) -> ActionDraft:
    return ActionDraft(
        name=_decided(data["name"]),
        position=data["position"],
        indicators=[_indicator(indicator) for indicator in data["indicators"]],
    )


def _indicator(data: JsonObject) -> IndicatorDraft:
    verbatim = _decided(data.get("frequency_verbatim"))
    frequency = parse_frequency(verbatim.text) if verbatim else None
    return IndicatorDraft(
        name=_required(data["name"]),
        target=_decided(data.get("target")),
        frequency_verbatim=verbatim,
        frequency=frequency.value if frequency else None,
        baseline=_decided(data.get("baseline")),
        baseline_year=data.get("baseline_year"),
        unit=_decided(data.get("unit")),
        responsible=_decided(data.get("responsible")),
    )


def _decided(text: str | None) -> Quote | None:
    return Quote(text.strip(), NOWHERE, Origin.DECISION) if text and text.strip() else None


def _required(text: str) -> Quote:
    return Quote(text.strip(), NOWHERE, Origin.DECISION)
