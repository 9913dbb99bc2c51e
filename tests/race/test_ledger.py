"""Concurrent writers of different rows append to one ledger, which never forks."""

import pytest

from tests import databases
from tests.drill import row, size
from tests.race.test_lost_update import LOCKED, save
from tests.servers import Post

REPEATS = size("RACE_REPEATS", 3)
PEOPLE = 12

pytestmark = pytest.mark.drill


def comments(arena, name):
    """Return comments of several people on different figures."""
    figures = arena.people["submitted"]
    return [
        Post(session, f"{figures[index % len(figures)]}komentarze/", {"text": f"{name} {index}", "request_key": name})
        for index, session in enumerate(arena.people["editors"][:PEOPLE])
    ]


def entries(arena):
    return arena.rows("SELECT COUNT(*), MAX(seq) FROM cooperation_ledgerentry")[0]


def test_concurrent_writers_append_to_one_chain(arena, portal, fresh):
    figure, officer = fresh("empty"), arena.people["editors"][PEOPLE]
    count = last = 0
    for repeat in range(REPEATS):
        before, _last = entries(arena)
        saves = [save(officer, figure, repeat, repeat, f"ledger{repeat}")]
        answers = portal.together([*comments(arena, f"ledger{repeat}"), *saves])
        assert {answer.status for answer in answers} == {302}
        assert not any(word in answer.text for answer in answers for word in LOCKED)
        count, last = entries(arena)
        assert count == last
        assert count > before + PEOPLE
    arena.manage("verify_history")
    row(
        "G24",
        f"forks of the ledger, {REPEATS} times {PEOPLE} writers",
        wanted="0",
        measured=count - last,
        met=count == last,
    )


@pytest.mark.skipif(databases.is_sqlite(), reason="SQLite has one writer at a time, with and without the lock")
def test_control_writers_fail_without_lock_and_ledger_does_not_fork(arena):
    with arena.serve("tests.race.unlocked_ledger_wsgi", workers=2) as server:
        answers = server.together(comments(arena, "unlocked"))
    assert any(answer.status >= 500 for answer in answers)
    arena.manage("verify_history")
