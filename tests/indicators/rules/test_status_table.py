"""The status table, row by row."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cooperation.text import Sentence
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Kind, Scope, TargetMeaning
from indicators.rules.status import (
    TABLE,
    VERDICT_RULES,
    Status,
    Terms,
    judge_year,
    status_label,
)
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    NOT_APPLICABLE,
    NOT_MEASURED,
    done,
    facts,
    growth,
    last_year,
    number,
    only_year,
    statuses,
)

YEARLY_ONE = number(1)
DESCRIPTIVE = TargetMeaning(Kind.DESCRIPTIVE)


# --- the table on the method page --------------------------------------------------------------------------------


def test_table_has_rows_of_product_document() -> None:
    verdicts = ["met", "partly_met", "not_met"]
    assert [(row.number, [status.value for status in row.statuses]) for row in TABLE] == [
        (1, ["not_applicable"]),
        (2, verdicts),
        (3, ["to_be_assessed"]),
        (4, ["met", "partly_met"]),
        (5, ["no_reading"]),
        (6, ["not_due_yet"]),
        (7, ["overdue"]),
        (8, ["awaited"]),
        (9, ["in_progress"]),
        (10, ["no_data"]),
        (11, ["no_threshold"]),
        (12, ["to_be_assessed"]),
        (13, ["in_progress"]),
        (14, ["ahead", "on_track", "behind"]),
        (15, verdicts),
    ]


def test_conditions_and_rules_are_plain_sentences() -> None:
    for sentence in [*(row.condition for row in TABLE), *VERDICT_RULES]:
        assert not sentence.params
        assert str(sentence).endswith(".")


def test_status_labels_are_unique() -> None:
    labels = [str(status_label(status)) for status in Status]
    assert len(set(labels)) == len(Status) == 15
    assert str(status_label(Status.OVERDUE)) == "overdue"
    assert [status.name.lower() for status in Status] == [status.value for status in Status]


def test_judge_year_uses_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: without row 7 the year is not overdue."""
    case = facts(YEARLY_ONE, years=(2025, 2025))
    assert last_year(case).status is Status.OVERDUE
    monkeypatch.setattr("indicators.rules.status.TABLE", tuple(row for row in TABLE if row.number != 7))
    assert last_year(case).status is Status.AWAITED


# --- row 1 -------------------------------------------------------------------------------------------------------


def test_exempt_year_is_not_applicable() -> None:
    status = only_year(YEARLY_ONE, 3, exempt_years=frozenset({2025}))
    assert (status.row, status.status, str(status.sentence)) == (
        1,
        Status.NOT_APPLICABLE,
        "Not applicable: a decision exempts the year 2025.",
    )
    assert status.actual == 3


def test_withdrawn_indicator_is_not_applicable_from_its_year() -> None:
    case = facts(YEARLY_ONE, [1, 0, 1, 1, 1], withdrawn_from=2023)
    assert statuses(case) == ["met", "not_met", "not_applicable", "not_applicable", "not_applicable"]
    assert (
        str(judge_year(case, 2024, AFTERWARDS).sentence) == "Not applicable: the indicator is withdrawn from 2023 on."
    )


def test_year_without_target_is_not_applicable() -> None:
    case = facts(YEARLY_ONE, [1, 1, 1])
    late_start = replace(case, terms={year: terms for year, terms in case.terms.items() if year > 2021})
    assert statuses(late_start)[:2] == ["not_applicable", "met"]
    assert str(judge_year(late_start, 2021, AFTERWARDS).sentence) == "Not applicable: no target is in force in 2021."


@pytest.mark.parametrize("year", [2020, 2026])
def test_year_outside_programme_has_no_target(year: int) -> None:
    case = facts(YEARLY_ONE, [1])
    outside = replace(case, terms={**case.terms, year: case.terms[2021]})
    assert judge_year(outside, year, AFTERWARDS).status is Status.NOT_APPLICABLE


def test_schedule_without_entry_for_year_is_not_applicable() -> None:
    meaning = number(None, schedule=((2021, Decimal(1)), (2023, Decimal(2))))
    case = facts(meaning, [1, 9, 1], years=(2021, 2023))
    assert statuses(case) == ["met", "not_applicable", "partly_met"]
    sentence = judge_year(case, 2022, AFTERWARDS).sentence
    assert str(sentence) == "Not applicable: the schedule of the target does not name the year 2022."


