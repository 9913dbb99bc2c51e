"""The database restarts, crashes or is away under load: 503 with Retry-After, then everything is as before."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.installed.conftest import SECOND, SecondOffice, attempt, measured, run
from tests.deploy.installed.load import Load, failures, published_addresses

READS, WRITES = 20, 2  # a second
SECONDS_BEFORE, SECONDS_AFTER = 3, 15
MAX_RECOVERY, MAX_WAIT = 10, 10  # seconds
CLUSTER = "postgresql@$(pg_lsclusters --no-header | awk '{ print $1 \"-\" $2; exit }')"
OUTAGES = {  # command, seconds that it takes about
    "restart": ("systemctl restart postgresql", 5),
    "crash": (f"systemctl kill --signal=QUIT --kill-whom=main {CLUSTER}; systemctl start {CLUSTER}", 5),
    "ten seconds away": ("systemctl stop postgresql; sleep 10; systemctl start postgresql", 15),
}


def cause(command: str) -> float:
    """Run the command after some seconds of load; return the moment at which the database accepts connections again."""
    time.sleep(SECONDS_BEFORE)
    run("bash", "-ec", command)
    while attempt("runuser", "-u", "postgres", "--", "pg_isready", "--quiet").returncode != 0:
        time.sleep(0.1)
    return time.monotonic()


@pytest.mark.parametrize("outage", OUTAGES)
def test_outage_of_database_answers_503_and_ends_by_itself(second_office: SecondOffice, outage: str) -> None:
    command, length = OUTAGES[outage]
    begun_at = time.time()
    load = Load(second_office, published_addresses(second_office), f"outage {begun_at:.0f}")
    seconds = SECONDS_BEFORE + length + SECONDS_AFTER
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(load.run, seconds, reads=READS, writes=WRITES)
        accepting_at = cause(command)
        answers = running.result()

    unavailable = [answer for answer in answers if answer.status == 503]
    assert unavailable
    wrong = [answer for answer in failures(answers) if answer.status != 503 or answer.retry_after != "60"]
    slowest = max(answer.seconds for answer in answers)
    recovery = max(0.0, max(answer.ended_at for answer in unavailable) - accepting_at)
    lost = load.confirmed - load.stored()
    log = run("journalctl", "--namespace=portal", f"--unit=portal@{SECOND}", f"--since=@{begun_at:.0f}", "--output=cat")
    measured("G4", f"{outage}: answers that are neither correct nor 503", f"{len(wrong)} of {len(answers)}", "0")
    measured(
        "G4", f"{outage}: last 503 after the database accepts connections", f"{recovery:.1f} s", f"<= {MAX_RECOVERY} s"
    )
    measured("G4", f"{outage}: slowest answer", f"{slowest:.1f} s", f"<= {MAX_WAIT} s")
    measured("G4", f"{outage}: confirmed comments that are missing", f"{len(lost)} of {len(load.confirmed)}", "0")
    assert wrong == []
    later = [answer for answer in answers if answer.ended_at - answer.seconds > accepting_at + MAX_RECOVERY]
    assert later
    assert failures(later) == []
    assert recovery <= MAX_RECOVERY
    assert slowest <= MAX_WAIT
    assert lost == set()
    assert load.confirmed
    assert "Service Unavailable" in log
    assert "Traceback" not in log
