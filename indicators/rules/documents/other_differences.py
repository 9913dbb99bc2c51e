"""Differences of the texts beside the tree: title, findings of the diagnosis, conclusions.

They are shown and not applied: no figure depends on them, so they are corrected where they are edited.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.rules.documents.drafts import QUADRANTS, ProgrammeDraft
from indicators.rules.documents.matches import similarity
from indicators.rules.documents.wording import comparable

_SAME = 0.6  # similarity of two texts of which one replaces the other


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTexts:
    """The texts of the programme; `findings`: by quadrant."""

    title: str
    findings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    conclusions: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """`part`: "title", "conclusion" or a quadrant; `old` is "" for an added text, `new` for a removed one."""

    part: str
    old: str
    new: str


def text_differences(standing: StandingTexts, draft: ProgrammeDraft) -> list[TextDifference]:
    """Return the differences; a part that the document leaves out altogether is not compared."""
    differences = list(_compared("title", [standing.title], [draft.title.text] if draft.title else []))
    if draft.findings:
        for quadrant in QUADRANTS:
            texts = [finding.text.text for finding in draft.findings if finding.quadrant == quadrant]
            differences += _compared(quadrant, standing.findings.get(quadrant, ()), texts)
    if draft.conclusions:
        differences += _compared("conclusion", standing.conclusions, [item.text.text for item in draft.conclusions])
    return [item for item in differences if item.part != "title" or item.new]


def _compared(part: str, old: Sequence[str], new: Sequence[str]) -> Iterator[TextDifference]:
    known = {comparable(text) for text in old} & {comparable(text) for text in new}
    old_texts = [text for text in old if comparable(text) not in known]
    new_texts = [text for text in new if comparable(text) not in known]
    scores = {(left, right): similarity(left, right) for left in old_texts for right in new_texts}
    for (left, right), score in sorted(scores.items(), key=lambda item: -item[1]):
        if (score >= _SAME or part == "title") and left in old_texts and right in new_texts:
            old_texts.remove(left)
            new_texts.remove(right)
            yield TextDifference(part=part, old=left, new=right)
    yield from (TextDifference(part=part, old="", new=text) for text in new_texts)
    yield from (TextDifference(part=part, old=text, new="") for text in old_texts)
