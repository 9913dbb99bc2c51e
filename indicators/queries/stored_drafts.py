"""The stored drafts of programmes."""

from django.db.models import QuerySet

from indicators.models import StoredDraft


def stored_drafts() -> QuerySet[StoredDraft]:
    """Return all drafts for a list, the last saved ones first. One query."""
    return StoredDraft.objects.without_contents().select_related("programme", "saved_by")


def stored_draft(draft_id: int) -> StoredDraft | None:
    """Return a draft without its file. One query."""
    rows = StoredDraft.objects.defer("content").select_related("programme", "saved_by")
    return rows.filter(pk=draft_id).first()
