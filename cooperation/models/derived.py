"""Columns that no person edits, and the arguments of `save()`."""

from collections.abc import Iterable
from typing import TypedDict

from django.db import models

# Derived values, or values that no person edits: writing only these creates no history record.
NOT_AN_EDIT = frozenset(
    {
        "content_version",
        "content_changed_at",
        "source_text",
        "source_sha256",
        "sort_key",
        "search_text",
        "password",
        "last_login",
    }
)


class SaveOptions(TypedDict, total=False):
    """What `save()` of a model takes."""

    force_insert: bool | tuple[models.base.ModelBase, ...]
    force_update: bool
    using: str | None
    update_fields: Iterable[str] | None
