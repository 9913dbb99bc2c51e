"""Digests of all tables, to compare the database before and after a request."""

import hashlib

from django.db import connection

# Sessions and counts of attempts change with every request.
NOT_CONTENT = frozenset({"django_session", "cooperation_cache"})


def rows_of_every_table(without: frozenset[str] = NOT_CONTENT) -> dict[str, tuple[int, str]]:
    """Return table -> (number of rows, hash of the rows)."""
    digests = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in without:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr([_plain_value(value) for value in row]) for row in cursor.fetchall())
                digests[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return digests


def _plain_value(value: object) -> object:
    """Return bytes for a memoryview of psycopg2, whose repr contains an address."""
    return value.tobytes() if isinstance(value, memoryview) else value


def changed_tables(before: dict[str, tuple[int, str]]) -> set[str]:
    after = rows_of_every_table()
    return {table for table in before | after if before.get(table) != after.get(table)}
