"""The shared cache: atomic `add`, deletion of expired entries, hashed keys, errors of `set`."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import OperationalError, connection

from cooperation.cache import SharedCache, hashed_key
from cooperation.models import CacheEntry

OPTIONS = {"KEY_FUNCTION": "cooperation.cache.hashed_key"}
CALLERS = 8


def test_portal_uses_the_shared_cache_for_limits(settings):
    assert settings.CACHES["default"]["BACKEND"] == "cooperation.cache.SharedCache"
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000
    aliases = {(options["BACKEND"], options["LOCATION"]) for options in settings.CACHES.values()}
    assert len(aliases) == len(settings.CACHES)  # no PDF and no page shares entries with a limit


def test_add_stores_an_entry_until_it_expires(db, time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z", tick=False)
    assert [cache.add("key", "first", 10), cache.add("key", "second", 10)] == [True, False]
    assert cache.get("key") == "first"
    time_machine.shift(11)
    assert cache.add("key", "third", 10)
    assert cache.get("key") == "third"


def test_expired_entries_are_deleted_with_the_next_attempt(db, time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z", tick=False)
    cache.set("old", [1], 60)
    time_machine.shift(61)
    cache.add("new", True, 10)
    assert [entry.cache_key for entry in CacheEntry.objects.all()] == [hashed_key("new", "portal", 1)]


def test_retention_deletes_expired_entries_and_no_others(db, time_machine, capsys):
    time_machine.move_to("2025-02-10T09:00:00Z", tick=False)
    cache.set("old", [1], 60)
    cache.set("new", [1], 3600)
    time_machine.shift(61)
    call_command("retention")
    assert [entry.cache_key for entry in CacheEntry.objects.all()] == [hashed_key("new", "portal", 1)]


def test_set_raises_when_write_fails(db, monkeypatch):
    monkeypatch.setattr(DatabaseCache, "_base_set", lambda *args: False)  # as on any error of the database
    with pytest.raises(OperationalError):
        cache.set("key", [1], 60)


def test_hashed_keys_depend_on_secret_key(settings):
    before = hashed_key("allauth:rl:ip:192.0.2.1", "portal", 1)
    settings.SECRET_KEY = "another-secret-key-that-nobody-knows-0123456789"
    assert before != hashed_key("allauth:rl:ip:192.0.2.1", "portal", 1)


def winners(backend, times=10):
    """Return for each attempt how many of eight concurrent callers replaced an expired entry."""
    shared = backend("cooperation_cache", OPTIONS)
    gate = threading.Barrier(CALLERS)

    def add(number):
        gate.wait(20)
        try:
            return shared.add("lock", number, 60)
        finally:
            connection.close()

    counts = []
    for _ in range(times):
        shared.set("lock", "expired", -60)
        with ThreadPoolExecutor(CALLERS) as threads:
            counts.append(sum(threads.map(add, range(CALLERS))))
    return counts


def test_add_of_expired_entry_succeeds_for_one_of_many_callers(transactional_db, django_db_serialized_rollback):
    assert winners(SharedCache) == [1] * 10


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time")
def test_control_add_of_djangos_cache_succeeds_for_several_callers(transactional_db, django_db_serialized_rollback):
    assert max(winners(DatabaseCache, times=40)) > 1
