"""Verification of the recorded history: recompute the hash chain and compare the data that depend on it.

Public facts of an approval that no hash contains (indicator, period, decimal places, approval of an own submission)
must agree with the register of changes and with the revision before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from cooperation.json_object import JsonObject
from cooperation.models import Change
from cooperation.rules import ledger
from cooperation.text import Sentence, plain, say
from indicators.models import ChainHead, Measurement, PublishedAnswer, ReaderQuestion, Revision, RevisionPart
from indicators.models.measurements import State
from indicators.models.reader_questions import published_digest
from indicators.rules import chain
from indicators.rules.periods import period_of

REMOVED = ("", ledger.REDACTED)  # instead of a text that was removed for privacy; the ledger knows whether it was


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A link that differs from what was recorded; `seq` is its position in the chain, 0 for the history as a whole."""

    seq: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ChainReport:
    links: int
    redacted: int
    fault: ChainFault | None  # the first one


@dataclass(frozen=True, slots=True)
class AnswerReport:
    checked: int
    fault: Sentence | None  # the first one


def verify() -> ChainReport:
    """Check the chain from its first link on and stop at the first fault."""
    previous, links, redacted = chain.GENESIS, 0, 0
    for revision in _revisions_in_order():
        fault = _check_link(revision, expected_seq=links + 1, previous=previous)
        if fault is not None:
            return ChainReport(links, redacted, fault)
        previous, links = revision.hash, links + 1
        redacted += _is_redacted(revision)
    fault = _check_head(links, previous) or _check_approved_revisions() or _check_register()
    return ChainReport(links, redacted, fault)


def _revisions_in_order() -> Iterator[Revision]:
    parts = RevisionPart.objects.select_related("category").order_by("category__position")
    return Revision.objects.order_by("seq").prefetch_related(Prefetch("parts", parts)).iterator(chunk_size=500)


def _check_link(revision: Revision, *, expected_seq: int, previous: str) -> ChainFault | None:
    if revision.seq != expected_seq:
        return ChainFault(expected_seq, say("Link {seq} is missing.", seq=str(expected_seq)))
    if revision.previous_hash != previous:
        return ChainFault(revision.seq, say("Link {seq} does not follow the link before it.", seq=str(revision.seq)))
    if revision.version != chain.VERSION or revision.hash != _hash_of(revision):
        return _not_as_recorded(revision)
    for text, digest in (
        (revision.note, revision.note_sha256),
        (revision.correction_reason, revision.correction_reason_sha256),
    ):
        if text not in REMOVED and chain.text_digest(text) != digest:
            return ChainFault(
                revision.seq,
                say(
                    "A text of link {seq} was changed (measurement {measurement}, revision {number}).",
                    **_link_params(revision),
                ),
            )
    return None


def _not_as_recorded(revision: Revision) -> ChainFault:
    return ChainFault(
        revision.seq,
        say(
            "Link {seq} differs from what was recorded (measurement {measurement}, revision {number}).",
            **_link_params(revision),
        ),
    )


def _link_params(revision: Revision) -> dict[str, str]:
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
        expected_on=revision.expected_on,
    )


def _is_redacted(revision: Revision) -> bool:
    """Whether a text was removed for privacy: its digest is not that of an empty text."""
    texts = (
        (revision.note, revision.note_sha256),
        (revision.correction_reason, revision.correction_reason_sha256),
    )
    return any(text in REMOVED and digest != chain.text_digest(text) for text, digest in texts)


def _check_head(links: int, last_hash: str) -> ChainFault | None:
    head = ChainHead.objects.filter(id=1).first()
    seq, digest = (head.seq, head.hash) if head else (0, chain.GENESIS)
    if seq > links:
        return ChainFault(links + 1, say("Link {seq} is missing.", seq=str(links + 1)))
    if (seq, digest) != (links, last_hash):
        return ChainFault(links, say("The end of the chain does not match its last link, {seq}.", seq=str(links)))
    return None


def _check_approved_revisions() -> ChainFault | None:
    """Return the first measurement that does not point to its newest approved revision, as a fault."""
    newest: dict[int, tuple[int, int]] = {}
    for pk, measurement, seq in (
        Revision.objects.filter(state=State.APPROVED).order_by("seq").values_list("pk", "measurement_id", "seq")
    ):
        newest[measurement] = (pk, seq)
    for measurement, approved_revision in Measurement.objects.values_list("pk", "approved_revision_id"):
        expected, seq = newest.get(measurement, (None, 0))
        if approved_revision != expected:
            return ChainFault(
                seq,
                say(
                    "Measurement {measurement} does not show its newest approved revision.",
                    measurement=str(measurement),
                ),
            )
    return None


def _check_register() -> ChainFault | None:
    """Return the first approval without a matching line in the register of changes, or such a line without approval."""
    register: dict[tuple[int, datetime], JsonObject] = {
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
            if line is None or any(line.get(name) != value for name, value in _registered_details(revision).items()):
                return ChainFault(
                    revision.seq,
                    say(
                        "Link {seq} does not match the register of changes (measurement {measurement}, revision "
                        "{number}).",
                        **_link_params(revision),
                    ),
                )
        submitted_by[measurement.pk] = revision.author_id
    for measurement_id, _at in register:
        return ChainFault(
            0,
            say(
                "The register of changes lists an approval of measurement {measurement} that is missing from its "
                "history.",
                measurement=str(measurement_id),
            ),
        )
    return None


def _registered_details(revision: Revision) -> dict[str, object]:
    """Return the details that the register must hold of an approval."""
    return {
        "indicator_id": revision.measurement.indicator_id,
        "period": revision.measurement.period_code,
        "value": plain(revision.value) if revision.value is not None else None,
        "decimals": revision.decimals,
        "no_value_reason": revision.no_value_reason,
        "expected_on": revision.expected_on.isoformat() if revision.expected_on else None,
    }


def verify_answers() -> AnswerReport:
    """Compare the published questions and answers with what was recorded; only a removal of a text changes them."""
    recorded: dict[int, list[str]] = {}
    for question, digest in PublishedAnswer.objects.order_by("pk").values_list("question_id", "sha256"):
        recorded.setdefault(question, []).append(digest)
    checked = 0
    for row in ReaderQuestion.objects.answered().order_by("pk").iterator(chunk_size=500):
        digests = recorded.pop(row.pk, [])
        if digests[-1:] != [published_digest(row)] or (len(digests) > 1 and not row.is_redacted):
            return AnswerReport(checked, _altered_answer(row.pk))
        checked += 1
    return AnswerReport(checked, next((_altered_answer(question) for question in recorded), None))


def _altered_answer(question: int) -> Sentence:
    return say("Question {number} of a reader, or its answer, was changed or removed.", number=str(question))
