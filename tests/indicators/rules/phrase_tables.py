"""Tables of phrases with their readings, and a reading in one line.

`phrases_labelled.json` is the labelled sample, `phrases.tsv` phrases of real documents, `phrases_read.tsv` a careful
reading of them, `phrases_own.tsv` further phrases of our own, `phrases_real.json` phrases of real programmes with what
a careful reader accepts. A reading is "number at_least? 5 undecided measure=osób":
kind, comparator ("?" where the text does not state it), value, "..upper", scope ("?" likewise), then what else it has.
"""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from cooperation.rules.origins import Origin
from cooperation.text import plain
from indicators.rules.targets import Scope, TargetMeaning

DATA = Path(__file__).resolve().parents[2] / "data"


def labelled(kind: str) -> list[dict[str, Any]]:
    """The labelled "targets" or "frequencies"."""
    phrases: dict[str, list[dict[str, Any]]] = json.loads((DATA / "phrases_labelled.json").read_text(encoding="utf-8"))
    return phrases[kind]


def real(kind: str) -> list[dict[str, Any]]:
    """The phrases of real programmes: "targets", "frequencies" or "indicators"."""
    phrases: dict[str, list[dict[str, Any]]] = json.loads((DATA / "phrases_real.json").read_text(encoding="utf-8"))
    return phrases[kind]


def baseline_of(phrase: dict[str, Any]) -> tuple[Decimal, int] | None:
    """The baseline that the context of a real phrase names: "baza 4,2 (2018 r.)"."""
    named = re.search(r"baza ([\d ]+(?:,\d+)?) \(?(\d{4})", phrase.get("context", ""))
    return (Decimal(named[1].replace(" ", "").replace(",", ".")), int(named[2])) if named else None


def table(name: str, kind: str) -> list[tuple[str, str]]:
    """(text, expected reading) of one kind, "target" or "frequency"."""
    return [(row["text"], row["expected"]) for row in rows(name) if row["kind"] == kind]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def reading(meaning: TargetMeaning) -> str:
    """The meaning in one line, everything that it holds."""
    said = [str(meaning.kind)]
    if meaning.comparator is not None:
        said.append(meaning.comparator + ("?" if meaning.origins.comparator is Origin.DEFAULT else ""))
    if meaning.value is not None:
        said.append(plain(meaning.value))
    if meaning.upper is not None:
        said.append(f"..{plain(meaning.upper)}")
    if meaning.scope is not None:
        is_taken = meaning.origins.scope is Origin.DEFAULT and meaning.scope is not Scope.UNDECIDED
        said.append(meaning.scope + ("?" if is_taken else ""))
    if meaning.deadline is not None:
        said.append(f"by={meaning.deadline.isoformat()}")
    if meaning.growth_unit is not None:
        said.append(meaning.growth_unit)
    if meaning.growth_reference is not None:
        said.append(f"against={meaning.growth_reference}" + (f":{meaning.growth_year}" if meaning.growth_year else ""))
    if meaning.schedule:
        said.append("schedule=" + ",".join(f"{year}:{plain(value)}" for year, value in meaning.schedule))
    if meaning.measure:
        said.append(f"measure={meaning.measure}")
    return " ".join(said)
