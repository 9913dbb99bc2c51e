"""Periods of every frequency for programmes of one to five years, and their due dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.periods import (
    Frequency,
    due_on,
    period_of,
    periods_ending_in,
    programme_periods,
    round_due_on,
    round_opens_on,
)


def codes(frequency: Frequency, first: int, last: int) -> list[str]:
    return [period.code for period in programme_periods(frequency, first, last)]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.MONTHLY, [f"2023-M{month:02}" for month in range(1, 13)]),
        (Frequency.QUARTERLY, ["2023-K1", "2023-K2", "2023-K3", "2023-K4"]),
        (Frequency.HALF_YEARLY, ["2023-P1", "2023-P2"]),
        (Frequency.YEARLY, ["2023"]),
        (Frequency.ONGOING, ["2023"]),
        (Frequency.EVERY_TWO_YEARS, ["2023"]),
        (Frequency.ONCE, ["2023"]),
        (Frequency.MID_TERM_AND_END, ["2023"]),
    ],
)
def test_one_year_is_divided_into_periods_of_frequency(frequency: Frequency, expected: list[str]) -> None:
    assert codes(frequency, 2023, 2023) == expected


@pytest.mark.parametrize(
    ("frequency", "last", "expected"),
    [
        (Frequency.YEARLY, 2025, ["2021", "2022", "2023", "2024", "2025"]),
        (Frequency.EVERY_TWO_YEARS, 2025, ["2021-2022", "2023-2024", "2025"]),
        (Frequency.EVERY_TWO_YEARS, 2024, ["2021-2022", "2023-2024"]),
        (Frequency.ONCE, 2025, ["2021-2025"]),
        (Frequency.MID_TERM_AND_END, 2025, ["2021-2023", "2024-2025"]),
        (Frequency.MID_TERM_AND_END, 2024, ["2021-2022", "2023-2024"]),
        (Frequency.MID_TERM_AND_END, 2023, ["2021-2022", "2023"]),
        (Frequency.MID_TERM_AND_END, 2022, ["2021", "2022"]),
    ],
)
def test_several_years_are_grouped_into_periods_of_frequency(
    frequency: Frequency, last: int, expected: list[str]
) -> None:
    assert codes(frequency, 2021, last) == expected


@pytest.mark.parametrize(
    ("frequency", "place", "label", "start", "end"),
    [
        (Frequency.MONTHLY, 1, "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        (Frequency.QUARTERLY, 2, "3rd quarter of 2024", date(2024, 7, 1), date(2024, 9, 30)),
        (Frequency.HALF_YEARLY, 1, "2nd half of 2024", date(2024, 7, 1), date(2024, 12, 31)),
        (Frequency.YEARLY, 1, "2025", date(2025, 1, 1), date(2025, 12, 31)),
        (Frequency.ONCE, 0, "2024–2025", date(2024, 1, 1), date(2025, 12, 31)),
    ],
)
def test_period_has_label_and_calendar_limits(
    frequency: Frequency, place: int, label: str, start: date, end: date
) -> None:
    period = programme_periods(frequency, 2024, 2025)[place]
    assert (str(period.label), period.start, period.end, period.year) == (label, start, end, end.year)


def test_years_in_labels_are_strings() -> None:
    labels = [programme_periods(frequency, 2021, 2025)[0].label for frequency in Frequency]
    assert {type(value) for label in labels for value in label.params.values()} == {str}


def test_programme_with_last_year_before_first_is_rejected() -> None:
    with pytest.raises(ValueError, match="first year"):
        programme_periods(Frequency.YEARLY, 2025, 2021)


@pytest.mark.parametrize(
    ("frequency", "year", "expected"),
    [
        (Frequency.QUARTERLY, 2022, ["2022-K1", "2022-K2", "2022-K3", "2022-K4"]),
        (Frequency.EVERY_TWO_YEARS, 2022, ["2021-2022"]),
        (Frequency.EVERY_TWO_YEARS, 2023, []),
        (Frequency.ONCE, 2025, ["2021-2025"]),
        (Frequency.ONCE, 2021, []),
        (Frequency.MID_TERM_AND_END, 2023, ["2021-2023"]),
        (Frequency.YEARLY, 2026, []),
    ],
)
def test_period_belongs_to_year_of_its_end(frequency: Frequency, year: int, expected: list[str]) -> None:
    assert [period.code for period in periods_ending_in(frequency, 2021, 2025, year)] == expected


@pytest.mark.parametrize(
    ("frequency", "place", "expected"),
    [
        (Frequency.MONTHLY, 0, date(2021, 3, 2)),
        (Frequency.MONTHLY, 11, date(2022, 3, 31)),
        (Frequency.QUARTERLY, 0, date(2021, 4, 30)),
        (Frequency.QUARTERLY, 3, date(2022, 3, 31)),
        (Frequency.HALF_YEARLY, 0, date(2021, 7, 30)),
        (Frequency.HALF_YEARLY, 1, date(2022, 3, 31)),
        (Frequency.YEARLY, 0, date(2022, 3, 31)),
        (Frequency.ONCE, 0, date(2026, 3, 31)),
    ],
)
def test_period_is_due_thirty_days_after_end_or_with_its_round(
    frequency: Frequency, place: int, expected: date
) -> None:
    period = programme_periods(frequency, 2021, 2025)[place]
    assert due_on(period, frequency, round_due_on(period.year)) == expected


def test_round_opens_on_1_january_and_is_due_on_31_march_by_default() -> None:
    assert (round_opens_on(2024), round_due_on(2024)) == (date(2024, 1, 1), date(2025, 3, 31))


@given(st.sampled_from(Frequency), st.integers(2000, 2060), st.integers(0, 12))
def test_periods_cover_programme_without_gap_or_overlap(frequency: Frequency, first: int, more: int) -> None:
    periods = programme_periods(frequency, first, first + more)
    assert (periods[0].start, periods[-1].end) == (date(first, 1, 1), date(first + more, 12, 31))
    assert all(before.end + timedelta(days=1) == after.start for before, after in pairwise(periods))
    assert len({period.code for period in periods}) == len(periods)
    years = [periods_ending_in(frequency, first, first + more, year) for year in range(first, first + more + 1)]
    assert tuple(period for of_year in years for period in of_year) == periods


@pytest.mark.parametrize("frequency", list(Frequency))
def test_period_of_returns_period_of_code(frequency: Frequency) -> None:
    for period in programme_periods(frequency, 2021, 2025):
        assert period_of(period.code) == period


@pytest.mark.parametrize("code", ["", "2023-M13", "2023-K0", "2023-P3", "23", "2023-X1", "2023-2024-2025"])
def test_period_of_rejects_invalid_code(code: str) -> None:
    with pytest.raises(ValueError, match="not the code"):
        period_of(code)
