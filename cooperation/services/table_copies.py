"""Rows of all tables as files, in a form that SQLite and PostgreSQL share: one JSON array per row, one file per model.

A file begins with the names of the columns. Values keep their whole precision (microseconds, decimals as text), keys of
JSON values are sorted, and rows are in the order of the primary key, so that equal tables make equal files.
"""

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Field, GeneratedField, Max, Model

from cooperation.models import LedgerEntry
from cooperation.recording import definition_of

# People log in again after a restore: sessions of an old state must not become valid again. Both contain session keys.
EXCLUDED = frozenset({"sessions.Session", "usersessions.UserSession"})
BATCH = 500


@dataclass(frozen=True, slots=True)
class TableFile:
    rows: int
    sha256: str  # of the lines, not of the compressed file


def copied_models() -> list[type[Model]]:
    """Return every model with a table of its own, tables of many-to-many relations included, except EXCLUDED."""
    models = apps.get_models(include_auto_created=True)
    owned = [model for model in models if model._meta.managed and not model._meta.proxy]
    return [model for model in owned if model._meta.label not in EXCLUDED]


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """Read a consistent state of the database without blocking writers; in a transaction of the caller, read that."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the lock of writers
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def write_tables(directory: Path, using: str) -> dict[str, TableFile]:
    """Write one file per model, `<label>.jsonl.gz`; return them by label. Call it within `snapshot`."""
    return {model._meta.label: _write_table(model, path_of(directory, model), using) for model in copied_models()}


def path_of(directory: Path, model: type[Model]) -> Path:
    return directory / f"{model._meta.label}.jsonl.gz"


def _write_table(model: type[Model], path: Path, using: str) -> TableFile:
    names = [field.attname for field in _columns(model)]
    digest = hashlib.sha256()
    count = 0
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    with gzip.GzipFile(path, "wb", compresslevel=3, mtime=0) as file:
        file.write(_line(names))
        for row in rows.iterator(chunk_size=BATCH):
            line = _line(row)
            digest.update(line)
            file.write(line)
            count += 1
    return TableFile(count, digest.hexdigest())


def _columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField)]


def _line(values: object) -> bytes:
    return (json.dumps(values, cls=_ExactEncoder, ensure_ascii=False, sort_keys=True) + "\n").encode()


class _ExactEncoder(DjangoJSONEncoder):
    """Encode times with microseconds (Django's encoder truncates them to milliseconds) and bytes in Base64."""

    def default(self, o: object) -> object:
        if isinstance(o, datetime):
            return o.isoformat()
        if isinstance(o, (bytes, memoryview)):
            return b64encode(o).decode()
        return super().default(o)


def read_digest(path: Path) -> TableFile:
    """Return the rows and the hash of a written file. Raises OSError, EOFError or zlib.error when it is damaged."""
    digest = hashlib.sha256()
    count = -1
    with gzip.open(path) as file:
        for line in file:
            if count >= 0:
                digest.update(line)
            count += 1
    return TableFile(count, digest.hexdigest())


def load_tables(directory: Path, using: str, sequences: Mapping[str, int]) -> None:
    """Replace the contents of all tables by the files, in one transaction, without signals and without `pre_save`.

    `sequences`: what `read_sequences` returned with the rows; empty for a backup older than them. Raises
    IntegrityError when the rows contradict each other; nothing has changed then.
    """
    models = copied_models()
    connection = connections[using]
    with transaction.atomic(using=using):
        for model in reversed(models):
            model._base_manager.using(using).all()._raw_delete(using)
        for model in models:
            _load_table(model, path_of(directory, model), using)
        _set_sequences(sequences, using)
        connection.check_constraints()


def _load_table(model: type[Model], path: Path, using: str) -> None:
    with gzip.open(path) as file:
        names = json.loads(file.readline())
        by_name = {field.attname: field for field in _columns(model)}
        fields = [by_name[name] for name in names]
        while lines := list(islice(file, BATCH)):
            rows = [_row(model, fields, json.loads(line)) for line in lines]
            # Like `loaddata` (raw), but with many rows in a statement and without `post_save`.
            insert = model._base_manager.using(using)._insert  # type: ignore[attr-defined]  # not in Django's stubs
            insert(rows, fields=fields, using=using, raw=True)


def _row(model: type[Model], fields: list[Field], values: list[object]) -> Model:
    return model(**{field.attname: field.to_python(value) for field, value in zip(fields, values, strict=True)})


# --- numbers of rows -----------------------------------------------------------------------------------------------


def read_sequences(using: str) -> dict[str, int]:
    """Return the last number that each table has given to a row, by label; 0 if it has given none."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            numbers = dict(cursor.fetchall())
            return {model._meta.label: numbers.get(model._meta.db_table, 0) for model in _numbered_models()}
        return {model._meta.label: _last_value(cursor, _sequence_of(cursor, model)) for model in _numbered_models()}


def _numbered_models() -> list[type[Model]]:
    """Return the copied models whose keys the database assigns."""
    return [model for model in copied_models() if model._meta.auto_field is not None]


def _sequence_of(cursor: Any, model: type[Model]) -> str:
    """Return the quoted name of the sequence on PostgreSQL."""
    table = connections[DEFAULT_DB_ALIAS].ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
    return str(cursor.fetchone()[0])


def _last_value(cursor: Any, sequence: str) -> int:
    cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608  # quoted
    return int(cursor.fetchone()[0])


def _set_sequences(sequences: Mapping[str, int], using: str) -> None:
    """Continue the numbers where they were, so that no new row gets the number of a deleted one.

    The ledger and the records of edits know deleted rows, too; an older backup contains nothing else about them.
    """
    connection = connections[using]
    recorded = _recorded_numbers(using)
    with connection.cursor() as cursor:
        for model in _numbered_models():
            highest = model._base_manager.using(using).aggregate(last=Max("pk"))["last"] or 0
            last = max(highest, sequences.get(model._meta.label, 0), recorded.get(model._meta.label_lower, 0))
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, last])
            else:
                cursor.execute("SELECT setval(%s, %s, %s)", [_sequence_of(cursor, model), max(last, 1), last > 0])


def _recorded_numbers(using: str) -> dict[str, int]:
    """Return the highest number of a row in the ledger and in the records of edits, by label in lower case."""
    entries = LedgerEntry.objects.using(using).order_by().values_list("table").annotate(last=Max("row"))
    numbers: dict[str, int] = dict(entries)
    for record_model in copied_models():
        model = definition_of(apps, record_model)
        if model is not None:
            last = record_model._base_manager.using(using).aggregate(last=Max("id"))["last"] or 0
            numbers[model._meta.label_lower] = max(last, numbers.get(model._meta.label_lower, 0))
    return numbers
