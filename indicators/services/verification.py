"""Check that recorded history is what was recorded: recompute every hash of the chain and what hangs on it.

What an approval made public but no hash holds (which period of which indicator, how many decimal places, that nobody
else approved it) must agree with the register of changes and with the revision before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cooperation.models import Change
from cooperation.text import Sentence, plain, say
from indicators.models import ChainHead, Measurement, Revision, RevisionPart
from indicators.models.measurements import State
from indicators.rules import chain
from indicators.rules.periods import period_of


@dataclass(frozen=True)
class Fault:
    """A link that is not as it was recorded; `seq` is its place in the chain, 0 for the history as a whole."""

    seq: int
    sentence: Sentence


@dataclass(frozen=True)
class Report:
    links: int
    redacted: int
    fault: Fault | None  # the first one


def verify() -> Report:
    """Walk the chain from its first link and stop at the first fault."""
    previous, links, redacted = chain.GENESIS, 0, 0
    for revision in _in_order():
        fault = _fault_of(revision, expected_seq=links + 1, previous=previous)
        if fault is not None:
            return Report(links, redacted, fault)
        previous, links = revision.hash, links + 1
        redacted += _is_redacted(revision)
    fault = _fault_of_head(links, previous) or _fault_of_pointers() or _fault_of_approvals()
    return Report(links, redacted, fault)


def _in_order() -> Iterator[Revision]:
    parts = RevisionPart.objects.select_related("category").order_by("category__position")
    return Revision.objects.order_by("seq").prefetch_related(Prefetch("parts", parts)).iterator(chunk_size=500)


def _fault_of(revision: Revision, *, expected_seq: int, previous: str) -> Fault | None:
    if revision.seq != expected_seq:
        return Fault(expected_seq, say("Link {seq} is missing.", seq=str(expected_seq)))
    if revision.previous_hash != previous:
        return Fault(revision.seq, say("Link {seq} does not follow the link before it.", seq=str(revision.seq)))
    if revision.version != chain.VERSION or revision.hash != _hash_of(revision):
        return _not_as_recorded(revision)
    for text, digest in (
        (revision.note, revision.note_sha256),
        (revision.correction_reason, revision.correction_reason_sha256),
    ):
        if text and chain.text_digest(text) != digest:
            return Fault(
                revision.seq,
                say(
                    "A text of link {seq} was changed (measurement {measurement}, revision {number}).",
                    **_named(revision),
                ),
            )
    return None


def _not_as_recorded(revision: Revision) -> Fault:
    return Fault(
        revision.seq,
        say("Link {seq} is not what was recorded (measurement {measurement}, revision {number}).", **_named(revision)),
    )


def _named(revision: Revision) -> dict[str, str]:
    return {"seq": str(revision.seq), "measurement": str(revision.measurement_id), "number": str(revision.number)}


def _hash_of(revision: Revision) -> str:
    return chain.revision_hash_from_digests(
        measurement=revision.measurement_id,
        number=revision.number,
        seq=revision.seq,
        state=revision.state,
        value=revision.value,
        parts=[(part.category.position, part.value) for part in revision.parts.all()],
        reason_code=revision.no_value_reason,
        achieved_on=revision.achieved_on,
        author=revision.author_id,
        at=revision.at,
        note_sha256=revision.note_sha256,
        reason_sha256=revision.correction_reason_sha256,
        previous=revision.previous_hash,
    )


def _is_redacted(revision: Revision) -> bool:
    """A text was emptied for privacy: its digest still says that there was one."""
    empty = chain.text_digest("")
    return (not revision.note and revision.note_sha256 != empty) or (
        not revision.correction_reason and revision.correction_reason_sha256 != empty
    )


def _fault_of_head(links: int, last_hash: str) -> Fault | None:
    head = ChainHead.objects.filter(id=1).first()
    seq, digest = (head.seq, head.hash) if head else (0, chain.GENESIS)
    if seq > links:
        return Fault(links + 1, say("Link {seq} is missing.", seq=str(links + 1)))
    if (seq, digest) != (links, last_hash):
        return Fault(links, say("The end of the chain does not agree with its last link {seq}.", seq=str(links)))
    return None


def _fault_of_pointers() -> Fault | None:
    """The approved revision in force must be the measurement's newest approved one."""
    newest: dict[int, tuple[int, int]] = {}
    for pk, measurement, seq in (
        Revision.objects.filter(state=State.APPROVED).order_by("seq").values_list("pk", "measurement_id", "seq")
    ):
        newest[measurement] = (pk, seq)
    for measurement, pointer in Measurement.objects.values_list("pk", "approved_revision_id"):
        expected, seq = newest.get(measurement, (None, 0))
        if pointer != expected:
            return Fault(
                seq,
                say(
                    "Measurement {measurement} does not show its newest approved revision.",
                    measurement=str(measurement),
                ),
            )
    return None


def _fault_of_approvals() -> Fault | None:
    """Every approval has its line in the register of changes, and every such line its approval."""
    register: dict[tuple[int, Any], dict[str, Any]] = {
        (line.object_id, line.at): line.details
        for line in Change.objects.filter(kind__in=(Change.Kind.FIGURE_APPROVED, Change.Kind.FIGURE_CORRECTED))
    }
    submitted_by: dict[int, int] = {}
    for revision in Revision.objects.select_related("measurement").order_by("seq").iterator(chunk_size=500):
        measurement = revision.measurement
        if revision.state == State.APPROVED:
            is_own = submitted_by.get(measurement.pk) == revision.author_id
            line = register.pop((measurement.pk, revision.at), None)
            if revision.self_approved != is_own or period_of(measurement.period_code).year != measurement.year:
                return _not_as_recorded(revision)
            if line is None or any(line.get(name) != told for name, told in _told(revision).items()):
                return Fault(
                    revision.seq,
                    say(
                        "Link {seq} does not agree with the register of changes "
                        "(measurement {measurement}, revision {number}).",
                        **_named(revision),
                    ),
                )
        submitted_by[measurement.pk] = revision.author_id
    for measurement_id, _at in register:
        return Fault(
            0,
            say(
                "The register of changes names an approval of measurement {measurement} that history lacks.",
                measurement=str(measurement_id),
            ),
        )
    return None


def _told(revision: Revision) -> dict[str, Any]:
    """What the register said of an approval."""
    return {
        "indicator_id": revision.measurement.indicator_id,
        "period": revision.measurement.period_code,
        "value": plain(revision.value) if revision.value is not None else None,
        "decimals": revision.decimals,
        "no_value_reason": revision.no_value_reason,
    }
