"""Reporting rounds: open, change the days, close, reopen. Each step adds a line to the register of changes.

The first rounds of a programme are created when it is loaded (`documents.loading`, `example`). Rows are locked in
the order of `locks`: the figures before the round, so that no figure is saved while its round is being closed.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Change, Programme
from cooperation.services import changes
from indicators import permissions
from indicators.models import ReportingRound
from indicators.queries.rounds import closing_checklist, round_version
from indicators.services.errors import (
    ChecklistChanged,
    DaysFarAway,
    DaysOutOfOrder,
    GapsNeedReason,
    NotAllowed,
    NothingChanged,
    ReasonRequired,
    RoundAlreadyOpen,
    RoundChanged,
    RoundClosed,
    RoundNotClosed,
    RoundNotOpenYet,
)
from indicators.services.locks import lock_figures


def open_round(programme: Programme, year: int, *, opens_on: date, due_on: date, by: User) -> ReportingRound:
    """Create the round of a year; raise `RoundAlreadyOpen` if there is one."""
    _check_may_run_rounds(by)
    _check_days(year, opens_on, due_on)
    if year not in programme.years:
        raise ValueError(f"{year} is not a year of the programme")
    with transaction.atomic():
        lock_figures()
        existing = ReportingRound.objects.filter(programme=programme, year=year).first()
        if existing is not None:
            raise RoundAlreadyOpen(existing)
        row = ReportingRound.objects.create(programme=programme, year=year, opens_on=opens_on, due_on=due_on)
        _register(row, by, {"step": "opened", "opens_on": opens_on.isoformat(), "due_on": due_on.isoformat()})
    return row


def change_days(
    row: ReportingRound, *, opens_on: date, due_on: date, reason: str, by: User, based_on: str | None = None
) -> ReportingRound:
    """Change the opening day or the due date of an open round; `based_on` is its version when the form was rendered."""
    _check_may_run_rounds(by)
    _check_days(row.year, opens_on, due_on)
    with transaction.atomic():
        row = _lock(row)
        if row.is_closed:
            raise RoundClosed(row)
        if based_on is not None and based_on != round_version(row):
            raise RoundChanged(row)
        if (opens_on, due_on) == (row.opens_on, row.due_on):
            raise NothingChanged
        if not reason.strip():
            raise ReasonRequired
        details = {
            "step": "days",
            "old_opens_on": row.opens_on.isoformat(),
            "old_due_on": row.due_on.isoformat(),
            "opens_on": opens_on.isoformat(),
            "due_on": due_on.isoformat(),
        }
        row.opens_on, row.due_on = opens_on, due_on
        row.save(update_fields=["opens_on", "due_on"])
        _register(row, by, details, reason)
    return row


def close(
    row: ReportingRound,
    *,
    by: User,
    based_on: str,
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> ReportingRound:
    """Close the round of a year; missing figures need a public reason.

    `based_on` is the version of the checklist that was shown.
    """
    _check_may_run_rounds(by)
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    with transaction.atomic():
        row = _lock(row)
        if row.is_closed:
            raise RoundClosed(row)
        if on < row.opens_on:
            raise RoundNotOpenYet(row)
        checklist = closing_checklist(row.programme, row.year, on=on)
        if checklist.version != based_on:
            raise ChecklistChanged(row)
        if checklist.gaps and not reason.strip():
            raise GapsNeedReason(checklist.gaps)
        row.closed_at, row.closed_by = at, by
        row.closing_reason = reason.strip() if checklist.gaps else ""
        row.save(update_fields=["closed_at", "closed_by", "closing_reason"])
        details = {"step": "closed", "gaps": checklist.gaps, "due": len(checklist.figures)}
        _register(row, by, details, row.closing_reason, at=at)
    return row


def reopen(row: ReportingRound, *, reason: str, by: User, based_on: str | None = None) -> ReportingRound:
    """Reopen a closed round, with a public reason; the register still holds the reason for closing it."""
    _check_may_run_rounds(by)
    with transaction.atomic():
        row = _lock(row)
        if not row.is_closed:
            raise RoundNotClosed(row)
        if based_on is not None and based_on != round_version(row):
            raise RoundChanged(row)
        if not reason.strip():
            raise ReasonRequired
        row.closed_at, row.closed_by, row.closing_reason = None, None, ""
        row.save(update_fields=["closed_at", "closed_by", "closing_reason"])
        _register(row, by, {"step": "reopened"}, reason)
    return row


# --- inside ------------------------------------------------------------------------------------------------------


def _check_may_run_rounds(by: User) -> None:
    if not permissions.may_run_rounds(by):
        raise NotAllowed


def _check_days(year: int, opens_on: date, due_on: date) -> None:
    if due_on < opens_on:
        raise DaysOutOfOrder
    if not (year - 1 <= opens_on.year <= year + 2 and year <= due_on.year <= year + 3):
        raise DaysFarAway


def _lock(row: ReportingRound) -> ReportingRound:
    """Lock the figures and the round until the transaction ends; return the current round."""
    lock_figures()
    rows = ReportingRound.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=row.pk)


def _register(
    row: ReportingRound, by: User, details: Mapping[str, object], reason: str = "", *, at: datetime | None = None
) -> None:
    changes.register(
        row.programme_id,
        Change.Kind.ROUND_CHANGED,
        at=at or timezone.now(),
        object_type="reportinground",
        object_id=row.pk,
        role=permissions.role_name(by),
        details={"year": row.year, **details},
        text=reason.strip(),
    )
