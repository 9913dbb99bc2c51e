"""Headings of the tables of a year's months, quarters or half-years."""

from collections.abc import Sequence

from cooperation.text import Sentence, say, say_many
from indicators.queries.indicators import PeriodRow
from indicators.rules.facts import Status
from indicators.rules.periods import Period

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
