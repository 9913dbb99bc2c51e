"""A hundred readers' requests and five comments a second, through nginx and TLS: no error, quick answers, level memory.

`LOAD_SECONDS=600 .ci/deploy_check -k load` is the long form; it needs a machine that does nothing else.
"""

import threading
import time
from statistics import mean

from tests.deploy.installed.conftest import SECOND, SecondOffice, measured, run
from tests.deploy.installed.load import Load, failures, percentile, published_addresses
from tests.drill import size

SECONDS = size("LOAD_SECONDS", 30)
WARM_UP = 15  # seconds, in which every process fills its cache of pages
READS, WRITES = 100, 5  # a second
MAX_P95, MAX_GROWTH = 300, 1.10  # milliseconds; share


PROPORTIONAL_SET_SIZES = f"""
main=$(systemctl show --value --property=MainPID portal@{SECOND})
for pid in $main $(pgrep --parent $main); do
    sed -n 's/^Pss: *//p' /proc/$pid/smaps_rollup || true
done
"""  # in kB, a line for each process of gunicorn; not every kernel counts the memory of a unit


class Memory:
    """The memory of the portal's processes, measured every two seconds while the block runs."""

    def __enter__(self) -> "Memory":
        self.samples: list[float] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._measure)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self.thread.join()

    def _measure(self) -> None:
        while not self.ended.wait(2):
            lines = run("bash", "-c", PROPORTIONAL_SET_SIZES).splitlines()
            self.samples.append(sum(int(line.split()[0]) for line in lines) / 1000)

    def first_and_last_tenth(self) -> tuple[float, float]:
        """Return the means in MB."""
        length = max(1, len(self.samples) // 10)
        return mean(self.samples[:length]), mean(self.samples[-length:])


def test_readers_and_officers_are_answered_quickly_and_without_error(second_office: SecondOffice) -> None:
    load = Load(second_office, published_addresses(second_office), f"load {time.time():.0f}")
    load.run(WARM_UP, reads=READS, writes=WRITES)
    with Memory() as memory:
        answers = load.run(SECONDS, reads=READS, writes=WRITES)
    p50, p95, p99 = (percentile(answers, share) for share in (0.5, 0.95, 0.99))
    failed, lost = failures(answers), load.confirmed - load.stored()
    before, after = memory.first_and_last_tenth()
    what = f"{READS} reads and {WRITES} comments a second for {SECONDS} s: "
    measured("G27", f"{what}errors and refusals", f"{len(failed)} of {len(answers)}", "0")
    measured("G27", f"{what}p95 (p50, p99)", f"{p95} ms ({p50}, {p99})", f"<= {MAX_P95} ms")
    # Much less than the figure above means that other programs took the time of the clients.
    since_sent = percentile(answers, 0.95, since_sent=True)
    measured("G27", f"{what}p95 since the request was sent", f"{since_sent} ms", "about the same")
    measured("G27", f"{what}confirmed comments that are missing", f"{len(lost)} of {len(load.confirmed)}", "0")
    measured("G27", f"{what}memory before and after", f"{before:.0f} MB, {after:.0f} MB", "at most 10 % more")
    assert failed == []
    assert lost == set()
    assert len(load.confirmed) == (WARM_UP + SECONDS) * WRITES
    assert p95 <= MAX_P95
    assert after <= before * MAX_GROWTH
