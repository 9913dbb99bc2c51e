"""Steps of a measurement: record, submit, correct, approve, send back, withdraw.

Every step appends a revision to the hash chain (`revisions`) in one transaction; no revision is changed or deleted.
The time `at` of a step is now, except in the example programme.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Change
from cooperation.roles import is_coordinator
from cooperation.services import changes
from cooperation.text import plain
from indicators import permissions
from indicators.models import Category, Measurement, ReportingRound, Revision, Target
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.queries.measurements import target_of_period
from indicators.queries.members import another_coordinator_exists
from indicators.rules.figures import Figure
from indicators.rules.recording import TERMS_CHANGED, RoundDays, may_submit, recording_lock
from indicators.services import revisions
from indicators.services.errors import (
    CommentRequired,
    NotAllowed,
    OwnSubmission,
    ReasonRequired,
    RecordingLocked,
    StaleRevision,
    TooEarlyToSubmit,
    WrongState,
)
from indicators.services.locks import lock_figures
from indicators.services.notifications import queue


def record(
    slot: Slot,
    figure: Figure,
    *,
    by: User,
    based_on: int,
    request_key: str = "",
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Save a draft; a submitted figure becomes a draft again.

    Raises the same errors as `correct`, except `WrongState`.
    """
    return _save(
        State.DRAFT, slot, figure, by=by, based_on=based_on, request_key=request_key, reason=reason, on=on, at=at
    )


