"""Databases of every release, as that release stored them, are migrated to this version without a loss."""

import gzip
from contextlib import closing
from functools import partial

import pytest

from tests import databases
from tests.upgrades.dump import DUMPS

VERSIONS = sorted(path.name for path in DUMPS.iterdir() if path.is_dir() and path.name[0].isdigit())
COUNTED = (
    "cooperation_programme",
    "indicators_indicator",
    "indicators_revision",
    "indicators_target",
    "reports_annualreport",
)
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
    """Fill an empty database with the dump and migrate it; return how many rows it had before, table by table."""
    vendor = "sqlite" if databases.is_sqlite() else "postgresql"
    statements = gzip.decompress((DUMPS / version / f"{vendor}.sql.gz").read_bytes()).decode()
    with closing(databases.connect(url)) as connection:
        if databases.is_sqlite():
            connection.executescript(statements)
        else:
            connection.cursor().execute(statements)
        connection.commit()
    before = count_rows(url)
    databases.run_on(url, "manage.py", "migrate", "--verbosity=0")
    return before


def count_rows(url: str) -> str:
    lines = []
    with closing(databases.connect(url)) as connection, closing(connection.cursor()) as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            lines.append(f"{table} {cursor.fetchone()[0]}")
    return "\n".join(lines)


@pytest.fixture(params=VERSIONS)
def migrated(request):
    return databases.template(f"upgrade_{request.param.replace('.', '_')}", partial(load, request.param))


def test_there_is_a_dump_for_each_database():
    assert VERSIONS
    for version in VERSIONS:
        assert {path.name for path in (DUMPS / version).iterdir()} == {"sqlite.sql.gz", "postgresql.sql.gz"}


def test_migration_preserves_rows(migrated):
    assert count_rows(migrated.url) == migrated.output
    assert "indicators_revision 0" not in migrated.output


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


def test_control_migration_that_loses_a_row_is_detected(migrated, tmp_path):
    with databases.own_database(tmp_path, "lost", migrated) as url:
        assert count_rows(url) == migrated.output
        change(url, "DELETE FROM indicators_target WHERE id = (SELECT MIN(id) FROM indicators_target)")
        assert count_rows(url) != migrated.output


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
