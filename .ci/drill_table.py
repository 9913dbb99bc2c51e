"""`drill_table.py FILE [OUTPUT]`: what the drill's tests wrote (tests/drill.py) as a table; 1 when one is not met.

OUTPUT: a Markdown file that gets the same table, with the tests of each row (docs/reliability.md). A goal or a control
without a row on one of the databases is missed then.
"""

import json
import os
import sys
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.goals import GOALS, unmeasured

COLUMNS = ("goal", "what", "wanted", "measured", "")
INTRODUCTION = """# What the portal promises, and what was measured

This page is for the administrator of an office that runs the portal, and for whoever examines it. Each row is a
promise: what was done, the result that it must have, and the result that it had. A result in bold misses its figure.

`make drill` writes the page: it saves in parallel, kills processes, fills the disk, moves the clock, tampers with the
history and sends false input, on SQLite, on PostgreSQL, and in a browser (Chromium). It uses databases of its own and
never the data of your office. It takes about an hour on a quiet machine with two cores.

- Everything with fewer attempts: `KILLS=20 RACE_ROUNDS=5 make drill` (`.ci/drill` lists the numbers).
- A row: `.ci/drill -k NAME` measures the tests whose names contain NAME, such as one of the last column, on both
  databases and with the same numbers. It prints their rows and leaves this page as it is.

A test that cannot fail proves nothing. The controls of a goal remove the protection, or plant the fault; their rows
("control: …") are met only if that is detected.

Measurements of an installed portal behind nginx (load, slow clients, restarts of the database) are in
[reliability-installed.md](reliability-installed.md).
"""


def main(path: str, output: str | None = None) -> int:
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    if output is not None:
        lines += [{**asdict(gap), "wanted": "a row", "measured": "none", "met": False} for gap in unmeasured(lines)]
    lines.sort(key=lambda line: (line["database"], line["day"], _place(line["goal"])))
    missed = [line for line in lines if not line["met"]]
    for (database, day), group in groupby(lines, key=itemgetter("database", "day")):
        print(f"\n{database}, {day}, {os.cpu_count()} cores\n")
        _print([COLUMNS, *((*(line[name] for name in COLUMNS[:4]), "" if line["met"] else "MISSED") for line in group)])
    print(f"\n{len(lines) - len(missed)} of {len(lines)} figures met.")
    if output is not None:
        Path(output).write_text("\n".join(_page(lines)), encoding="utf-8")
    return 1 if missed or not lines else 0


def _place(goal: str) -> tuple[int, str]:
    """Return the sort key of a goal: G1 to G30, then rows that belong to none of them ("administration")."""
    number = goal.removeprefix("G")
    return (int(number), "") if number.isdecimal() else (len(GOALS) + 1, goal)


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for goal, what, wanted, measured, missed in rows:
        fixed = "  ".join(text.ljust(width) for text, width in zip((goal, what, wanted), widths, strict=True))
        print(f"{fixed}  {measured}  {missed}".rstrip())


def _page(lines: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the Markdown page."""
    page = [INTRODUCTION]
    for (database, day), group in groupby(lines, key=itemgetter("database", "day")):
        page += [f"## {database}, {day}, {os.cpu_count()} cores\n", _row("goal", "what", "wanted", "measured", "tests")]
        page.append(_row(*["---"] * 5))
        for line in group:
            measured = str(line["measured"]) if line["met"] else f"**{line['measured']}** (missed)"
            page.append(_row(line["goal"], line["what"], line["wanted"], measured, f"`{line['test']}`"))
        page.append("")
    page += ["## What is not measured here\n", _row("goal", "title", "what, and why"), _row(*["---"] * 3)]
    page += [_row(key, goal.title, goal.missing) for key, goal in GOALS.items() if goal.missing]
    return [*page, ""]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
