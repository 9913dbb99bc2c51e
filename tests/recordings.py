"""Rows that a thousand tests need: created once in a process, and for each further test inserted as they were.

Creating a small office through its models and their histories takes a tenth of a second, inserting its rows a
hundredth.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

Created = TypeVar("Created")
Rows = dict[str, list[tuple[Any, ...]]]  # by table

FIRST_KEY = 1000  # on SQLite, where rolled back keys are used again: a test may create rows before the recorded ones
_recordings: dict[Callable[[], Any], tuple[Any, Rows]] = {}


def recorded(create: Callable[[], Created]) -> Created:
    """Return what the function creates, as objects of the caller's own. The function may only insert rows."""
    with transaction.atomic():
        if create in _recordings:
            created, rows = _recordings[create]
            for table, values in rows.items():
                _insert(table, values)
            return deepcopy(created)
        _leave_keys_for_other_rows()
        before = _all_rows()
        created = create()
        rows = {table: [row for row in rows if row not in before[table]] for table, rows in _all_rows().items()}
        _recordings[create] = deepcopy(created), {table: values for table, values in rows.items() if values}
        return created


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]


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


def _leave_keys_for_other_rows() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in _tables():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FIRST_KEY])
