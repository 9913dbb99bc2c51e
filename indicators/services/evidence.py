"""Evidence of figures: add a file or a link, publish or hide it, remove it.

This module creates and changes all `Evidence` rows. The files are validated and stored by `evidence_files`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cooperation.models import Change
from cooperation.models.ledger import lock_ledger
from cooperation.roles import is_coordinator
from cooperation.services import changes
from cooperation.text import say_many
from indicators import permissions
from indicators.models import Evidence, Measurement
from indicators.queries.evidence import evidence_lock
from indicators.services.errors import (
    DuplicateEvidence,
    EvidenceRemoved,
    NotAllowed,
    RecordingLocked,
    UploadRefused,
)
from indicators.services.evidence_files import scanner, store
from indicators.services.evidence_files.file_types import FILE_TYPES
from indicators.services.evidence_files.validation import (
    check_link,
    check_name,
    clean_name,
    without_invisible_characters,
)
from indicators.services.evidence_files.worker import check_in_sandbox, copy_in_sandbox

MAX_TITLE_LENGTH = 200
MAX_PER_FIGURE = 20


class Upload(Protocol):
    """An uploaded file, as Django's `UploadedFile`."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceContent:
    """The fields of a new row: either those of a file or `url`."""

    title: str
    url: str = ""
    stored_name: str = ""
    original_name: str = ""
    size: int = 0
    content_type: str = ""
    sha256: str = ""


def add_file(measurement: Measurement, title: str, upload: Upload, by: User, *, on: date | None = None) -> Evidence:
    """Validate, scan and store a file, then record it.

    Raises `NotAllowed`, `RecordingLocked`, `UploadRefused`, `DuplicateEvidence` or `ScannerFailed`.
    """
    _check_may_change(measurement, by, on)
    with stored_file(title, upload, of=measurement) as stored, transaction.atomic():
        return stored.attach(measurement, by, on)


@dataclass(slots=True, kw_only=True)
class StoredFile:
    """A file in the store without a row yet."""

    content: EvidenceContent
    is_attached: bool = False

    def attach(self, measurement: Measurement, by: User, on: date | None) -> Evidence:
        """Create the row; in a transaction of the caller. Raises what `add_file` raises."""
        evidence = _create(measurement, self.content, by, on)
        self.is_attached = True
        return evidence


@contextmanager
def stored_file(title: str, upload: Upload, *, of: Measurement | None) -> Iterator[StoredFile]:
    """Validate, scan and store a file; delete it on exit unless it was attached.

    `of`: the figure, if anything is recorded; the same file of it raises `DuplicateEvidence`. Raises `UploadRefused` or
    `ScannerFailed`.
    """
    title, name = _clean_title(title), clean_name(upload.name or "")
    extension = check_name(name)
    with store.incoming_file(upload.chunks()) as incoming:
        duplicate = _current_evidence(of).filter(sha256=incoming.sha256).first() if of is not None else None
        if duplicate is not None:
            raise DuplicateEvidence(duplicate)
        check_in_sandbox(incoming.path, extension)
        scanner.scan(incoming.path)
        content = EvidenceContent(
            title=title,
            stored_name=store.persist(incoming),
            original_name=name,
            size=incoming.size,
            content_type=FILE_TYPES[extension].content_type,
            sha256=incoming.sha256,
        )
    stored = StoredFile(content=content)
    try:
        yield stored
    finally:
        # After a failed commit the row may exist nevertheless, so then the file is left to the nightly cleanup.
        if not stored.is_attached:
            store.remove(content.stored_name)


def add_link(measurement: Measurement, title: str, url: str, by: User, *, on: date | None = None) -> Evidence:
    """Record a link; raises `NotAllowed`, `RecordingLocked`, `UploadRefused` or `DuplicateEvidence`."""
    _check_may_change(measurement, by, on)
    content = EvidenceContent(title=_clean_title(title), url=check_link(url))
    with transaction.atomic():
        return _create(measurement, content, by, on)


