"""The one writer of the public register of changes and of the content version that the pages' ETag is made from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from cooperation.models import Change, Logo, Programme
from cooperation.pictures import Picture
from cooperation.roles import Role


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


def show(programme: Programme, *, is_published: bool, at: datetime) -> None:
    """Publish a programme, or take it back to preparation: public from, or until, this moment."""
    with transaction.atomic():
        programme.is_published = is_published
        programme.save(update_fields=["is_published"])
        kind = Change.Kind.PUBLISHED if is_published else Change.Kind.HIDDEN
        register(
            programme.pk, kind, at=at, object_type="programme", object_id=programme.pk, role=str(Role.ADMINISTRATOR)
        )


def edited(programme_ids: Iterable[int], obj: models.Model, done: str, *, at: datetime) -> None:
    """An administrator's edit of a definition: published programmes get a line in their register.

    `done`: "added", "edited" or "deleted". What is being prepared has no readers, so nothing is told.
    """
    with transaction.atomic():
        for programme in Programme.objects.filter(pk__in=list(programme_ids)):
            if programme.is_published:
                register(
                    programme.pk,
                    Change.Kind.EDITED,
                    at=at,
                    object_type=str(obj._meta.model_name),
                    object_id=obj.pk,
                    role=str(Role.ADMINISTRATOR),
                    details={"done": done, "name": str(obj)[:300]},
                )
            else:
                end_cached_pages([programme.pk], at)


def end_cached_pages(programme_ids: Iterable[int], at: datetime) -> None:
    """A definition was edited: readers get new pages with their next request."""
    Programme.objects.filter(pk__in=list(programme_ids)).update(
        content_version=F("content_version") + 1, content_changed_at=at
    )


def keep_logo(picture: Picture) -> Logo:
    """The same picture is kept once."""
    kept, _made = Logo.objects.get_or_create(
        hash=picture.hash,
        defaults={
            "content": picture.content,
            "content_type": picture.content_type,
            "width": picture.width,
            "height": picture.height,
        },
    )
    return kept
