"""Loss of power: a save is confirmed only after the disk has it. The system calls of the portal's process are read.

On PostgreSQL its server does so; tests/cooperation/test_checks.py reads the settings back.
"""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drill import row, size
from tests.faults.test_kill import Person
from tests.servers import Arena, Server

SAVES = size("SYNCED_SAVES", 4)
SYNC = re.compile(r"f(data)?sync\(\d+<[^>]*\.sqlite3(-wal)?>\)\s+= 0|<\.\.\. f(data)?sync resumed>\)\s+= 0")
CONFIRMATION = '"HTTP/1.1 302'

pytestmark = pytest.mark.drill


@contextmanager
def system_calls(server: Server, log: Path) -> Iterator[None]:
    """Write synchronisations and sent answers of the server's only worker to the log, in their order."""
    command = [
        "strace",
        "-f",
        "-y",
        "-e",
        "trace=fsync,fdatasync,sendto",
        "-o",
        str(log),
        "-p",
        str(server.workers()[0]),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        if "attached" not in line:  # containers may forbid it
            row("G3", "saves confirmed before the disk has them", wanted="0", measured="not measured here", met=False)
            pytest.skip(f"strace: {line.strip()}")
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)


def syncs_before_confirmations(arena: Arena, module: str) -> list[int]:
    """Return for each confirmed save how often files of the database were synchronised since the save before."""
    log = arena.directory / f"{module}.strace"
    person = Person(arena.people["split"][0], arena.people["editors"][0], arena.people["coordinators"][0])
    with arena.serve(module, workers=1) as server, system_calls(server, log):
        for _save in range(SAVES):
            assert server.post(person.next_post()).status == 302
            person.number += 1
    counts, count = [], 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if SYNC.search(line):
            count += 1
        elif CONFIRMATION in line:
            counts.append(count)
            count = 0
    return counts


@pytest.fixture
def arena(seeded: Arena, request: pytest.FixtureRequest) -> Iterator[Arena]:
    if not seeded.url.startswith("sqlite"):
        pytest.skip("the database server synchronises, not the portal")
    if shutil.which("strace") is None:
        row("G3", "saves confirmed before the disk has them", wanted="0", measured="not measured: no strace", met=False)
        pytest.skip("strace is missing (apt-get install strace)")
    with seeded.copy(request.node.name.split("_")[1]) as copy:
        yield copy


def test_save_is_on_disk_before_it_is_confirmed(arena):
    counts = syncs_before_confirmations(arena, "cooperation.wsgi")
    assert len(counts) == SAVES
    early = counts.count(0)
    measured = f"{early} of {SAVES}, {sum(counts)} synchronisations"
    row("G3", "saves confirmed before the disk has them", wanted="0", measured=measured, met=early == 0)
    assert early == 0


def test_control_save_without_synchronisation_is_detected(arena):
    assert syncs_before_confirmations(arena, "tests.faults.unsynced_wsgi") == [0] * SAVES
