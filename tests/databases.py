"""Databases of a test run, on SQLite or PostgreSQL as DATABASE_URL says.

Slow preparations are made once as a template by the first worker; all workers start from copies of it. Runs with the
same TEST_TEMPLATES and TEST_RUN (the parts of `make test`) share the SQLite templates, too.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from tests import environment


@dataclass(frozen=True)
class Template:
    """A database that is only copied, and the output of the function that filled it."""

    url: str
    output: str = ""

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.removeprefix("/")

    def copy_to_file(self, path: Path) -> None:
        """Remove free pages of an SQLite database, so that a limit on the number of its pages takes effect at once."""
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            connection.execute("VACUUM INTO ?", [str(path)])


def is_sqlite() -> bool:
    return os.environ["DATABASE_URL"].startswith("sqlite")


def template(kind: str, fill: Callable[[str], str], begin_with: Template | None = None) -> Template:
    """Return the run's template of that name, created with `fill(url)`, which may return output for the tests."""
    name = f"test_portal_{environment.RUN}_template_{kind}"
    directory = _directory_of_templates()
    output = directory / f"{name}.told"
    with (directory / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        url = f"sqlite:///{directory / name}.sqlite3" if is_sqlite() else _address(name)
        if not output.exists():
            _create(url, begin_with)
            output.write_text(fill(url), encoding="utf-8")
    return Template(url, output.read_text(encoding="utf-8"))


def tables() -> Template:
    """Return the template with all migrations applied and no rows, which takes ten seconds to create."""
    return template("tables", lambda url: run_on(url, "manage.py", "migrate", "--verbosity=0"))


def drop_templates() -> None:
    """Drop the PostgreSQL templates after the run; SQLite files are removed with their directory."""
    if not is_sqlite():
        for output in _directory_of_templates().glob("test_portal_*.told"):
            _drop(output.stem)
            output.unlink()


def _directory_of_templates() -> Path:
    directory = environment.TEMPLATES / ("sqlite" if is_sqlite() else "postgresql")
    directory.mkdir(exist_ok=True)
    return directory


@contextmanager
def own_database(directory: Path, name: str, begin_with: Template) -> Iterator[str]:
    """Yield the URL of a copy; a PostgreSQL database is dropped afterwards."""
    if is_sqlite():
        url = f"sqlite:///{directory / name}.sqlite3"
        _create(url, begin_with)
        yield url
        return
    url = _address(f"test_portal_{environment.RUN}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    _create(url, begin_with)
    try:
        yield url
    finally:
        _drop(Template(url).name)


def attempt_on(url: str, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Start a Python process that uses the database."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=environment.PROJECT,
        env={**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def run_on(url: str, *arguments: str, **variables: str) -> str:
    """Run a Python process that uses the database and return its output; RuntimeError (with the output) if it fails."""
    done = attempt_on(url, *arguments, **variables)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def connect(url: str) -> Any:
    """Yield a DB-API connection to the database."""
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg2.connect(url.replace("postgres://", "postgresql://", 1))


def _address(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _create(url: str, begin_with: Template | None) -> None:
    if is_sqlite():
        if begin_with:
            begin_with.copy_to_file(Path(url.removeprefix("sqlite:///")))
        return
    source = begin_with.name if begin_with else "template1"
    names = map(sql.Identifier, (Template(url).name, source))
    _ask_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


def _drop(name: str) -> None:
    _ask_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _ask_server(statement: sql.Composable) -> None:
    with closing(connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True  # CREATE and DROP DATABASE refuse a transaction
        with connection.cursor() as cursor:
            cursor.execute(statement)
