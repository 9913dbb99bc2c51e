"""The public register of changes, and the content versions from which the ETags of public pages are computed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models, transaction
from django.db.models import F

from cooperation.models import Change, Programme, Unit
from cooperation.roles import Role

MAX_TEXT = 300  # of a definition, in a line of the register


def register(
    programme_id: int,
    kind: Change.Kind,
    *,
    at: datetime,
    object_type: str,
    object_id: int,
    role: str = "",
    unit_id: int | None = None,
    details: Mapping[str, object] | None = None,  # JSON
    text: str = "",
) -> Change:
    """Append a line to the register, with the present names of the programme and the unit; invalidate cached pages."""
    with transaction.atomic():
        unit = Unit.objects.only("name").get(pk=unit_id) if unit_id is not None else None
        change = Change.objects.create(
            programme_id=programme_id,
            programme_title=Programme.objects.only("title").get(pk=programme_id).title,
            kind=kind,
            at=at,
            object_type=object_type,
            object_id=object_id,
            role=role,
            unit=unit,
            unit_name=unit.name if unit else "",
            details=dict(details or {}),
            text=text,
        )
        invalidate_pages([programme_id], at)
    return change


def register_edit(
    programme_ids: Iterable[int],
    obj: models.Model,
    done: str,
    *,
    at: datetime,
    reason: str = "",
    texts: tuple[str, str] | None = None,
) -> None:
    """Add an administrator's edit of a definition to the registers of the published programmes.

    `done`: "added", "edited" or "deleted"; `texts`: the old and the new one, of an edit that readers are shown in full.
    Of programmes in preparation only the cached pages are invalidated.
    """
    old_and_new = dict(zip(("old", "new"), (text[:MAX_TEXT] for text in texts), strict=True)) if texts else {}
    unit_id = obj.pk if isinstance(obj, Unit) else getattr(obj, "unit_id", None)
    with transaction.atomic():
        for programme in Programme.objects.filter(pk__in=list(programme_ids)).order_by("pk"):
            if programme.is_published:
                register(
                    programme.pk,
                    Change.Kind.EDITED,
                    at=at,
                    object_type=str(obj._meta.model_name),
                    object_id=obj.pk,
                    role=str(Role.ADMINISTRATOR),
                    unit_id=unit_id if done != "deleted" or not isinstance(obj, Unit) else None,
                    details={"done": done, "name": str(obj)[:MAX_TEXT], **old_and_new},
                    text=reason,
                )
            else:
                invalidate_pages([programme.pk], at)


def invalidate_pages(programme_ids: Iterable[int], at: datetime) -> None:
    """Increase the content version of the programmes, so that cached pages are rendered again.

    The rows are locked in the order of their keys, so that two such transactions cannot deadlock.
    """
    for programme_id in sorted(set(programme_ids)):
        Programme.objects.filter(pk=programme_id).update(
            content_version=F("content_version") + 1, content_changed_at=at
        )
