"""Reporting periods, derived from a frequency and the years of the programme (product.md § 5).

A period belongs to the year in which it ends. Its code is permanent, because addresses and exports contain it:
2023-M04, 2023-K3, 2023-P2, 2023, 2021-2022.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from cooperation.text import Sentence, say
from indicators.rules.frequencies import parse_frequency
from indicators.rules.meanings import Frequency

__all__ = [
    "Frequency",
    "Period",
    "due_on",
    "parse_frequency",
    "period_of",
    "periods_ending_in",
    "programme_periods",
    "round_due_on",
    "round_opens_on",
]

# Whole sentences, because a language may put the year first.
_MONTHS = (
    say("January {year}"),
    say("February {year}"),
    say("March {year}"),
    say("April {year}"),
    say("May {year}"),
    say("June {year}"),
    say("July {year}"),
    say("August {year}"),
    say("September {year}"),
    say("October {year}"),
    say("November {year}"),
    say("December {year}"),
)
_QUARTERS = (
    say("1st quarter of {year}"),
    say("2nd quarter of {year}"),
    say("3rd quarter of {year}"),
    say("4th quarter of {year}"),
)
_HALVES = (say("1st half of {year}"), say("2nd half of {year}"))
_PARTS = {Frequency.MONTHLY: _MONTHS, Frequency.QUARTERLY: _QUARTERS, Frequency.HALF_YEARLY: _HALVES}
_CODES = {Frequency.MONTHLY: "M{:02}", Frequency.QUARTERLY: "K{}", Frequency.HALF_YEARLY: "P{}"}

_CODE = re.compile(r"(?P<first>\d{4})(?:-(?:(?P<part>[MKP])(?P<number>\d{1,2})|(?P<last>\d{4})))?")

DAYS_AFTER_A_SHORTER_PERIOD = 30


@dataclass(frozen=True)
class Period:
    """The days that one measurement covers; `end` is included."""

    code: str
    label: Sentence
    start: date
    end: date

    @property
    def year(self) -> int:
        """The reporting year: the one in which the period ends."""
        return self.end.year


@cache  # the same for every indicator of a programme
def programme_periods(frequency: Frequency, first_year: int, last_year: int) -> tuple[Period, ...]:
    """Return all periods of a programme in order; ValueError when its first year comes after its last.

    With a measurement every two years, an odd last year is a period of its own. The mid-term period covers the first
    half of the years, rounded up. A period of one year has the code of that year.
    """
    if first_year > last_year:
        raise ValueError("a programme's first year comes after its last")
    years = range(first_year, last_year + 1)
    match frequency:
        case Frequency.MONTHLY | Frequency.QUARTERLY | Frequency.HALF_YEARLY:
            return tuple(period for year in years for period in _parts(frequency, year))
        case Frequency.YEARLY | Frequency.ONGOING:
            return tuple(_years(year, year) for year in years)
        case Frequency.EVERY_TWO_YEARS:
            return tuple(_years(year, min(year + 1, last_year)) for year in years[::2])
        case Frequency.ONCE:
            return (_years(first_year, last_year),)
        case _:  # mid-term and end
            middle = first_year + (len(years) + 1) // 2 - 1
            first = _years(first_year, middle)
            return (first,) if middle == last_year else (first, _years(middle + 1, last_year))


@lru_cache(maxsize=4096)  # codes come from addresses, too
def period_of(code: str) -> Period:
    """Return the period of a code, in any programme; ValueError for an invalid code."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"not the code of a period: {code}")
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if match["part"]:
        frequency = {"M": Frequency.MONTHLY, "K": Frequency.QUARTERLY, "P": Frequency.HALF_YEARLY}[match["part"]]
        parts = _parts(frequency, first)
        if not 1 <= int(match["number"]) <= len(parts):
            raise ValueError(f"not the code of a period: {code}")
        return parts[int(match["number"]) - 1]
    return _years(first, last)


@cache
def periods_ending_in(frequency: Frequency, first_year: int, last_year: int, year: int) -> tuple[Period, ...]:
    """Return the periods that belong to `year`; () for a year without a measurement."""
    return tuple(period for period in programme_periods(frequency, first_year, last_year) if period.year == year)


def due_on(period: Period, frequency: Frequency, round_due_on: date) -> date:
    """Return the last day on which the period's measurement is in time.

    A period shorter than a year is due 30 days after its end. The last period of a year and every longer one are due
    when the reporting round is.
    """
    if frequency in _PARTS and (period.end.month, period.end.day) != (12, 31):
        return period.end + timedelta(days=DAYS_AFTER_A_SHORTER_PERIOD)
    return round_due_on


def round_opens_on(year: int) -> date:
    """Return the default first day of a year's reporting round."""
    return date(year, 1, 1)


def round_due_on(year: int) -> date:
    """Return the default last day of a year's reporting round, in the following year."""
    return date(year + 1, 3, 31)


def _parts(frequency: Frequency, year: int) -> tuple[Period, ...]:
    labels = _PARTS[frequency]
    months = 12 // len(labels)
    return tuple(
        Period(
            f"{year}-{_CODES[frequency].format(number)}",
            replace(label, params={"year": str(year)}),
            date(year, (number - 1) * months + 1, 1),
            date(year, number * months, monthrange(year, number * months)[1]),
        )
        for number, label in enumerate(labels, start=1)
    )


def _years(first: int, last: int) -> Period:
    start, end = date(first, 1, 1), date(last, 12, 31)
    # Years are passed as text: a number would get a thousands separator.
    if first == last:
        return Period(str(first), say("{year}", year=str(first)), start, end)
    return Period(f"{first}-{last}", say("{first}–{last}", first=str(first), last=str(last)), start, end)