def test_year_with_all_periods_not_applicable() -> None:
    status = only_year(YEARLY_ONE, *[NOT_APPLICABLE] * 4, frequency=Frequency.QUARTERLY)
    assert (status.row, status.periods_counted, status.periods_approved) == (1, 0, 0)
    assert str(status.sentence) == "Not applicable: every measurement for 2025 is marked “not applicable”."


def test_single_period_not_applicable_is_not_counted() -> None:
    status = only_year(number(4), NOT_APPLICABLE, 1, 1, 1, frequency=Frequency.QUARTERLY)
    assert (status.row, status.status, status.periods_counted, status.periods_approved) == (15, Status.PARTLY_MET, 3, 3)


# --- rows 2 and 3 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [Status.MET, Status.PARTLY_MET, Status.NOT_MET])
def test_assessment_applies_where_no_figure_decides(verdict: Status) -> None:
    status = only_year(DESCRIPTIVE, 7, assessments={2025: verdict})
    assert (status.row, status.status, status.achievement) == (2, verdict, None)
    assert str(status.sentence).endswith("the coordinator's assessment for 2025 (result: 7).")


def test_assessment_applies_without_frequency() -> None:
    status = only_year(YEARLY_ONE, frequency=None, assessments={2025: Status.MET})
    assert (status.row, status.status) == (2, Status.MET)
    assert str(status.sentence) == "Met: the coordinator's assessment for 2025."


@pytest.mark.parametrize(
    ("meaning", "value", "row"),
    [(YEARLY_ONE, 0, 15), (DESCRIPTIVE, None, 7), (DESCRIPTIVE, NOT_MEASURED, 10), (TargetMeaning(Kind.NONE), 1, 11)],
)
def test_assessment_does_not_replace_figure_or_missing_measurement(
    meaning: TargetMeaning, value: int | None, row: int
) -> None:
    assert only_year(meaning, value, assessments={2025: Status.MET}).row == row


def test_assessment_other_than_verdict_is_ignored() -> None:
    assert only_year(DESCRIPTIVE, 1, assessments={2025: Status.AHEAD}).row == 12


def test_year_without_frequency_is_to_be_assessed() -> None:
    status = only_year(YEARLY_ONE, frequency=None)
    assert (status.row, status.status) == (3, Status.TO_BE_ASSESSED)
    assert str(status.sentence) == (
        "Cannot be judged: the programme does not say how often the indicator is measured, "
        "so the coordinator assesses the year 2025."
    )


# --- row 4 -------------------------------------------------------------------------------------------------------


def test_early_met_sentence_names_gaps() -> None:
    on = date(2025, 7, 10)
    status = only_year(number(3), 3, None, frequency=Frequency.QUARTERLY, on=on)
    assert (status.row, status.status, status.achievement) == (4, Status.MET, Decimal(1))
    assert str(status.sentence) == (
        "Met: 2025 so far: 3 (target: at least 3 in every year) (no data: 2nd quarter of 2025)."
    )
    assert (status.periods_counted, status.periods_approved) == (4, 1)


def test_total_is_met_although_period_was_not_measured() -> None:
    status = only_year(number(3), 3, NOT_MEASURED, 0, 0, frequency=Frequency.QUARTERLY)
    assert str(status.sentence) == ("Met: 2025: 3 (target: at least 3 in every year) (no data: 2nd quarter of 2025).")


def test_many_gaps_are_counted_instead_of_listed() -> None:
    status = only_year(number(3), 3, frequency=Frequency.MONTHLY)
    assert str(status.sentence).endswith("(no data: 11 of 12 measurements).")


