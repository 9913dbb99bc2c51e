"""The list of a person's figures: to correct, to enter, and those that need nothing now."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import covered_absences, is_coordinator, is_officer, may_administer
from cooperation.text import Sentence, say, say_many
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest
from goals.models import SpecificGoal
from indicators.models import Indicator, Revision
from indicators.queries.due import DueFigure, due_figures_of, indicators_of
from indicators.queries.revisions import count_submitted_revisions
from indicators.wording import measurements as measurement_wording
from indicators.wording.figures import revision_figure, unapproved_state_label

_MAX_UNGROUPED = 8  # a longer list is grouped by goal


@require_safe
def due(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The first page after log-in; a person who records no figures is redirected to the administration."""
    if not (is_officer(request.user) or is_coordinator(request.user)):
        if may_administer(request.user):
            return redirect("admin:index")
        raise PermissionDenied
    on = timezone.localdate()
    indicators = indicators_of(request.user)
    rows = due_figures_of(indicators, on=on)
    returned = [_due_row(row, on) for row in rows if row.is_returned and row.is_to_do]
    owed = [_due_row(row, on) for row in rows if row.is_owed]
    rest = [_due_row(row, on) for row in rows if not row.is_to_do]
    context = {
        "returned": returned,
        "owed": owed,
        "owed_groups": _group_by_goal(owed),
        "rest": rest,
        "rest_groups": _group_by_goal(rest),
        "owed_number": len(owed) + len(returned),
        "overdue": sum(row.due_on < on for row in rows if row.is_to_do),
        "waiting": count_submitted_revisions() if is_coordinator(request.user) else 0,
        "absences": covered_absences(request.user),
        "lead": _why_empty(request, indicators) if not rows else None,
        "grids": _grids([row for row in rows if row.is_to_do and not row.has_approved]),
        "several_programmes": len({row.programme.pk for row in rows}) > 1,
    }
    return render(request, "indicators/due.html", {**staff_frame(request), **context})


def _grids(rows: Sequence[DueFigure]) -> list[tuple[Programme, int]]:
    """Return (programme, year) of each year with more than one figure to enter."""
    by_year: dict[tuple[int, int], list[DueFigure]] = {}
    for row in rows:
        by_year.setdefault((row.programme.pk, row.period.year), []).append(row)
    return [(group[0].programme, year) for (_programme_id, year), group in sorted(by_year.items()) if len(group) > 1]


def _why_empty(request: AuthenticatedHttpRequest, indicators: Sequence[Indicator]) -> Sentence:
    """Why the list is empty: no indicator is assigned, or nothing can be recorded for those that are."""
    if indicators and not any(indicator.programme.is_published for indicator in indicators):
        return say_many(
            "{count} indicator is yours, but its programme is still in preparation, so there is nothing to enter yet.",
            "{count} indicators are yours, but their programme is still in preparation, so there is nothing to "
            "enter yet.",
            len(indicators),
            count=len(indicators),
        )
    if indicators:
        return say_many(
            "{count} indicator is yours, but it has not yet been decided how often it is measured.",
            "{count} indicators are yours, but it has not yet been decided how often they are measured.",
            len(indicators),
            count=len(indicators),
        )
    if is_coordinator(request.user):
        return say("Every indicator is assigned to a unit, so there is nothing for you to enter.")
    if is_officer(request.user):
        return say("No indicator is assigned to your unit. The administrator assigns units.")
    return say("Your role does not enter figures.")


def _group_by_goal(rows: Sequence[Context]) -> list[Context]:
    """Group a long list by goal, the goal of the most urgent figure first; a short list is one group without a goal."""
    groups: dict[int, list[Context]] = {}
    for row in rows:
        groups.setdefault(_goal_of(row).pk if len(rows) > _MAX_UNGROUPED else 0, []).append(row)
    return [
        {
            "goal": _goal_of(group[0]) if len(groups) > 1 else None,
            "rows": group,
            "overdue": sum(row["is_late"] for row in group),
        }
        for group in groups.values()
    ]


def _goal_of(row: Context) -> SpecificGoal:
    goal: SpecificGoal = row["due"].indicator.action.specific_goal
    return goal


def _due_row(row: DueFigure, on: date) -> Context:
    return {
        "due": row,
        "is_late": row.due_on < on and row.is_to_do,
        "last": _figure_or_none(row, row.last_year),
        "last_state": unapproved_state_label(row.last_year),
        "figure": _figure_or_none(row, row.head),
        "state": measurement_wording.due_state(row),
        "in_preparation": measurement_wording.in_preparation(row),
    }


def _figure_or_none(row: DueFigure, revision: Revision | None) -> Sentence | None:
    return revision_figure(row.indicator, revision) if revision is not None else None
