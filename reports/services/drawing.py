"""Documents are drawn one at a time in the portal of an office, because each takes a core and up to 2 GB of memory."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from reports.exports.files import ExportFailed

MAX_WAIT = 30  # seconds
PAUSE = 0.1  # seconds between attempts

# One thread of each process may wait; all others remain free for pages.
_waiting = BoundedSemaphore(1)


class DrawingBusy(ExportFailed):
    """Another document is being drawn; try again later."""

    def __init__(self) -> None:
        super().__init__("another document is being created")


@contextmanager
def drawing_slot() -> Iterator[None]:
    """Exclude all other processes (that share CACHE_DIR) and threads. Raises DrawingBusy.

    It is raised after MAX_WAIT seconds, and at once when another thread of this process is already waiting.
    """
    path = Path(settings.CACHE_DIR, "drawing.lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:  # opened again each time, so that threads exclude each other, too
        if not _lock(file.fileno()):
            _wait_for_lock(file.fileno())
        yield


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(file: int) -> None:
    if not _waiting.acquire(blocking=False):
        raise DrawingBusy
    try:
        deadline = time.monotonic() + MAX_WAIT
        while not _lock(file):
            if time.monotonic() >= deadline:
                raise DrawingBusy
            time.sleep(PAUSE)
    finally:
        _waiting.release()
