"""The one writer of the public register of changes and of the content version that the pages' ETag is made from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from cooperation.models import Change, Programme


def register(
    programme_id: int,
    kind: Change.Kind,
    *,
    at: datetime,
    object_type: str,
    object_id: int,
    role: str = "",
    unit_id: int | None = None,
    details: dict[str, Any] | None = None,
    text: str = "",
) -> Change:
    """Append a line to the register; what the public sees has changed, so cached pages end with it."""
    with transaction.atomic():
        change = Change.objects.create(
            programme_id=programme_id,
            kind=kind,
            at=at,
            object_type=object_type,
            object_id=object_id,
            role=role,
            unit_id=unit_id,
            details=details or {},
            text=text,
        )
        end_cached_pages([programme_id], at)
    return change


def end_cached_pages(programme_ids: Iterable[int], at: datetime) -> None:
    """A definition was edited: readers get new pages with their next request."""
    Programme.objects.filter(pk__in=list(programme_ids)).update(
        content_version=F("content_version") + 1, content_changed_at=at
    )
