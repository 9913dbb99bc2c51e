"""A running portal with its own database, for tests of several processes: races, killed processes, a full disk.

`Arena` is the database with its people and figures, `Server` is gunicorn on it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests import environment
from tests.databases import Template, attempt_on, connect, own_database, run_on, tables, template

PROGRAMME = environment.PROJECT / "data" / "programme-2021-2025.txt"
TOKEN = "a" * 32  # cookie and field agree, as after a GET of the form
GUNICORN = ["--worker-class=gthread", "--threads=8", "--log-level=error", "--no-control-socket"]
PATIENCE = 60  # seconds
UNANSWERED = (OSError, HTTPException)  # the server died, or is not there yet


@dataclass(frozen=True)
class ServerResponse:
    status: int
    text: str
    location: str
    seconds: float


@dataclass(frozen=True)
class Post:
    """A POST request of one person; an empty session is anonymous."""

    session: str
    path: str
    fields: dict[str, str]


class Server:
    """A running portal: `post` makes one request, `together` many concurrent requests."""

    def __init__(
        self, arena: "Arena", module: str, listening: socket.socket, *, workers: int, variables: dict[str, str]
    ) -> None:
        self.arena = arena
        self.module = module
        self.log = arena.directory / f"{module}.log"
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._listening = listening
        self._workers = workers
        self._variables = variables
        self.start()

    def start(self) -> None:
        """Start gunicorn in a process group of its own, which can be killed as a whole."""
        with self.log.open("a", encoding="utf-8") as output:
            descriptor = self._listening.fileno()
            where = ["--bind", f"fd://{descriptor}", "--workers", str(self._workers)]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self.module, *where, *GUNICORN],
                cwd=environment.PROJECT,
                env={**self.arena.environment, **self._variables},
                pass_fds=[descriptor],
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def wait_until_ready(self) -> float:
        """Wait until the portal responds and return the seconds; requests wait for the first worker."""
        begun = time.monotonic()
        while time.monotonic() < begun + PATIENCE and self.process.poll() is None:
            try:
                if self.get("/readyz").status == 200:
                    return time.monotonic() - begun
            except UNANSWERED:
                time.sleep(0.02)
        pytest.fail("gunicorn does not answer:\n" + "\n".join(self.complaints()), pytrace=False)

    def kill_all(self) -> None:
        """Kill the whole group with SIGKILL, as the kernel does when memory runs out."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def kill_worker(self) -> int:
        """Kill one worker with SIGKILL; gunicorn starts another one."""
        pid = self.workers()[-1]
        os.kill(pid, signal.SIGKILL)
        return pid

    def workers(self) -> list[int]:
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in pids.split()]

    def get(self, path: str, session: str = "") -> ServerResponse:
        return self._send("GET", Post(session, path, {}))

    def post(self, sent: Post) -> ServerResponse:
        return self._send("POST", sent)

    def _send(self, method: str, sent: Post) -> ServerResponse:
        """Use the client of the standard library, so that fifty concurrent clients need little CPU time."""
        begun = time.monotonic()
        cookies = {"csrftoken": TOKEN} | ({"sessionid": sent.session} if sent.session else {})
        headers = {"Connection": "close", "Cookie": "; ".join(f"{name}={text}" for name, text in cookies.items())}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**sent.fields, "csrfmiddlewaretoken": TOKEN})
        host, port = self._listening.getsockname()
        with closing(HTTPConnection(host, port, timeout=PATIENCE)) as connection:
            connection.request(method, quote(sent.path, safe="/?=&"), body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            return ServerResponse(response.status, text, response.getheader("Location", ""), time.monotonic() - begun)

    def together(self, posts: list[Post]) -> list[ServerResponse]:
        gate = threading.Barrier(len(posts))

        def go(sent: Post) -> ServerResponse:
            gate.wait(PATIENCE)
            return self.post(sent)

        with ThreadPoolExecutor(len(posts)) as people:
            return list(people.map(go, posts))

    def complaints(self) -> list[str]:
        """Return the server's log without lines about 409, the expected response to a lost race, and without events."""
        return [
            line
            for line in self.log.read_text(encoding="utf-8").splitlines()
            if '"logger": "django.request", "message": "Conflict' not in line and '"level": "INFO"' not in line
        ]


class Arena:
    """A database with people and figures, and the servers that are started on it."""

    def __init__(self, url: str, directory: Path, people: dict[str, list[str]]) -> None:
        self.url = url
        self.directory = directory
        self.environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        self.people = people
        self._left = {kind: list(paths) for kind, paths in people.items()}

    def fresh(self, kind: str) -> str:
        """Return the address of a figure in this state (`"empty"`, `"submitted"`) that no other test uses."""
        return self._left[kind].pop()

    def attempt(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return attempt_on(self.url, *arguments, **variables)

    def run(self, *arguments: str) -> str:
        return run_on(self.url, *arguments)

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        with closing(connect(self.url)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def history(self) -> dict[str, list[dict[str, Any]]]:
        """Return address of a figure -> its revisions, oldest first; fail if the hash chain is broken."""
        self.manage("verify_history")
        rows = json.loads(self.manage("dumpdata", "indicators.measurement", "indicators.revision"))
        revisions: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(
            (row for row in rows if row["model"] == "indicators.revision"), key=lambda row: row["fields"]["seq"]
        ):
            revisions[row["fields"]["measurement"]].append(row["fields"])
        figures = [(row["pk"], row["fields"]) for row in rows if row["model"] == "indicators.measurement"]
        return {
            f"/panel/wskazniki/{figure['indicator']}/pomiary/{figure['period_code']}/": revisions[pk]
            for pk, figure in figures
        }

    @contextmanager
    def serve(self, module: str = "cooperation.wsgi", *, workers: int = 2, **variables: str) -> Iterator[Server]:
        """Yield gunicorn with the WSGI module, on a free port that stays reserved when the server is killed."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            server = Server(self, module, listening, workers=workers, variables=variables)
            try:
                server.wait_until_ready()
                yield server
            finally:
                server.stop()

    @contextmanager
    def copy(self, name: str) -> Iterator["Arena"]:
        """Yield an arena with a copy of this database; no server may be running on it."""
        directory = self.directory / name
        directory.mkdir()
        with own_database(directory, name, Template(self.url)) as url:
            yield Arena(url, directory, self.people)


@contextmanager
def seeded_arena(directory: Path, name: str) -> Iterator[Arena]:
    """Yield an arena with the real programme, people and figures (`tests.race.seed`), in a database of this name."""
    template_of_people = seeded_template("people", "tests.race.seed")
    with own_database(directory, name, template_of_people) as url:
        yield Arena(url, directory, json.loads(template_of_people.output))


def seeded_template(kind: str, module: str) -> Template:
    """Load the real programme, run the module, and return its output."""

    def fill(url: str) -> str:
        run_on(url, "manage.py", "load_programme", str(PROGRAMME))
        return run_on(url, "-m", module)

    return template(kind, fill, tables())
