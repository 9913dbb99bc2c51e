"""The life of a figure: record, submit, approve, send back, withdraw, correct. The only writer of revisions.

Every step appends a revision to one hash chain in one transaction; nothing is edited or deleted in place. A step's
moment `at` is now; only the example programme, which is made up, names another.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from cooperation.roles import Role, is_coordinator
from indicators import permissions
from indicators.models import ChainHead, Measurement, ReportingRound, Revision, RevisionPart
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.due import round_days
from indicators.queries.measurements import target_of_period
from indicators.rules import chain
from indicators.rules.figures import Figure, FigurePart
from indicators.rules.recording import TERMS_CHANGED, RoundDays, may_submit, recording_lock
from indicators.services import publication
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
from indicators.services.notifications import decisions


def record(
    slot: Slot,
    figure: Figure,
    *,
    by: Any,
    based_on: int,
    request_key: str = "",
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Keep a draft. A draft over a submitted figure takes it back from the coordinator."""
    return _save(
        State.DRAFT, slot, figure, by=by, based_on=based_on, request_key=request_key, reason=reason, on=on, at=at
    )


def submit(
    slot: Slot,
    figure: Figure,
    *,
    by: Any,
    based_on: int,
    request_key: str = "",
    reason: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Hand a figure over for approval; from the period's last day, a thing done as soon as it is done."""
    return _save(
        State.SUBMITTED, slot, figure, by=by, based_on=based_on, request_key=request_key, reason=reason, on=on, at=at
    )


def correct(
    slot: Slot,
    figure: Figure,
    *,
    by: Any,
    based_on: int,
    reason: str,
    request_key: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Propose another value for an approved figure, with a public reason; the approved one stays until then."""
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
        correcting=True,
    )


def approve(measurement: Measurement, *, by: Any, based_on: int, at: datetime | None = None) -> Revision:
    """Make the submitted figure public, at once."""
    if not permissions.may_decide(by):
        raise NotAllowed
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, head = _head(measurement, based_on)
        if head.state != State.SUBMITTED:
            raise WrongState
        own = head.author_id == by.pk
        if own and _another_coordinator(by):
            raise OwnSubmission
        earlier = measurement.approved_revision
        revision = _append(
            head_of_chain, measurement, head.number + 1, State.APPROVED, _figure_of(head), by=by,
            reason=head.correction_reason, self_approved=own, at=at,
        )  # fmt: skip
        measurement.approved_revision = revision
        measurement.save(update_fields=["approved_revision"])
        publication.register(measurement, revision, earlier, by)
        decisions.tell(head.author, measurement, revision)
    return revision


def send_back(
    measurement: Measurement, *, by: Any, based_on: int, comment: str, at: datetime | None = None
) -> Revision:
    """Return the submitted figure to its officer with a comment that only the office sees."""
    if not permissions.may_decide(by):
        raise NotAllowed
    if not comment.strip():
        raise CommentRequired
    return _step(
        measurement,
        State.RETURNED,
        by=by,
        based_on=based_on,
        leads_from=lambda head: head.state == State.SUBMITTED,
        comment=comment.strip(),
        at=at,
    )


def withdraw(measurement: Measurement, *, by: Any, based_on: int, at: datetime | None = None) -> Revision:
    """Take back one's own submission, or, as coordinator, end a correction that leads nowhere."""

    def leads_from(head: Revision) -> bool:
        if head.state == State.SUBMITTED and head.author_id == by.pk:
            return True
        unfinished = head.state in (State.DRAFT, State.SUBMITTED, State.RETURNED)
        return is_coordinator(by) and unfinished and measurement.approved_revision_id is not None

    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    return _step(measurement, State.WITHDRAWN, by=by, based_on=based_on, leads_from=leads_from, at=at)


# --- inside ------------------------------------------------------------------------------------------------------


def _save(
    state: State,
    slot: Slot,
    figure: Figure,
    *,
    by: Any,
    based_on: int,
    request_key: str,
    reason: str,
    on: date | None,
    at: datetime | None,
    correcting: bool = False,
) -> Revision:
    on = on or timezone.localdate()
    if not permissions.may_record(by, slot.indicator):
        raise NotAllowed
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, _created = Measurement.objects.get_or_create(
            indicator=slot.indicator, period_code=slot.period.code, defaults={"year": slot.period.year}
        )
        twin = _same_request(measurement, by, request_key)
        if twin is not None:
            if (twin.state, _figure_of(twin), twin.correction_reason) == (state, figure, reason.strip()):
                return twin
            raise StaleRevision(_newest(measurement))
        has_approved = measurement.approved_revision_id is not None
        lock = recording_lock(
            slot.period,
            _days_now(slot),
            on=on,
            withdrawn_from=slot.indicator.withdrawn_from,
            may_correct_closed=has_approved and is_coordinator(by),
        )
        if lock is None and not _fits_the_terms(slot, figure):
            lock = TERMS_CHANGED
        if lock is not None:
            raise RecordingLocked(lock)
        if state == State.SUBMITTED and not may_submit(slot.period, on=on, is_achieved=figure.is_achieved):
            raise TooEarlyToSubmit(slot.period.end)
        head = _newest(measurement)
        _refuse_stale(head, based_on)
        if correcting and not has_approved:
            raise WrongState
        if has_approved and not reason.strip():
            raise ReasonRequired
        number = head.number + 1 if head else 1
        return _append(
            head_of_chain,
            measurement,
            number,
            state,
            figure,
            by=by,
            reason=reason.strip() if has_approved else "",
            request_key=request_key,
            at=at,
        )


def _step(
    measurement: Measurement,
    state: State,
    *,
    by: Any,
    based_on: int,
    leads_from: Callable[[Revision], bool],
    comment: str = "",
    at: datetime | None = None,
) -> Revision:
    """A step that repeats the head's content under another state."""
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurement, head = _head(measurement, based_on)
        if not leads_from(head):
            raise WrongState
        revision = _append(
            head_of_chain,
            measurement,
            head.number + 1,
            state,
            _figure_of(head),
            by=by,
            reason=head.correction_reason,
            comment=comment,
            at=at,
        )
        if state == State.RETURNED:
            decisions.tell(head.author, measurement, revision)
    return revision


def _days_now(slot: Slot) -> RoundDays:
    """The round as it stands behind the lock: it may have been closed since the form was opened."""
    programme = slot.indicator.programme_id
    row = ReportingRound.objects.filter(programme=programme, year=slot.period.year).first()
    return round_days(row) if row is not None else slot.days


def _fits_the_terms(slot: Slot, figure: Figure) -> bool:
    """Period and parts are those of the terms as they are behind the lock: an amendment may have come in between."""
    targets = list(slot.indicator.targets.order_by("applies_from"))
    in_force = target_of_period(slot.indicator.programme, targets, slot.period.code)
    if in_force is None:
        return False
    breakdown = in_force.target.breakdown
    categories = list(breakdown.categories.order_by("position").values_list("pk", flat=True)) if breakdown else []
    return not figure.parts or [part.category for part in figure.parts] == categories


def _newest(measurement: Measurement) -> Revision | None:
    return measurement.revisions.select_related("author").order_by("-number").first()


def _head(measurement: Measurement, based_on: int) -> tuple[Measurement, Revision]:
    """The measurement read afresh under the lock and its newest revision, which must be the one that was seen."""
    fresh = Measurement.objects.with_programme().select_related("approved_revision").get(pk=measurement.pk)
    head = _newest(fresh)
    if head is None:
        raise StaleRevision(None)
    _refuse_stale(head, based_on)
    return fresh, head


def _refuse_stale(head: Revision | None, based_on: int) -> None:
    """What was seen must be what stands now; number 0 is nothing recorded yet."""
    if (head.number if head else 0) != based_on:
        raise StaleRevision(head)


def _same_request(measurement: Measurement, by: Any, request_key: str) -> Revision | None:
    if not request_key:
        return None
    return measurement.revisions.filter(author=by, request_key=request_key).first()


def _figure_of(revision: Revision) -> Figure:
    parts = revision.parts.select_related("category").order_by("category__position")
    return Figure(
        value=revision.value,
        decimals=revision.decimals,
        parts=tuple(FigurePart(part.category_id, part.category.position, part.value, part.decimals) for part in parts),
        no_value_reason=revision.no_value_reason,
        achieved_on=revision.achieved_on,
        note=revision.note,
    )


def _append(
    head_of_chain: ChainHead,
    measurement: Measurement,
    number: int,
    state: State,
    figure: Figure,
    *,
    by: Any,
    reason: str = "",
    comment: str = "",
    request_key: str = "",
    self_approved: bool = False,
    at: datetime | None = None,
) -> Revision:
    at = at or timezone.now()
    seq = head_of_chain.seq + 1
    digest = chain.revision_hash(
        measurement=measurement.pk,
        number=number,
        seq=seq,
        state=str(state),
        value=figure.value,
        parts=[(part.position, part.value) for part in figure.parts],
        reason_code=figure.no_value_reason,
        achieved_on=figure.achieved_on,
        author=by.pk,
        at=at,
        note=figure.note,
        reason=reason,
        previous=head_of_chain.hash,
    )
    revision = Revision.objects.create(
        measurement=measurement,
        number=number,
        state=state,
        value=figure.value,
        decimals=figure.decimals,
        no_value_reason=figure.no_value_reason,
        achieved_on=figure.achieved_on,
        note=figure.note,
        note_sha256=chain.text_digest(figure.note),
        correction_reason=reason,
        correction_reason_sha256=chain.text_digest(reason),
        comment=comment,
        author=by,
        at=at,
        self_approved=self_approved,
        request_key=request_key,
        seq=seq,
        version=chain.VERSION,
        previous_hash=head_of_chain.hash,
        hash=digest,
    )
    RevisionPart.objects.bulk_create(
        RevisionPart(revision=revision, category_id=part.category, value=part.value, decimals=part.decimals)
        for part in figure.parts
    )
    head_of_chain.seq, head_of_chain.hash = seq, digest
    head_of_chain.save()
    return revision


def _another_coordinator(by: Any) -> bool:
    people = get_user_model().objects.filter(is_active=True, groups__name=Role.COORDINATOR)
    return bool(people.exclude(pk=by.pk).exists())
