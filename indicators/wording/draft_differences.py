"""The differences between an amended document and its programme, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from cooperation.text import Sentence, say, say_many
from indicators.rules.documents.differences import DifferenceKind
from indicators.rules.programme_tree import NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTexts:
    heading: Sentence
    explanation: Sentence


KIND_TEXTS: Mapping[DifferenceKind, KindTexts] = {
    DifferenceKind.WORDS: KindTexts(
        heading=say("Changed words"),
        explanation=say("The meaning is the same. The words are corrected in place, for all years."),
    ),
    DifferenceKind.TERMS: KindTexts(
        heading=say("Changed targets and frequencies"),
        explanation=say("New terms apply from a year; earlier years are judged as before."),
    ),
    DifferenceKind.BASELINE: KindTexts(
        heading=say("Changed baselines"),
        explanation=say("A baseline has no year from which it applies. It is corrected for all years."),
    ),
    DifferenceKind.DETAILS: KindTexts(
        heading=say("Changed units and measures"),
        explanation=say("The unit that reports the indicator, or what is counted. They are changed for all years."),
    ),
    DifferenceKind.MOVED: KindTexts(
        heading=say("Moved"),
        explanation=say("The document has them below another goal or action."),
    ),
    DifferenceKind.ADDED: KindTexts(
        heading=say("Added"),
        explanation=say("They are in the document and not in the portal."),
    ),
    DifferenceKind.REMOVED: KindTexts(
        heading=say("Removed"),
        explanation=say(
            "They are in the portal and not in the document. An indicator is withdrawn from a year; its figures stay."
        ),
    ),
    DifferenceKind.REINSTATED: KindTexts(
        heading=say("Withdrawn in the portal"),
        explanation=say("The document still has them."),
    ),
}

NODE_LABELS: Mapping[NodeKind, Sentence] = {
    NodeKind.MAIN_GOAL: say("Main goal"),
    NodeKind.GOAL: say("Goal {number}"),
    NodeKind.ACTION: say("Action {number}"),
    NodeKind.INDICATOR: say("Indicator {number}"),
}
NEW_LABELS: Mapping[NodeKind, Sentence] = {
    NodeKind.GOAL: say("New goal"),
    NodeKind.ACTION: say("New action"),
    NodeKind.INDICATOR: say("New indicator"),
}
FIELD_LABELS: Mapping[str, Sentence] = {
    "name": say("text"),
    "target": say("target"),
    "frequency_verbatim": say("frequency of measurement"),
    "responsible": say("responsible unit"),
    "unit": say("measure"),
}
PART_LABELS: Mapping[str, Sentence] = {
    "title": say("Title"),
    "strength": say("Strength"),
    "weakness": say("Weakness"),
    "opportunity": say("Opportunity"),
    "threat": say("Threat"),
    "conclusion": say("Conclusion"),
}


def node_label(kind: NodeKind, number: str) -> Sentence:
    return Sentence(NODE_LABELS[kind].msgid, {"number": number})


def contents(actions: int, indicators: int) -> list[Sentence]:
    """Return what an added goal or action holds: "3 actions", "14 indicators"; nothing for zero."""
    parts = [
        (actions, say_many("{count} action", "{count} actions", actions, count=actions)),
        (indicators, say_many("{count} indicator", "{count} indicators", indicators, count=indicators)),
    ]
    return [sentence for count, sentence in parts if count]


def applied(count: int) -> Sentence:
    return say_many("{count} difference is applied.", "{count} differences are applied.", count, count=count)


def counted(count: int) -> Sentence:
    if not count:
        return say("the document and the programme are the same")
    return say_many("{count} difference", "{count} differences", count, count=count)
