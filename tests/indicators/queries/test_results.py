"""Results of programmes: the tree of goals, actions and indicators, with the facts from which they are judged."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Indicator
from indicators.queries.facts import load_facts
from indicators.queries.results import count_by_status, load_results
from indicators.queries.tree import single_indicator_node
from indicators.rules.facts import Status
from tests import factories
from tests.indicators.conftest import ON, approve


def test_results_are_in_document_order_with_empty_goals_and_actions(office):
    empty_goal = factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2)
    goal = office.indicator.action.specific_goal
    empty_action = factories.ActionFactory(specific_goal=goal, position=office.indicator.action.position + 1)
    first, second = load_results(office.programme, on=ON).goals
    assert [action.id for action in first.actions] == [office.indicator.action_id, empty_action.pk]
    assert [[node.id for node in action.indicators] for action in first.actions] == [[office.indicator.pk], []]
    assert (second.id, second.actions) == (empty_goal.pk, [])


def test_node_contains_indicator_unit_goal_and_result(office):
    approve(office, "3")
    (node,) = load_results(office.programme, on=ON).indicators
    assert (node.name, node.unit, node.unit_id) == ("Liczba warsztatów", office.unit.name, office.unit.pk)
    assert node.action.goal.text == office.indicator.action.specific_goal.text
    assert node.in_year(2024, ON).result.actual == Decimal(3)
    assert node.latest_terms.verbatim == "1/rok"


def test_node_of_one_indicator_equals_its_node_in_the_programme(office):
    approve(office, "3")
    factories.TargetFactory(indicator=office.indicator, applies_from=2023, verbatim="5/rok")
    (expected,) = load_results(office.programme, on=ON).indicators
    source = load_facts(Indicator.objects.filter(pk=office.indicator.pk), [office.programme])
    node = single_indicator_node(Indicator.objects.with_programme().select_related("unit").get(), source)
    assert node.facts == expected.facts
    for name in ("id", "name", "measure", "value_type", "unit", "unit_id", "unit_contact", "search_text", "terms"):
        assert getattr(node, name) == getattr(expected, name)
    for name in ("id", "position", "reference", "name", "remarks", "narrative", "search_text"):
        assert getattr(node.action, name) == getattr(expected.action, name)
    for name in ("id", "position", "reference", "text", "search_text"):
        assert getattr(node.action.goal, name) == getattr(expected.action.goal, name)


def test_results_of_one_goal_leave_out_the_others(office):
    goal = factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2)
    factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal))
    (shown,) = load_results(office.programme, on=ON, goal=2).goals
    assert shown.id == goal.pk
    assert len(shown.indicators) == 1


def test_results_leave_out_other_programmes(office, other):
    results = load_results(office.programme, on=ON)
    assert [node.id for node in results.indicators] == [office.indicator.pk]
    assert list(results.rounds) == [2021, 2022, 2023, 2024, 2025]


def test_awaited_are_required_figures_without_approval_by_due_date(office):
    approve(office)
    results = load_results(office.programme, on=ON)
    assert [reading.period.code for _node, reading in results.awaited()] == ["2021", "2022", "2023", "2025"]
    assert [reading.period.code for _node, reading in results.required(2024)] == ["2024"]


def test_completeness_counts_due_figures_by_year(office):
    approve(office)
    years = load_results(office.programme, on=ON).completeness()
    assert [(year.year, year.required, year.approved) for year in years] == [
        (2021, 1, 0), (2022, 1, 0), (2023, 1, 0), (2024, 1, 1),
    ]  # fmt: skip


def test_year_rows_are_all_indicators_in_the_year(office):
    factories.in_programme(office.programme, unit=office.unit)
    approve(office)
    rows = load_results(office.programme, on=date(2025, 6, 1)).year_rows(2024)
    assert [str(row.result.status) for row in rows] == ["met", "overdue"]


def test_count_by_status_is_in_the_order_of_pictures():
    statuses = [Status.OVERDUE, Status.MET, Status.OVERDUE]
    assert count_by_status(statuses) == [(Status.MET, 1), (Status.OVERDUE, 2)]


@pytest.mark.parametrize("items", [1, 3])
def test_load_results_query_count_is_constant(office, other, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(office.programme)
    with django_assert_num_queries(7):
        load_results(office.programme, on=ON)
