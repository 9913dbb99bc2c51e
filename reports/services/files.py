"""Files of a published report: made once, by the first who asks, and kept; whoever comes later gets the same bytes."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.exports.facts import facts_of
from reports.exports.files import TemplateBroken, make_apart
from reports.models import Publication, ReportFile, ReportTemplate


def file_of(publication: Publication, kind: str) -> bytes:
    """Raises `reports.exports.files.NotMade`."""
    kept = ReportFile.objects.filter(publication=publication, kind=kind).first()
    if kept is None:
        kept = _keep(publication, kind, _made(publication, kind))
    return bytes(kept.content)


def _made(publication: Publication, kind: str) -> bytes:
    template = ReportTemplate.objects.first() if kind == ReportFile.Kind.DOCX else None
    facts = facts_of(publication.content, publication.sha256)
    try:
        return make_apart(kind, publication.snapshot, facts, bytes(template.content) if template else None)
    except TemplateBroken:  # it was tried when it was uploaded; the built-in one stands in
        return make_apart(kind, publication.snapshot, facts)


def _keep(publication: Publication, kind: str, content: bytes) -> ReportFile:
    """Two who ask at once both make it; the first one's bytes stay."""
    try:
        with transaction.atomic():
            return ReportFile.objects.create(
                publication=publication, kind=kind, content=content, made_at=timezone.now()
            )
    except IntegrityError:
        return ReportFile.objects.get(publication=publication, kind=kind)
