"""The settings that keep data are read back from the live connection; a wrong one is named with its cure."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from unittest import mock

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from cooperation import checks
from tests.drill import row
from tests.test_layout import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.drill]

WRONG = {
    "sqlite": {
        "journal_mode": "delete",
        "synchronous": "1",
        "foreign_keys": "0",
        "busy_timeout": "5000",
        "transaction_mode": "deferred",
    },
    "postgresql": {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "server_encoding": "SQL_ASCII",
        "default_transaction_isolation": "serializable",
    },
}
# What a connection that was opened with wrong options says: on PostgreSQL the others are the server's own.
CARELESS = {
    "sqlite": {"init_command": "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF", "timeout": 5},
    "postgresql": {"options": "-c synchronous_commit=off -c default_transaction_isolation=serializable"},
}
SEEN = {"sqlite": set(WRONG["sqlite"]), "postgresql": {"synchronous_commit", "default_transaction_isolation"}}


def found_on(wrapper):
    return checks.READERS[wrapper.vendor](wrapper)


@contextmanager
def answering(**changed):
    """The connection says something else of these settings."""
    found = {**found_on(connection), **changed}
    with mock.patch.dict(checks.READERS, {connection.vendor: lambda _connection: found}):
        yield


def test_this_connection_keeps_what_it_confirms(client):
    found = found_on(connection)
    assert sorted(found) == sorted(WRONG[connection.vendor])  # every one was read, none is taken on trust
    assert checks.check_database_settings(databases=["default"]) == []
    call_command("check", databases=["default"], tags=["database"])
    assert client.get("/readyz").status_code == 200
    told = ", ".join(f"{name} {value}" for name, value in found.items())
    row("G3", "settings that lose data, read back", wanted="0", measured=f"0 ({told})", met=True)


@pytest.mark.parametrize("place", range(5))
def test_a_wrong_setting_is_named_with_what_was_found_and_the_cure(place, client):
    name, value = list(WRONG[connection.vendor].items())[place]
    with answering(**{name: value}):
        (error,) = checks.check_database_settings(databases=["default"])
        with pytest.raises(SystemCheckError, match=name):
            call_command("check", databases=["default"], tags=["database"])
        with pytest.raises(SystemCheckError, match=name):  # `make run` and an update go through here
            call_command("migrate", verbosity=0, skip_checks=False)
        ready = client.get("/readyz")
    assert (ready.status_code, ready.content) == (503, b"settings")
    assert f"{name} ma wartość „{value}”" in error.msg
    assert "Inaczej" in error.msg
    assert error.hint
    assert "{" not in error.hint


def test_a_connection_opened_with_careless_options_is_found_out(tmp_path):
    careless = connections.create_connection("default")
    careless.settings_dict = {**connection.settings_dict, "OPTIONS": CARELESS[connection.vendor]}
    if connection.vendor == "sqlite":
        careless.settings_dict["NAME"] = tmp_path / "careless.sqlite3"  # a new file has no WAL yet
    try:
        wrong = checks.wrong_settings(careless)
    finally:
        careless.close()
    assert {one.setting.name for one in wrong} == SEEN[connection.vendor]
    assert {one.setting.name: one.found for one in wrong} == {
        name: WRONG[connection.vendor][name] for name in SEEN[connection.vendor]
    }


def test_a_longer_wait_is_as_good_and_no_wait_is_not():
    (busy,) = [one for one in checks.SETTINGS["sqlite"] if one.name == "busy_timeout"]
    assert [busy.holds(found) for found in ("20000", "60000", "19999", "0", "")] == [True, True, False, False, False]


def test_without_a_named_database_nothing_is_asked():
    """`manage.py check` alone needs no server."""
    with mock.patch.dict(checks.READERS, {connection.vendor: None}):
        assert checks.check_database_settings(databases=None) == []


def test_migrate_refuses_database_of_another_version(tmp_path):
    """What `make run` prints on a demonstration that an earlier version made: files to move, no traceback."""
    database = tmp_path / "portal.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "EVIDENCE_DIR": str(tmp_path / "evidence")}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=PROJECT, env=environment, check=True, capture_output=True)
    row = ("goals", "0003_histories", "2026-01-01")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
        connection.commit()
    second = subprocess.run(migrate, cwd=PROJECT, env=environment, check=False, capture_output=True, text=True)
    assert second.returncode == 1
    assert "Traceback" not in second.stderr
    assert "goals.0003_histories" in second.stderr
    assert f"przenieś w inne miejsce: {database}" in second.stderr


def test_unknown_migrations_ignore_those_of_libraries():
    MigrationRecorder(connection).record_applied("auth", "0099_of_a_later_django")
    assert checks.unknown_migrations(connection) == []
    MigrationRecorder(connection).record_applied("reports", "0099_of_a_later_version")
    assert checks.unknown_migrations(connection) == ["reports.0099_of_a_later_version"]
