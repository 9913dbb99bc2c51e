"""Symbols of a picture: rows without a single symbol, and the key."""

import pytest

from cooperation.text import say
from indicators.rules.facts import Status
from indicators.wording.symbols import Symbol, key_entries, symbol_rows


def lengths(number: int, years: int = 4) -> list[int]:
    symbols = [Symbol(indicator_id=place, status=Status.MET, name=say("{n}", n=place)) for place in range(number)]
    rows = symbol_rows(symbols, number_of_years=years)
    assert [symbol.indicator_id for row in rows for symbol in row] == list(range(number))
    return [len(row) for row in rows]


@pytest.mark.parametrize(
    ("number", "rows"),
    [(0, []), (1, [1]), (5, [5]), (6, [3, 3]), (7, [5, 2]), (11, [5, 3, 3]), (13, [5, 5, 3]), (21, [5, 5, 5, 3, 3])],
)
def test_rows_have_at_most_five_symbols_and_never_a_single_one(number, rows):
    assert lengths(number) == rows


def test_rows_of_long_programme_are_narrow():
    assert lengths(7, years=8) == [3, 2, 2]
    for number in range(2, 60):
        assert 1 not in lengths(number, years=8)


def test_key_lists_statuses_in_order_and_counts_years_only():
    entries = key_entries([Status.OVERDUE, Status.MET, Status.OVERDUE], [Status.NO_DATA])
    assert [(entry.status, entry.number) for entry in entries] == [
        (Status.MET, 1), (Status.OVERDUE, 2), (Status.NO_DATA, None),
    ]  # fmt: skip
    uncounted = key_entries([Status.MET], counted=False)
    assert [entry.number for entry in uncounted] == [None]
