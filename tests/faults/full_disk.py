"""A disk that is full while a file exists: SQLite may add no page, and reports the same error as for a full disk.

`FULL_DISK=FILE gunicorn tests.faults.full_disk`, `FULL_DISK=FILE python -m tests.faults.full_disk load_programme …`.
"""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management import execute_from_command_line
from django.core.signals import request_started
from django.db import connection
from django.db.backends.signals import connection_created

NO_LIMIT = 4294967294  # SQLite's default


def _limit(**_kwargs: Any) -> None:
    """Set a limit below the present number of pages, so that SQLite adds none."""
    is_full = Path(os.environ["FULL_DISK"]).exists()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {1 if is_full else NO_LIMIT}")


if __name__ == "__main__":
    connection_created.connect(_limit)
    execute_from_command_line(sys.argv)
else:
    from cooperation.wsgi import application

    request_started.connect(_limit)
    __all__ = ["application"]
