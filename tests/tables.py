"""What the database holds, to be compared with what it holds afterwards."""

import hashlib

from django.db import connection

# A session says who asks, the cache how often: neither is content.
NOT_KEPT = frozenset({"django_session", "cooperation_cache"})


def rows_of_every_table(without: frozenset[str] = NOT_KEPT) -> dict[str, tuple[int, str]]:
    """Table -> number of its rows and a hash over them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in without:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr([_told(value) for value in row]) for row in cursor.fetchall())
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def _told(value: object) -> object:
    """PostgreSQL gives bytes as a view of memory, whose repr is its address."""
    return value.tobytes() if isinstance(value, memoryview) else value


def changed_tables(before: dict[str, tuple[int, str]]) -> set[str]:
    after = rows_of_every_table()
    return {table for table in before | after if before.get(table) != after.get(table)}
