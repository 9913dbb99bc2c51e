"""Whether anything that readers see may have changed."""

from django.db import connection

from cooperation.models import Programme

# Versions only grow and ids are never reused, so no two states of the portal have the same counts and sums.
_STATE_SQL = "SELECT COUNT(*), MAX(id), SUM(content_version), COUNT(CASE WHEN is_published THEN 1 END) FROM {}"


def public_version() -> str:
    """Return a string that differs after every change of what is public; "" before there is a programme.

    One query, in plain SQL because it runs for every page.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE_SQL.format(connection.ops.quote_name(Programme._meta.db_table)))
        state = cursor.fetchone()
    return "-".join(map(str, state)) if state[0] else ""