def set_public(evidence: Evidence, is_public: bool, by: User) -> Evidence:
    """Publish or hide evidence; readers see it with an approved figure of a published programme.

    Readers receive a copy without metadata; raises `UploadRefused` when none can be made, besides `NotAllowed` and
    `EvidenceRemoved`.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    if is_public and evidence.is_file and evidence.taken_off_at is None:
        evidence = ensure_public_copy(evidence)  # takes seconds, so not in the transaction
    with transaction.atomic():
        lock_ledger()
        evidence = _lock_current(evidence)
        if evidence.is_public == is_public:
            return evidence
        evidence.is_public = is_public
        evidence.save(update_fields=["is_public"])
        _register(evidence, "published" if is_public else "hidden", by)
    return evidence


def remove(evidence: Evidence, by: User, *, on: date | None = None) -> Evidence:
    """Mark evidence as removed, with user and time, and delete its files after the commit.

    Raises `NotAllowed`, `RecordingLocked` or `EvidenceRemoved`.
    """
    _check_may_change(evidence.measurement, by, on)
    with transaction.atomic():
        lock_ledger()
        evidence = _lock_current(evidence)
        was_public = evidence.is_public
        evidence.is_public = False
        evidence.taken_off_by, evidence.taken_off_at = by, timezone.now()
        evidence.save(update_fields=["is_public", "taken_off_by", "taken_off_at"])
        if was_public:
            _register(evidence, "taken_off", by)
        if evidence.is_file:
            for name in filter(None, (evidence.stored_name, evidence.public_name)):
                transaction.on_commit(partial(store.remove, name))
    return evidence


# --- public copies -------------------------------------------------------------------------------------------------


def ensure_public_copy(evidence: Evidence) -> Evidence:
    """Return the row with its copy for readers; make the copy when it is missing. Raises `UploadRefused`."""
    if not evidence.public_name:
        fields = make_public_copy(evidence)
        with transaction.atomic():
            lock_ledger()
            stored = Evidence.objects.select_for_update().get(pk=evidence.pk)
            if stored.public_name:
                store.remove(str(fields["public_name"]))  # a concurrent request was faster
            else:
                for name, value in fields.items():
                    setattr(stored, name, value)
                stored.save(update_fields=list(fields))
        evidence.refresh_from_db(fields=list(fields))
    return evidence


def make_public_copy(evidence: Evidence) -> dict[str, str | int]:
    """Store a copy without metadata; return the fields of the row that describe it. Raises `UploadRefused`."""
    path = store.path_of(evidence.stored_name)
    content = copy_in_sandbox(path, check_name(evidence.original_name), evidence.title)
    with store.incoming_file([content]) as incoming:
        public_name = store.persist(incoming)
        return {"public_name": public_name, "public_size": incoming.size, "public_sha256": incoming.sha256}


# --- inside --------------------------------------------------------------------------------------------------------


def _check_may_change(measurement: Measurement, by: User, on: date | None) -> None:
    """Raise `NotAllowed` or `RecordingLocked`; in a closed round only coordinators may change evidence."""
    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    lock = evidence_lock(measurement, on=on or timezone.localdate(), is_coordinator=is_coordinator(by))
    if lock is not None:
        raise RecordingLocked(lock)


def _clean_title(title: str) -> str:
    """Return the title in one line without invisible characters; raise `UploadRefused` if it is empty or too long."""
    title = " ".join(without_invisible_characters(" ".join(title.split())).split())
    if not title or len(title) > MAX_TITLE_LENGTH:
        message = say_many(
            "Describe it in a few words, using at most {most} character.",
            "Describe it in a few words, using at most {most} characters.",
            MAX_TITLE_LENGTH,
            most=MAX_TITLE_LENGTH,
        )
        raise UploadRefused(message, field="title")
    return title


def _current_evidence(measurement: Measurement) -> QuerySet[Evidence]:
    """Return the evidence of a figure that has not been removed."""
    return Evidence.objects.filter(measurement=measurement, taken_off_at__isnull=True).select_related("added_by")


def _create(measurement: Measurement, content: EvidenceContent, by: User, on: date | None) -> Evidence:
    """Lock the measurement row, so that concurrent additions are serialized, and create the evidence."""
    lock_ledger()
    Measurement.objects.select_for_update().get(pk=measurement.pk)
    _check_may_change(measurement, by, on)  # the round may have been closed during the upload
    if _current_evidence(measurement).count() >= MAX_PER_FIGURE:
        raise UploadRefused(
            say_many(
                "This figure already has {most} file or link. Remove it before you add another.",
                "This figure already has {most} files and links. Remove one before you add another.",
                MAX_PER_FIGURE,
                most=MAX_PER_FIGURE,
            )
        )
    try:
        with transaction.atomic():
            return Evidence.objects.create(
                measurement=measurement,
                added_by=by,
                added_at=timezone.now(),
                title=content.title,
                url=content.url,
                stored_name=content.stored_name,
                original_name=content.original_name,
                size=content.size,
                content_type=content.content_type,
                sha256=content.sha256,
            )
    except IntegrityError as error:
        same = {"url": content.url} if content.url else {"sha256": content.sha256}
        raise DuplicateEvidence(_current_evidence(measurement).filter(**same).first()) from error


def _lock_current(evidence: Evidence) -> Evidence:
    """Lock the row and read it again; raise `EvidenceRemoved` if it has been removed."""
    current = Evidence.objects.select_for_update().filter(pk=evidence.pk, taken_off_at__isnull=True).first()
    if current is None:
        raise EvidenceRemoved
    return current


def _register(evidence: Evidence, done: str, by: User) -> None:
    """Add a line to the register of changes, unless readers never saw the evidence."""
    measurement = Measurement.objects.with_programme().get(pk=evidence.measurement_id)
    indicator = measurement.indicator
    programme = indicator.programme
    if measurement.approved_revision_id is None or not programme.is_published:
        return
    changes.register(
        programme.pk,
        Change.Kind.EVIDENCE,
        at=timezone.now(),
        object_type="evidence",
        object_id=evidence.pk,
        role=permissions.role_name(by),
        unit_id=indicator.unit_id,
        details={
            "indicator": indicator.name,
            "indicator_id": indicator.pk,
            "period": measurement.period_code,
            "title": evidence.title,
            "done": done,
        },
    )
