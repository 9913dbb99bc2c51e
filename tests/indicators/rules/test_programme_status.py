"""The verdict on the whole programme, to date and at its end."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cooperation.text import ValueType
from indicators.rules.meanings import Aggregation, Frequency, Kind, Scope, TargetMeaning
from indicators.rules.status import Status, Terms, judge_programme, judge_year
from tests.indicators.rules.status_cases import (
    AFTERWARDS,
    NOT_APPLICABLE,
    NOT_MEASURED,
    assert_filled,
    done,
    facts,
    number,
)

EACH_YEAR = number(1)
OF_THE_PROGRAMME = number(25, Scope.PROGRAMME)
AS_NEEDED = TargetMeaning(Kind.AS_NEEDED)
DESCRIPTIVE = TargetMeaning(Kind.DESCRIPTIVE)


def test_target_met_in_three_of_five_years_is_partly_met_although_sum_is_reached() -> None:
    """1, 0, 3, 1 and no value for "1/rok": three of five years, although the sum is 5."""
    result = judge_programme(facts(EACH_YEAR, [1, 0, 3, 1]), date(2026, 11, 24))
    assert result.status is Status.PARTLY_MET
    assert str(result.sentence) == "met in 3 of 5 years (no data: 2025)"
    assert (result.years_met, result.years_required, result.missing_years) == (3, 5, (2025,))
    assert (result.total, result.to_date) == (Decimal(5), False)


@pytest.mark.parametrize(
    ("on", "status", "sentence"),
    [
        (date(2021, 6, 1), "not_due_yet", "Not due yet: the measurement for the year 2021 is due by 2022-03-31."),
        (date(2022, 3, 31), "awaited", "Awaited: the measurement for the year 2021 is due by 2022-03-31."),
        (date(2022, 4, 1), "no_data", "no data for 2021; the deadline has passed"),
        (date(2026, 3, 31), "no_data", "no data for 2021, 2022, 2023, 2024; the deadlines have passed"),
    ],
)
def test_programme_without_approved_values_is_not_due_awaited_or_has_no_data(
    on: date, status: str, sentence: str
) -> None:
    result = judge_programme(facts(EACH_YEAR), on)
    assert (result.status, str(result.sentence), result.to_date, result.total) == (status, sentence, True, None)


@pytest.mark.parametrize(
    ("values", "on", "status", "sentence"),
    [
        ([1, 1, 1, 1, 1], AFTERWARDS, "met", "met in 5 of 5 years"),
        ([0, 0, 0, 0, 0], AFTERWARDS, "not_met", "met in 0 of 5 years"),
        ([0, 0, 0, 0, NOT_MEASURED], AFTERWARDS, "not_met", "met in 0 of 5 years (no data: 2025)"),
        ([1, 1], date(2023, 2, 1), "met", "so far met in 2 of 2 years"),
        ([1, None], date(2023, 2, 1), "met", "so far met in 1 of 1 year"),  # 2022 is awaited until 31 March
        ([1, None], date(2023, 4, 1), "partly_met", "so far met in 1 of 2 years (no data: 2022)"),
        ([1, NOT_APPLICABLE, 1, 1, 1], AFTERWARDS, "met", "met in 4 of 4 years"),
    ],
)
def test_verdict_counts_years_met(values: list[int], on: date, status: str, sentence: str) -> None:
    result = judge_programme(facts(EACH_YEAR, values), on)
    assert (result.status, str(result.sentence)) == (status, sentence)
    assert result.to_date is (on != AFTERWARDS)


def test_partly_met_years_do_not_count_as_met() -> None:
    assert judge_programme(facts(number(4), [3, 3, 3, 3, 3]), AFTERWARDS).status is Status.NOT_MET


def test_early_verdict_counts_at_once_and_late_quarter_after_year_end() -> None:
    case = facts(number(2), [2, None, None, None, 1], Frequency.QUARTERLY, years=(2025, 2026))
    assert str(judge_programme(case, date(2025, 5, 1)).sentence) == "so far met in 1 of 1 year"
    late = facts(number(2), [1], Frequency.QUARTERLY, years=(2025, 2026))
    assert judge_programme(late, date(2025, 12, 1)).status is Status.OVERDUE  # nothing judged: the first year's status
    sentence = str(judge_programme(late, date(2026, 4, 1)).sentence)
    assert sentence == "no year has complete data (incomplete data: 2025 – 1 of 4 quarters)"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "no data for any year; the deadlines have passed"),
        ([NOT_MEASURED] * 5, "not measured in 5 of 5 years (no data: 2021, 2022, 2023, 2024, 2025)"),
        ([NOT_MEASURED], "not measured in 1 of 5 years (no data: 2021, 2022, 2023, 2024, 2025)"),
    ],
)
def test_missing_figures_are_not_reported_as_not_measured(values: list[int], sentence: str) -> None:
    result = judge_programme(facts(EACH_YEAR, values), AFTERWARDS)
    assert (result.status, str(result.sentence)) == (Status.NO_DATA, sentence)


@pytest.mark.parametrize(
    ("frequency", "values", "sentence"),
    [
        (Frequency.QUARTERLY, [9] * 8 + [1, 0, 0], "met in 2 of 3 years (incomplete data: 2023 – 3 of 4 quarters)"),
        (Frequency.QUARTERLY, [9] * 4 + [None] * 4 + [1], (
            "met in 1 of 3 years (no data: 2022; incomplete data: 2023 – 1 of 4 quarters)"
        )),
        (Frequency.MONTHLY, [9] * 24 + [1], "met in 2 of 3 years (incomplete data: 2023 – 1 of 12 months)"),
        (Frequency.HALF_YEARLY, [9, 9, 1, NOT_MEASURED, 1], (
            "met in 1 of 3 years (incomplete data: 2022 – 1 of 2 half-years, 2023 – 1 of 2 half-years)"
        )),
        (Frequency.QUARTERLY, [1, NOT_APPLICABLE, 1, None] + [9] * 8, (
            "met in 2 of 3 years (incomplete data: 2021 – 2 of 3 quarters)"
        )),
    ],
)  # fmt: skip
def test_year_with_some_periods_is_reported_as_incomplete(
    frequency: Frequency, values: list[int], sentence: str
) -> None:
    result = judge_programme(facts(number(9), values, frequency, years=(2021, 2023)), AFTERWARDS)
    assert (result.status, str(result.sentence)) == (Status.PARTLY_MET, sentence)
    assert_filled(result.sentence)


def test_missing_years_are_listed_when_other_years_are_not_required() -> None:
    result = judge_programme(facts(EACH_YEAR, years=(2022, 2025), withdrawn_from=2024), AFTERWARDS)
    assert str(result.sentence) == "no data for 2022, 2023; the deadlines have passed"
    assert result.to_date is False


def test_exempt_withdrawn_and_untargeted_years_are_not_required() -> None:
    result = judge_programme(
        facts(EACH_YEAR, [0, 1, 1, 0, 0], exempt_years=frozenset({2021}), withdrawn_from=2024), AFTERWARDS
    )
    assert (result.status, str(result.sentence), result.to_date) == (Status.MET, "met in 2 of 2 years", False)
    assert result.total == 2  # what was approved for an exempt year is part of the sum, a withdrawn year is not
    exempt_five = judge_programme(facts(EACH_YEAR, [5, 1, 1, 1, 1], exempt_years=frozenset({2021})), AFTERWARDS)
    assert exempt_five.total == 9
    case = facts(EACH_YEAR, [9, 1, 1, 1, 1])
    late_start = replace(case, terms={year: terms for year, terms in case.terms.items() if year > 2021})
    assert str(judge_programme(late_start, AFTERWARDS).sentence) == "met in 4 of 4 years"
    scheduled = facts(number(None, schedule=((2022, Decimal(1)),)), [0, 1])
    assert str(judge_programme(scheduled, AFTERWARDS).sentence) == "met in 1 of 1 year"


@pytest.mark.parametrize("years", [(2021, 2025), (2025, 2021)])
def test_programme_without_required_year_is_not_applicable(years: tuple[int, int]) -> None:
    case = replace(facts(EACH_YEAR, withdrawn_from=2020), first_year=years[0], last_year=years[1])
    result = judge_programme(case, AFTERWARDS)
    assert (result.status, result.years_required, result.to_date) == (Status.NOT_APPLICABLE, 0, False)
    assert str(result.sentence) == "not applicable: no year of the programme requires a measurement"


# --- to be assessed, no target value --------------------------------------------------------------------------------


def test_programme_is_to_be_assessed_if_a_year_is() -> None:
    case = facts(DESCRIPTIVE, [1, 1, 1, 1, 1], assessments={2021: Status.MET, 2022: Status.NOT_MET})
    result = judge_programme(case, AFTERWARDS)
    assert (result.status, str(result.sentence)) == (
        Status.TO_BE_ASSESSED,
        "cannot be judged: the target is described in words (2023, 2024, 2025)",
    )
    assert result.years_met == 1
    decided = replace(case, assessments=dict.fromkeys(case.years, Status.MET))
    assert str(judge_programme(decided, AFTERWARDS).sentence) == "met in 5 of 5 years"


def test_past_years_without_frequency_are_to_be_assessed() -> None:
    case = facts(EACH_YEAR, frequency=None)
    assert str(judge_programme(case, date(2023, 6, 1)).sentence) == (
        "cannot be judged: the programme does not say how often the indicator is measured (2021, 2022)"
    )
    assert judge_programme(case, date(2021, 6, 1)).status is Status.TO_BE_ASSESSED
    assessed = replace(case, assessments=dict.fromkeys(case.years, Status.MET))
    assert str(judge_programme(assessed, date(2023, 6, 1)).sentence) == "so far met in 3 of 3 years"


@pytest.mark.parametrize("kind", [Kind.AS_NEEDED, Kind.NONE])
def test_target_without_threshold_needs_frequency_or_assessments(kind: Kind) -> None:
    waiting = facts(TargetMeaning(kind), frequency=None)
    assert judge_programme(waiting, AFTERWARDS).status is Status.TO_BE_ASSESSED
    assessed = replace(waiting, assessments=dict.fromkeys(waiting.years, Status.MET))
    assert judge_programme(assessed, AFTERWARDS).status is Status.MET


def test_programme_without_threshold_counts_years_with_value() -> None:
    known = judge_programme(facts(AS_NEEDED, [3, 0, 1, 2, 1]), AFTERWARDS)
    assert (known.status, str(known.sentence), known.total) == (
        Status.NO_THRESHOLD,
        "the programme gives no number; a value is known for 5 of 5 years",
        Decimal(7),
    )
    gap = judge_programme(facts(AS_NEEDED, [3, NOT_MEASURED, 1, 2]), AFTERWARDS)
    assert (gap.status, str(gap.sentence)) == (
        Status.NO_THRESHOLD,
        "the programme gives no number; a value is known for 3 of 5 years (no data: 2022, 2025)",
    )
    nothing = judge_programme(facts(AS_NEEDED), AFTERWARDS)
    assert (nothing.status, nothing.missing_years) == (Status.NO_DATA, (2021, 2022, 2023, 2024, 2025))


def test_years_without_threshold_are_not_counted_among_others() -> None:
    case = facts(EACH_YEAR, [5, 1, 1, 0, 1])
    free = Terms(AS_NEEDED, Frequency.YEARLY, Aggregation.SUM)
    result = judge_programme(replace(case, terms={**case.terms, 2021: free}), AFTERWARDS)
    assert str(result.sentence) == "met in 3 of 4 years"


# --- the latest judged year --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "on", "status", "missing"),
    [
        ([5, 5, 5, 5, 5], AFTERWARDS, "met", ()),
        ([5, 5, 5], date(2024, 2, 1), "on_track", ()),
        ([5, 5, 1], date(2025, 2, 1), "behind", ()),  # 2024 is awaited
        ([5, 5, 1], date(2025, 4, 1), "overdue", (2024,)),
        ([5, 5, 1, NOT_MEASURED, 1], AFTERWARDS, "no_data", (2024,)),
        ([5, 20], date(2023, 2, 1), "met", ()),
    ],
)
def test_total_has_status_of_latest_year(values: list[int], on: date, status: str, missing: tuple[int, ...]) -> None:
    result = judge_programme(facts(OF_THE_PROGRAMME, values), on)
    assert (result.status, result.missing_years) == (status, missing)
    assert str(result.sentence).lower().startswith(("met", "on track", "behind", "overdue", "not measured"))


def test_final_and_yes_no_targets_have_status_of_latest_year() -> None:
    final = facts(number(80, Scope.FINAL, kind=Kind.PERCENT), [90, 70], value_type=ValueType.PERCENT)
    result = judge_programme(final, date(2023, 2, 1))
    assert (result.status, result.total, result.to_date) == (Status.IN_PROGRESS, None, True)
    assert judge_programme(facts(done(), [0, date(2022, 3, 1), 0, 0, 0]), AFTERWARDS).status is Status.MET
    late = facts(done(Kind.DEADLINE, date(2021, 12, 31)), [0, date(2022, 3, 1), None, None, None])
    assert judge_programme(late, AFTERWARDS).status is Status.PARTLY_MET


def test_programme_with_single_reading_has_status_of_last_year() -> None:
    once = facts(OF_THE_PROGRAMME, frequency=Frequency.ONCE)
    assert judge_programme(once, date(2023, 1, 1)).status is Status.NOT_DUE_YET
    assert judge_programme(once, AFTERWARDS).status is Status.OVERDUE
    result = judge_programme(facts(OF_THE_PROGRAMME, [30], Frequency.ONCE), AFTERWARDS)
    assert (result.status, result.years_required, result.total) == (Status.MET, 1, Decimal(30))


def test_amended_terms_count_only_years_with_verdict() -> None:
    case = facts(EACH_YEAR, [1, 1, 1, 0, 1])
    total = Terms(OF_THE_PROGRAMME, Frequency.YEARLY, Aggregation.SUM)
    result = judge_programme(replace(case, terms={**case.terms, 2021: total, 2022: total}), AFTERWARDS)
    assert (result.status, str(result.sentence)) == (Status.PARTLY_MET, "met in 2 of 3 years")


# --- the sum beside the verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meaning", "aggregation", "value_type", "total"),
    [
        (EACH_YEAR, Aggregation.SUM, ValueType.COUNT, 3),
        (AS_NEEDED, Aggregation.SUM, ValueType.MONEY, 3),
        (EACH_YEAR, Aggregation.LAST, ValueType.COUNT, None),
        (EACH_YEAR, Aggregation.SUM, ValueType.PERCENT, None),
        (number(1, kind=Kind.PERCENT), Aggregation.SUM, ValueType.DECIMAL, None),
        (done(), Aggregation.SUM, ValueType.YES_NO, None),
        (done(), Aggregation.SUM, ValueType.COUNT, None),
    ],
)
def test_total_includes_only_additive_values(
    meaning: TargetMeaning, aggregation: Aggregation, value_type: ValueType, total: int | None
) -> None:
    case = facts(meaning, [1, 0, 2], aggregation=aggregation, value_type=value_type)
    assert judge_programme(case, AFTERWARDS).total == total


def test_given_year_statuses_are_used():
    case = facts(EACH_YEAR, [1, 0, 3, 1])
    judged = [judge_year(case, year, AFTERWARDS) for year in case.years]
    assert judge_programme(case, AFTERWARDS, judged) == judge_programme(case, AFTERWARDS)


def test_label_of_year_count_omits_gaps() -> None:
    verdict = judge_programme(facts(number(1), [1, 0, 3, 1, None]), AFTERWARDS)
    assert (verdict.status, str(verdict.label)) == (Status.PARTLY_MET, "met in 3 of 5 years")
    assert str(verdict.sentence) == "met in 3 of 5 years (no data: 2025)"
    running = judge_programme(facts(number(1), [1, 1]), date(2023, 6, 1))
    assert str(running.label) == "so far met in 2 of 2 years"


def test_label_of_other_verdict_is_status_label() -> None:
    of_the_sum = judge_programme(facts(number(25, Scope.PROGRAMME), [5, 5, 5, 5, 5]), AFTERWARDS)
    assert (of_the_sum.status, str(of_the_sum.label)) == (Status.MET, "met")
    without_data = judge_programme(facts(number(1), []), AFTERWARDS)
    assert str(without_data.label) == "not measured"
    one_year = judge_programme(facts(number(1), [1], years=(2025, 2025)), AFTERWARDS)
    assert str(one_year.label) == "met"
