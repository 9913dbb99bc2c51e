"""Base class of models whose every edit leaves a history record."""

from typing import Any, NoReturn, Unpack

from django.db import models, transaction
from simple_history.models import HistoricalRecords

from cooperation.models.derived import NOT_AN_EDIT, SaveOptions
from cooperation.models.ledger import append_entries, lock_ledger

OF_THIS_EDIT = ("_change_reason", "_history_date", "_history_user")  # attributes of an object that is being saved


class EditHistory(HistoricalRecords):
    """Create one record for each saved edit, none for a save of `NOT_AN_EDIT` fields only (log-in, page version).

    Each record gets an entry in the ledger.
    """

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        if written is not None and NOT_AN_EDIT.issuperset(written):
            return
        if written is not None and not created:
            # Columns that were not written may differ in memory, so the record is made of the stored row.
            stored = type(instance)._base_manager.get(pk=instance.pk)
            for name in OF_THIS_EDIT:
                if hasattr(instance, name):
                    setattr(stored, name, getattr(instance, name))
            instance = stored
        super().post_save(instance, created, using=using, **kwargs)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        with transaction.atomic(savepoint=False):
            super().create_historical_record(instance, history_type, using=using)

    def create_historical_record_m2ms(self, history_instance: Any, instance: models.Model) -> None:
        super().create_historical_record_m2ms(history_instance, instance)
        relations = [self.m2m_models[field] for field in history_instance._history_m2m_fields]
        rows = [row for model in relations for row in model.objects.filter(history=history_instance)]
        append_entries([history_instance, *rows])


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

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row and the record of the edit in one transaction."""
        written = options.get("update_fields")
        if written is not None and NOT_AN_EDIT.issuperset(written):
            super().save(**options)
            return
        with transaction.atomic(savepoint=False):
            lock_ledger()
            super().save(**options)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            lock_ledger()
            return super().delete(*args, **kwargs)
