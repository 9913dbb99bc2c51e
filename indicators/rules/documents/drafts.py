"""The programme as a document describes it, before a person has checked it: every text with its place and origin.

A draft can be stored as JSON. It contains only texts of the document; assumptions of the portal have the origin
`default`, and unused texts are listed with the reason.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from cooperation.json_object import JsonObject
from cooperation.rules.origins import Origin
from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import NOWHERE, Place, sentence_from_json, sentence_to_json

QUADRANTS = ("strength", "weakness", "opportunity", "threat")


@dataclass(frozen=True, slots=True)
class Quote:
    """A text of the document, its place and its origin."""

    text: str
    place: Place = NOWHERE
    origin: Origin = Origin.DOCUMENT


@dataclass(frozen=True, slots=True)
class Unused:
    """A text that is not part of the draft, or that a person must check, with the reason."""

    place: Place
    text: str
    why: Sentence


@dataclass(slots=True, kw_only=True)
class IndicatorDraft:
    name: Quote
    target: Quote | None = None
    frequency_verbatim: Quote | None = None
    frequency: str | None = None
    baseline: Quote | None = None
    baseline_year: int | None = None
    unit: Quote | None = None
    responsible: Quote | None = None
    scope: str | None = None  # decided by a person where the target's words leave it open
    remarks: list[tuple[str, Quote]] = field(default_factory=list)  # (header of the column, text)


@dataclass(slots=True, kw_only=True)
class ActionDraft:
    name: Quote | None = None
    position: str | None = None
    reference: str = ""
    indicators: list[IndicatorDraft] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class GoalDraft:
    text: Quote | None = None
    number: str = ""
    reference: str = ""
    actions: list[ActionDraft] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class FindingDraft:
    quadrant: str
    text: Quote


@dataclass(slots=True, kw_only=True)
class ConclusionDraft:
    number: str
    reference: str
    text: Quote


@dataclass(slots=True, kw_only=True)
class ProgrammeDraft:
    title: Quote | None = None
    issuer: Quote | None = None
    years: tuple[int, int] | None = None
    note: str = ""
    findings: list[FindingDraft] = field(default_factory=list)
    conclusions: list[ConclusionDraft] = field(default_factory=list)
    main_goal: Quote | None = None
    main_goal_reference: str = ""
    main_goal_candidates: list[Quote] = field(default_factory=list)  # of a document with several main goals
    goals: list[GoalDraft] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    source: str = ""

    @property
    def actions(self) -> Iterator[ActionDraft]:
        return (action for goal in self.goals for action in goal.actions)

    @property
    def indicators(self) -> Iterator[IndicatorDraft]:
        return (indicator for action in self.actions for indicator in action.indicators)

    def report(self, place: Place, text: str, why: Sentence) -> None:
        """Add a text to those that a person must check."""
        self.unused.append(Unused(place, text, why))


def draft_to_json(draft: ProgrammeDraft) -> JsonObject:
    """Return the draft for storage; the reverse of `draft_from_json`."""
    data = asdict(draft)
    data["unused"] = [
        {"place": asdict(item.place), "text": item.text, "why": sentence_to_json(item.why)} for item in draft.unused
    ]
    return data


def draft_from_json(data: JsonObject) -> ProgrammeDraft:
    return ProgrammeDraft(
        **{
            **data,
            "title": _quote(data["title"]),
            "issuer": _quote(data["issuer"]),
            "years": tuple(data["years"]) if data["years"] else None,
            "main_goal": _quote(data["main_goal"]),
            "main_goal_candidates": [_quote(quote) for quote in data.get("main_goal_candidates", [])],
            "findings": [FindingDraft(**{**item, "text": _quote(item["text"])}) for item in data["findings"]],
            "conclusions": [ConclusionDraft(**{**item, "text": _quote(item["text"])}) for item in data["conclusions"]],
            "goals": [_goal(goal) for goal in data["goals"]],
            "unused": [
                Unused(Place(**item["place"]), item["text"], sentence_from_json(item["why"])) for item in data["unused"]
            ],
        }
    )


def _quote(data: JsonObject | None) -> Quote | None:
    return Quote(data["text"], Place(**data["place"]), Origin(data["origin"])) if data else None


def _goal(data: JsonObject) -> GoalDraft:
    actions = [
        ActionDraft(
            **{
                **action,
                "name": _quote(action["name"]),
                "indicators": [_indicator(indicator) for indicator in action["indicators"]],
            }
        )
        for action in data["actions"]
    ]
    return GoalDraft(**{**data, "text": _quote(data["text"]), "actions": actions})


def _indicator(data: JsonObject) -> IndicatorDraft:
    quotes = ("name", "target", "frequency_verbatim", "baseline", "unit", "responsible")
    remarks = [(header, _quote(quote)) for header, quote in data["remarks"]]
    return IndicatorDraft(**{**data, **{name: _quote(data[name]) for name in quotes}, "remarks": remarks})


def outline(draft: ProgrammeDraft) -> JsonObject:
    """Return the draft as the command prints it; the caller adds `not_understood`, because it renders the sentences."""
    return {
        "title": _text(draft.title),
        "first_year": draft.years[0] if draft.years else None,
        "last_year": draft.years[1] if draft.years else None,
        "issuer": _text(draft.issuer),
        "findings": [{"quadrant": finding.quadrant, "text": finding.text.text} for finding in draft.findings],
        "conclusions": [{"number": item.number or None, "text": item.text.text} for item in draft.conclusions],
        "main_goal": _text(draft.main_goal),
        "specific_goals": [
            {
                "text": _text(goal.text),
                "actions": [
                    {
                        "position": action.position,
                        "name": _text(action.name),
                        "indicators": [
                            {
                                "name": indicator.name.text,
                                "target": _text(indicator.target),
                                "frequency_verbatim": _text(indicator.frequency_verbatim),
                                "frequency": indicator.frequency,
                                "baseline": _text(indicator.baseline),
                                "baseline_year": indicator.baseline_year,
                                "unit": _text(indicator.unit),
                                "responsible": _text(indicator.responsible),
                            }
                            for indicator in action.indicators
                        ],
                    }
                    for action in goal.actions
                ],
            }
            for goal in draft.goals
        ],
    }


def _text(quote: Quote | None) -> str | None:
    return quote.text if quote else None


def not_understood(draft: ProgrammeDraft) -> list[Unused]:
    """Return what the outline does not contain: unused texts, and cells that become remarks."""
    remarks = [
        Unused(quote.place, quote.text, say("kept as a remark of the indicator: “{header}”", header=header))
        for indicator in draft.indicators
        for header, quote in indicator.remarks
    ]
    return [*draft.unused, *remarks]
