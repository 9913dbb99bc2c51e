"""Requests a second of gunicorn with one worker, measured by wrk."""

import os
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from tests.databases import own_database, run_on, tables
from tests.servers import PROGRAMME, Arena

PAIRS, SECONDS = 5, 2
PAGE = "/programy/2021-2025/"


def cached_against_bare() -> tuple[float, float, float] | None:
    """Requests a second of a cached page and of the bare view, and the median of their ratios; None without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    with tempfile.TemporaryDirectory() as name, own_database(Path(name), "bench", tables()) as url:
        run_on(url, "manage.py", "load_programme", str(PROGRAMME))
        with Arena(url, Path(name), people={}).serve(workers=1, KEEP_PAGES="1") as server:
            pairs = [(_rate(wrk, server.address + PAGE), _rate(wrk, f"{server.address}/healthz")) for _ in range(PAIRS)]
    page, bare = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    return page, bare, statistics.median(cached / other for cached, other in pairs)


def _rate(wrk: str, address: str) -> float:
    command = [wrk, "-t1", "-c2", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    output = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert rate, output
    assert "Non-2xx" not in output, output
    return float(rate[1])
