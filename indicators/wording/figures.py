"""The text of a period's or a year's figure, or why there is none, for pages, reports and files."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cooperation.text import Sentence, TypedNumber, ValueType, at_scale, say, say_many
from indicators.models import Indicator, Revision
from indicators.models.measurements import State
from indicators.queries.indicators import PeriodRow
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import NoValueReason, Reading, Status
from indicators.rules.periods import period_of
from indicators.rules.phrases import enumeration, period_name, round_keeping_order
from indicators.rules.status import judge_reading
from indicators.rules.values import format_value

NO_VALUE_LABELS: Mapping[str, Sentence] = {
    NoValueReason.NOT_MEASURED: say("not measured"),
    NoValueReason.IN_PREPARATION: say("data in preparation"),
    NoValueReason.NOT_APPLICABLE: say("does not apply"),
}


# --- of a revision -----------------------------------------------------------------------------------------------


def figure(
    value: Decimal | None,
    no_value_reason: str,
    *,
    value_type: ValueType,
    measure: str = "",
    decimals: int = 0,
    expected_on: date | None = None,
) -> Sentence:
    """Return the value with its unit and at least `decimals` decimal places, or the reason for having none."""
    if value is None:
        return no_value_label(no_value_reason, expected_on) if no_value_reason else say("no data")
    return format_value(at_scale(value, decimals), value_type=value_type, measure=measure)


def no_value_label(no_value_reason: str, expected_on: date | None) -> Sentence:
    """Return the reason for having no value, with the day on which data in preparation are expected."""
    if expected_on is not None:
        return say("data in preparation, expected {day}", day=expected_on)
    return NO_VALUE_LABELS[NoValueReason(no_value_reason)]


def revision_figure(indicator: Indicator, revision: Revision) -> Sentence:
    return figure(
        revision.value,
        revision.no_value_reason,
        value_type=ValueType(indicator.value_type),
        measure=indicator.measure,
        decimals=revision.decimals,
        expected_on=revision.expected_on,
    )


def unapproved_state_label(revision: Revision | None) -> str:
    """Return the state of a revision that is not public ("draft", "submitted"), else ""."""
    return "" if revision is None or revision.state == State.APPROVED else str(revision.get_state_display())


def self_approval_note(revisions_by_year: Mapping[int, Sequence[PublicRevision]]) -> Sentence | None:
    """Return which figures were approved by the person who submitted them; None if there are none."""
    revisions = [revision for revisions in revisions_by_year.values() for revision in revisions]
    self_approved = [revision for revision in revisions if revision.self_approved]
    if not self_approved:
        return None
    if len(self_approved) == len(revisions):
        return say("Every figure was approved by the person who submitted it, because there was no other coordinator.")
    periods: list[Sentence] = []
    for year, of_year in revisions_by_year.items():
        self_approved_of_year = [revision for revision in of_year if revision.self_approved]
        if self_approved_of_year and len(self_approved_of_year) == len(of_year):
            periods.append(say("the year {year}", year=str(year)))
        else:
            periods += [period_name(period_of(revision.period_code)) for revision in self_approved_of_year]
    return say_many(
        "The figure for {periods} was approved by the person who submitted it, because there was no other coordinator.",
        "The figures for {periods} were approved by the person who submitted them, because there was no other "
        "coordinator.",
        len(self_approved),
        periods=enumeration(periods),
    )


# --- of a year or a period ---------------------------------------------------------------------------------------


def year_figure(row: YearRow) -> Sentence:
    """Return the year's figure with its unit, or why there is none."""
    if row.result.actual is None:
        return year_gap_reason(row)
    number = rounded_value(row, row.result.actual)
    return value_with_unit(row.indicator, number.value, number.decimals)


def period_figure(node: IndicatorNode, reading: Reading, on: date) -> Sentence:
    """Return the period's figure with its unit, or why there is none."""
    if reading.value is not None:
        return value_with_unit(node, reading.value, reading.decimals)
    status = judge_reading(node.facts, reading, on) or Status.NO_DATA
    return gap_reason(
        status,
        due_on=reading.due_on,
        no_value_reason=str(reading.reason or ""),
        expected_on=reading.expected_on,
    )


def value_with_unit(node: IndicatorNode, value: Decimal, decimals: int) -> Sentence:
    return format_value(at_scale(value, decimals), value_type=node.value_type, measure=node.measure)


def rounded_value(row: YearRow, value: Decimal) -> TypedNumber:
    """Return the value at the year's decimal places, more where rounding would move it across the target."""
    return at_scale(round_keeping_order(value, row.result.decimals, row.threshold, row.upper), row.result.decimals)


def year_gap_reason(row: YearRow) -> Sentence:
    """Return why the year has no figure, with the due date where one is known."""
    readings = row.indicator.facts.readings.get(row.year, ())
    due_dates = [reading.due_on for reading in readings if not reading.is_approved]
    return gap_reason(
        _gap_status(row),
        due_on=min(due_dates, default=None),
        no_value_reason=_common_no_value_reason(readings),
        expected_on=_common_expected_day(readings),
    )


def undated_gap_reason(row: YearRow) -> Sentence:
    """Return why the year has no figure, without dates, for which a chart has no room."""
    readings = row.indicator.facts.readings.get(row.year, ())
    return gap_reason(_gap_status(row), due_on=None, no_value_reason=_common_no_value_reason(readings))


def period_gap_reason(row: PeriodRow) -> Sentence | None:
    """Return why the period has no figure; None if it has one or is not judged by itself."""
    if row.status is None or (row.public is not None and row.public.value is not None):
        return None
    return gap_reason(
        row.status,
        due_on=row.due_on,
        no_value_reason=row.public.no_value_reason if row.public else "",
        expected_on=row.public.expected_on if row.public else None,
    )


def gap_reason(
    status: Status, *, due_on: date | None, no_value_reason: str, expected_on: date | None = None
) -> Sentence:
    """Return the recorded reason for having no value, else what follows from the status and the due date."""
    if no_value_reason:
        return no_value_label(no_value_reason, expected_on)
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


def _gap_status(row: YearRow) -> Status:
    """Return the year's status, but NO_READING for a year in which no period ends: its status is not its own."""
    facts = row.indicator.facts
    is_measured = row.year in facts.terms and facts.terms[row.year].frequency is not None
    if is_measured and not facts.readings.get(row.year) and row.result.status is not Status.NOT_APPLICABLE:
        return Status.NO_READING
    return row.result.status


def _common_no_value_reason(readings: Sequence[Reading]) -> str:
    """Return the reason that all readings share, else ""."""
    reasons = {str(reading.reason or "") for reading in readings}
    return reasons.pop() if len(reasons) == 1 else ""


def _common_expected_day(readings: Sequence[Reading]) -> date | None:
    """Return the last expected day of the readings, None unless each has one."""
    days = [reading.expected_on for reading in readings]
    return max((day for day in days if day is not None), default=None) if None not in days else None
