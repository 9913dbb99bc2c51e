"""Publication of programmes."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from cooperation.models import Change, Programme
from cooperation.models.ledger import lock_ledger
from cooperation.roles import Role
from cooperation.services import changes


def set_published(programme: Programme, *, is_published: bool, at: datetime) -> bool:
    """Publish a programme, or return it to preparation, and add a line to the register of changes.

    Return False, and write nothing, if it is in this state already. Locks the programme.
    """
    with transaction.atomic():
        lock_ledger()
        stored = Programme.objects.select_for_update().only("is_published").get(pk=programme.pk)
        programme.is_published = is_published
        if stored.is_published == is_published:
            return False
        programme.save(update_fields=["is_published"])
        changes.register(
            programme.pk,
            Change.Kind.PUBLISHED if is_published else Change.Kind.HIDDEN,
            at=at,
            object_type="programme",
            object_id=programme.pk,
            role=str(Role.ADMINISTRATOR),
        )
    return True


def free_slug(wanted: str, issuer: str) -> str:
    """Return the wanted last part of an address, on a collision with a prefix (product.md § 10)."""
    wanted = slugify(wanted)
    prefix, number = slugify(issuer.translate(str.maketrans("łŁ", "lL")))[:30].strip("-"), 2
    slug = wanted
    while Programme.objects.filter(slug=slug).exists():
        slug = f"{prefix}-{wanted}" if prefix and slug == wanted else f"{number}-{wanted}"
        number += 1
    return slug
