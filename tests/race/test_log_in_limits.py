"""Rate limits apply to all workers together and survive a restart."""

import os

import pytest

from tests import factories
from tests.environment import RUN
from tests.servers import Post

LOGIN = "/konto/logowanie/"
AT_ONCE = 50
LIMIT = 5  # ACCOUNT_RATE_LIMITS["login_failed_network"], of one account
REDIS = os.environ.get("TEST_REDIS_URL", "")


def log_in(name, password="zle-haslo"):
    return Post("", LOGIN, {"login": name, "password": password})


def attempts_of(answers, without_lock=False):
    """Return how many passwords were checked; the other attempts were refused before."""
    if without_lock:  # two processes write one entry of the cache, and the database refuses the second
        answers = [answer for answer in answers if answer.status != 503]
    assert {answer.status for answer in answers} == {200}
    refused = sum("Zbyt wiele nieudanych prób logowania" in answer.text for answer in answers)
    wrong = sum("hasło są nieprawidłowe" in answer.text for answer in answers)
    assert refused + wrong == len(answers)
    return wrong


@pytest.fixture
def names(arena):
    return [name for (name,) in arena.rows("SELECT username FROM auth_user WHERE is_active ORDER BY id")]


CACHES = ["", pytest.param(REDIS, marks=pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no server"))]


@pytest.mark.parametrize("cache_url", CACHES, ids=["database", "redis"])
def test_parallel_log_ins_over_two_workers_try_five_passwords(arena, names, cache_url):
    # The cache keys depend on the secret, so entries of an earlier run in Redis have no effect.
    with arena.serve(workers=2, CACHE_URL=cache_url, SECRET_KEY=f"tests-{RUN}-{cache_url}".ljust(50, "x")) as server:
        before = attempts_of(server.together([log_in(names[0])] * AT_ONCE))
        server.stop()
        server.start()
        server.wait_until_ready()
        after = attempts_of([server.post(log_in(names[0])) for _ in range(LIMIT + 1)])
        assert 1 <= before <= before + after <= LIMIT
        assert attempts_of([server.post(log_in(names[0], factories.PASSWORD))]) == 0
        colleague = server.post(log_in(names[1], factories.PASSWORD))  # behind the same address
        assert colleague.status == 302


def test_control_parallel_log_ins_without_lock_try_more_passwords(arena, names):
    with arena.serve("tests.race.unlocked_limits_wsgi", workers=2) as server:
        assert attempts_of(server.together([log_in(names[2])] * AT_ONCE), without_lock=True) > LIMIT


@pytest.mark.parametrize("cache_url", CACHES, ids=["database", "redis"])
def test_colleagues_behind_one_address_log_in_at_once(arena, names, cache_url):
    with arena.serve(workers=2, CACHE_URL=cache_url) as server:
        answers = server.together([log_in(name, factories.PASSWORD) for name in names[3:43]])
    assert [answer.status for answer in answers] == [302] * 40
