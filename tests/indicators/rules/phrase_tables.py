"""Tables of phrases with their expected meanings, and a notation for meanings.

`phrases_labelled.json`: the labelled sample; `phrases.tsv`: phrases of real documents; `phrases_read.tsv`: their
expected meanings; `phrases_own.tsv`: further phrases; `phrases_real.json`: phrases of real programmes with the meanings
that are acceptable. The notation "number at_least? 5 undecided measure=osób" lists the kind, the comparator ("?" where
the text does not state it), the value, "..upper", the scope (with "?" likewise) and the other fields.
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
    """Return the labelled "targets" or "frequencies"."""
    phrases: dict[str, list[dict[str, Any]]] = json.loads((DATA / "phrases_labelled.json").read_text(encoding="utf-8"))
    return phrases[kind]


def real(kind: str) -> list[dict[str, Any]]:
    """Return the phrases of real programmes: "targets", "frequencies" or "indicators"."""
    phrases: dict[str, list[dict[str, Any]]] = json.loads((DATA / "phrases_real.json").read_text(encoding="utf-8"))
    return phrases[kind]


def baseline_of(phrase: dict[str, Any]) -> tuple[Decimal, int] | None:
    """Return the baseline in the context of a phrase: "baza 4,2 (2018 r.)"."""
    match = re.search(r"baza ([\d ]+(?:,\d+)?) \(?(\d{4})", phrase.get("context", ""))
    return (Decimal(match[1].replace(" ", "").replace(",", ".")), int(match[2])) if match else None


def table(name: str, kind: str) -> list[tuple[str, str]]:
    """Return (text, expected meaning) pairs of a kind, "target" or "frequency"."""
    return [(row["text"], row["expected"]) for row in rows(name) if row["kind"] == kind]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def notation(meaning: TargetMeaning) -> str:
    """Return the notation of a meaning with all its fields."""
    fields = [str(meaning.kind)]
    if meaning.comparator is not None:
        fields.append(meaning.comparator + ("?" if meaning.origins.comparator is Origin.DEFAULT else ""))
    if meaning.value is not None:
        fields.append(plain(meaning.value))
    if meaning.upper is not None:
        fields.append(f"..{plain(meaning.upper)}")
    if meaning.scope is not None:
        is_taken = meaning.origins.scope is Origin.DEFAULT and meaning.scope is not Scope.UNDECIDED
        fields.append(meaning.scope + ("?" if is_taken else ""))
    if meaning.deadline is not None:
        fields.append(f"by={meaning.deadline.isoformat()}")
    if meaning.growth_unit is not None:
        fields.append(meaning.growth_unit)
    if meaning.growth_reference is not None:
        fields.append(
            f"against={meaning.growth_reference}" + (f":{meaning.growth_year}" if meaning.growth_year else "")
        )
    if meaning.schedule:
        fields.append("schedule=" + ",".join(f"{year}:{plain(value)}" for year, value in meaning.schedule))
    if meaning.measure:
        fields.append(f"measure={meaning.measure}")
    return " ".join(fields)
