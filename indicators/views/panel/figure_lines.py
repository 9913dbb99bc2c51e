"""One required figure as a line of a list: what it is, where it stands, where it is dealt with."""

from datetime import date
from typing import Any

from django.urls import reverse

from cooperation.text import Sentence, say
from indicators.models.measurements import State
from indicators.queries.figures import YearFigure
from indicators.rules.completeness import FigureState
from indicators.wording import figures as figure_wording


def figure_line(one: YearFigure, *, on: date, decide: bool = False) -> dict[str, Any]:
    """`decide`: the line leads to the decision page where the figure waits for one."""
    place = "indicators:decision" if decide and one.waits else "indicators:record"
    content = one.in_question or one.revision
    return {
        "one": one,
        "figure": None if content is None else figure_wording.figure(
            content.value, content.no_value_reason, value_type=one.indicator.value_type,
            measure=one.indicator.measure, decimals=content.decimals,
        ),
        "state": state_of(one),
        "is_late": on > one.reading.due_on and not one.required_figure.is_handed_in,
        "warning": one.unusual,
        "url": reverse(place, args=[one.indicator.id, one.period.code]),
    }  # fmt: skip


def state_of(one: YearFigure) -> Sentence:
    """Where the figure stands, with the day of its last step."""
    revision = one.revision
    if revision is None:
        return say("nothing recorded")
    day = revision.at
    if one.corrects:
        return say("approved; a correction submitted on {day} waits", day=day)
    if one.figure_state is FigureState.APPROVED:
        approved = revision.measurement.approved_revision
        return say("approved on {day}", day=approved.at if approved else day)
    return _STATES[State(revision.state)](day)


_STATES = {
    State.DRAFT: lambda day: say("draft saved on {day}, not submitted", day=day),
    State.SUBMITTED: lambda day: say("submitted on {day}, waits for approval", day=day),
    State.RETURNED: lambda day: say("sent back on {day}", day=day),
    State.APPROVED: lambda day: say("approved on {day}", day=day),
    State.WITHDRAWN: lambda day: say("withdrawn on {day}", day=day),
}
