"""Files of published reports: each is created at the first request and stored, so later requests get the same bytes."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.exports.facts import facts_of
from reports.exports.files import TemplateInvalid, export_in_subprocess
from reports.models import Publication, ReportFile, ReportTemplate
from reports.services.drawing import drawing_slot


def report_file(publication: Publication, kind: str) -> bytes:
    """Return the stored file, or draw and store it. Raises `reports.exports.files.ExportFailed`."""
    file = _stored(publication, kind)
    if file is None:
        with drawing_slot():
            file = _stored(publication, kind)  # another request may have drawn it meanwhile
            if file is None:
                file = _store(publication, kind, _export(publication, kind))
    return bytes(file.content)


def _stored(publication: Publication, kind: str) -> ReportFile | None:
    return ReportFile.objects.filter(publication=publication, kind=kind).first()


def _export(publication: Publication, kind: str) -> bytes:
    template = ReportTemplate.objects.first() if kind == ReportFile.Kind.DOCX else None
    facts = facts_of(publication.content, publication.sha256)
    try:
        return export_in_subprocess(kind, publication.snapshot, facts, bytes(template.content) if template else None)
    except TemplateInvalid:  # although it passed the test when it was uploaded: use the built-in one
        return export_in_subprocess(kind, publication.snapshot, facts)


def _store(publication: Publication, kind: str, content: bytes) -> ReportFile:
    """Store the file; of two concurrent requests the first one's bytes remain."""
    try:
        with transaction.atomic():
            return ReportFile.objects.create(
                publication=publication, kind=kind, content=content, created_at=timezone.now()
            )
    except IntegrityError:
        return ReportFile.objects.get(publication=publication, kind=kind)
