"""Databases of every release, as that release stored them, are migrated to this version without a loss."""

import gzip
import hashlib
import json
import re
from contextlib import closing
from functools import partial

import pytest

from tests import databases
from tests.upgrades.dump import DUMPS, PROJECT

VERSIONS = sorted(path.name for path in DUMPS.iterdir() if path.is_dir() and path.name[0].isdigit())
# What a migration may change: "table.column", or "table" for all its rows, with the reason.
CHANGED_BY_MIGRATIONS: dict[str, str] = {
    "django_migrations": "the list of migrations",
    "django_content_type": "new models",
    "auth_permission": "new models",
    "auth_group_permissions": "new models",
    "sqlite_sequence": "numbers of SQLite itself",
    "indicators_notification": "its rows are cooperation_letter since the outbox (indicators.0011)",
    "indicators_readerquestion.letter": "in the outbox (indicators.0011)",
    "indicators_readerquestion.taken_until": "in the outbox (indicators.0011)",
}
WITHOUT_DUMP = {"0.1.0"}  # released before the dumps were committed
TABLE_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
EXAMPLE = "/programy/przyklad-2022-2025/"
PAGES = ("/", "/programy/2021-2025/", EXAMPLE, f"{EXAMPLE}dane/wartosci.csv")
OPEN_PAGES = f"""
from django.test import Client
for path in {PAGES}:
    print(Client().get(path).status_code, path)
"""

PUBLISHED_QUESTION = """
INSERT INTO indicators_readerquestion (
    indicator_id, kind, text, search_text, is_redacted, language, email, state, form_sha256, token_sha256, asked_at,
    confirmed_at, due_on, answer, decline_reason, answered_at, answered_by_id
)
SELECT
    MIN(id), 'question', 'Skąd ta liczba?', '', FALSE, 'pl', '', 'published', 'a', 'b', '2025-01-02 10:00:00',
    '2025-01-02 11:00:00', '2025-01-16', 'Z list.', '', '2025-01-03 12:00:00', (SELECT MIN(id) FROM auth_user)
FROM indicators_indicator
"""


def load(version: str, url: str) -> str:
    """Fill an empty database with the dump and migrate it; return the rows it had before, as JSON (see `rows_of`)."""
    vendor = "sqlite" if databases.is_sqlite() else "postgresql"
    statements = gzip.decompress((DUMPS / version / f"{vendor}.sql.gz").read_bytes()).decode()
    with closing(databases.connect(url)) as connection:
        if databases.is_sqlite():
            connection.executescript(statements)
        else:
            connection.cursor().execute(statements)
        connection.commit()
    before = json.dumps(rows_of(url))
    databases.run_on(url, "manage.py", "migrate", "--verbosity=0")
    return before


def rows_of(url: str) -> dict[str, dict[str, list[str]]]:
    """Return table -> column -> digests of its values, in the order of the first column (the key)."""
    tables = {}
    with closing(databases.connect(url)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(TABLE_NAMES["sqlite" if databases.is_sqlite() else "postgresql"])
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows = cursor.fetchall()
            names = [column[0] for column in cursor.description]
            tables[table] = {
                name: [hashlib.sha256(repr(row[number]).encode()).hexdigest()[:16] for row in rows]
                for number, name in enumerate(names)
            }
    return tables


def differences(before: dict[str, dict[str, list[str]]], after: dict[str, dict[str, list[str]]]) -> list[str]:
    """Return "table" of missing tables, "table.column" of columns with other values, in which both have the column.

    A table or column that a migration removes must be listed in CHANGED_BY_MIGRATIONS, too.
    """
    changed = []
    for table, columns in before.items():
        if table not in after:
            changed.append(table)
            continue
        for name, digests in columns.items():
            if after[table].get(name) != digests:
                changed.append(f"{table}.{name}")
    return [name for name in changed if not {name, name.partition(".")[0]} & CHANGED_BY_MIGRATIONS.keys()]


@pytest.fixture(params=VERSIONS)
def migrated(request):
    return databases.template(f"upgrade_{request.param.replace('.', '_')}", partial(load, request.param))


def test_there_is_a_dump_for_each_database():
    assert VERSIONS
    for version in VERSIONS:
        assert {path.name for path in (DUMPS / version).iterdir()} == {"sqlite.sql.gz", "postgresql.sql.gz"}


def test_every_release_has_a_dump():
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = set(re.findall(r"^## \[(\d[\d.]*)\]", changelog, re.MULTILINE))
    assert released - WITHOUT_DUMP == set(VERSIONS)


def test_migration_preserves_rows(migrated):
    before = json.loads(migrated.output)
    assert differences(before, rows_of(migrated.url)) == []
    assert before["indicators_revision"]["id"]


def test_migration_preserves_hash_chain(migrated):
    databases.run_on(migrated.url, "manage.py", "verify_history")


def change(url: str, statement: str) -> None:
    """Change rows without the portal: on PostgreSQL the triggers that refuse it do not act on a replica."""
    with closing(databases.connect(url)) as connection, closing(connection.cursor()) as cursor:
        if not databases.is_sqlite():
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount == 1
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM indicators_target WHERE id = (SELECT MIN(id) FROM indicators_target)", "indicators_target"),
        (
            "UPDATE cooperation_unit SET name = 'x' WHERE id = (SELECT MIN(id) FROM cooperation_unit)",
            "cooperation_unit",
        ),
    ],
)
def test_control_migration_that_loses_or_rewrites_a_row_is_detected(migrated, tmp_path, statement, table):
    before = json.loads(migrated.output)
    with databases.own_database(tmp_path, "lost", migrated) as url:
        change(url, statement)
        changed = differences(before, rows_of(url))
    assert {name.partition(".")[0] for name in changed} == {table}


def test_control_migration_that_changes_a_value_is_detected(migrated, tmp_path):
    newest = "SELECT MAX(id) FROM indicators_revision WHERE value IS NOT NULL"
    with databases.own_database(tmp_path, "changed", migrated) as url:
        change(url, f"UPDATE indicators_revision SET value = value + 1 WHERE id = ({newest})")
        checked = databases.attempt_on(url, "manage.py", "verify_history")
    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr


def test_answer_published_by_an_earlier_version_is_recorded(migrated, tmp_path):
    with databases.own_database(tmp_path, "answered", migrated) as url:
        databases.run_on(url, "manage.py", "migrate", "indicators", "0012_published_answers", "--verbosity=0")
        change(url, PUBLISHED_QUESTION)
        databases.run_on(url, "manage.py", "migrate", "--verbosity=0")
        databases.run_on(url, "manage.py", "verify_history")
        change(url, "UPDATE indicators_readerquestion SET answer = 'Z rejestru.'")
        assert databases.attempt_on(url, "manage.py", "verify_history").returncode == 1


def test_migrated_database_serves_pages(migrated):
    printed = databases.run_on(migrated.url, "manage.py", "shell", "--no-imports", "-c", OPEN_PAGES)
    assert printed.splitlines() == [f"200 {path}" for path in PAGES]
