"""A year's months, quarters or half-years: headings of their tables, and which of them have no data."""

from collections.abc import Sequence
from datetime import date

from cooperation.text import Sentence, say, say_many
from indicators.queries.indicators import PeriodRow
from indicators.queries.tree import YearRow
from indicators.rules.facts import Reading, Status
from indicators.rules.periods import Period
from indicators.rules.phrases import enumeration, period_name

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def periods_heading(rows: Sequence[PeriodRow]) -> Sentence:
    """Return the heading over the tables; `rows` are the periods of one whole year."""
    return {12: say("Month by month"), 4: say("Quarter by quarter")}.get(len(rows), say("Half-year by half-year"))


def periods_summary(year: int, rows: Sequence[PeriodRow]) -> Sentence:
    """Return "2024: 3 of 4 quarters approved", the caption of one year's table.

    Periods that do not apply are not counted, as in the year's status.
    """
    applicable = [row for row in rows if row.status is not Status.NOT_APPLICABLE]
    if not applicable:
        return say("{year}: does not apply", year=str(year))
    approved = sum(row.public is not None and not row.public.is_in_preparation for row in applicable)
    total, periods_in_year = len(applicable), len(rows)
    if periods_in_year == 12:
        return say_many(
            "{year}: {approved} of {total} month approved",
            "{year}: {approved} of {total} months approved",
            total, year=str(year), approved=approved, total=total,
        )  # fmt: skip
    if periods_in_year == 4:
        return say_many(
            "{year}: {approved} of {total} quarter approved",
            "{year}: {approved} of {total} quarters approved",
            total, year=str(year), approved=approved, total=total,
        )  # fmt: skip
    return say_many(
        "{year}: {approved} of {total} half-year approved",
        "{year}: {approved} of {total} half-years approved",
        total, year=str(year), approved=approved, total=total,
    )  # fmt: skip


MAX_MISSING = 4  # of the missing periods that are listed; further ones are counted


def missing_periods(row: YearRow, on: date) -> Sentence | None:
    """Return which required periods of the year have ended without approved data, since when, and when they are due."""
    facts = row.indicator.facts
    missing = [reading for reading in facts.required(row.year) if not reading.is_approved and reading.has_ended(on)]
    if not missing:
        return None
    listed = [_missing_period(reading, on) for reading in missing[:MAX_MISSING]]
    if len(missing) > MAX_MISSING:
        number = len(missing) - MAX_MISSING
        listed.append(say_many("{number} more period", "{number} more periods", number, number=number))
    return say("Missing: {periods}.", periods=enumeration(listed))


def _missing_period(reading: Reading, on: date) -> Sentence:
    period = period_name(reading.period)
    if reading.expected_on is not None:
        return say("{period} (due {due}, expected {day})", period=period, due=reading.due_on, day=reading.expected_on)
    if reading.is_late(on):
        return say("{period} (overdue since {day})", period=period, day=reading.due_on)
    return say("{period} (due by {day})", period=period, day=reading.due_on)


def short_period(period: Period) -> Sentence:
    """Return "I kw." for a quarter; the label itself for a period of a year or longer."""
    _year, _dash, part = period.code.partition("-")
    number = int(part[1:]) if part[:1].isalpha() else 0
    match part[:1]:
        case "K":
            return say("quarter {roman}", roman=ROMAN[number - 1])
        case "P":
            return say("half-year {roman}", roman=ROMAN[number - 1])
        case "M":
            return say("month {roman}", roman=ROMAN[number - 1])
    return period.label
