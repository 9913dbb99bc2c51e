"""Races run against gunicorn with a database of its own: a test's transaction or an in-process client hides them."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests
from psycopg2 import sql

from tests import environment

HERE = Path(__file__).parent
PROGRAMME = environment.PROJECT / "data" / "programme-2021-2025.txt"
TOKEN = "a" * 32  # cookie and field agree, as after a GET of the form
GUNICORN = ["--workers=2", "--worker-class=gthread", "--threads=8", "--log-level=error", "--no-control-socket"]
PATIENCE = 60  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.race)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str
    seconds: float


@dataclass(frozen=True)
class Post:
    """One request of one person."""

    session: str
    path: str
    fields: dict[str, str]


class Server:
    """A running portal: `post` for one request, `together` for many at the same moment."""

    def __init__(self, address: str, log: Path) -> None:
        self.address = address
        self.log = log

    def post(self, sent: Post) -> Answer:
        begun = time.monotonic()
        with requests.post(
            self.address + sent.path,
            data={**sent.fields, "csrfmiddlewaretoken": TOKEN},
            cookies={"sessionid": sent.session, "csrftoken": TOKEN},
            headers={"Connection": "close"},
            allow_redirects=False,
            timeout=PATIENCE,
        ) as response:
            return Answer(
                response.status_code, response.text, response.headers.get("Location", ""), time.monotonic() - begun
            )

    def together(self, posts: list[Post]) -> list[Answer]:
        gate = threading.Barrier(len(posts))

        def go(sent: Post) -> Answer:
            gate.wait(PATIENCE)
            return self.post(sent)

        with ThreadPoolExecutor(len(posts)) as people:
            return list(people.map(go, posts))

    def complaints(self) -> list[str]:
        """What the server wrote, except that an answer was 409: that is what a race ends with."""
        return [
            line
            for line in self.log.read_text(encoding="utf-8").splitlines()
            if "WARNING django.request Conflict" not in line
        ]


class Arena:
    """A database of its own, its people and figures, and the servers that were started on it."""

    def __init__(self, url: str, directory: Path) -> None:
        self.directory = directory
        self.environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_programme", str(PROGRAMME))
        self.people: dict[str, list[str]] = json.loads(self.run("-m", "tests.race.seed"))

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=environment.PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}", pytrace=False)
        return done.stdout

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def history(self) -> dict[str, list[dict[str, Any]]]:
        """Address of a figure -> its revisions, oldest first, as the database holds them; the chain must be whole."""
        self.manage("verify_history")
        rows = json.loads(self.manage("dumpdata", "indicators.measurement", "indicators.revision"))
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(
            (row for row in rows if row["model"] == "indicators.revision"), key=lambda row: row["fields"]["seq"]
        ):
            found[row["fields"]["measurement"]].append(row["fields"])
        figures = [(row["pk"], row["fields"]) for row in rows if row["model"] == "indicators.measurement"]
        return {f"/panel/wskazniki/{one['indicator']}/pomiary/{one['period_code']}/": found[pk] for pk, one in figures}

    @contextmanager
    def serve(self, module: str) -> Iterator[Server]:
        """Gunicorn with that WSGI module, on a port that the system picks."""
        log = self.directory / f"{module}.log"
        with socket.create_server(("127.0.0.1", 0)) as listening, log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", module, "--bind", f"fd://{listening.fileno()}", *GUNICORN],
                cwd=environment.PROJECT,
                env=self.environment,
                pass_fds=[listening.fileno()],
                stdout=output,
                stderr=output,
            )
            server = Server(f"http://127.0.0.1:{listening.getsockname()[1]}", log)
            try:
                _wait_for(server, process)
                yield server
            finally:
                process.terminate()
                process.wait(PATIENCE)


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    """Until every answer is ready; the port is open from the start, so the first request waits for the first worker."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with requests.get(f"{server.address}/readyz", timeout=PATIENCE) as response:
                if response.status_code == 200:
                    return
        except requests.ConnectionError:
            time.sleep(0.1)
    pytest.fail("gunicorn did not start:\n" + "\n".join(server.complaints()), pytrace=False)


@contextmanager
def _own_database(directory: Path) -> Iterator[str]:
    """Of the same kind as the run's: a SQLite file, or a new PostgreSQL database that is dropped afterwards."""
    run = os.environ["DATABASE_URL"]
    if run.startswith("sqlite"):
        yield f"sqlite:///{directory / 'race.sqlite3'}"
        return
    name = f"test_portal_{environment.RUN}_race_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _on_server(run, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(run)._replace(path=f"/{name}").geturl()
    finally:
        _on_server(run, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(url: str, statement: sql.Composable) -> None:
    with closing(psycopg2.connect(url.replace("postgres://", "postgresql://", 1))) as connection:
        connection.autocommit = True  # CREATE and DROP DATABASE refuse a transaction
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    directory = tmp_path_factory.mktemp("race")
    with _own_database(directory) as url:
        yield Arena(url, directory)


@pytest.fixture(scope="session")
def portal(arena: Arena) -> Iterator[Server]:
    """The portal as it is served."""
    with arena.serve("cooperation.wsgi") as server:
        yield server
    assert server.complaints() == []


@pytest.fixture
def fresh(arena: Arena) -> Callable[[str], str]:
    """`fresh("empty")`, `fresh("submitted")`: the address of a figure that no other test has touched."""
    return lambda kind: arena.people[kind].pop()
