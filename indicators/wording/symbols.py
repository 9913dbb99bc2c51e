"""Symbols of indicators in pictures of many: the name and the row of each, and the key that explains them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cooperation.text import Sentence, ValueType, say, say_many
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import DISPLAY_ORDER, ProgrammeStatus, Status
from indicators.rules.meanings import Comparator
from indicators.rules.status import status_label
from indicators.wording.figures import rounded_value, value_with_unit

SYMBOLS_IN_ROW = 5
SYMBOLS_IN_NARROW_ROW = 3
MAX_WIDE_COLUMNS = 5  # years; of a longer programme the rows of symbols are narrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """The status of one indicator in one year, or at the end; `name` says in words what the symbol shows."""

    indicator_id: int
    status: Status
    name: Sentence
    row: YearRow | None = None  # None: of the whole programme


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A status that occurs in a picture; `number`: of its symbols in the years, None where the key does not count."""

    status: Status
    label: Sentence
    number: int | None


def year_symbol(row: YearRow) -> Symbol:
    """Return the symbol of a year: "Liczba warsztatów, 2023: częściowo osiągnięty, 3 z 4"."""
    params = {"indicator": row.indicator.name, "year": str(row.year), "status": status_label(row.result.status)}
    figure = _figure(row)
    name = (
        say("{indicator}, {year}: {status}", **params)
        if figure is None
        else say("{indicator}, {year}: {status}, {figure}", **params, figure=figure)
    )
    return Symbol(indicator_id=row.indicator.id, status=row.result.status, name=name, row=row)


def overall_symbol(node: IndicatorNode, overall: ProgrammeStatus) -> Symbol:
    """Return the symbol of the whole programme: "Liczba warsztatów, na koniec: osiągnięty w 2 z 5 lat"."""
    params = {"indicator": node.name, "status": overall.label}
    name = (
        say("{indicator}, to date: {status}", **params)
        if overall.to_date
        else say("{indicator}, at the end: {status}", **params)
    )
    return Symbol(indicator_id=node.id, status=overall.status, name=name)


def _figure(row: YearRow) -> Sentence | None:
    """Return the figure of a year as it follows its status: "3 z 4", "24 dni", "2 (2 z 4 pomiarów)"."""
    value = row.result.actual
    if value is None:
        return None
    number = rounded_value(row, value)
    figure = value_with_unit(row.indicator, number.value, number.decimals)
    if row.result.periods_approved < row.result.periods_counted:
        return say_many(
            "{figure} ({approved} of {counted} measurement)",
            "{figure} ({approved} of {counted} measurements)",
            row.result.periods_counted,
            figure=figure,
            approved=row.result.periods_approved,
            counted=row.result.periods_counted,
        )
    if _is_short_of_count(row):
        return say("{number} of {target}", number=number, target=row.threshold)
    return figure


def _is_short_of_count(row: YearRow) -> bool:
    """Return whether the year has fewer than its target asks for: only then "3 of 4" cannot be misread."""
    terms = row.indicator.facts.terms.get(row.year)
    return (
        terms is not None
        and terms.meaning.comparator is Comparator.AT_LEAST
        and row.indicator.value_type is ValueType.COUNT
        and not row.indicator.measure
        and row.threshold is not None
        and row.result.actual is not None
        and 0 <= row.result.actual < row.threshold
    )


def symbol_rows(symbols: Sequence[Symbol], *, number_of_years: int) -> list[Sequence[Symbol]]:
    """Return the symbols in rows of at most five, or three in a programme of many years; no row has a single one.

    A symbol has the same place in every year, because the rows depend on the number of symbols only.
    """
    width = SYMBOLS_IN_ROW if number_of_years <= MAX_WIDE_COLUMNS else SYMBOLS_IN_NARROW_ROW
    rows, start = [], 0
    while start < len(symbols):
        left = len(symbols) - start
        length = left // 2 if left == width + 1 else width  # of six: three and three
        rows.append(symbols[start : start + length])
        start += length
    return rows


def key_entries(of_years: Iterable[Status], others: Iterable[Status] = (), *, counted: bool = True) -> list[KeyEntry]:
    """Return an entry for each status in DISPLAY_ORDER; `others`: outside the years, so they are not counted."""
    numbers = Counter(of_years)
    present = {*numbers, *others}
    return [
        KeyEntry(
            status=status, label=status_label(status), number=numbers[status] if counted and numbers[status] else None
        )
        for status in DISPLAY_ORDER
        if status in present
    ]


def picture_key_note(years: str) -> Sentence:
    """Return what a symbol and a number of the key are; `years`: "2022–2025"."""
    return say(
        "One symbol is one indicator; its place in the row is the same in every year. "
        "The number says how many such symbols there are in {years}.",
        years=years,
    )


def listed_key_note() -> Sentence:
    return say("Choose a status to see only the indicators that have it.")
