"""The database restarts, crashes or is away under load: 503 with Retry-After, then everything is as before."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.deploy.installed.conftest import SECOND, SecondOffice, attempt, measured, run
from tests.deploy.installed.load import Load, TimedAnswer, failures, published_addresses

READS, WRITES = 45, 2.5  # a second: 50 requests, because a comment is a page and a form
SECONDS_BETWEEN, SECONDS_AFTER = 3, 30
MAX_RECOVERY, MAX_WAIT = 10, 10  # seconds
CLUSTER = "postgresql@$(pg_lsclusters --no-header | awk '{ print $1 \"-\" $2; exit }')"
CRASH = f"systemctl kill --signal=QUIT --kill-whom=main {CLUSTER}; systemctl start {CLUSTER}"


@dataclass(frozen=True, slots=True)
class Outage:
    """`seconds`: about how long one takes."""

    command: str
    seconds: int
    times: int = 1


OUTAGES = {
    "restart": Outage("systemctl restart postgresql", 5),
    "ten crashes": Outage(CRASH, 5, times=10),
    "ten seconds away": Outage("systemctl stop postgresql; sleep 10; systemctl start postgresql", 15),
}


def cause(outage: Outage) -> list[tuple[float, float]]:
    """Run the command so many times; return the moments at which it began and at which connections were accepted."""
    moments = []
    for _ in range(outage.times):
        time.sleep(SECONDS_BETWEEN)
        began_at = time.monotonic()
        run("bash", "-ec", outage.command)
        while attempt("runuser", "-u", "postgres", "--", "pg_isready", "--quiet").returncode != 0:
            time.sleep(0.1)
        moments.append((began_at, time.monotonic()))
    return moments


def recovery_times(unavailable: list[TimedAnswer], moments: list[tuple[float, float]]) -> list[float]:
    """Return for each outage the seconds from accepted connections to the last 503 before the next one; 0 if none."""
    ends = [*(began_at for began_at, _accepting_at in moments[1:]), float("inf")]
    return [
        max([0.0, *(answer.ended_at - accepting_at for answer in unavailable if began_at < answer.ended_at < end)])
        for (began_at, accepting_at), end in zip(moments, ends, strict=True)
    ]


@pytest.mark.parametrize("kind", OUTAGES)
def test_outage_of_database_answers_503_and_ends_by_itself(second_office: SecondOffice, kind: str) -> None:
    outage = OUTAGES[kind]
    begun_at = time.time()
    load = Load(second_office, published_addresses(second_office), f"{kind} {begun_at:.0f}")
    seconds = outage.times * (SECONDS_BETWEEN + outage.seconds) + SECONDS_AFTER
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(load.run, seconds, reads=READS, writes=WRITES)
        moments = cause(outage)
        answers = running.result()

    unavailable = [answer for answer in answers if answer.status == 503]
    assert unavailable
    wrong = [answer for answer in failures(answers) if answer.status != 503 or answer.retry_after != "60"]
    slowest = max(answer.seconds for answer in answers)
    recovery = max(recovery_times(unavailable, moments))
    lost = load.confirmed - load.stored()
    log = run("journalctl", "--namespace=portal", f"--unit=portal@{SECOND}", f"--since=@{begun_at:.0f}", "--output=cat")
    measured("G4", f"{kind}: answers that are neither correct nor 503", f"{len(wrong)} of {len(answers)}", "0")
    measured(
        "G4", f"{kind}: last 503 after the database accepts connections", f"{recovery:.1f} s", f"<= {MAX_RECOVERY} s"
    )
    measured("G4", f"{kind}: slowest answer", f"{slowest:.1f} s", f"<= {MAX_WAIT} s")
    measured("G4", f"{kind}: confirmed comments that are missing", f"{len(lost)} of {len(load.confirmed)}", "0")
    assert wrong == []
    later = [answer for answer in answers if answer.ended_at - answer.seconds > moments[-1][1] + MAX_RECOVERY]
    assert later
    assert failures(later) == []
    assert recovery <= MAX_RECOVERY
    assert slowest <= MAX_WAIT
    assert lost == set()
    assert load.confirmed
    assert "Service Unavailable" in log
    assert "Traceback" not in log
