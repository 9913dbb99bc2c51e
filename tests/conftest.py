"""Fixtures of all tests: databases, template errors, caches. Fixtures of the browser are in `tests/e2e/conftest.py`."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.template.base import FilterExpression, Node
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from pytest_django.plugin import blocking_manager_key

from cooperation.append_only import TRUNCATE_TRIGGER
from cooperation.web.typography import TypesetTemplate
from tests import databases, environment, recordings
from tests.goal_results import pytest_collection_modifyitems, pytest_runtest_logreport, write_rows
from tests.whitespace import without_layout

__all__ = ["pytest_collection_modifyitems", "pytest_runtest_logreport"]  # hooks

OWN_TEMPLATES = str(environment.PROJECT)
VENV = str(environment.PROJECT / ".venv")
NO_PANGO = "PDF files need Pango: sudo apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Name the test database. On SQLite it is a file, because threads cannot share a database in memory (it answers
    SQLITE_LOCKED at once); on PostgreSQL a name for each run, because two runs may share a server."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    for database in settings.DATABASES.values():
        name = f"test_portal_{environment.RUN}_{worker}"
        begin_with = databases.tables()
        if databases.is_sqlite():
            file = environment.DIRECTORY / f"{name}.sqlite3"
            begin_with.copy_to_file(file)
            database["TEST"] = {**database.get("TEST", {}), "NAME": str(file)}
        else:
            database["TEST"] = {**database.get("TEST", {}), "NAME": name, "TEMPLATE": begin_with.name}


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Do nothing: the file was copied above and is removed with the run's directory."""
    return django_db_keepdb or databases.is_sqlite()


def pytest_collection_finish() -> None:
    """Keep what was collected out of the garbage collector, which otherwise takes an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail tests of PDF files without the system library Pango, which pip cannot install."""
    if item.get_closest_marker("pdf"):
        from reports.exports.pdf import is_available  # takes most of a second: only where a PDF is drawn

        if is_available():
            return
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(NO_PANGO)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Restore the rows of the migrations, which Django deletes after a test with committed transactions. pytest-django
    runs such tests last; a worker that has none left takes other tests from another worker."""
    yield
    if not _commits(item):
        return
    recordings.forget()
    if nextitem and not _commits(nextitem):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]  # set by Django


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        write_rows()
        databases.drop_templates()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let Django check once whether SQLite supports JSON: its three queries must not be counted by a test. Let the
    owner of the tables switch off the triggers against TRUNCATE, with which Django empties them after some tests."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRUNCATE_TRIGGER])
                for (table,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {TRUNCATE_TRIGGER}")


@pytest.fixture(scope="module")
def db_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let fixtures of a module write to the database; changes of each test are rolled back to that state."""
    with django_db_blocker.unblock(), transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase marks its own
        yield
        transaction.set_rollback(True)


class UndefinedVariable(str):
    """Django's `string_if_invalid`: an undefined variable in one of our templates fails the test that rendered it.

    Templates of Django and other packages rely on undefined variables being empty; for them nothing changes.
    """

    __slots__ = ()

    def __new__(cls) -> "UndefinedVariable":
        return super().__new__(cls, "%s")  # Django then calls __mod__ with the variable

    def __mod__(self, variable: Any) -> str:
        resolving = sys._getframe(1)
        template = _template_of(resolving)
        if template.startswith(OWN_TEMPLATES) and not template.startswith(VENV):
            shown = Path(template).relative_to(OWN_TEMPLATES)
            pytest.fail(f"Undefined template variable '{variable}' in {shown}", pytrace=False)
        return _default_resolution(resolving)


def _template_of(frame: FrameType | None) -> str:
    """Return the file of the innermost template node that is being rendered."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


def _default_resolution(resolving: FrameType) -> str:
    """Resolve again with Django's default, which still applies the filters (`|default:…`)."""
    expression, context = resolving.f_locals["self"], resolving.f_locals["context"]
    if not isinstance(expression, FilterExpression):
        return ""
    engine = context.template.engine
    strict, engine.string_if_invalid = engine.string_if_invalid, ""
    try:
        return expression.resolve(context)
    finally:
        engine.string_if_invalid = strict


@pytest.fixture(scope="session", autouse=True)
def _undefined_template_variables_fail() -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()


@pytest.fixture(scope="session", autouse=True)
def _pages_without_layout() -> Iterator[None]:
    """Tests compare markup, which must not change with the line breaks of a template."""
    render = TypesetTemplate.render

    def render_without_layout(template: TypesetTemplate, context: Any = None, request: Any = None) -> SafeString:
        page = render(template, context, request)
        return mark_safe(without_layout(page)) if str(template.template.name).endswith(".html") else page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TypesetTemplate, "render", render_without_layout)
        yield


@pytest.fixture(autouse=True)
def _clear_page_cache() -> None:
    """Clear the page cache, because versions of programmes are rolled back with the database."""
    caches["pages"].clear()


@pytest.fixture
def no_page_cache(settings: Any) -> None:
    """Disable the page cache for tests that change rows or settings without a service, and so without a new version."""
    settings.KEEP_PAGES = False


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries: Any, no_page_cache: None) -> Any:
    """Disable the page cache for tests that count queries."""
    return django_assert_num_queries


@pytest.fixture(autouse=True)
def _activate_polish() -> Iterator[None]:
    """Activate Polish before each test: a page under /en/ leaves English activated in the thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty keyring of gpg, whose processes end with the test."""
    folder = tmp_path / "keyring"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(folder))
    yield
    if shutil.which("gpgconf"):
        subprocess.run(["gpgconf", "--homedir", str(folder), "--kill", "all"], check=False)


@pytest.fixture
def gpg_key(keyring: None) -> str:
    """The address of a key in the keyring; the test is skipped without gpg."""
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    address = "kopie@example.org"
    generate = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", address, "default", "default"]
    subprocess.run(generate, capture_output=True, check=True)
    return address
