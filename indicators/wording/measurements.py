"""States of recorded figures: of a person's own list, of a year's required figures, and of each step in a history."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cooperation.text import Sentence, say
from indicators.models.measurements import State
from indicators.queries.due_figures import DueFigure
from indicators.queries.figures import YearFigure
from indicators.rules.completeness import FigureState

STEP_LABELS: Mapping[State, Sentence] = {
    State.DRAFT: say("Draft saved"),
    State.SUBMITTED: say("Submitted"),
    State.RETURNED: say("Sent back"),
    State.APPROVED: say("Approved"),
    State.WITHDRAWN: say("Withdrawn"),
}


def due_state(due: DueFigure) -> Sentence:
    """The state of the figure, or why it cannot be entered."""
    if due.head is not None and due.state == State.APPROVED:
        return say("approved on {day}", day=due.head.at)
    if due.head is not None and due.state == State.SUBMITTED:
        return say("submitted on {day}, waiting for approval", day=due.head.at)
    if due.lock is not None:
        return due.lock.sentence
    if due.has_approved and due.state == State.WITHDRAWN:
        return say("approved; a correction was withdrawn")
    if due.has_approved:
        return say("approved; a correction is being prepared")
    if due.not_required_reason is not None:
        return due.not_required_reason
    if due.submit_from is not None:
        return say("the period ends on {day}; a draft can already be entered", day=due.submit_from)
    return say("to be entered")


def in_preparation(due: DueFigure) -> Sentence | None:
    """The note on an approved figure whose reason is that the data are still in preparation; else None."""
    if due.head is None or due.state != State.APPROVED or not due.reading.is_in_preparation:
        return None
    if due.reading.expected_on is not None:
        return say(
            "data in preparation, expected {expected}; approved as such on {day}",
            expected=due.reading.expected_on,
            day=due.head.at,
        )
    return say("data in preparation, approved as such on {day}", day=due.head.at)


def year_figure_state(figure: YearFigure) -> Sentence:
    """The state of a required figure, with the day of its last step."""
    revision = figure.revision
    if revision is None:
        return say("nothing recorded")
    if figure.is_correction:
        return say("approved; a correction submitted on {day} is waiting for approval", day=revision.at)
    if figure.figure_state is FigureState.APPROVED:
        approved = revision.measurement.approved_revision
        return say("approved on {day}", day=approved.at if approved else revision.at)
    return _STATES[State(revision.state)](revision.at)


_STATES: Mapping[State, Callable[[datetime], Sentence]] = {
    State.DRAFT: lambda day: say("draft saved on {day}, not submitted", day=day),
    State.SUBMITTED: lambda day: say("submitted on {day}, waiting for approval", day=day),
    State.RETURNED: lambda day: say("sent back on {day}", day=day),
    State.APPROVED: lambda day: say("approved on {day}", day=day),
    State.WITHDRAWN: lambda day: say("withdrawn on {day}", day=day),
}
