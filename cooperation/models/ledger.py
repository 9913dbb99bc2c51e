"""The ledger: one append-only hash chain with an entry for each recorded row, and the base class of recorded models.

Recorded are the subclasses of `RecordedModel` and every record of an edit (`history.EditHistory`). An entry is written
in the transaction of its row. `cooperation.services.ledger_verification` compares the rows with their entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar, Unpack

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.derived import NOT_AN_EDIT, SaveOptions
from cooperation.rules import ledger

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class LedgerEntry(models.Model):
    """An entry about a row: digests of its facts, of its present state and of each text, and the previous hash."""

    class Action(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REDACTED = "redacted", _("personal data removed")
        DELETED = "deleted", _("deleted")

    seq = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what happened"), max_length=8, choices=Action)
    table = models.CharField(_("table"), max_length=60)  # the label of the model, "indicators.revision"
    row = models.PositiveBigIntegerField(_("row"))
    facts = models.CharField(max_length=64)  # columns that never change
    state = models.CharField(max_length=64, blank=True)  # columns that may change
    texts = models.JSONField(default=dict)  # column -> digest, of texts that may be redacted
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger")
        ordering = ("seq",)
        indexes = [models.Index(fields=("table", "row"), name="cooperation_ledger_row")]

    def __str__(self) -> str:
        return self.head

    @property
    def head(self) -> str:
        """Return the head of the ledger after this entry: "SEQ:HASH"."""
        return f"{self.seq}:{self.hash}"


class LedgerHead(models.Model):
    """The last entry of the ledger: one row, which every transaction that appends an entry locks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=ledger.GENESIS)

    class Meta:
        verbose_name = _("end of the ledger")
        verbose_name_plural = _("end of the ledger")
        constraints = [models.CheckConstraint(name="cooperation_ledgerhead_only_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def lock_ledger() -> LedgerHead:
    """Lock the end of the ledger until the transaction ends; return it. The first lock of every service."""
    return LedgerHead.objects.select_for_update().get_or_create(id=1)[0]


def append_entries(
    rows: Iterable[models.Model], action: str = LedgerEntry.Action.ADDED, *, to: LedgerHead | None = None
) -> None:
    """Append an entry for each saved row, `to` the end that the caller has locked just before. Two or three queries."""
    with transaction.atomic(savepoint=False):
        head = to or lock_ledger()
        entries = [_next_entry(head, row, action) for row in rows]
        if entries:
            LedgerEntry.objects.bulk_create(entries)
            head.save(update_fields=["seq", "hash"])


def _next_entry(head: LedgerHead, row: models.Model, action: str) -> LedgerEntry:
    """Return the next entry and advance the head; neither is written."""
    entry = LedgerEntry(
        seq=head.seq + 1,
        at=timezone.now(),
        action=action,
        table=row._meta.label_lower,
        row=row.pk,
        previous_hash=head.hash,
        **row_digests(row, columns_of(type(row))),
    )
    entry.hash = hash_of_entry(entry)
    head.seq, head.hash = entry.seq, entry.hash
    return entry


def hash_of_entry(entry: LedgerEntry) -> str:
    """Compute the hash of an entry from its columns."""
    return ledger.entry_hash(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        table=entry.table,
        row=entry.row,
        facts=entry.facts,
        state=entry.state,
        texts=entry.texts,
        previous=entry.previous_hash,
    )


# --- the columns of a row ------------------------------------------------------------------------------------------


class RecordedColumns:
    """The fields of a model by how they are recorded; `state`, `texts` and `derived` are names of fields."""

    def __init__(
        self, model: type[models.Model], *, texts: Iterable[str], state: Iterable[str], derived: Iterable[str]
    ) -> None:
        left_out = {*derived, *NOT_AN_EDIT}
        recorded = [field for field in model._meta.concrete_fields if field.name not in left_out]
        self.texts = [field for field in recorded if field.name in set(texts)]
        self.state = [field for field in recorded if field.name in set(state)]
        self.facts = [field for field in recorded if field not in self.texts and field not in self.state]


def columns_of(model: type[models.Model]) -> RecordedColumns:
    return RecordedColumns(
        model,
        texts=getattr(model, "RECORDED_TEXTS", ()),
        state=getattr(model, "RECORDED_STATE", ()),
        derived=getattr(model, "NOT_RECORDED", ()),
    )


def row_digests(row: models.Model, columns: RecordedColumns) -> dict[str, Any]:
    """Return `facts`, `state` and `texts` of the row's entry."""
    return {
        "facts": ledger.columns_digest(_values(row, columns.facts)),
        "state": ledger.columns_digest(_values(row, columns.state)),
        "texts": {field.name: ledger.text_digest(getattr(row, field.name) or "") for field in columns.texts},
    }


def _values(row: models.Model, fields: Iterable[models.Field]) -> Mapping[str, object]:
    """Return the values by column, without those that are the default of their field."""
    values = {field.attname: field.to_python(getattr(row, field.attname)) for field in fields}
    return {field.attname: values[field.attname] for field in fields if not _is_default(field, values[field.attname])}


def _is_default(field: models.Field, value: object) -> bool:
    if value is None or (callable(field.default) and field.default not in (dict, list)):
        return value is None
    return bool(value == field.get_default())


# --- recorded models -----------------------------------------------------------------------------------------------


class RecordedQuerySet(models.QuerySet[Row_co]):
    """Record what is done to several rows together; refuse (TypeError) to change facts and texts."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        if not rows:
            return []
        with transaction.atomic(savepoint=False):
            head = lock_ledger()
            created = super().bulk_create(rows, *args, **kwargs)
            append_entries(created, to=head)
        return created

    def update(self, **values: object) -> int:
        if _not_recorded(self.model).issuperset(values):
            return super().update(**values)
        if not {*self.model.RECORDED_STATE, *_not_recorded(self.model)}.issuperset(values):  # type: ignore[attr-defined]  # a RecordedModel
            self._refuse("update")
        with transaction.atomic(savepoint=False):
            head = lock_ledger()
            keys = list(self.values_list("pk", flat=True))
            rows = self.model._base_manager.filter(pk__in=keys)
            count = rows.update(**values)
            append_entries(rows, LedgerEntry.Action.CHANGED, to=head)
        return count

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        self._refuse("bulk_update")

    def delete(self) -> tuple[int, dict[str, int]]:
        if not self.model.IS_DELETABLE:  # type: ignore[attr-defined]  # a RecordedModel
            self._refuse("delete")
        with transaction.atomic(savepoint=False):
            append_entries(self, LedgerEntry.Action.DELETED, to=lock_ledger())
            return super().delete()

    update.alters_data = bulk_create.alters_data = bulk_update.alters_data = True  # type: ignore[attr-defined]  # Django marks them so
    delete.alters_data = True  # type: ignore[attr-defined]  # Django marks it so
    delete.queryset_only = True  # type: ignore[attr-defined]  # as Django's

    def _refuse(self, method: str) -> NoReturn:
        raise TypeError(f"{self.model.__name__}.{method}(): these rows are never changed or deleted.")


class RecordedModel(models.Model):
    """Base class of rows that readers rely on. All columns are facts, which never change, except those named here."""

    RECORDED_TEXTS: ClassVar[tuple[str, ...]] = ()  # may be redacted
    RECORDED_STATE: ClassVar[tuple[str, ...]] = ()  # may change
    NOT_RECORDED: ClassVar[tuple[str, ...]] = ()  # derived from other rows
    IS_DELETABLE: ClassVar[bool] = False

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row and append its entry in one transaction. Raises TypeError if a fact or a text has changed."""
        is_new, written = self._state.adding, options.get("update_fields")
        if written is not None and _not_recorded(type(self)).issuperset(written):
            super().save(**options)
            return
        with transaction.atomic(savepoint=False):
            head = lock_ledger()
            super().save(**options)
            if is_new:
                append_entries([self], to=head)
            else:
                self._append_change(head, is_partial=written is not None)

    def _append_change(self, head: LedgerHead, *, is_partial: bool) -> None:
        # Columns that were not written may differ in memory, so the stored row is read.
        row = type(self)._base_manager.get(pk=self.pk) if is_partial else self
        newest = LedgerEntry.objects.filter(table=row._meta.label_lower, row=row.pk).order_by("-seq").first()
        digests = row_digests(row, columns_of(type(row)))
        if newest is not None and (newest.facts, newest.texts) != (digests["facts"], digests["texts"]):
            raise TypeError(f"{type(self).__name__} {self.pk}: a column that never changes was changed.")
        append_entries([row], LedgerEntry.Action.CHANGED, to=head)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not self.IS_DELETABLE:
            raise TypeError(f"{type(self).__name__} rows are never deleted.")
        with transaction.atomic(savepoint=False):
            append_entries([self], LedgerEntry.Action.DELETED, to=lock_ledger())
            return super().delete(*args, **kwargs)


def _not_recorded(model: type[models.Model]) -> set[str]:
    return {*getattr(model, "NOT_RECORDED", ()), *NOT_AN_EDIT}


class Redaction(RecordedModel):
    """The removal of a text for privacy: which one, when, by whom and why. The text itself is nowhere any more."""

    table = models.CharField(_("table"), max_length=60)  # in the database: "indicators_revision"
    row = models.PositiveBigIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=60)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.column}"


def recorded_models() -> Iterator[type[models.Model]]:
    """Yield the models whose rows have entries."""
    for model in apps.get_models():
        if issubclass(model, RecordedModel) or is_record_of_edits(model):
            yield model


def changing_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a recorded table that may change, in the database."""
    names = {*getattr(model, "RECORDED_STATE", ()), *_not_recorded(model)}
    return [str(field.column) for field in model._meta.concrete_fields if field.name in names]


def is_record_of_edits(model: type[models.Model]) -> bool:
    """Whether simple_history created the model, for edits or for the many-to-many relations at an edit."""
    return model._meta.pk.name in ("history_id", "m2m_history_id")
