"""Rows as somebody changes them who can write to the database but does not use the portal."""

from typing import Any

from django.db import connection, models


def rewritable(model: type[models.Model]) -> models.QuerySet[Any]:
    """Return a queryset that changes recorded rows without an entry in the ledger, until the test's transaction ends.

    On PostgreSQL the owner of the tables switches the trigger off.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            # A table with pending checks of foreign keys cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return models.QuerySet(model)
