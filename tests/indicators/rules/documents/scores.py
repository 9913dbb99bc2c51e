"""How well documents are understood: `python -m tests.indicators.rules.documents.scores [DIRECTORY]` prints a table.

Each document has its expected outline in a JSON file of the same name. A cell is right when it is as expected, reported
when it is missing but `not_understood` names its text, silent when it is missing without that, invented when nobody
expected it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indicators.rules.documents.drafts import not_understood, outline
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.formats import format_of
from indicators.services.documents.worker import document_of
from tests.indicators.rules.documents.sample_files import WRITTEN_HERE

CORPUS = Path(__file__).parent / "corpus"
Json = dict[str, Any]


def documents(directory: Path = CORPUS) -> dict[str, bytes]:
    """Return the documents of the corpus by their names."""
    files = {path.name: path.read_bytes() for path in directory.iterdir() if path.suffix != ".json"}
    return dict(
        sorted(
            {**files, **({name: make() for name, make in WRITTEN_HERE.items()} if directory == CORPUS else {})}.items()
        )
    )


def understood(name: str, raw: bytes) -> Json:
    """Return what the dry run prints, with English sentences."""
    draft = draft_of(document_of(raw, format_of(raw, name)))
    listed = [
        {"where": str(item.place.sentence()), "text": item.text, "why": str(item.why)} for item in not_understood(draft)
    ]
    return {**outline(draft), "not_understood": listed}


def cells(data: Json) -> Iterator[tuple[str, str]]:
    """Yield each cell with the path of what it belongs to."""
    for key in ("title", "first_year", "last_year", "issuer", "main_goal"):
        yield key, str(data[key])
    for finding in data["findings"]:
        yield finding["quadrant"], finding["text"]
    for conclusion in data["conclusions"]:
        yield f"conclusion {conclusion['number']}", conclusion["text"]
    for goal in data["specific_goals"]:
        yield "goal", str(goal["text"])
        for action in goal["actions"]:
            yield f"{goal['text']}: action", f"{action['position']} {action['name']}"
            for indicator in action["indicators"]:
                for key, value in indicator.items():
                    yield f"{goal['text']}: {action['name']}: {indicator['name']}: {key}", str(value)


def score(expected: Json, actual: Json) -> dict[str, int]:
    wanted, given = Counter(cells(expected)), Counter(cells(actual))
    missing, extra = wanted - given, given - wanted
    listed = " ".join(" ".join(item["text"].split()) for item in actual["not_understood"])
    reported = sum(count for (_path, text), count in missing.items() if text != "None" and text in listed)
    return {
        "cells": wanted.total(),
        "right": (wanted & given).total(),
        "reported": reported,
        "silent": missing.total() - reported,
        "invented": sum(count for (_path, text), count in extra.items() if text != "None"),
    }


def main() -> None:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    for name, raw in documents(directory).items():
        expected = directory / f"{name}.json"
        result = understood(name, raw)
        if not expected.exists():
            expected.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        figures = score(json.loads(expected.read_text(encoding="utf-8")), result)
        sys.stdout.write(f"{name:34}" + "  ".join(f"{key} {value:4}" for key, value in figures.items()) + "\n")


if __name__ == "__main__":
    main()
