"""PostgreSQL closes all connections: the portal opens new ones, and nobody sees an error."""

import pytest

from tests import databases
from tests.drill import row
from tests.servers import Arena

REQUESTS = 8
TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(databases.is_sqlite(), reason="only PostgreSQL has connections that it can close"),
]


def statuses_after_lost_connections(seeded: Arena, name: str, module: str) -> list[int]:
    """Return the statuses of requests after the server's connections were closed."""
    with seeded.copy(name) as arena, arena.serve(module, workers=1) as server:
        officer = arena.people["editors"][0]
        assert server.get("/panel/", officer).status == 200
        assert arena.rows(TERMINATE) != []
        return [server.get("/panel/", officer).status for _request in range(REQUESTS)]


def test_lost_connection_is_not_noticed(seeded):
    statuses = statuses_after_lost_connections(seeded, "checked", "cooperation.wsgi")
    good = statuses.count(200)
    row("G4", "pages after PostgreSQL closed connections", wanted=str(REQUESTS), measured=good, met=good == REQUESTS)
    assert statuses == [200] * REQUESTS


def test_control_lost_connection_answers_503_without_health_check(seeded):
    statuses = statuses_after_lost_connections(seeded, "unchecked", "tests.faults.unchecked_wsgi")
    assert 503 in statuses
    assert set(statuses) <= {200, 503}
