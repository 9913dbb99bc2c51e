"""Two versions of a draft that two persons have edited: what differs, and rows taken from one into the other."""

from collections.abc import Collection
from dataclasses import dataclass

from indicators.rules.documents.drafts import QUADRANTS
from indicators.rules.documents.edits import HEAD, DraftRow, EditedDraft, RowKind, lines_with_text


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDifference:
    """A text of two versions of a draft. `field`: its name on the page, "" for a row that only one version has."""

    key: str  # of the row, "" beside the rows
    name: str  # of the text: "target", "strength", "conclusions"; "row" for the whole row
    field: str
    stored: str
    own: str


def differing_texts(stored: EditedDraft, own: EditedDraft) -> list[VersionDifference]:
    """Return what differs between the stored version and that of a person who saves over it."""
    pairs = [(name, f"head-{name}", stored.head[name], own.head[name]) for name in HEAD]
    pairs += [(name, f"findings-{name}", stored.findings[name], own.findings[name]) for name in QUADRANTS]
    pairs.append(("conclusions", "conclusions", stored.conclusions, own.conclusions))
    differences = [
        VersionDifference(key="", name=name, field=field, stored=old, own=new)
        for name, field, old, new in pairs
        if lines_with_text(old) != lines_with_text(new)
    ]
    own_rows = {row.key: row for row in own.rows}
    stored_rows = {row.key: row for row in stored.rows}
    for key in {**own_rows, **stored_rows}:
        differences += _differing_cells(key, stored_rows.get(key), own_rows.get(key))
    return differences


def _differing_cells(key: str, stored: DraftRow | None, own: DraftRow | None) -> list[VersionDifference]:
    if stored is None or own is None:
        texts = [row.texts["name"] if row else "" for row in (stored, own)]
        return [VersionDifference(key=key, name="row", field="", stored=texts[0], own=texts[1])]
    differences = [
        VersionDifference(key=key, name=name, field=f"{key}-{name}", stored=text, own=own.texts[name])
        for name, text in stored.texts.items()
        if text != own.texts[name]
    ]
    if stored.is_dropped != own.is_dropped:
        marks = ["on" if row.is_dropped else "" for row in (stored, own)]
        differences.append(
            VersionDifference(key=key, name="dropped", field=f"{key}-dropped", stored=marks[0], own=marks[1])
        )
    return differences


def with_stored_rows(own: EditedDraft, stored: EditedDraft, keys: Collection[str]) -> list[DraftRow]:
    """Return the rows of a person with some that only the stored version has, each below the row above it there."""
    rows = list(own.rows)
    for at, row in enumerate(stored.rows):
        present = {other.key: place for place, other in enumerate(rows)}
        if row.key not in keys or row.key in present:
            continue
        above = next((present[other.key] for other in reversed(stored.rows[:at]) if other.key in present), -1)
        if above >= 0 or row.kind is RowKind.GOAL:
            rows.insert(above + 1, row)
    return rows


def is_order_different(stored: EditedDraft, own: EditedDraft) -> bool:
    """Return whether rows that both versions have follow each other in another order."""
    orders = [[row.key for row in edited.rows] for edited in (stored, own)]
    common = set(orders[0]) & set(orders[1])
    left, right = ([key for key in order if key in common] for order in orders)
    return left != right