@pytest.mark.parametrize(
    ("meaning", "aggregation", "row"),
    [
        (number(3), Aggregation.SUM, 4),
        (number(3), Aggregation.MAXIMUM, 4),
        (number(2, comparator=Comparator.MORE_THAN), Aggregation.SUM, 4),
        (number(3, Scope.PROGRAMME), Aggregation.SUM, 4),
        (number(3, Scope.PROGRAMME), Aggregation.MAXIMUM, 4),
        (number(4), Aggregation.SUM, 7),
        (number(3), Aggregation.LAST, 7),
        (number(3), Aggregation.MEAN, 7),
        (number(3, comparator=Comparator.AT_MOST), Aggregation.SUM, 7),
        (number(3, comparator=None), Aggregation.SUM, 7),
        (number(None), Aggregation.SUM, 7),
        (number(1, Scope.QUARTER), Aggregation.SUM, 7),
        (number(3, Scope.FINAL), Aggregation.SUM, 7),
        (number(3, Scope.UNDECIDED), Aggregation.SUM, 7),
        (number(3, kind=Kind.PERCENT), Aggregation.MAXIMUM, 7),
    ],
)
def test_lower_limit_reached_before_end_of_year_is_met_early(
    meaning: TargetMeaning, aggregation: Aggregation, row: int
) -> None:
    assert only_year(meaning, 3, frequency=Frequency.QUARTERLY, aggregation=aggregation).row == row


def test_yearly_target_measured_every_two_years_is_not_met_early() -> None:
    case = facts(number(3), [9], Frequency.EVERY_TWO_YEARS, years=(2024, 2025))
    assert last_year(case).row == 12


def test_programme_total_met_early_stays_met() -> None:
    case = facts(number(5, Scope.PROGRAMME), [2, 3, None, 1])
    assert [judge_year(case, year, AFTERWARDS).row for year in case.years] == [14, 4, 4, 4, 4]
    assert str(last_year(case).sentence) == (
        "Met: so far: 6 (target: at least 5 in the whole programme) (no data: 2023, 2025)."
    )


@pytest.mark.parametrize("kind", [Kind.YES_NO, Kind.DEADLINE])
def test_done_once_stays_met(kind: Kind) -> None:
    case = facts(done(kind), [0, date(2022, 5, 4), 0, NOT_MEASURED])
    assert statuses(case) == ["in_progress", "met", "met", "met", "met"]
    assert str(last_year(case).sentence) == "Met: it was done on 2022-05-04."
    assert last_year(case).achievement == 1


def test_yes_in_time_is_met_and_late_is_partly_met() -> None:
    in_time = facts(done(Kind.DEADLINE, date(2022, 12, 31)), [0, date(2022, 12, 31)])
    assert statuses(in_time) == ["in_progress", "met", "met", "met", "met"]
    assert str(last_year(in_time).sentence) == "Met: it was done on 2022-12-31; the deadline was 2022-12-31."
    late = facts(done(Kind.DEADLINE, date(2022, 12, 31)), [0, 0, date(2023, 3, 12)])
    assert statuses(late) == ["in_progress", "not_met", "partly_met", "partly_met", "partly_met"]
    assert (
        str(last_year(late).sentence)
        == "Met after the deadline: it was done on 2023-03-12; the deadline was 2022-12-31."
    )
    assert last_year(late).achievement is None


def test_yes_without_day_counts_at_end_of_period() -> None:
    status = only_year(done(Kind.DEADLINE, date(2025, 12, 30)), 1)
    assert (status.status, str(status.sentence)) == (
        Status.PARTLY_MET,
        "Met after the deadline: it was done by 2025-12-31 at the latest; the deadline was 2025-12-30.",
    )


def test_number_under_earlier_terms_is_not_yes() -> None:
    case = facts(done(), [5, 0], years=(2021, 2022))
    amended = replace(case, terms={**case.terms, 2021: Terms(number(5), Frequency.YEARLY, Aggregation.SUM)})
    assert statuses(amended) == ["met", "not_met"]


def test_yes_of_later_year_does_not_change_earlier_year() -> None:
    assert statuses(facts(done(), [0, 1], years=(2021, 2022))) == ["in_progress", "met"]


# --- rows 11 and 12 ----------------------------------------------------------------------------------------------


def test_value_without_threshold_is_never_met() -> None:
    needed = only_year(TargetMeaning(Kind.AS_NEEDED), 3)
    unset = only_year(TargetMeaning(Kind.NONE), 0)
    assert (needed.row, needed.status, unset.row, unset.status) == (11, Status.NO_THRESHOLD, 11, Status.NO_THRESHOLD)
    assert str(needed.sentence) == ("No target value: 2025: 3; the programme gives no number (“as needed”).")
    assert str(unset.sentence) == "No target value: 2025: 0; the programme sets no target."


