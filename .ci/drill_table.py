"""`drill_table.py FILE`: the lines that the drill's tests wrote (tests/drill.py) as a table; 1 when one is not met."""

import json
import os
import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path

COLUMNS = ("goal", "what", "wanted", "measured", "")


def main(path: str) -> int:
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    missed = [line for line in lines if not line["met"]]
    for (database, day), group in groupby(lines, key=itemgetter("database", "day")):
        rows = sorted(group, key=lambda line: int(line["goal"].strip("G")))
        print(f"\n{database}, {day}, {os.cpu_count()} cores\n")
        _print([COLUMNS, *((*(line[name] for name in COLUMNS[:4]), "" if line["met"] else "MISSED") for line in rows)])
    print(f"\n{len(lines) - len(missed)} of {len(lines)} figures met.")
    return 1 if missed or not lines else 0


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for goal, what, wanted, measured, missed in rows:
        fixed = "  ".join(text.ljust(width) for text, width in zip((goal, what, wanted), widths, strict=True))
        print(f"{fixed}  {measured}  {missed}".rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
