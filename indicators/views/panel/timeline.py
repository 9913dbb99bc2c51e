"""The history of a figure as people read it: every step with what it changed, and the comments in between."""

from collections.abc import Sequence
from typing import Any

from cooperation.text import say
from indicators.models.measurements import State
from indicators.queries.measurements import FigureEntry, RevisionWithParts, comments_of
from indicators.wording.figures import revision_figure

STEP_WORDS = {
    State.DRAFT: say("Draft saved"),
    State.SUBMITTED: say("Submitted"),
    State.RETURNED: say("Sent back"),
    State.APPROVED: say("Approved"),
    State.WITHDRAWN: say("Withdrawn"),
}


def timeline(entry: FigureEntry) -> Sequence[dict[str, Any]]:
    """Newest first. One query, for the comments; none where nothing is recorded yet."""
    before: list[RevisionWithParts | None] = [None, *entry.steps]
    found = [_step(entry, was, now) for was, now in zip(before, entry.steps, strict=False)]
    found += [
        {"at": comment.at, "author": comment.author, "word": say("Comment"), "said": comment.text}
        for comment in comments_of(entry)
    ]
    return sorted(found, key=lambda one: one["at"], reverse=True)


def _step(entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts) -> dict[str, Any]:
    revision, earlier = step.revision, before.revision if before else None
    return {
        "at": revision.at,
        "author": revision.author,
        "word": STEP_WORDS[State(revision.state)],
        "value": _change(
            revision_figure(entry.indicator, earlier) if earlier else None, revision_figure(entry.indicator, revision)
        ),
        "parts": _parts(entry, before, step),
        "achieved": _change(earlier.achieved_on if earlier else None, revision.achieved_on),
        "note": _change(earlier.note if earlier else "", revision.note),
        "reason": _change(earlier.correction_reason if earlier else "", revision.correction_reason),
        "said": revision.comment,
        "self_approved": revision.self_approved,
    }


def _parts(
    entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts
) -> list[tuple[str, dict[str, Any]]]:
    """Categories whose part is another one than before, each with both."""
    known = before.parts if before else {}
    changes = ((name, _change(known.get(id_), step.parts.get(id_))) for id_, name in entry.categories)
    return [(name, change) for name, change in changes if change is not None]


def _change(was: Any, now: Any) -> dict[str, Any] | None:
    return None if was == now else {"was": was, "now": now}
