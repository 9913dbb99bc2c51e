"""`drill_table.py FILE [OUTPUT]`: what the drill's tests wrote (tests/drill.py) as a table; 1 when one is not met.

OUTPUT: a Markdown file that gets the same table, with the command that measures each row again (docs/reliability.md).
"""

import json
import os
import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.goals import GOALS

COLUMNS = ("goal", "what", "wanted", "measured", "")
INTRODUCTION = """# What is promised, and what was measured

`make drill` writes this page: the goals of reliability (G1–G30), the figure to meet and the figure that was measured,
on both databases and in the browser. It takes about an hour on a quiet machine with two cores; `KILLS=20 make drill`
shortens a part.
Each row is measured again by `.venv/bin/python -m pytest` with the tests of its last column (on PostgreSQL with
`TEST_DATABASE_URL`). The control of a goal removes the protection, or plants the fault, and must then detect it.
"""


def main(path: str, output: str | None = None) -> int:
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    lines.sort(key=lambda line: (line["database"], line["day"], int(line["goal"].strip("G"))))
    missed = [line for line in lines if not line["met"]]
    for (database, day), group in groupby(lines, key=itemgetter("database", "day")):
        print(f"\n{database}, {day}, {os.cpu_count()} cores\n")
        _print([COLUMNS, *((*(line[name] for name in COLUMNS[:4]), "" if line["met"] else "MISSED") for line in group)])
    print(f"\n{len(lines) - len(missed)} of {len(lines)} figures met.")
    if output is not None:
        Path(output).write_text("\n".join(_page(lines)), encoding="utf-8")
    return 1 if missed or not lines else 0


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
    page += ["## Controls, and what is not measured\n", _row("goal", "title", "control", "not measured")]
    page.append(_row(*["---"] * 4))
    page += [_row(key, goal.title, f"`{goal.control}`", goal.missing) for key, goal in GOALS.items()]
    return [*page, ""]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
