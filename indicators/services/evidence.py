"""The one writer of evidence: add a file or a link, make it public or not, take it off."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperation.models import Change
from cooperation.roles import is_coordinator
from cooperation.services import changes
from cooperation.text import say_many
from indicators import permissions
from indicators.models import Evidence, Measurement
from indicators.queries.evidence import evidence_lock
from indicators.services.errors import NotAllowed, RecordingLocked
from indicators.services.evidence_files import scanner, store
from indicators.services.evidence_files.copies import ensure_copy
from indicators.services.evidence_files.file_types import KINDS, Refused
from indicators.services.evidence_files.links import check_link
from indicators.services.evidence_files.validation import check_name, clean_name, visible
from indicators.services.evidence_files.worker import check_apart

MAX_TITLE = 200
MOST = 20  # of one figure


class AlreadyThere(Exception):
    """The same file or link stands on this figure; `evidence` is the one that was there first."""

    def __init__(self, evidence: Evidence | None) -> None:
        super().__init__("already there")
        self.evidence = evidence


class TakenOff(Exception):
    """Somebody took it off in the meantime."""


class Upload(Protocol):
    """A file as it was sent."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def add_file(measurement: Measurement, title: str, upload: Upload, by: Any, *, on: date | None = None) -> Evidence:
    """Checked apart, kept under a random name, then recorded; raises `Refused`, `AlreadyThere`, `ScannerFailed`."""
    _may_add(measurement, by, on)
    title = _checked_title(title)
    name = clean_name(upload.name or "")
    extension = check_name(name)
    with store.received(upload.chunks()) as incoming:
        twin = _live(measurement).filter(sha256=incoming.sha256).first()
        if twin is not None:
            raise AlreadyThere(twin)
        check_apart(incoming.path, extension)
        scanner.scan(incoming.path)
        stored_name = store.keep(incoming)
        is_recorded = False
        try:
            with transaction.atomic():
                evidence = _add(
                    measurement, by, on, title=title, stored_name=stored_name, original_name=name, size=incoming.size,
                    content_type=KINDS[extension].content_type, sha256=incoming.sha256,
                )  # fmt: skip
                is_recorded = True
        finally:
            # A commit that failed may still have been kept by the database: its file is left to the sweep.
            if not is_recorded:
                store.remove(stored_name)
    return evidence


def add_link(measurement: Measurement, title: str, url: str, by: Any, *, on: date | None = None) -> Evidence:
    """Raises `Refused` and `AlreadyThere`."""
    _may_add(measurement, by, on)
    title, url = _checked_title(title), check_link(url)
    with transaction.atomic():
        return _add(measurement, by, on, title=title, url=url)


def set_public(evidence: Evidence, is_public: bool, by: Any) -> Evidence:
    """The coordinator decides what readers get; they get it with an approved figure of a published programme.

    Of a file they get a copy without metadata; raises `Refused` when none can be made.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    if is_public and evidence.is_file and evidence.taken_off_at is None:
        evidence = ensure_copy(evidence)  # before the transaction: it takes seconds
    with transaction.atomic():
        evidence = _fresh(evidence)
        if evidence.is_public == is_public:
            return evidence
        evidence.is_public = is_public
        evidence.save(update_fields=["is_public"])
        _register(evidence, "published" if is_public else "hidden", by)
    return evidence


def take_off(evidence: Evidence, by: Any, *, on: date | None = None) -> Evidence:
    """The row stays, with who and when; the file leaves the disk once that is recorded."""
    _may_add(evidence.measurement, by, on)
    with transaction.atomic():
        evidence = _fresh(evidence)
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


# --- inside ------------------------------------------------------------------------------------------------------


def _may_add(measurement: Measurement, by: Any, on: date | None) -> None:
    """As for recording; in a closed round only coordinators."""
    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    lock = evidence_lock(measurement, on=on or timezone.localdate(), is_coordinator=is_coordinator(by))
    if lock is not None:
        raise RecordingLocked(lock)


def _checked_title(title: str) -> str:
    """In one line; signs that hide or turn letters are left out."""
    title = " ".join(visible(" ".join(title.split())).split())
    if not title or len(title) > MAX_TITLE:
        message = say_many(
            "Say in a few words what it is, at most {most} character.",
            "Say in a few words what it is, at most {most} characters.",
            MAX_TITLE,
            most=MAX_TITLE,
        )
        raise Refused(message, about="title")
    return title


def _live(measurement: Measurement) -> Any:
    return Evidence.objects.filter(measurement=measurement, taken_off_at__isnull=True).select_related("added_by")


def _add(measurement: Measurement, by: Any, on: date | None, **fields: Any) -> Evidence:
    """One row, with the figure locked: of two who send the same at once, the second is told."""
    Measurement.objects.select_for_update().get(pk=measurement.pk)
    _may_add(measurement, by, on)  # the round may have been closed while the file was read
    if _live(measurement).count() >= MOST:
        raise Refused(
            say_many(
                "There is {most} file or link on this figure already. Remove one before you add another.",
                "There are {most} files and links on this figure already. Remove one before you add another.",
                MOST,
                most=MOST,
            )
        )
    try:
        with transaction.atomic():
            return Evidence.objects.create(measurement=measurement, added_by=by, added_at=timezone.now(), **fields)
    except IntegrityError as error:
        same = {name: fields[name] for name in ("sha256", "url") if fields.get(name)}
        raise AlreadyThere(_live(measurement).filter(**same).first()) from error


def _fresh(evidence: Evidence) -> Evidence:
    found = Evidence.objects.select_for_update().filter(pk=evidence.pk, taken_off_at__isnull=True).first()
    if found is None:
        raise TakenOff
    return found


def _register(evidence: Evidence, done: str, by: Any) -> None:
    """A line for readers, of what they saw or see now; a draft's evidence is nobody's news."""
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
        role=permissions.role_word(by),
        unit_id=indicator.unit_id,
        details={
            "indicator": indicator.name,
            "indicator_id": indicator.pk,
            "period": measurement.period_code,
            "title": evidence.title,
            "done": done,
        },
    )
