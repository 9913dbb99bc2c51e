"""Rows 5 to 10 and 13 of the status table: measurements that are due, missing or not final."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cooperation.text import ValueType
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Kind, Scope
from indicators.rules.status import (
    NoValueReason,
    Status,
    judge_year,
)
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    IN_PREPARATION,
    NOT_APPLICABLE,
    NOT_MEASURED,
    done,
    facts,
    last_year,
    number,
    only_year,
    statuses,
)

YEARLY_ONE = number(1)


# --- rows 5-10 ---------------------------------------------------------------------------------------------------


def test_year_without_period_names_next_measurement() -> None:
    case = facts(number(5, Scope.PROGRAMME), frequency=Frequency.EVERY_TWO_YEARS, years=(2021, 2024))
    status = judge_year(case, 2021, AFTERWARDS)
    assert (status.row, status.status) == (5, Status.NO_READING)
    assert str(status.sentence) == (
        "Not measured this year: the next measurement is for the years 2021–2022, due by 2023-03-31."
    )


def test_year_without_period_omits_unknown_next_measurement() -> None:
    case = replace(facts(YEARLY_ONE, years=(2025, 2025)), readings={})
    assert str(last_year(case).sentence) == "Not measured this year: no measurement period ends in 2025."


def test_quarterly_status_changes_on_period_end_and_due_date() -> None:
    """The first quarter of 2025 is approved from May on."""
    empty = facts(number(8), frequency=Frequency.QUARTERLY, years=(2025, 2025))
    read = facts(number(8), [3], Frequency.QUARTERLY, years=(2025, 2025))
    assert last_year(empty, date(2025, 3, 31)).status is Status.NOT_DUE_YET  # the period's last day
    assert last_year(empty, date(2025, 4, 1)).status is Status.AWAITED
    assert last_year(empty, date(2025, 4, 30)).status is Status.AWAITED  # its due date
    assert last_year(empty, date(2025, 5, 1)).status is Status.OVERDUE
    assert last_year(read, date(2025, 5, 1)).status is Status.IN_PROGRESS
    assert last_year(read, date(2025, 7, 30)).status is Status.IN_PROGRESS
    assert last_year(read, date(2025, 7, 31)).status is Status.OVERDUE


def test_overdue_takes_precedence_over_not_measured() -> None:
    assert only_year(number(8), NOT_MEASURED, frequency=Frequency.QUARTERLY).row == 7


# --- row 10: an end without data -----------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [None, NOT_MEASURED, IN_PREPARATION])
def test_unmet_total_with_missing_year_has_no_data(gap: NoValueReason | None) -> None:
    status = last_year(facts(number(25, Scope.PROGRAMME), [6, 5, gap, 4, 1]))
    assert (status.row, status.status, status.achievement) == (10, Status.NO_DATA, None)
    assert str(status.sentence) == (
        "Not measured: 16 by the end of 2025, no data for 2023 (target: at least 25 in the whole programme)."
    )


def test_satisfied_limit_is_met_and_names_missing_year() -> None:
    limit = number(25, Scope.PROGRAMME, comparator=Comparator.AT_MOST)
    status = last_year(facts(limit, [6, 5, None, 4, 1]))
    assert status.status is Status.MET
    assert "(no data: 2023)" in str(status.sentence)
    assert last_year(facts(limit, [20, 5, None, 4, 1])).status is Status.NO_DATA
    assert last_year(facts(limit, [6, 5, 0, 4, 1])).status is Status.MET


def test_not_applicable_year_is_not_missing() -> None:
    assert last_year(facts(number(25, Scope.PROGRAMME), [6, 5, NOT_APPLICABLE, 4, 1])).status is Status.PARTLY_MET


def test_missing_reading_at_deadline_has_no_data() -> None:
    meaning = number(80, Scope.FINAL, kind=Kind.PERCENT, deadline=date(2023, 12, 31))
    case = facts(meaning, [50, 60, NOT_MEASURED, 90, 95])
    assert statuses(case) == ["in_progress", "in_progress", "no_data", "no_data", "no_data"]
    assert str(last_year(case).sentence) == ("Not measured: no data for 2023 (target: at least 80% on 2023-12-31).")


# --- row 13 ------------------------------------------------------------------------------------------------------


def test_final_scope_is_in_progress_until_last_reading() -> None:
    case = facts(number(80, Scope.FINAL, kind=Kind.PERCENT), [40, 50, 60, 70, 60], value_type=ValueType.PERCENT)
    assert statuses(case) == ["in_progress"] * 4 + ["partly_met"]
    first = judge_year(case, 2021, AFTERWARDS)
    assert (first.row, first.achievement) == (13, Decimal("0.5"))
    assert str(first.sentence) == (
        "In progress: the result for the year 2021 is 40% (target: at least 80% at the programme's end); "
        "judged after the last measurement, for the year 2025, due by 2026-03-31."
    )


def test_last_required_reading_precedes_exempt_or_withdrawn_year() -> None:
    values = [40, 50, 60, 70, 90]
    meaning = number(80, Scope.FINAL, kind=Kind.PERCENT)
    assert statuses(facts(meaning, values, exempt_years=frozenset({2025})))[3:] == ["partly_met", "not_applicable"]
    assert statuses(facts(meaning, values, withdrawn_from=2024))[2:] == [
        "partly_met",
        "not_applicable",
        "not_applicable",
    ]


def test_task_not_done_is_in_progress_before_last_year() -> None:
    case = facts(done(), [0, 0, 0, 0, 0])
    assert statuses(case) == ["in_progress"] * 4 + ["not_met"]
    assert str(judge_year(case, 2021, AFTERWARDS).sentence) == (
        "In progress: it was not done by the end of 2021; judged after the last measurement, for the year 2025, "
        "due by 2026-03-31."
    )
    assert str(last_year(case).sentence) == "Not met: it was not done by the end of 2025."


def test_task_not_done_is_in_progress_before_deadline_and_not_met_after() -> None:
    case = facts(done(Kind.DEADLINE, date(2023, 6, 30)), [0, 0, 0])
    assert statuses(case)[:3] == ["in_progress", "in_progress", "not_met"]
    assert (
        str(judge_year(case, 2022, AFTERWARDS).sentence)
        == "In progress: it was not done in 2022; the deadline is 2023-06-30."
    )
    assert (
        str(judge_year(case, 2023, AFTERWARDS).sentence)
        == "Not met: it was not done in 2023; the deadline was 2023-06-30."
    )


def test_no_on_day_of_deadline_is_in_progress() -> None:
    case = facts(done(Kind.DEADLINE, date(2023, 12, 31)), [0, 0, 0])
    assert judge_year(case, 2023, date(2023, 12, 31)).status is Status.IN_PROGRESS
    assert judge_year(case, 2023, date(2024, 1, 1)).status is Status.NOT_MET


@pytest.mark.parametrize(
    ("aggregation", "verdict"), [(Aggregation.MAXIMUM, "partly_met"), (Aggregation.MEAN, "partly_met")]
)
def test_maximum_and_mean_of_programme_have_no_pace(aggregation: Aggregation, verdict: str) -> None:
    case = facts(number(10, Scope.PROGRAMME), [4, 8, 6], aggregation=aggregation, years=(2021, 2023))
    assert statuses(case) == ["in_progress", "in_progress", verdict]


def test_maximum_with_deadline_after_programme_is_in_progress() -> None:
    meaning = number(10, Scope.PROGRAMME, deadline=date(2026, 6, 30))
    status = only_year(meaning, 4, aggregation=Aggregation.MAXIMUM)
    assert (status.row, str(status.sentence)) == (
        13,
        "In progress: by the end of 2025: 4 (target: at least 10 in total by 2026-06-30); "
        "the target is due by 2026-06-30.",
    )


def test_maximum_of_withdrawn_indicator_is_in_progress() -> None:
    case = facts(number(10, Scope.PROGRAMME), [4], aggregation=Aggregation.MAXIMUM, withdrawn_from=2022)
    assert str(judge_year(case, 2021, AFTERWARDS).sentence).endswith("the target is due by 2025-12-31.")
