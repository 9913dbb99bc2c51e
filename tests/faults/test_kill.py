"""kill -9 while figures are sent: what was confirmed is there, and nothing is half-written."""

import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.drill import row, size
from tests.servers import UNANSWERED, Arena, Post, Server

KILLS = size("KILLS", 10)
LATEST = 0.2  # seconds after the first request of a round
BACK_WITHIN = 5  # seconds
PATIENCE = 60

pytestmark = pytest.mark.drill


@dataclass
class Person:
    """An officer and a coordinator with one figure between them: submitted in three parts, approved, corrected, …"""

    path: str
    officer: str
    coordinator: str
    number: int = 0  # of the newest revision: an odd one waits for approval
    confirmed: list[tuple[int, str, int]] = field(default_factory=list)
    other_answers: list[int] = field(default_factory=list)

    def work(self, server: Server, stop: threading.Event) -> None:
        """Until the server dies."""
        while not stop.is_set():
            try:
                answer = server.post(self._next())
            except UNANSWERED:
                return
            if answer.status != 302:
                self.other_answers.append(answer.status)
                return
            self.number += 1
            self.confirmed.append(step(self.number))

    def _next(self) -> Post:
        if self.number % 2:
            return Post(self.coordinator, f"{self.path}decyzja/", {"based_on": str(self.number), "do": "approve"})
        parts = {f"part_{place}": str(self.number // 2 + 1) for place in (1, 2, 3)}
        fields = {"based_on": str(self.number), "request_key": f"k{self.number}", "reason": "zmiana", "do": "submit"}
        return Post(self.officer, self.path, parts | fields)


def step(number: int) -> tuple[int, str, int]:
    """The revision of that number as it must be recorded: 3 submitted, 3 approved, 6 submitted, …"""
    return number, "submitted" if number % 2 else "approved", 3 * ((number + 1) // 2)


def _of(path: str) -> str:
    indicator = path.split("/")[3]
    return f"WHERE measurement_id IN (SELECT id FROM indicators_measurement WHERE indicator_id = {indicator})"


def half_written(arena: Arena, paths: list[str]) -> list[str]:
    """Everything that does not agree: chain, revisions and their parts, pointers, the public register, the file."""
    found = []
    checked = arena.attempt("manage.py", "verify_history")
    if checked.returncode:
        found.append(f"chain: {checked.stderr.strip().splitlines()[-1]}")
    head, newest = arena.rows(
        "SELECT (SELECT seq FROM indicators_chainhead), (SELECT max(seq) FROM indicators_revision)"
    )[0]
    if head != newest:
        found.append(f"end of the chain {head}, newest revision {newest}")
    for path in paths:
        parts = arena.rows(
            "SELECT r.number FROM indicators_revision r LEFT JOIN indicators_revisionpart p ON p.revision_id = r.id "
            f"{_of(path)} GROUP BY r.id, r.number, r.value HAVING count(p.id) <> 3 OR sum(p.value) <> r.value"
        )
        found += [f"{path} revision {number}: parts" for (number,) in parts]
    empty = arena.rows(
        "SELECT id FROM indicators_measurement m "
        "WHERE NOT EXISTS (SELECT 1 FROM indicators_revision r WHERE r.measurement_id = m.id)"
    )
    found += [f"measurement {pk} without a revision" for (pk,) in empty]
    approved, registered = arena.rows(
        "SELECT (SELECT count(*) FROM indicators_revision WHERE state = 'approved'), "
        "(SELECT count(*) FROM cooperation_change WHERE object_type = 'measurement')"
    )[0]
    if approved != registered:
        found.append(f"{approved} approvals, {registered} lines in the register")
    if arena.url.startswith("sqlite") and arena.rows("PRAGMA integrity_check") != [("ok",)]:
        found.append("integrity_check")
    return found


def recorded(arena: Arena, path: str) -> list[tuple[int, str, int]]:
    rows = arena.rows(f"SELECT number, state, value FROM indicators_revision {_of(path)} ORDER BY number")
    return [(number, state, int(value)) for number, state, value in rows]


def test_what_was_confirmed_survives_and_nothing_is_half_written(seeded):
    seed = size("DRILL_SEED", random.randrange(10**6))
    chance = random.Random(seed)
    paths = seeded.people["split"][:4]
    slowest = 0.0
    with seeded.copy("kill") as arena:
        coordinator = arena.people["coordinators"][0]
        people = [Person(path, arena.people["editors"][place], coordinator) for place, path in enumerate(paths)]
        with arena.serve() as server:
            for number in range(KILLS):
                after = chance.uniform(0, LATEST)
                slowest = max(slowest, _work_until_killed(server, people, after=after, all_of_it=number % 2 == 1))
                for person in people:  # what was not confirmed may have been saved all the same
                    person.number = len(recorded(arena, person.path))
        confirmed = sum(len(person.confirmed) for person in people)
        lost = [one for person in people for one in set(person.confirmed) - set(recorded(arena, person.path))]
        broken = half_written(arena, paths)
    assert (lost, broken) == ([], []), f"DRILL_SEED={seed}"
    assert [person.other_answers for person in people] == [[]] * len(people), f"DRILL_SEED={seed}"
    assert confirmed > 0
    row("G2", f"lost of {confirmed} confirmed, {KILLS} kills", wanted="0", measured=len(lost), met=not lost)
    row("G2", f"half-written, {KILLS} kills", wanted="0", measured=len(broken), met=not broken)
    is_quick = slowest <= BACK_WITHIN
    row("G2", f"slowest return of {KILLS}", wanted=f"<= {BACK_WITHIN} s", measured=f"{slowest:.1f} s", met=is_quick)


def _work_until_killed(server: Server, people: list[Person], *, after: float, all_of_it: bool) -> float:
    """Seconds from the death until the whole site is back. Who waited at the door is served by the next server."""
    stop = threading.Event()
    threads = [threading.Thread(target=person.work, args=(server, stop)) for person in people]
    for thread in threads:
        thread.start()
    time.sleep(after)
    stop.set()
    begun = time.monotonic()
    if all_of_it:
        server.kill_all()
        server.start()
        server.wait_until_ready()
    else:
        killed = server.kill_worker()
        while killed in server.workers() or len(server.workers()) < 2:
            assert time.monotonic() < begun + PATIENCE
            time.sleep(0.02)
        server.wait_until_ready()
    seconds = time.monotonic() - begun
    for thread in threads:
        thread.join(PATIENCE)
    return seconds


def test_between_two_writes_the_transaction_is_what_keeps_a_figure_whole(seeded):
    """The control: without it the same death leaves a half, and the check names it."""
    with seeded.copy("torn") as arena:
        path, officer = arena.people["split"][0], arena.people["editors"][0]
        person = Person(path, officer, arena.people["coordinators"][0])
        broken: list[str] = []
        for protected in ("1", "0"):
            with arena.serve("tests.faults.torn_wsgi", workers=1, PROTECTED=protected) as server:
                person.work(server, threading.Event())
            assert person.confirmed == person.other_answers == []
            broken = half_written(arena, [path])
            assert recorded(arena, path) == ([] if protected == "1" else [(1, "submitted", 3)])
            assert bool(broken) is (protected == "0"), broken
        assert any("end of the chain" in line for line in broken)
        assert any("chain:" in line for line in broken)