def submit(
    slot: Slot,
    figure: Figure,
    *,
    by: User,
    based_on: int,
    request_key: str = "",
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Submit a figure for approval, from the last day of its period; an achieved deadline may be submitted earlier.

    Raises the same errors as `correct`, except `WrongState`.
    """
    return _save(
        State.SUBMITTED, slot, figure, by=by, based_on=based_on, request_key=request_key, reason=reason, on=on, at=at
    )


def correct(
    slot: Slot,
    figure: Figure,
    *,
    by: User,
    based_on: int,
    reason: str,
    request_key: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Submit another value for an approved figure, with a public reason; the approved value remains in force meanwhile.

    `based_on` is the number of the head revision that the form showed, 0 for none; a repeated `request_key` of the
    same user returns the first revision. Raises `NotAllowed`, `RecordingLocked`, `TooEarlyToSubmit`, `StaleRevision`,
    `ReasonRequired`, or `WrongState` when nothing has been approved.
    """
    return _save(
        State.SUBMITTED,
        slot,
        figure,
        by=by,
        based_on=based_on,
        request_key=request_key,
        reason=reason,
        on=on,
        at=at,
        is_correction=True,
    )


def approve(measurement: Measurement, *, by: User, based_on: int, at: datetime | None = None) -> Revision:
    """Approve the submitted figure, which makes it public.

    Raises `NotAllowed`, `StaleRevision`, `WrongState` or `OwnSubmission`.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, head = revisions.read_head(measurement, based_on)
        if head.state != State.SUBMITTED:
            raise WrongState
        is_own = head.author_id == by.pk
        if is_own and another_coordinator_exists(by):
            raise OwnSubmission
        superseded = measurement.approved_revision
        revision = revisions.append(
            head_of_chain,
            measurement,
            number=head.number + 1,
            state=State.APPROVED,
            figure=revisions.figure_of(head),
            by=by,
            reason=head.correction_reason,
            self_approved=is_own,
            at=at,
        )
        measurement.approved_revision = revision
        measurement.save(update_fields=["approved_revision"])
        _register_approval(measurement, revision, superseded, by)
        queue.notify_author(head.author, measurement, revision)
    return revision


def send_back(
    measurement: Measurement, *, by: User, based_on: int, comment: str, at: datetime | None = None
) -> Revision:
    """Return the submitted figure to its author with an internal comment.

    Raises `NotAllowed`, `CommentRequired`, `StaleRevision` or `WrongState`.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    if not comment.strip():
        raise CommentRequired
    return _step(
        measurement,
        State.RETURNED,
        by=by,
        based_on=based_on,
        is_possible=lambda head: head.state == State.SUBMITTED,
        comment=comment.strip(),
        at=at,
    )


def withdraw(measurement: Measurement, *, by: User, based_on: int, at: datetime | None = None) -> Revision:
    """Withdraw one's own submission or, as coordinator, an unfinished correction.

    Raises `NotAllowed`, `StaleRevision` or `WrongState`.
    """

    def is_possible(head: Revision) -> bool:
        if head.state == State.SUBMITTED and head.author_id == by.pk:
            return True
        is_unfinished = head.state in (State.DRAFT, State.SUBMITTED, State.RETURNED)
        return is_coordinator(by) and is_unfinished and measurement.approved_revision_id is not None

    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    return _step(measurement, State.WITHDRAWN, by=by, based_on=based_on, is_possible=is_possible, at=at)


# --- inside --------------------------------------------------------------------------------------------------------


def _save(
    state: State,
    slot: Slot,
    figure: Figure,
    *,
    by: User,
    based_on: int,
    request_key: str,
    reason: str,
    on: date | None,
    at: datetime | None,
    is_correction: bool = False,
) -> Revision:
    """Append a draft or a submission, after all checks under the lock."""
    on, reason = on or timezone.localdate(), reason.strip()
    if not permissions.may_record(by, slot.indicator):
        raise NotAllowed
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, _created = Measurement.objects.get_or_create(
            indicator=slot.indicator, period_code=slot.period.code, defaults={"year": slot.period.year}
        )
        current = CurrentFigure(
            has_approved=measurement.approved_revision_id is not None,
            head=revisions.newest_revision(measurement),
            repeated=revisions.revision_of_request(measurement, by, request_key),
            days=_current_round_days(slot),
            targets=list(slot.indicator.targets.order_by("applies_from")),
            categories=_categories_of,
        )
        repeated = check_figure(
            state,
            slot,
            figure,
            current=current,
            by=by,
            based_on=based_on,
            reason=reason,
            on=on,
            is_correction=is_correction,
        )
        if repeated is not None:
            return repeated
        return revisions.append(
            head_of_chain,
            measurement,
            number=current.next_number,
            state=state,
            figure=figure,
            by=by,
            reason=reason if current.has_approved else "",
            request_key=request_key,
            at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentFigure:
    """What is recorded for a figure, and the terms in force, read under the lock."""

    has_approved: bool
    head: Revision | None
    repeated: Revision | None  # what an earlier request with the same key has appended
    days: RoundDays
    targets: Sequence[Target]
    categories: Callable[[int], Sequence[int]]  # breakdown id -> ids of its categories in order

    @property
    def next_number(self) -> int:
        return self.head.number + 1 if self.head else 1


def check_figure(
    state: State,
    slot: Slot,
    figure: Figure,
    *,
    current: CurrentFigure,
    by: User,
    based_on: int,
    reason: str,
    on: date,
    is_correction: bool = False,
) -> Revision | None:
    """Return None if the figure may be appended, or the revision that the same request has already appended.

    Raises `StaleRevision`, `RecordingLocked`, `TooEarlyToSubmit`, `WrongState` or `ReasonRequired`.
    """
    repeated = current.repeated
    if repeated is not None:
        if (repeated.state, revisions.figure_of(repeated), repeated.correction_reason) == (state, figure, reason):
            return repeated
        raise StaleRevision(current.head)
    lock = recording_lock(
        slot.period,
        current.days,
        on=on,
        withdrawn_from=slot.indicator.withdrawn_from,
        may_correct_closed=current.has_approved and is_coordinator(by),
    )
    if lock is None and not _matches_target(slot, figure, current):
        lock = TERMS_CHANGED
    if lock is not None:
        raise RecordingLocked(lock)
    if state == State.SUBMITTED and not may_submit(slot.period, on=on, is_achieved=figure.is_achieved):
        raise TooEarlyToSubmit(slot.period.end)
    revisions.check_is_head(current.head, based_on)
    if is_correction and not current.has_approved:
        raise WrongState
    if current.has_approved and not reason:
        raise ReasonRequired
    return None


def _step(
    measurement: Measurement,
    state: State,
    *,
    by: User,
    based_on: int,
    is_possible: Callable[[Revision], bool],
    comment: str = "",
    at: datetime | None = None,
) -> Revision:
    """Append a revision that repeats the figure of the head in another state."""
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, head = revisions.read_head(measurement, based_on)
        if not is_possible(head):
            raise WrongState
        revision = revisions.append(
            head_of_chain,
            measurement,
            number=head.number + 1,
            state=state,
            figure=revisions.figure_of(head),
            by=by,
            reason=head.correction_reason,
            comment=comment,
            at=at,
        )
        if state == State.RETURNED:
            queue.notify_author(head.author, measurement, revision)
    return revision


def _current_round_days(slot: Slot) -> RoundDays:
    """Read the round again under the lock, because it may have been closed since the form was opened."""
    programme_id = slot.indicator.programme_id
    round_ = ReportingRound.objects.filter(programme=programme_id, year=slot.period.year).first()
    return round_days(round_) if round_ is not None else slot.days


def _matches_target(slot: Slot, figure: Figure, current: CurrentFigure) -> bool:
    """Whether period and parts match the current target, because it may have been amended since the form was opened."""
    in_force = target_of_period(slot.indicator.programme, current.targets, slot.period.code)
    if in_force is None:
        return False
    if not figure.parts:
        return True
    breakdown_id = in_force.target.breakdown_id
    categories = current.categories(breakdown_id) if breakdown_id is not None else []
    return [part.category for part in figure.parts] == list(categories)


def _categories_of(breakdown_id: int) -> list[int]:
    return list(Category.objects.filter(breakdown=breakdown_id).order_by("position").values_list("pk", flat=True))


def _register_approval(measurement: Measurement, revision: Revision, superseded: Revision | None, by: User) -> None:
    """Add a line to the register of changes, which also invalidates cached pages."""
    indicator = measurement.indicator
    details = {
        "indicator": indicator.name,
        "indicator_id": indicator.pk,
        "period": measurement.period_code,
        "value": _plain_value(revision),
        "decimals": revision.decimals,
        "no_value_reason": revision.no_value_reason,
        "value_type": indicator.value_type,
        "measure": indicator.measure,
    }
    if revision.expected_on is not None:
        details["expected_on"] = revision.expected_on.isoformat()
    if superseded is not None:
        details |= {
            "old_value": _plain_value(superseded),
            "old_decimals": superseded.decimals,
            "old_no_value_reason": superseded.no_value_reason,
        }
        if superseded.expected_on is not None:
            details["old_expected_on"] = superseded.expected_on.isoformat()
    changes.register(
        indicator.programme_id,
        Change.Kind.FIGURE_CORRECTED if superseded else Change.Kind.FIGURE_APPROVED,
        at=revision.at,
        object_type="measurement",
        object_id=measurement.pk,
        role=permissions.role_name(by),
        unit_id=indicator.unit_id,
        details=details,
        text=revision.correction_reason,
    )


def _plain_value(revision: Revision) -> str | None:
    return plain(revision.value) if revision.value is not None else None
