"""A year's or a period's figure in words, or why there is none: the same on pages, in reports and in files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cooperation.text import Sentence, TypedNumber, at_scale, say, say_many
from indicators.queries.indicators import PeriodRow
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import NoValueReason, Reading, Status
from indicators.rules.phrases import rounded
from indicators.rules.readings import judge_reading
from indicators.wording.results import NO_VALUE, figure


def why_empty(status: Status, *, due_on: date | None, reason: str) -> Sentence:
    """Instead of a blank: why there is no figure for the period."""
    if reason:
        return NO_VALUE[NoValueReason(reason)]
    if status is Status.NOT_APPLICABLE:
        return say("does not apply")
    if status is Status.NO_READING:
        return say("not measured this year")
    if due_on is None:
        return say("no data")
    if status is Status.OVERDUE:
        return say("no data, the due date passed on {day}", day=due_on)
    if status is Status.NOT_DUE_YET:
        return say("not due yet, due by {day}", day=due_on)
    if status in (Status.AWAITED, Status.IN_PROGRESS):
        return say("awaited by {day}", day=due_on)
    return say("no data")


def year_figure(row: YearRow) -> Sentence:
    """A year's figure with its unit; without a figure, why there is none."""
    if row.result.actual is None:
        return why_year_is_empty(row)
    number = shown_value(row, row.result.actual)
    return value_figure(row.indicator, number.value, number.decimals)


def value_figure(node: IndicatorNode, value: Decimal, decimals: int) -> Sentence:
    """A value of the indicator with its unit."""
    return figure(value, "", value_type=node.value_type, measure=node.measure, decimals=decimals)


def shown_value(row: YearRow, value: Decimal) -> TypedNumber:
    """Rounded where nobody typed the places (a mean), and never onto the other side of the target."""
    return at_scale(rounded(value, row.result.decimals, row.threshold, row.upper), row.result.decimals)


def why_year_is_empty(row: YearRow) -> Sentence:
    """Instead of a blank: why the year has no figure."""
    readings = row.indicator.facts.readings.get(row.year, ())
    owed = [reading.due_on for reading in readings if not reading.is_approved]
    return why_empty(_status_of_gap(row), due_on=min(owed, default=None), reason=_common_reason(readings))


def gap_in_a_chart(row: YearRow) -> Sentence:
    """The same without days, for which a chart has no room."""
    return why_empty(
        _status_of_gap(row), due_on=None, reason=_common_reason(row.indicator.facts.readings.get(row.year, ()))
    )


def period_figure(node: IndicatorNode, reading: Reading, on: date) -> Sentence:
    """The figure of one reading with its unit; without a value, why there is none."""
    if reading.value is not None:
        return value_figure(node, reading.value, reading.decimals)
    status = judge_reading(node.facts, reading, on) or Status.NO_DATA
    return why_empty(status, due_on=reading.due_on, reason=str(reading.reason or ""))


def _status_of_gap(row: YearRow) -> Status:
    """A year in which no period ends has no reading, whatever its verdict is made from."""
    facts = row.indicator.facts
    is_read = row.year in facts.terms and facts.terms[row.year].frequency is not None
    if is_read and not facts.readings.get(row.year) and row.result.status is not Status.NOT_APPLICABLE:
        return Status.NO_READING
    return row.result.status


def _common_reason(readings: Sequence[Reading]) -> str:
    """The reason that every reading of the year gives, "" where they differ."""
    reasons = {str(reading.reason or "") for reading in readings}
    return reasons.pop() if len(reasons) == 1 else ""


def why_no_value(row: PeriodRow) -> Sentence | None:
    """Of one period: the reason that was given, or what became of its due date; nothing where there is a value."""
    if row.status is None or (row.public is not None and row.public.value is not None):
        return None
    return why_empty(row.status, due_on=row.due_on, reason=row.public.no_value_reason if row.public else "")


def periods_heading(rows: Sequence[PeriodRow]) -> Sentence:
    """Over the tables of a year's periods, by how many there are in a year."""
    return {12: say("Month by month"), 4: say("Quarter by quarter")}.get(len(rows), say("Half-year by half-year"))


def periods_summary(year: int, rows: Sequence[PeriodRow]) -> Sentence:
    """2024: 3 of 4 quarters approved; in a table's fold, so that it need not be opened to see a gap.

    Periods that do not apply are not counted, as in the year's status.
    """
    counted = [row for row in rows if row.status is not Status.NOT_APPLICABLE]
    total, length = len(counted), len(rows)
    filled = sum(row.public is not None and not row.public.is_in_preparation for row in counted)
    if not counted:
        return say("{year}: does not apply", year=str(year))
    if length == 12:
        return say_many(
            "{year}: {filled} of {total} month approved",
            "{year}: {filled} of {total} months approved",
            total, year=str(year), filled=filled, total=total,
        )  # fmt: skip
    if length == 4:
        return say_many(
            "{year}: {filled} of {total} quarter approved",
            "{year}: {filled} of {total} quarters approved",
            total, year=str(year), filled=filled, total=total,
        )  # fmt: skip
    return say_many(
        "{year}: {filled} of {total} half-year approved",
        "{year}: {filled} of {total} half-years approved",
        total, year=str(year), filled=filled, total=total,
    )  # fmt: skip
