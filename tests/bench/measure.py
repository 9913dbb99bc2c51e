"""Measurement of two functions in turns: the median of several pairs, and the spread of the pairs."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

PAIRS = 7


@dataclass(frozen=True)
class Ratio:
    """Median seconds of both, the median of their ratios, and the ratios' spread (largest / smallest)."""

    first: float
    second: float
    ratio: float
    spread: float


def seconds(what: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def compare(first: Callable[[], Any], second: Callable[[], Any], pairs: int = PAIRS, *, warm: bool = True) -> Ratio:
    """`first` / `second`, measured in turns; each is tried once before (`warm`)."""
    if warm:
        first()
        second()
    both = [(seconds(first), seconds(second)) for _ in range(pairs)]
    ratios = [mine / other for mine, other in both]
    return Ratio(
        statistics.median(mine for mine, _other in both),
        statistics.median(other for _mine, other in both),
        statistics.median(ratios),
        max(ratios) / min(ratios),
    )


def peak(what: Callable[[], Any]) -> float:
    """Return the peak of the memory that Python allocated during the call, in MB."""
    tracemalloc.start()
    try:
        what()
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()


def queries(what: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        what()
    return len(captured)
