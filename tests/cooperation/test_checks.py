"""System checks of the database: settings of the live connection, and unknown migrations."""

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


def settings_of(wrapper):
    return checks.READERS[wrapper.vendor](wrapper)


@contextmanager
def answering(**changed):
    """Let the connection report other values of these settings."""
    values = {**settings_of(connection), **changed}
    with mock.patch.dict(checks.READERS, {connection.vendor: lambda _connection: values}):
        yield


def test_connection_has_safe_settings(client):
    values = settings_of(connection)
    assert sorted(values) == sorted(WRONG[connection.vendor])  # every one was read, none is taken on trust
    assert checks.check_database_settings(databases=["default"]) == []
    call_command("check", databases=["default"], tags=["database"])
    assert client.get("/readyz").status_code == 200
    summary = ", ".join(f"{name} {value}" for name, value in values.items())
    row("G3", "settings that lose data, read back", wanted="0", measured=f"0 ({summary})", met=True)


@pytest.mark.parametrize("place", range(5))
def test_wrong_setting_is_reported_with_value_and_hint(place, client):
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


def test_connection_with_unsafe_options_is_reported(tmp_path):
    careless = connections.create_connection("default")
    careless.settings_dict = {**connection.settings_dict, "OPTIONS": CARELESS[connection.vendor]}
    if connection.vendor == "sqlite":
        careless.settings_dict["NAME"] = tmp_path / "careless.sqlite3"  # a new file has no WAL yet
    try:
        wrong = checks.wrong_settings(careless)
    finally:
        careless.close()
    assert {wrong_setting.setting.name for wrong_setting in wrong} == SEEN[connection.vendor]
    assert {wrong_setting.setting.name: wrong_setting.actual for wrong_setting in wrong} == {
        name: WRONG[connection.vendor][name] for name in SEEN[connection.vendor]
    }


def test_longer_busy_timeout_is_allowed_and_zero_is_not():
    (busy,) = [setting for setting in checks.SETTINGS["sqlite"] if setting.name == "busy_timeout"]
    assert [busy.allows(value) for value in ("20000", "60000", "19999", "0", "")] == [True, True, False, False, False]


def test_check_without_databases_makes_no_query():
    """`manage.py check` without `--database` must not need a server."""
    with mock.patch.dict(checks.READERS, {connection.vendor: None}):
        assert checks.check_database_settings(databases=None) == []


def test_migrate_refuses_database_of_another_version(tmp_path):
    """`make run` on the database of another version names the files to move and prints no traceback."""
    database = tmp_path / "portal.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "EVIDENCE_DIR": str(tmp_path / "evidence")}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    row = ("goals", "0003_histories", "2026-01-01")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
        connection.commit()
    done = subprocess.run(migrate, cwd=PROJECT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "goals.0003_histories" in done.stderr
    assert f"przenieś w inne miejsce: {database}" in done.stderr


def test_unknown_migrations_ignore_those_of_libraries():
    MigrationRecorder(connection).record_applied("auth", "0099_of_a_later_django")
    assert checks.unknown_migrations(connection) == []
    MigrationRecorder(connection).record_applied("reports", "0099_of_a_later_version")
    assert checks.unknown_migrations(connection) == ["reports.0099_of_a_later_version"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALLOWED_HOSTS", "*"), ("SECRET_KEY", ""), ("SECRET_KEY", "short"), ("SECRET_KEY", "ab" * 40)],
)
def test_server_does_not_start_with_weak_settings(variable, value):
    variables = {**os.environ, "DEMO": "0", "ALLOWED_HOSTS": "portal.example.org", variable: value}
    command = [sys.executable, "-c", "import cooperation.settings"]
    done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert variable in done.stderr
    assert "ImproperlyConfigured" in done.stderr


@pytest.mark.parametrize(("failed", "archived", "is_failing"), [("12:05", "12:00", True), ("12:05", "12:10", False)])
def test_failing_archive_of_log_is_warned_of(failed, archived, is_failing):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL archives a log")
    assert checks.check_log_archive(databases=["default"]) == []
    with connection.cursor() as cursor:  # PostgreSQL looks for temporary relations first
        cursor.execute(
            "CREATE TEMPORARY VIEW pg_stat_archiver AS SELECT '0000000100000000000000AB' AS last_failed_wal,"
            f" timestamptz '2026-01-31 {failed}' AS last_failed_time,"
            f" timestamptz '2026-01-31 {archived}' AS last_archived_time"
        )
    warnings = checks.check_log_archive(databases=["default"])
    assert [message.id for message in warnings] == ["cooperation.W003"] * is_failing
