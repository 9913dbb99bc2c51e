"""What I owe: figures to mend, to type, and those that wait for somebody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.roles import is_coordinator, is_officer
from cooperation.text import Sentence, say
from indicators import permissions, wording
from indicators.models.measurement import State
from indicators.queries.due import Due, due_for, waiting_count
from indicators.views.frame import staff_frame


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Anybody with a role; an account without one has nothing to do here."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_enter_panel(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Everybody lands here after log-in; who only keeps the server goes on to the administration."""
    if not permissions.may_enter_panel(request.user):
        if request.user.is_staff:
            return redirect("admin:index")
        raise PermissionDenied
    on = timezone.localdate()
    rows = due_for(request.user, on=on)
    returned = [_row(row, on) for row in rows if row.is_returned and row.lock is None]
    owed = [_row(row, on) for row in rows if row.is_owed]
    rest = [_row(row, on) for row in rows if not row.is_owed and not (row.is_returned and row.lock is None)]
    context = {
        "returned": returned,
        "owed": owed,
        "rest": rest,
        "owed_number": len(owed) + len(returned),
        "overdue": sum(row.due_on < on for row in rows if row.is_owed or row.is_returned),
        "waiting": waiting_count() if is_coordinator(request.user) else 0,
        "is_coordinator": is_coordinator(request.user),
        "is_officer": is_officer(request.user),
        "several_programmes": len({row.programme.pk for row in rows}) > 1,
    }
    return render(request, "indicators/due.html", {**staff_frame(request), **context})


def _row(row: Due, on: Any) -> dict[str, Any]:
    return {
        "due": row,
        "is_late": row.due_on < on and (row.is_owed or row.is_returned),
        "last": wording.figure(row.last_year, "", value_type=row.value_type, measure="")
        if row.last_year is not None
        else None,
        "figure": _head_figure(row),
        "state": state_of(row),
    }


def _head_figure(row: Due) -> Sentence | None:
    if row.head is None:
        return None
    return wording.figure(row.head.value, row.head.no_value_reason, value_type=row.value_type, measure="")


def state_of(row: Due) -> Sentence:
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
    if row.submit_from is not None:
        return say("the period lasts until {day}; a draft can be typed already", day=row.submit_from)
    return say("to be typed")
