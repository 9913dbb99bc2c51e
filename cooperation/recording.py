"""Recording of rows that are older than the ledger; imported by migrations, which pass their own models."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models

from cooperation.models.ledger import RecordedColumns, hash_of_entry, is_record_of_edits, row_digests

BATCH = 500
NOTHING: Mapping[str, Sequence[str]] = {"texts": (), "state": (), "derived": ()}


def record_rows(
    apps: Any, tables: Mapping[str, Mapping[str, Sequence[str]]], *, at: datetime, with_edits: bool = True
) -> None:
    """Append an entry for every row of the tables and, unless they have theirs already, of the records of edits.

    `tables`: label of a model -> `texts`, `state` and `derived`, as `RecordedColumns` takes them. Labels that only name
    texts of a record of edits are allowed, too.
    """
    entry_model, head_model = apps.get_model("cooperation", "LedgerEntry"), apps.get_model("cooperation", "LedgerHead")
    head, _new = head_model.objects.get_or_create(id=1)
    recorded = [
        model
        for model in apps.get_models()
        if model._meta.label_lower in tables or (with_edits and is_record_of_edits(model))
    ]
    for model in sorted(recorded, key=lambda model: model._meta.label_lower):
        columns = RecordedColumns(model, **{**NOTHING, **tables.get(model._meta.label_lower, {})})
        rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            entry_model.objects.bulk_create(list(_entries(entry_model, head, batch, columns, at)))
    head.save()


def _entries(
    entry_model: Any, head: Any, rows: Iterable[models.Model], columns: RecordedColumns, at: datetime
) -> Iterator[models.Model]:
    """Yield the next entries and advance the head."""
    for row in rows:
        entry = entry_model(
            seq=head.seq + 1,
            at=at,
            action="added",
            table=row._meta.label_lower,
            row=row.pk,
            previous_hash=head.hash,
            **row_digests(row, columns),
        )
        entry.hash = hash_of_entry(entry)
        head.seq, head.hash = entry.seq, entry.hash
        yield entry


def record_unrecorded_edits(apps: Any, *, at: datetime) -> None:
    """Create a record of edit for each definition that differs from its newest one, as a write without forms leaves it.

    Accounts are left out: their history does not contain every column.
    """
    for record_model in apps.get_models():
        model = definition_of(apps, record_model)
        if model is None:
            continue
        for row, newest in unrecorded_edits(model, record_model):
            kind = "-" if row is None else "+" if newest is None else "~"
            values = {name: getattr(row or newest, name) for name in recorded_names(record_model)}
            record_model._base_manager.create(**values, history_date=at, history_type=kind)


def definition_of(apps: Any, record_model: Any) -> Any | None:
    """Return the model whose edits the other one records; None if it records no edits of a definition."""
    if record_model._meta.pk.name != "history_id":
        return None
    name = record_model._meta.model_name.removeprefix("historical")
    try:
        return apps.get_model(record_model._meta.app_label, name)
    except LookupError:
        return None


def recorded_names(record_model: Any) -> list[str]:
    """Return the columns that a record of an edit shares with the definition."""
    return [field.attname for field in record_model._meta.concrete_fields if not field.name.startswith("history_")]


def unrecorded_edits(model: Any, record_model: Any) -> Iterator[tuple[Any | None, Any | None]]:
    """Yield (definition, newest record) wherever they differ; None for a missing one. Two queries."""
    names = recorded_names(record_model)
    newest = {record.id: record for record in record_model._base_manager.order_by("history_id")}
    for row in model._base_manager.order_by("pk"):
        record = newest.pop(row.pk, None)
        if record is None or record.history_type == "-" or _values(row, names) != _values(record, names):
            yield row, record
    for record in newest.values():
        if record.history_type != "-":
            yield None, record


def _values(row: models.Model, names: Iterable[str]) -> list[object]:
    return [getattr(row, name) for name in names]
