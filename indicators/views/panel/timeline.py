"""The history of a figure: every step with what it changed, and the comments in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from cooperation.text import Sentence, say
from indicators.models.measurements import State
from indicators.queries.measurements import FigureEntry, RevisionWithParts, comments_of
from indicators.wording.figures import revision_figure
from indicators.wording.measurements import STEP_LABELS


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value before and after a step; "" or None: there was none."""

    was: object
    now: object


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """A step or a comment; what did not change is None."""

    at: datetime
    author: User
    label: Sentence
    value: ChangedValue | None = None
    parts: Sequence[tuple[str, ChangedValue]] = ()  # with the names of categories
    expected: ChangedValue | None = None
    achieved: ChangedValue | None = None
    note: ChangedValue | None = None
    reason: ChangedValue | None = None
    comment: str = ""
    self_approved: bool = False


def timeline(entry: FigureEntry) -> list[TimelineEvent]:
    """Return the events, newest first. One query for the comments; none while nothing is recorded."""
    previous: list[RevisionWithParts | None] = [None, *entry.steps]
    events = [_step_event(entry, before, step) for before, step in zip(previous, entry.steps, strict=False)]
    events += [
        TimelineEvent(at=comment.at, author=comment.author, label=say("Comment"), comment=comment.text)
        for comment in comments_of(entry)
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _step_event(entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts) -> TimelineEvent:
    revision, earlier = step.revision, before.revision if before else None
    return TimelineEvent(
        at=revision.at,
        author=revision.author,
        label=STEP_LABELS[State(revision.state)],
        value=_change(
            revision_figure(entry.indicator, earlier) if earlier else None, revision_figure(entry.indicator, revision)
        ),
        parts=_changed_parts(entry, before, step),
        expected=_change(earlier.expected_on if earlier else None, revision.expected_on),
        achieved=_change(earlier.achieved_on if earlier else None, revision.achieved_on),
        note=_change(earlier.note if earlier else "", revision.note),
        reason=_change(earlier.correction_reason if earlier else "", revision.correction_reason),
        comment=revision.comment,
        self_approved=revision.self_approved,
    )


def _changed_parts(
    entry: FigureEntry, before: RevisionWithParts | None, step: RevisionWithParts
) -> list[tuple[str, ChangedValue]]:
    """Return (category name, change) of each category whose part differs from the step before."""
    earlier = before.parts if before else {}
    changes = ((name, _change(earlier.get(category), step.parts.get(category))) for category, name in entry.categories)
    return [(name, change) for name, change in changes if change is not None]


def _change(was: object, now: object) -> ChangedValue | None:
    return None if was == now else ChangedValue(was, now)
