"""Whether anything that readers see may have changed."""

from django.db import connection

from cooperation.models import Programme

# Versions only grow, numbers are never used again: no two states of the portal have the same answer.
_ASKED = "SELECT COUNT(*), MAX(id), SUM(content_version), COUNT(CASE WHEN is_published THEN 1 END) FROM {}"


def public_pulse() -> str:
    """Another one after every change of what is public; "" before there is a programme: nothing would tell a change.

    One query, in plain SQL: it is asked for every page.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASKED.format(connection.ops.quote_name(Programme._meta.db_table)))
        found = cursor.fetchone()
    return "-".join(map(str, found)) if found[0] else ""
