"""Productions for targets with a number for each year: "2021: 1, 2022: 2", "1 w 2021 r., 2 w 2022 r."."""

from cooperation.rules.origins import Origin
from indicators.rules.amounts import PERCENT, POINTS, Amount, amount, canonical, separating_dash
from indicators.rules.dates import marked_year, year
from indicators.rules.meanings import Comparator, Kind, Origins, Scope, TargetMeaning
from indicators.rules.nouns import is_same_noun
from indicators.rules.tokens import Cursor


def schedule(cursor: Cursor) -> TargetMeaning | None:
    """Parse a list of years with amounts that differ only in the number."""
    start = cursor.at
    entries = _year_first(cursor)
    if not entries:
        cursor.at = start
        entries = _number_first(cursor)
    return schedule_meaning(entries) if entries else None


def schedule_meaning(entries: list[tuple[int, Amount]]) -> TargetMeaning | None:
    """Return the meaning of the entries; None when a year is repeated or the amounts differ in unit or comparator."""
    years, first = [entry_year for entry_year, _ in entries], entries[0][1]
    measure = next((entry.measure for _, entry in entries if entry.measure), "")
    are_alike = all(
        entry.comparator is first.comparator
        and entry.unit == first.unit
        and (not entry.measure or is_same_noun(entry.measure, measure))
        for _, entry in entries
    )
    if not are_alike or len(set(years)) < len(years) or first.upper is not None or first.unit == POINTS:
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
    """Parse "2021: 1, 2022: 2", "w 2021 r. 1; w 2022 r. 2"; return [] unless the whole text consists of entries."""
    entries: list[tuple[int, Amount]] = []
    is_unambiguous = False
    while not cursor.is_done:
        is_marked = cursor.match("w")
        entry_year = marked_year(cursor)
        is_marked = is_marked or entry_year is not None
        if entry_year is None:
            entry_year = year(cursor)
        if cursor.match(":|=") or is_marked:
            is_unambiguous = True
            separating_dash(cursor)
        elif not separating_dash(cursor):
            return []
        entry = amount(cursor)
        if entry_year is None or entry is None:
            return []
        entries.append((entry_year, entry))
        cursor.match("[,|;|/|i|oraz]")
    # "2023 - 5" alone may be a range in reverse order; two such entries can only be a schedule.
    return entries if is_unambiguous or len(entries) > 1 else []


def _number_first(cursor: Cursor) -> list[tuple[int, Amount]]:
    """Parse "1 w 2021 r., 2 w 2022 r.", "1 (2021), 2 (2022)"; return [] unless the whole text consists of entries."""
    entries: list[tuple[int, Amount]] = []
    while not cursor.is_done:
        entry = amount(cursor)
        in_brackets = cursor.match("( [w]")
        entry_year = year(cursor) if in_brackets or cursor.match("w") else None
        if entry is None or entry_year is None or (in_brackets and not cursor.match(")")):
            return []
        entries.append((entry_year, entry))
        cursor.match("[,|;|/|i|oraz]")
    return entries
