"""Charts of indicators: from approved figures and targets to the marks and sentences of each kind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from cooperation.text import ValueType
from indicators.charts.shapes import Chart
from indicators.models import Indicator
from indicators.queries.revisions import Correction, PublicRevision
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules.facts import Facts
from indicators.rules.meanings import (
    Aggregation,
    Comparator,
    Frequency,
    GrowthReference,
    GrowthUnit,
    Kind,
    Scope,
    TargetMeaning,
)
from indicators.web.charts import chart_caption, chart_source, indicator_chart
from tests.indicators.rules.status_cases import AFTERWARDS, IN_PREPARATION, done, facts, growth, number

NBSP = "\u00a0"
PERCENT: dict[str, Any] = {"value_type": ValueType.PERCENT, "aggregation": Aggregation.LAST}


@pytest.fixture(autouse=True)
def _polish() -> Any:
    with translation.override("pl"):
        yield


def node(given: Facts, name: str = "Liczba warsztatów") -> IndicatorNode:
    goal = GoalNode(id=1, position=1, reference="§ 2", text="cel")
    action = ActionNode(goal=goal, id=1, position=1, reference="§ 3", name="działanie")
    return IndicatorNode(
        id=1, name=name, measure=given.measure, value_type=given.value_type, action=action, record=Indicator(name=name),
        terms=(), facts=given, decimals=given.decimals,
    )  # fmt: skip


def chart(given: Facts, **options: Any) -> Chart:
    return indicator_chart(node(given), AFTERWARDS, **options)


def caption(given: Facts, corrections: Sequence[Correction] = ()) -> str:
    return chart_caption(chart_source(node(given), AFTERWARDS, corrections)).replace(NBSP, " ")


def words(drawn: Chart, place: int = 0) -> str:
    return " ".join(text.text for text in drawn.pictures[place].texts).replace(NBSP, " ")


def marks(drawn: Chart, css: str) -> int:
    """Return the number of marks of this CSS class in the wide picture."""
    picture = drawn.pictures[0]
    classes = [rect.css for rect in picture.rects] + [line.css for line in picture.lines]
    return [*classes, *(dot.css for dot in picture.dots)].count(css)


def test_partial_year_is_solid_and_dashed_and_says_so() -> None:
    values = [1] * 4 + [2, 0, None, None]
    drawn = chart(facts(number(4), values, Frequency.QUARTERLY, years=(2021, 2022)))
    assert (marks(drawn, "ch-bar"), marks(drawn, "ch-gap")) == (6, 1)
    assert "2 z 4 kwartałów" in words(drawn)
    assert "w 2022 r. 2, dane z 2 z 4 kwartałów (brak danych po terminie)" in drawn.description


def test_complete_year_of_quarters_has_no_dashed_field() -> None:
    assert marks(chart(facts(number(4), [1] * 4, Frequency.QUARTERLY, years=(2021, 2021))), "ch-gap") == 0


def test_programme_target_is_drawn_as_running_total_without_projection() -> None:
    meaning = number(25, Scope.PROGRAMME, deadline=date(2025, 12, 31))
    drawn = chart(facts(meaning, [6, 8, 3], years=(2021, 2025)))
    assert (marks(drawn, "ch-bar"), marks(drawn, "ch-past"), marks(drawn, "ch-gap")) == (3, 2, 2)
    assert (marks(drawn, "ch-plan"), marks(drawn, "ch-dot")) == (1, 1)
    assert {"6", "14", "17", "+8", "+3"} <= {text.text for text in drawn.pictures[0].texts}
    assert "w 2023 r. łącznie 17 (powyżej planu)" in drawn.description


def test_running_total_continues_after_a_year_without_data() -> None:
    drawn = chart(facts(number(25, Scope.PROGRAMME), [6, None, 3], years=(2021, 2023)))
    assert {"6", "9", "+3"} <= {text.text for text in drawn.pictures[0].texts}


def test_deadline_is_a_time_line_and_never_columns() -> None:
    meaning = done(Kind.DEADLINE, date(2023, 12, 31))
    drawn = chart(facts(meaning, [date(2024, 3, 12)], Frequency.ONCE, value_type=ValueType.YES_NO))
    assert marks(drawn, "ch-bar") == marks(drawn, "ch-zero") == 0
    assert (marks(drawn, "ch-done"), marks(drawn, "ch-outline"), marks(drawn, "ch-target")) == (1, 1, 1)
    assert "31 grudnia 2023 r." in words(drawn)
    assert "Wykonano 12\u00a0marca\u00a02024\u00a0r.; 72 dni po terminie." in drawn.description
    assert "zero" not in caption(facts(meaning, [0], Frequency.ONCE))


def test_task_without_answer_is_dashed_with_its_reason() -> None:
    drawn = chart(facts(done(), value_type=ValueType.YES_NO))
    assert (marks(drawn, "ch-gap"), marks(drawn, "ch-done")) == (1, 0)
    assert "brak danych" in words(drawn)


def test_deadline_after_the_programme_extends_the_years() -> None:
    drawn = chart(facts(done(Kind.DEADLINE, date(2026, 6, 30)), [0], value_type=ValueType.YES_NO))
    assert "2026" in words(drawn)


def test_monthly_target_is_a_strip_with_met_and_unmet_months() -> None:
    values = [1, 1, 2, 1, 1, 1, 0, 1, 1, None, None, None]
    drawn = chart(facts(number(1, Scope.MONTH), values, Frequency.MONTHLY, years=(2021, 2021)))
    key = 1  # each mark is once in the key
    assert (marks(drawn, "ch-met"), marks(drawn, "ch-unmet"), marks(drawn, "ch-gap")) == (8 + key, 1 + key, 3 + key)
    assert "8 z 9" in words(drawn)
    assert "co najmniej 1 w każdym miesiącu" in words(drawn)
    assert "wartość docelową osiągnięto w 8 z 9 miesięcy" in drawn.description


def test_surplus_in_one_month_does_not_hide_a_missed_one() -> None:
    drawn = chart(facts(number(1, Scope.MONTH), [2, 0, *[1] * 10], Frequency.MONTHLY, years=(2021, 2021)))
    assert marks(drawn, "ch-unmet") == 1 + 1
    assert "11 z 12" in words(drawn)


def test_half_years_without_value_are_described() -> None:
    drawn = chart(facts(number(1, Scope.HALF_YEAR), [1, 1], Frequency.HALF_YEARLY, years=(2021, 2022)))
    assert "I półr." in words(drawn)
    assert "w 2022 r. brak danych po terminie" in drawn.description


def test_growth_shows_baseline_change_and_a_line_for_each_year() -> None:
    meaning = growth(5, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR, growth_unit=GrowthUnit.POINTS)
    given = facts(
        meaning, ["38.0", "52.4", IN_PREPARATION], years=(2022, 2024), baseline_value=Decimal("31.2"),
        baseline_year=2021, **PERCENT,
    )  # fmt: skip
    drawn = chart(given)
    assert (marks(drawn, "ch-outline"), marks(drawn, "ch-target")) == (1, 3)
    assert "wartość bazowa" in words(drawn)
    assert "+6,8" in words(drawn)
    assert "+14,4" in words(drawn)
    assert drawn.description.startswith("Wartość bazowa w 2021 r.: 31,2%;")
    assert "dane w opracowaniu (brak danych po terminie)" in drawn.description.replace(NBSP, " ")


def test_baseline_without_year_is_named() -> None:
    drawn = chart(facts(growth(5), [1], baseline_value=Decimal(3)))
    assert drawn.description.startswith("Wartość bazowa: 3;")


def test_percentages_have_an_axis_to_100_and_further_only_where_needed() -> None:
    for highest, axis in (("61.2", ["0%", "50%", "100%"]), ("120", ["0%", "100%", "200%"])):
        drawn = chart(facts(number(50, kind=Kind.PERCENT), [highest], **PERCENT))
        ticks = [text.text for text in drawn.pictures[0].texts if text.anchor == "end"]
        assert ticks == axis


def test_signed_values_carry_their_sign() -> None:
    given = facts(TargetMeaning(Kind.NONE), [7, -4], value_type=ValueType.SIGNED)
    assert {"+7", "\u22124"} <= {text.text for text in chart(given).pictures[0].texts}


def test_amount_in_millions_is_short_and_on_its_side_of_the_target() -> None:
    given = facts(
        number(12_500_000), ["11982300.50", "12499999.99", None], years=(2021, 2023), value_type=ValueType.MONEY,
        measure="zł",
    )  # fmt: skip
    drawn = chart(given)
    assert "11,98 mln zł" in words(drawn)
    assert "12,50 mln" not in words(drawn)
    assert "Wartości w mln zł." in caption(given)


@pytest.mark.parametrize(
    ("value", "label"),
    [("2500000000", "2,5 mld zł"), ("900000", "900 000"), ("-3000000", "−3 mln zł")],
)
def test_unit_follows_the_size_of_an_amount(value: str, label: str) -> None:
    given = facts(TargetMeaning(Kind.NONE), [value, 1], value_type=ValueType.MONEY, measure="zł")
    assert label in words(chart(given))


def test_large_count_has_no_currency() -> None:
    given = facts(TargetMeaning(Kind.NONE), [2_500_000, 3 * 10**9])
    text = words(chart(given))
    assert "2,5 mln" in text
    assert "3 mld" in text
    assert "zł" not in text


def test_range_has_two_lines() -> None:
    meaning = number(5, comparator=Comparator.BETWEEN, upper=Decimal(10))
    assert marks(chart(facts(meaning, [5, 7])), "ch-target") == 2


def test_schedule_is_a_stepped_line_without_dots() -> None:
    meaning = number(None, schedule=((2021, Decimal(450)), (2022, Decimal(480))))
    drawn = chart(facts(meaning, [463, 471], years=(2021, 2022)))
    assert (marks(drawn, "ch-target"), marks(drawn, "ch-dot")) == (3, 0)


def _amended(before: Facts, after: TargetMeaning, since: int) -> Facts:
    """Return the facts with other terms from the year `since`."""
    terms = {year: terms if year < since else replace(terms, meaning=after) for year, terms in before.terms.items()}
    return replace(before, terms=terms)


def test_amended_target_is_a_step_beside_the_dotted_old_value() -> None:
    drawn = chart(_amended(facts(number(12), [13, 10, 21], years=(2021, 2023)), number(20), 2023))
    assert (marks(drawn, "ch-target"), marks(drawn, "ch-dot"), marks(drawn, "ch-before")) == (3, 1, 1)
    assert "przedtem 12" in words(drawn)


def test_target_that_was_not_amended_has_no_dotted_line() -> None:
    schedule = number(None, schedule=((2021, Decimal(450)), (2022, Decimal(480))))
    assert marks(chart(facts(schedule, [463, 471], years=(2021, 2022))), "ch-before") == 0


def test_amended_total_shows_the_old_total_dotted() -> None:
    drawn = chart(_amended(facts(number(30, Scope.PROGRAMME), [6, 8]), number(25, Scope.PROGRAMME), 2023))
    assert (marks(drawn, "ch-plan"), marks(drawn, "ch-before")) == (1, 1)
    assert "przedtem 30" in words(drawn)


def test_amended_deadline_shows_the_old_day_dotted() -> None:
    given = _amended(
        facts(done(Kind.DEADLINE, date(2022, 6, 30)), [], Frequency.ONCE), done(Kind.DEADLINE, date(2023, 12, 31)), 2023
    )
    drawn = chart(given)
    assert (marks(drawn, "ch-target"), marks(drawn, "ch-before")) == (1, 1)
    assert "31 grudnia 2023 r. przedtem 30 czerwca 2022 r." in words(drawn)


def test_amended_monthly_target_names_no_single_value() -> None:
    given = facts(number(1, Scope.MONTH), [1] * 12, Frequency.MONTHLY)
    assert "co najmniej 1 w każdym miesiącu" in words(chart(given))
    assert "co najmniej" not in words(chart(_amended(given, number(2, Scope.MONTH), 2023)))


def test_level_is_shown_and_sum_is_not_where_the_scope_is_undecided() -> None:
    level = facts(number(90, Scope.UNDECIDED, kind=Kind.PERCENT), ["84.5"], **PERCENT)
    total = facts(number(25, Scope.UNDECIDED), [3])
    assert (marks(chart(level), "ch-target"), marks(chart(total), "ch-target")) == (1, 0)


def _revision(value: int, number_: int, *, in_force: bool, period: str = "2021") -> PublicRevision:
    return PublicRevision(
        indicator_id=1, period_code=period, year=2021, number=number_, value=Decimal(value), decimals=0,
        no_value_reason="", expected_on=None, achieved_on=None, note="", correction_reason="",
        at=datetime(2022, 1, 1, tzinfo=UTC), self_approved=False, in_force=in_force,
    )  # fmt: skip


def test_corrected_year_is_marked_with_its_old_value() -> None:
    correction = Correction(before=_revision(512, 1, in_force=False), after=_revision(518, 2, in_force=True))
    given = facts(number(500), [518, 538], years=(2021, 2022))
    drawn = chart(given, corrections=[correction])
    assert "518*" in words(drawn)
    assert "było 512" in words(drawn)
    assert marks(drawn, "ch-was") == 1
    assert "Gwiazdka" in caption(given, [correction])


def test_corrected_quarter_marks_its_year_without_an_old_value() -> None:
    before, after = (_revision(n, n, in_force=n == 2, period="2021-K1") for n in (1, 2))
    given = facts(number(4), [2, 1, 1, 1], Frequency.QUARTERLY, years=(2021, 2021))
    drawn = chart(given, corrections=[Correction(before=before, after=after)])
    assert "5*" in words(drawn)
    assert marks(drawn, "ch-was") == 0


def test_year_without_planned_measurement_is_no_gap() -> None:
    drawn = chart(facts(TargetMeaning(Kind.NONE), [3], Frequency.EVERY_TWO_YEARS, years=(2021, 2022)))
    assert (marks(drawn, "ch-none"), marks(drawn, "ch-gap")) == (3, 0)
    assert drawn.description.startswith("W 2021 r. bez pomiaru;")


def test_title_is_the_polish_name_with_the_years_in_both_languages() -> None:
    with translation.override("en"):
        drawn = chart(facts(number(1), [1]))
    assert drawn.title == "Liczba warsztatów, 2021–2025"
    assert drawn.description.startswith("In 2021 1 (met);")
