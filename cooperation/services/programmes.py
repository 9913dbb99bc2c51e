"""Publication of programmes."""

from datetime import datetime

from django.db import transaction

from cooperation.models import Change, Programme
from cooperation.roles import Role
from cooperation.services import changes


def set_published(programme: Programme, *, is_published: bool, at: datetime) -> None:
    """Publish a programme, or return it to preparation, and add a line to the register of changes."""
    with transaction.atomic():
        programme.is_published = is_published
        programme.save(update_fields=["is_published"])
        changes.register(
            programme.pk,
            Change.Kind.PUBLISHED if is_published else Change.Kind.HIDDEN,
            at=at,
            object_type="programme",
            object_id=programme.pk,
            role=str(Role.ADMINISTRATOR),
        )
