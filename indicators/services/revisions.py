"""Revisions of a measurement: read the head, append to the hash chain. All revisions are created here."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from indicators.models import ChainHead, Measurement, Revision, RevisionPart
from indicators.models.measurements import State
from indicators.rules import chain
from indicators.rules.figures import Figure, FigurePart
from indicators.services.errors import StaleRevision


def append(
    head_of_chain: ChainHead,
    measurement: Measurement,
    *,
    number: int,
    state: State,
    figure: Figure,
    by: User,
    reason: str = "",
    comment: str = "",
    request_key: str = "",
    self_approved: bool = False,
    at: datetime | None = None,
) -> Revision:
    """Append a revision to the hash chain; the caller holds the lock of `head_of_chain` (`lock_figures`)."""
    revision = next_of_chain(
        head_of_chain,
        measurement,
        number=number,
        state=state,
        figure=figure,
        by=by,
        reason=reason,
        comment=comment,
        request_key=request_key,
        self_approved=self_approved,
        at=at,
    )
    save_all(head_of_chain, [(revision, figure)])
    return revision


def save_all(head_of_chain: ChainHead, appended: Sequence[tuple[Revision, Figure]]) -> None:
    """Write revisions that `next_of_chain` returned, in their order, with the parts of their figures. Three queries."""
    Revision.objects.bulk_create(revision for revision, _figure in appended)
    RevisionPart.objects.bulk_create(
        RevisionPart(revision=revision, category_id=part.category, value=part.value, decimals=part.decimals)
        for revision, figure in appended
        for part in figure.parts
    )
    head_of_chain.save()


def next_of_chain(
    head_of_chain: ChainHead,
    measurement: Measurement,
    *,
    number: int,
    state: State,
    figure: Figure,
    by: User,
    reason: str = "",
    comment: str = "",
    request_key: str = "",
    self_approved: bool = False,
    at: datetime | None = None,
) -> Revision:
    """Return the next revision of the chain and advance `head_of_chain`; neither is written."""
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
        expected_on=figure.expected_on,
    )
    revision = Revision(
        measurement=measurement,
        number=number,
        state=state,
        value=figure.value,
        decimals=figure.decimals,
        no_value_reason=figure.no_value_reason,
        expected_on=figure.expected_on,
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
    head_of_chain.seq, head_of_chain.hash = seq, digest
    return revision


def read_head(measurement: Measurement, based_on: int) -> tuple[Measurement, Revision]:
    """Read the measurement and its head revision again, under the caller's lock.

    Raises `StaleRevision` unless the head is the revision number `based_on`.
    """
    current = Measurement.objects.with_programme().select_related("approved_revision").get(pk=measurement.pk)
    head = newest_revision(current)
    if head is None:
        raise StaleRevision(None)
    check_is_head(head, based_on)
    return current, head


def check_is_head(head: Revision | None, based_on: int) -> None:
    """Raise `StaleRevision` unless the head has the number from which the form was rendered (0: nothing recorded)."""
    if (head.number if head else 0) != based_on:
        raise StaleRevision(head)


def newest_revision(measurement: Measurement) -> Revision | None:
    return measurement.revisions.select_related("author").order_by("-number").first()


def revision_of_request(measurement: Measurement, by: User, request_key: str) -> Revision | None:
    """Return the revision that an earlier request of the user with the same key has appended."""
    if not request_key:
        return None
    return measurement.revisions.filter(author=by, request_key=request_key).first()


def figure_of(revision: Revision) -> Figure:
    parts = revision.parts.select_related("category").order_by("category__position")
    return Figure(
        value=revision.value,
        decimals=revision.decimals,
        parts=tuple(FigurePart(part.category_id, part.category.position, part.value, part.decimals) for part in parts),
        no_value_reason=revision.no_value_reason,
        expected_on=revision.expected_on,
        achieved_on=revision.achieved_on,
        note=revision.note,
    )
