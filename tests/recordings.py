"""Rows that a thousand tests need: created once in a process, and for each further test inserted as they were.

Creating a small office through its models and their histories takes a tenth of a second, inserting its rows a
hundredth.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

from cooperation.models import LedgerEntry, LedgerHead
from cooperation.models.ledger import hash_of_entry, lock_ledger

Created = TypeVar("Created")
Rows = dict[str, list[tuple[Any, ...]]]  # by table

FIRST_KEY = 1000  # on SQLite, where rolled back keys are used again: a test may create rows before the recorded ones
_recordings: dict[Callable[[], Any], tuple[Any, Rows, list[LedgerEntry]]] = {}


def recorded(create: Callable[[], Created]) -> Created:
    """Return what the function creates, as objects of the caller's own. The function may only insert rows."""
    with transaction.atomic():
        if create in _recordings:
            created, rows, entries = _recordings[create]
            for table, values in rows.items():
                _insert(table, values)
            _append_entries(entries)
            return deepcopy(created)
        _leave_keys_for_other_rows()
        before, seq = _all_rows(), lock_ledger().seq
        created = create()
        rows = {table: [row for row in rows if row not in before[table]] for table, rows in _all_rows().items()}
        entries = list(LedgerEntry.objects.filter(seq__gt=seq))
        _recordings[create] = deepcopy(created), {table: values for table, values in rows.items() if values}, entries
        return created


def forget() -> None:
    """Discard the recorded rows: after a test that restored a backup, sequences may be behind the recorded keys."""
    _recordings.clear()


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    chained = (LedgerEntry, LedgerHead)  # an entry depends on the entries before it
    return [model._meta.db_table for model in models if model._meta.managed and model not in chained]


def _all_rows() -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = cursor.fetchall()
    return rows


def _insert(table: str, rows: list[tuple[Any, ...]]) -> None:
    places = f"({', '.join(['%s'] * len(rows[0]))})"
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(table)} VALUES {', '.join([places] * len(rows))}", values
        )


def _append_entries(entries: list[LedgerEntry]) -> None:
    """Append the recorded entries after those that the test has made."""
    head = lock_ledger()
    for entry in entries:
        entry.seq, entry.previous_hash = head.seq + 1, head.hash
        entry.hash = hash_of_entry(entry)
        head.seq, head.hash = entry.seq, entry.hash
    LedgerEntry.objects.bulk_create(deepcopy(entries))
    head.save()


def _leave_keys_for_other_rows() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in _tables():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FIRST_KEY])
