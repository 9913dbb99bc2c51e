"""`make drill`: the same tests in their long form, and the figures they measured in one table.

A test calls `size("KILLS", 6)` for its number of attempts and reports its result with `row(...)`; otherwise `row`
writes nothing. To add a line to the table, mark the test `@pytest.mark.drill` and call `row` once.
A goal that ordinary tests prove is listed with them in tests/goals.py.
"""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psycopg2

TODAY = datetime.now(UTC).date().isoformat()  # a test may move the clock


def size(name: str, short: int) -> int:
    """Return the number of attempts: the environment variable of `make drill`, otherwise the short number."""
    return int(os.environ.get(name, short))


def row(goal: str, what: str, *, wanted: str, measured: object, met: bool, test: str = "") -> None:
    """Write a line of the table (goal, required and measured figure); a figure that is not met fails the drill.

    `test`: what to run to measure it again, by default the present test.
    """
    if "DRILL_FILE" not in os.environ:
        return
    line = {
        "goal": goal,
        "what": what,
        "wanted": wanted,
        "measured": str(measured),
        "met": met,
        "test": test or os.environ["PYTEST_CURRENT_TEST"].split("[")[0].split(" ")[0],
        "database": _database(),
        "day": TODAY,
    }
    with Path(os.environ["DRILL_FILE"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


@cache
def _database() -> str:
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        return f"SQLite {sqlite3.sqlite_version}"
    with closing(psycopg2.connect(url.replace("postgres://", "postgresql://", 1))) as connection:
        version = connection.server_version
    return f"PostgreSQL {version // 10000}.{version % 10000}"
