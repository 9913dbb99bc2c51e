"""Base class of models whose every edit leaves a history record."""

from collections.abc import Iterable
from typing import Any, NoReturn, TypedDict

from django.db import models
from simple_history.models import HistoricalRecords

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


class EditHistory(HistoricalRecords):
    """Create one record for each saved edit, none for a save of `NOT_AN_EDIT` fields only (log-in, page version)."""

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        if written is not None and NOT_AN_EDIT.issuperset(written):
            return
        super().post_save(instance, created, using=using, **kwargs)


class HistoryQuerySet(models.QuerySet[Any]):  # used by every model with a history
    """Refuse writes that bypass `save()`, because they would leave no history record. Raises TypeError."""

    def update(self, **values: object) -> int:
        if not NOT_AN_EDIT.issuperset(values):
            self._refuse("update")
        return super().update(**values)

    def bulk_create(self, *args: object, **kwargs: object) -> NoReturn:
        self._refuse("bulk_create")

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        self._refuse("bulk_update")

    update.alters_data = bulk_create.alters_data = bulk_update.alters_data = True  # type: ignore[attr-defined]  # Django marks them so

    def _refuse(self, method: str) -> NoReturn:
        raise TypeError(f"{self.model.__name__}.{method}() leaves no history: save each object.")


class HistoryModel(models.Model):
    """Base class of definitions, which administrators edit."""

    objects = HistoryQuerySet.as_manager()
    history = EditHistory(inherit=True, excluded_fields=sorted(NOT_AN_EDIT))

    class Meta:
        abstract = True
