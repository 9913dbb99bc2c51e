"""What I owe: figures to mend, to type, and those that wait for somebody else."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import covered_absences, is_coordinator, is_officer, may_administer
from cooperation.text import Sentence, say, say_many
from cooperation.web.navigation import staff_frame
from goals.models import SpecificGoal
from indicators.models import Indicator, Revision
from indicators.models.measurements import State
from indicators.queries.due import DueFigure, due_figures_of, indicators_of
from indicators.queries.revisions import count_submitted_revisions
from indicators.wording.figures import revision_figure, unapproved_state_label

_SHORT = 8  # figures that a person takes in at a glance; more stand under their goals


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Everybody lands here after log-in; who owes no figure goes on to the administration."""
    if not (is_officer(request.user) or is_coordinator(request.user)):
        if may_administer(request.user):
            return redirect("admin:index")
        raise PermissionDenied
    on = timezone.localdate()
    indicators = indicators_of(request.user)
    rows = due_figures_of(indicators, on=on)
    returned = [_row(row, on) for row in rows if row.is_returned and row.is_to_do]
    owed = [_row(row, on) for row in rows if row.is_owed]
    rest = [_row(row, on) for row in rows if not row.is_to_do]
    context = {
        "returned": returned,
        "owed": owed,
        "owed_groups": _groups(owed),
        "rest": rest,
        "rest_groups": _groups(rest),
        "owed_number": len(owed) + len(returned),
        "overdue": sum(row.due_on < on for row in rows if row.is_to_do),
        "waiting": count_submitted_revisions() if is_coordinator(request.user) else 0,
        "absences": covered_absences(request.user),
        "lead": _nothing(request, indicators) if not rows else None,
        "grids": _grids([row for row in rows if row.is_to_do and not row.has_approved]),
        "several_programmes": len({row.programme.pk for row in rows}) > 1,
    }
    return render(request, "indicators/due.html", {**staff_frame(request), **context})


def _grids(rows: Sequence[DueFigure]) -> list[tuple[Programme, int]]:
    """Years with more than one figure to type: they may be typed on one screen."""
    found: dict[tuple[int, int], list[DueFigure]] = {}
    for row in rows:
        found.setdefault((row.programme.pk, row.period.year), []).append(row)
    return [(of_year[0].programme, year) for (_programme, year), of_year in sorted(found.items()) if len(of_year) > 1]


def _nothing(request: HttpRequest, indicators: Sequence[Indicator]) -> Sentence:
    """Why the list is empty: nothing is assigned, or what is assigned cannot be typed yet."""
    if indicators and not any(indicator.programme.is_published for indicator in indicators):
        return say_many(
            "{count} indicator is yours, but its programme is still in preparation and nothing is to be typed yet.",
            "{count} indicators are yours, but their programme is still in preparation and nothing is to be typed yet.",
            len(indicators),
            count=len(indicators),
        )
    if indicators:
        return say_many(
            "{count} indicator is yours, but it is not decided yet how often it is measured.",
            "{count} indicators are yours, but it is not decided yet how often they are measured.",
            len(indicators),
            count=len(indicators),
        )
    if is_coordinator(request.user):
        return say("Every indicator has its unit, so nothing is yours to type.")
    if is_officer(request.user):
        return say("No indicator is assigned to your unit. The administrator assigns units.")
    return say("Your role types no figures.")


def _groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A long list under its goals, the goal with the most urgent figure first; a short one is a single group."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(_goal_of(row).pk if len(rows) > _SHORT else 0, []).append(row)
    return [
        {
            "goal": _goal_of(of_goal[0]) if len(found) > 1 else None,
            "rows": of_goal,
            "overdue": sum(row["is_late"] for row in of_goal),
        }
        for of_goal in found.values()
    ]


def _goal_of(row: dict[str, Any]) -> SpecificGoal:
    goal: SpecificGoal = row["due"].indicator.action.specific_goal
    return goal


def _row(row: DueFigure, on: Any) -> dict[str, Any]:
    return {
        "due": row,
        "is_late": row.due_on < on and row.is_to_do,
        "last": _figure(row, row.last_year),
        "last_state": unapproved_state_label(row.last_year),
        "figure": _figure(row, row.head),
        "state": state_of(row),
        "in_preparation": _in_preparation(row),
    }


def _in_preparation(row: DueFigure) -> Sentence | None:
    """An approved answer that only says that the figure will come later."""
    if row.head is None or row.state != State.APPROVED or not row.reading.is_in_preparation:
        return None
    return say("data in preparation, approved so on {day}", day=row.head.at)


def _figure(row: DueFigure, revision: Revision | None) -> Sentence | None:
    return revision_figure(row.indicator, revision) if revision is not None else None


def state_of(row: DueFigure) -> Sentence:
    """Where the figure stands, or why its form is locked."""
    if row.head is not None and row.state == State.APPROVED:
        return say("approved on {day}", day=row.head.at)
    if row.head is not None and row.state == State.SUBMITTED:
        return say("submitted on {day}, waits for approval", day=row.head.at)
    if row.lock is not None:
        return row.lock.sentence
    if row.has_approved and row.state == State.WITHDRAWN:
        return say("approved; a correction was withdrawn")
    if row.has_approved:
        return say("approved; a correction is being prepared")
    if row.not_asked is not None:
        return row.not_asked
    if row.submit_from is not None:
        return say("the period lasts until {day}; a draft can be typed already", day=row.submit_from)
    return say("to be typed")
