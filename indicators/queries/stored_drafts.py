"""The stored drafts of programmes."""

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from indicators.models import StoredDraft


def stored_drafts() -> QuerySet[StoredDraft]:
    """Return all drafts for a list with their titles, the last saved ones first. One query."""
    drafts = StoredDraft.objects.without_contents().select_related("programme", "saved_by")
    return drafts.annotate(title=KT("edits__head__title"))


def stored_draft(draft_id: int) -> StoredDraft | None:
    """Return a draft without its file. One query."""
    rows = StoredDraft.objects.defer("content").select_related("programme", "saved_by")
    return rows.filter(pk=draft_id).first()