@pytest.mark.parametrize(
    ("meaning", "frequency", "question"),
    [
        (DESCRIPTIVE, Frequency.YEARLY, "the target is described in words"),
        (number(5, Scope.UNDECIDED), Frequency.YEARLY, "the programme does not say whether 5 is meant for each year"),
        (number(5, None), Frequency.YEARLY, "the programme does not say whether 5 is meant for each year"),
        (growth(5, Scope.UNDECIDED), Frequency.YEARLY, "does not say whether the target is meant for each year"),
        (number(None), Frequency.YEARLY, "the target gives no number"),
        (number(5, comparator=None), Frequency.YEARLY, "the target gives no number"),
        (number(5, comparator=Comparator.BETWEEN), Frequency.YEARLY, "the target gives no number"),
        (number(None, Scope.PROGRAMME), Frequency.YEARLY, "the target gives no number"),
        (number(1, Scope.QUARTER), Frequency.YEARLY, "measured less often"),
        (number(1, Scope.MONTH), Frequency.QUARTERLY, "measured less often"),
        (number(1, Scope.HALF_YEAR), Frequency.ONGOING, "measured less often"),
        (number(1), Frequency.ONCE, "measured less often"),
        (growth(5), Frequency.YEARLY, "the value from which the change is calculated is missing"),
        (growth(5, growth_unit=None), Frequency.YEARLY, "the target gives no number"),
        (growth(5, Scope.QUARTER), Frequency.QUARTERLY, "the value from which the change is calculated is missing"),
    ],
)
def test_target_without_comparable_number_is_to_be_assessed(
    meaning: TargetMeaning, frequency: Frequency, question: str
) -> None:
    status = only_year(meaning, *[3] * (4 if frequency is Frequency.QUARTERLY else 1), frequency=frequency)
    assert (status.row, status.status, status.achievement) == (12, Status.TO_BE_ASSESSED, None)
    assert question in str(status.sentence)


# --- the whole table ---------------------------------------------------------------------------------------------


def test_every_status_and_row_is_reachable() -> None:
    """No status and no row is unused."""
    programme_sum = number(10, Scope.PROGRAMME)
    cases = [
        facts(YEARLY_ONE, [1, 0, 3], exempt_years=frozenset({2021})),
        facts(DESCRIPTIVE, [1, 1, 1, 1], assessments={2021: Status.MET, 2022: Status.PARTLY_MET, 2023: Status.NOT_MET}),
        facts(YEARLY_ONE, frequency=None),
        facts(number(8), [1] * 9, Frequency.QUARTERLY),
        facts(programme_sum, [1, 4, 1, 0, NOT_MEASURED]),
        facts(done(Kind.DEADLINE, date(2021, 6, 30)), [0, date(2022, 2, 2)]),
        facts(programme_sum, [5], Frequency.EVERY_TWO_YEARS),
        facts(number(8, comparator=Comparator.AT_MOST), [1, 2, 3, 4, 9], Frequency.QUARTERLY),
        facts(number(80, Scope.FINAL), [1, 2]),
        facts(TargetMeaning(Kind.NONE), [1]),
    ]
    on = date(2023, 2, 1)
    results = [judge_year(case, year, day) for case in cases for year in case.years for day in (on, AFTERWARDS)]
    assert {result.status for result in results} == set(Status)
    assert {result.row for result in results} == set(range(1, 16))
    assert {(result.row, result.status) for result in results} <= {
        (row.number, status) for row in TABLE for status in row.statuses
    }


def test_status_does_not_depend_on_order_of_readings() -> None:
    case = facts(number(3, Scope.FINAL), [1, 2, 3, 4], Frequency.QUARTERLY, Aggregation.LAST, (2025, 2025))
    turned = replace(case, readings={2025: case.readings[2025][::-1]})
    assert last_year(turned) == last_year(case)
    assert last_year(case).actual == 4


def test_status_depends_on_given_day() -> None:
    case = facts(YEARLY_ONE, years=(2025, 2025))
    due = case.readings[2025][0].due_on
    assert last_year(case, due).status is Status.AWAITED
    assert last_year(case, due + timedelta(days=1)).status is Status.OVERDUE
    assert isinstance(last_year(case, due).sentence, Sentence)
