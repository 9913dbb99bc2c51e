"""Loss of power: a save is flushed to the disk before it is confirmed. The system calls of the server are counted.

On PostgreSQL the server flushes: its settings are read back by tests/cooperation/test_checks.py.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import databases
from tests.drill import row, size
from tests.faults.test_kill import Person, step
from tests.servers import Arena, Server

SAVES = size("POWER_SAVES", 6)
PATIENCE = 10  # seconds
CALLS = "fsync,fdatasync,write,sendto,sendmsg"

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not databases.is_sqlite(), reason="the server of PostgreSQL flushes, see test_checks.py"),
]


class TracingUnavailableError(Exception):
    """Strace is not installed, or the container forbids it."""


@contextmanager
def traced(server: Server, output: Path) -> Iterator[None]:
    """Write the system calls of the server's processes to files `output`.<thread>, one for each thread."""
    strace = shutil.which("strace")
    if strace is None:
        raise TracingUnavailableError("strace is missing")
    processes = [option for pid in server.workers() for option in ("-p", str(pid))]
    errors = output.with_suffix(".errors")
    with errors.open("w") as stream:
        command = [strace, "-ff", "-y", "-s", "16", "-e", f"trace={CALLS}", "-o", str(output), *processes]
        tracer = subprocess.Popen(command, stderr=stream)
    try:
        end = time.monotonic() + PATIENCE
        while "attached" not in errors.read_text("utf-8"):
            if tracer.poll() is not None or time.monotonic() > end:
                lines = errors.read_text("utf-8").strip().splitlines() or ["strace does not attach"]
                raise TracingUnavailableError(lines[0])
            time.sleep(0.02)
        yield
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)  # detaches: the server goes on
            tracer.wait(PATIENCE)


def flushes_before_answers(output: Path, database: str) -> list[int]:
    """Return for each redirect that confirms a save the number of flushes of the database's files before it."""
    confirmed = []
    for file in output.parent.glob(f"{output.name}.*"):
        flushes = 0
        for line in file.read_text("utf-8", errors="replace").splitlines():
            if line.startswith(("fsync(", "fdatasync(")) and database in line and line.endswith("= 0"):
                flushes += 1
            elif '"HTTP/1.1 ' in line:
                confirmed += [flushes] if '"HTTP/1.1 302' in line else []
                flushes = 0
    return confirmed


def count_flushes(arena: Arena, module: str) -> list[int]:
    """Submit and approve a figure in turn, SAVES times; return the flushes before each answer."""
    person = Person(arena.people["split"][0], arena.people["editors"][0], arena.people["coordinators"][0])
    output = arena.directory / "calls"
    with arena.serve(module, workers=1) as server, traced(server, output):
        for _save in range(SAVES):
            answer = server.post(person.next_post())
            assert answer.status == 302, answer.text
            person.number += 1
            person.confirmed.append(step(person.number))
    return flushes_before_answers(output, arena.url.rpartition("/")[2])


def unavailable(error: TracingUnavailableError) -> None:
    """Write a row that is not met, because a figure that was not measured must not pass."""
    row("G3", "saves confirmed before they are on the disk", wanted="0", measured=f"not measured: {error}", met=False)
    pytest.skip(f"strace: {error}")


def test_save_is_flushed_to_disk_before_it_is_confirmed(seeded):
    with seeded.copy("power") as arena:
        try:
            flushes = count_flushes(arena, "cooperation.wsgi")
        except TracingUnavailableError as error:
            unavailable(error)
    assert len(flushes) == SAVES
    early = flushes.count(0)
    what = f"saves confirmed before they are on the disk, of {SAVES} (strace: {sum(flushes)} flushes)"
    row("G3", what, wanted="0", measured=early, met=early == 0)
    assert early == 0


def test_control_save_without_flush_is_detected(seeded):
    with seeded.copy("unsynced") as arena:
        try:
            flushes = count_flushes(arena, "tests.faults.unsynced_wsgi")
        except TracingUnavailableError as error:
            pytest.skip(f"strace: {error}")
    assert flushes == [0] * SAVES


def test_forbidden_strace_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: "false")
    server = SimpleNamespace(workers=lambda: [1])
    with pytest.raises(TracingUnavailableError, match="does not attach"), traced(server, tmp_path / "calls"):
        pass
