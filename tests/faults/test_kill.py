"""Processes killed while figures are sent: confirmed figures are stored, and there are no partial data."""

import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.drill import row, size
from tests.servers import UNANSWERED, Arena, Post, Server

KILLS = size("KILLS", 4)
LATEST_KILL = 0.2  # seconds after the first request of a round
LATE_KILL = 3.0  # seconds
MAX_DOWNTIME = 5  # seconds
PATIENCE = 60

pytestmark = pytest.mark.drill


@dataclass
class Person:
    """An officer and a coordinator who submit, approve and correct one figure of three parts in turn."""

    path: str
    officer: str
    coordinator: str
    number: int = 0  # of the newest revision; an odd one is submitted
    confirmed: list[tuple[int, str, int]] = field(default_factory=list)
    other_answers: list[int] = field(default_factory=list)

    def work(self, server: Server, stop: threading.Event) -> None:
        """Send requests until the server dies."""
        while not stop.is_set():
            try:
                answer = server.post(self.next_post())
            except UNANSWERED:
                return
            if answer.status != 302:
                self.other_answers.append(answer.status)
                return
            self.number += 1
            self.confirmed.append(step(self.number))

    def next_post(self) -> Post:
        """Return the approval of an odd revision, which was submitted; after an even one, the next submission."""
        if self.number % 2:
            return Post(self.coordinator, f"{self.path}decyzja/", {"based_on": str(self.number), "do": "approve"})
        parts = {f"part_{position}": str(self.number // 2 + 1) for position in (1, 2, 3)}
        fields = {"based_on": str(self.number), "request_key": f"k{self.number}", "reason": "zmiana", "do": "submit"}
        return Post(self.officer, self.path, parts | fields)


def step(number: int) -> tuple[int, str, int]:
    """Return the expected revision of that number: 3 submitted, 3 approved, 6 submitted, …"""
    return number, "submitted" if number % 2 else "approved", 3 * ((number + 1) // 2)


def _where_clause(path: str) -> str:
    indicator = path.split("/")[3]
    return f"WHERE measurement_id IN (SELECT id FROM indicators_measurement WHERE indicator_id = {indicator})"


def partial_data(arena: Arena, paths: list[str]) -> list[str]:
    """Return every inconsistency: chain, revisions and parts, measurements, register of changes, database file."""
    faults = []
    checked = arena.attempt("manage.py", "verify_history")
    if checked.returncode:
        faults.append(f"chain: {checked.stderr.strip().splitlines()[-1]}")
    head, newest = arena.rows(
        "SELECT (SELECT seq FROM indicators_chainhead), (SELECT max(seq) FROM indicators_revision)"
    )[0]
    if head != newest:
        faults.append(f"end of the chain {head}, newest revision {newest}")
    for path in paths:
        parts = arena.rows(
            "SELECT r.number FROM indicators_revision r LEFT JOIN indicators_revisionpart p ON p.revision_id = r.id "
            f"{_where_clause(path)} GROUP BY r.id, r.number, r.value HAVING count(p.id) <> 3 OR sum(p.value) <> r.value"
        )
        faults += [f"{path} revision {number}: parts" for (number,) in parts]
    empty = arena.rows(
        "SELECT id FROM indicators_measurement m "
        "WHERE NOT EXISTS (SELECT 1 FROM indicators_revision r WHERE r.measurement_id = m.id)"
    )
    faults += [f"measurement {pk} without a revision" for (pk,) in empty]
    approved, registered = arena.rows(
        "SELECT (SELECT count(*) FROM indicators_revision WHERE state = 'approved'), "
        "(SELECT count(*) FROM cooperation_change WHERE object_type = 'measurement')"
    )[0]
    if approved != registered:
        faults.append(f"{approved} approvals, {registered} lines in the register")
    if arena.url.startswith("sqlite") and arena.rows("PRAGMA integrity_check") != [("ok",)]:
        faults.append("integrity_check")
    return faults


def recorded(arena: Arena, path: str) -> list[tuple[int, str, int]]:
    rows = arena.rows(f"SELECT number, state, value FROM indicators_revision {_where_clause(path)} ORDER BY number")
    return [(number, state, int(value)) for number, state, value in rows]


def test_confirmed_figures_survive_kills_without_partial_data(seeded):
    seed = size("DRILL_SEED", random.randrange(10**6))
    generator = random.Random(seed)
    paths = seeded.people["split"][:4]
    slowest = 0.0
    with seeded.copy("kill") as arena:
        coordinator = arena.people["coordinators"][0]
        people = [Person(path, arena.people["editors"][index], coordinator) for index, path in enumerate(paths)]
        with arena.serve() as server:
            for number in range(KILLS):
                # At least one kill is late enough for confirmed figures, however busy the machine is.
                after = generator.uniform(0, LATEST_KILL) if number else LATE_KILL
                slowest = max(slowest, _work_until_killed(server, people, after=after, whole_group=number % 2 == 1))
                for person in people:  # an unconfirmed revision may have been saved
                    person.number = len(recorded(arena, person.path))
        confirmed = sum(len(person.confirmed) for person in people)
        lost = [revision for person in people for revision in set(person.confirmed) - set(recorded(arena, person.path))]
        broken = partial_data(arena, paths)
    assert (lost, broken) == ([], []), f"DRILL_SEED={seed}"
    assert [person.other_answers for person in people] == [[]] * len(people), f"DRILL_SEED={seed}"
    assert confirmed > 0
    row("G2", f"lost of {confirmed} confirmed, {KILLS} kills", wanted="0", measured=len(lost), met=not lost)
    row("G2", f"partial data, {KILLS} kills", wanted="0", measured=len(broken), met=not broken)
    is_quick = slowest <= MAX_DOWNTIME
    row("G2", f"longest downtime of {KILLS}", wanted=f"<= {MAX_DOWNTIME} s", measured=f"{slowest:.1f} s", met=is_quick)


def _work_until_killed(server: Server, people: list[Person], *, after: float, whole_group: bool) -> float:
    """Kill the server or a worker while people work; return the seconds until the portal answers again."""
    stop = threading.Event()
    threads = [threading.Thread(target=person.work, args=(server, stop)) for person in people]
    for thread in threads:
        thread.start()
    time.sleep(after)
    stop.set()
    start = time.monotonic()
    if whole_group:
        server.kill_all()
        server.start()
        server.wait_until_ready()
    else:
        killed = server.kill_worker()
        while killed in server.workers() or len(server.workers()) < 2:
            assert time.monotonic() < start + PATIENCE
            time.sleep(0.02)
        server.wait_until_ready()
    seconds = time.monotonic() - start
    for thread in threads:
        thread.join(PATIENCE)
    return seconds


def test_kill_between_writes_leaves_partial_data_only_without_transaction(seeded):
    """The control: without the transaction the same kill leaves partial data, which the check reports."""
    with seeded.copy("torn") as arena:
        path, officer = arena.people["split"][0], arena.people["editors"][0]
        person = Person(path, officer, arena.people["coordinators"][0])
        broken: list[str] = []
        for protected in ("1", "0"):
            with arena.serve("tests.faults.torn_wsgi", workers=1, PROTECTED=protected) as server:
                person.work(server, threading.Event())
            assert person.confirmed == person.other_answers == []
            broken = partial_data(arena, [path])
            assert recorded(arena, path) == ([] if protected == "1" else [(1, "submitted", 3)])
            assert bool(broken) is (protected == "0"), broken
        assert any("end of the chain" in line for line in broken)
        assert any("chain:" in line for line in broken)
