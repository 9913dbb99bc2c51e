"""A year's reporting round: open, change its days, close, reopen. The only writer of rounds.

Each step is a line of the public register. The figures' lock comes first, then the round (`services/locks.py`), so no
figure slips in while a round is being closed.
"""

from datetime import date, datetime
from typing import Any

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


def open_round(programme: Programme, year: int, *, opens_on: date, due_on: date, by: Any) -> ReportingRound:
    """Give the year its round; who is second is told that it is there already."""
    _may(by)
    _check_days(year, opens_on, due_on)
    if year not in programme.years:
        raise ValueError(f"{year} is no year of the programme")
    with transaction.atomic():
        lock_figures()
        existing = ReportingRound.objects.filter(programme=programme, year=year).first()
        if existing is not None:
            raise RoundAlreadyOpen(existing)
        row = ReportingRound.objects.create(programme=programme, year=year, opens_on=opens_on, due_on=due_on)
        _register(row, by, {"step": "opened", "opens_on": opens_on.isoformat(), "due_on": due_on.isoformat()})
    return row


def change_days(
    row: ReportingRound, *, opens_on: date, due_on: date, reason: str, by: Any, seen: str | None = None
) -> ReportingRound:
    """Move the opening or the due date of a round that is not closed. `seen`: its version when the form was made."""
    _may(by)
    _check_days(row.year, opens_on, due_on)
    with transaction.atomic():
        row = _locked(row)
        if row.is_closed:
            raise RoundClosed(row)
        if seen is not None and seen != round_version(row):
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
    by: Any,
    seen: str,
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> ReportingRound:
    """End the recording of a year. `seen`: the checklist that the person looked at; gaps need a public reason."""
    _may(by)
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    with transaction.atomic():
        row = _locked(row)
        if row.is_closed:
            raise RoundClosed(row)
        if on < row.opens_on:
            raise RoundNotOpenYet(row)
        now = closing_checklist(row.programme, row.year, on=on)
        if now.seen != seen:
            raise ChecklistChanged(row)
        if now.gaps and not reason.strip():
            raise GapsNeedReason(now.gaps)
        row.closed_at, row.closed_by = at, by
        row.closing_reason = reason.strip() if now.gaps else ""
        row.save(update_fields=["closed_at", "closed_by", "closing_reason"])
        details = {"step": "closed", "gaps": now.gaps, "due": len(now.figures)}
        _register(row, by, details, row.closing_reason, at=at)
    return row


def reopen(row: ReportingRound, *, reason: str, by: Any, seen: str | None = None) -> ReportingRound:
    """Take figures again after a round was closed; the register keeps why it was closed and why it is open again."""
    _may(by)
    with transaction.atomic():
        row = _locked(row)
        if not row.is_closed:
            raise RoundNotClosed(row)
        if seen is not None and seen != round_version(row):
            raise RoundChanged(row)
        if not reason.strip():
            raise ReasonRequired
        row.closed_at, row.closed_by, row.closing_reason = None, None, ""
        row.save(update_fields=["closed_at", "closed_by", "closing_reason"])
        _register(row, by, {"step": "reopened"}, reason)
    return row


# --- inside ------------------------------------------------------------------------------------------------------


def _may(by: Any) -> None:
    if not permissions.may_run_rounds(by):
        raise NotAllowed


def _check_days(year: int, opens_on: date, due_on: date) -> None:
    if due_on < opens_on:
        raise DaysOutOfOrder
    if not (year - 1 <= opens_on.year <= year + 2 and year <= due_on.year <= year + 3):
        raise DaysFarAway


def _locked(row: ReportingRound) -> ReportingRound:
    """The round as it stands now, held until the transaction ends."""
    lock_figures()
    rows = ReportingRound.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=row.pk)


def _register(
    row: ReportingRound, by: Any, details: dict[str, Any], reason: str = "", *, at: datetime | None = None
) -> None:
    changes.register(
        row.programme_id,
        Change.Kind.ROUND_CHANGED,
        at=at or timezone.now(),
        object_type="reportinground",
        object_id=row.pk,
        role=permissions.role_word(by),
        details={"year": row.year, **details},
        text=reason.strip(),
    )
