"""Targets that give each year its own number: "2021: 1, 2022: 2", "1 w 2021 r., 2 w 2022 r."."""

from cooperation.rules.origins import Origin
from indicators.rules.amounts import PERCENT, POINTS, Amount, amount, canonical, pause
from indicators.rules.dates import marked_year, year
from indicators.rules.meanings import Comparator, Kind, Origins, Scope, TargetMeaning
from indicators.rules.nouns import is_same_noun
from indicators.rules.tokens import Cursor


def schedule(cursor: Cursor) -> TargetMeaning | None:
    """A list of years and amounts that differ in nothing but the number; None for anything else."""
    start = cursor.at
    entries = _year_first(cursor)
    if not entries:
        cursor.at = start
        entries = _number_first(cursor)
    return scheduled(entries) if entries else None


def scheduled(entries: list[tuple[int, Amount]]) -> TargetMeaning | None:
    """The meaning of the entries; None when a year is named twice or the amounts are not of one kind."""
    years, first = [entry_year for entry_year, _ in entries], entries[0][1]
    measure = next((entry.measure for _, entry in entries if entry.measure), "")
    alike = all(
        entry.comparator is first.comparator
        and entry.unit == first.unit
        and (not entry.measure or is_same_noun(entry.measure, measure))
        for _, entry in entries
    )
    if not alike or len(set(years)) < len(years) or first.upper is not None or first.unit == POINTS:
        return None
    return TargetMeaning(
        Kind.PERCENT if first.unit == PERCENT else Kind.NUMBER,
        first.comparator or Comparator.AT_LEAST,
        canonical(first.value) if len(entries) == 1 else None,
        scope=Scope.YEAR,
        measure=measure,
        schedule=tuple(sorted((entry_year, canonical(entry.value)) for entry_year, entry in entries)),
        origins=Origins(Origin.DOCUMENT if first.comparator else Origin.DEFAULT, Origin.DOCUMENT),
    )


def _year_first(cursor: Cursor) -> list[tuple[int, Amount]]:
    """Read "2021: 1, 2022: 2", "w 2021 r. 1; w 2022 r. 2"; [] unless every entry up to the end is one."""
    found: list[tuple[int, Amount]] = []
    is_sure = False
    while not cursor.is_done:
        is_marked = cursor.match("w")
        entry_year = marked_year(cursor)
        is_marked = is_marked or entry_year is not None
        if entry_year is None:
            entry_year = year(cursor)
        if cursor.match(":|=") or is_marked:
            is_sure = True
            pause(cursor)
        elif not pause(cursor):
            return []
        entry = amount(cursor)
        if entry_year is None or entry is None:
            return []
        found.append((entry_year, entry))
        cursor.match("[,|;|/|i|oraz]")
    # "2023 - 5" alone may be a range upside down; two such entries can only be a schedule.
    return found if is_sure or len(found) > 1 else []


def _number_first(cursor: Cursor) -> list[tuple[int, Amount]]:
    """Read "1 w 2021 r., 2 w 2022 r.", "1 (2021), 2 (2022)"; [] unless every entry up to the end is one."""
    found: list[tuple[int, Amount]] = []
    while not cursor.is_done:
        entry = amount(cursor)
        in_brackets = cursor.match("( [w]")
        entry_year = year(cursor) if in_brackets or cursor.match("w") else None
        if entry is None or entry_year is None or (in_brackets and not cursor.match(")")):
            return []
        found.append((entry_year, entry))
        cursor.match("[,|;|/|i|oraz]")
    return found
