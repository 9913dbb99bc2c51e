"""The history of a figure: every step with what it changed, and the comments in between."""

from collections.abc import Sequence

from cooperation.text import say
from cooperation.web.context import Context
from indicators.models.measurements import State
from indicators.queries.measurements import FigureEntry, RevisionWithParts, comments_of
from indicators.wording.figures import revision_figure
from indicators.wording.measurements import STEP_LABELS


def timeline(entry: FigureEntry) -> Sequence[Context]:
    """Return the events, newest first. One query for the comments; none while nothing is recorded."""
    previous: list[RevisionWithParts | None] = [None, *entry.steps]
    events = [_step_event(entry, before, step) for before, step in zip(previous, entry.steps, strict=False)]
    events += [
        {"at": comment.at, "author": comment.author, "label": say("Comment"), "comment": comment.text}
        for comment in comments_of(entry)
    ]
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _step_event(entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts) -> Context:
    revision, earlier = step.revision, before.revision if before else None
    return {
        "at": revision.at,
        "author": revision.author,
        "label": STEP_LABELS[State(revision.state)],
        "value": _change(
            revision_figure(entry.indicator, earlier) if earlier else None, revision_figure(entry.indicator, revision)
        ),
        "parts": _changed_parts(entry, before, step),
        "expected": _change(earlier.expected_on if earlier else None, revision.expected_on),
        "achieved": _change(earlier.achieved_on if earlier else None, revision.achieved_on),
        "note": _change(earlier.note if earlier else "", revision.note),
        "reason": _change(earlier.correction_reason if earlier else "", revision.correction_reason),
        "comment": revision.comment,
        "self_approved": revision.self_approved,
    }


def _changed_parts(
    entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts
) -> list[tuple[str, dict[str, object]]]:
    """Return (category name, change) of each category whose part differs from the step before."""
    earlier = before.parts if before else {}
    changes = ((name, _change(earlier.get(category), step.parts.get(category))) for category, name in entry.categories)
    return [(name, change) for name, change in changes if change is not None]


def _change(was: object, now: object) -> dict[str, object] | None:
    return None if was == now else {"was": was, "now": now}
