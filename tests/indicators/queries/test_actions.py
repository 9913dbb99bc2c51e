"""The list of actions: its rows, filters and orders."""

from decimal import Decimal

import pytest

from indicators.queries.actions import (
    NO_UNIT,
    ActionFilter,
    ActionListContext,
    action_list_context,
    action_list_rows,
    filter_rows,
    responsible_units,
    sort_rows,
)
from indicators.queries.results import load_results
from indicators.rules.facts import Status
from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.fixture
def rows(office):
    """An approved indicator, an indicator without a unit, an action without indicators, a goal without actions."""
    approve(office)
    goal = office.indicator.action.specific_goal
    factories.in_programme(office.programme, unit=None, name="Żłobki")
    factories.ActionFactory(specific_goal=goal, position=90)
    factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2)
    return action_list_rows(load_results(office.programme, on=ON).goals, ON, 2024)


def names(rows):
    return [row.node.name if row.node else None for row in rows]


def test_rows_are_in_the_document_s_order(rows):
    assert names(rows) == ["Liczba warsztatów", "Żłobki", None, None]
    assert [row.action is None for row in rows] == [False, False, False, True]
    assert rows[0].status == Status.MET


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (ActionFilter(), ["Liczba warsztatów", "Żłobki", None, None]),
        (ActionFilter(goal=2), [None]),
        (ActionFilter(unit=NO_UNIT), ["Żłobki"]),
        (ActionFilter(status=Status.MET), ["Liczba warsztatów"]),
        (ActionFilter(query="żłobek"), ["Żłobki"]),
        (ActionFilter(category=1), []),
    ],
)
def test_filter_excludes_rows_that_do_not_match(rows, wanted, shown):
    assert names(filter_rows(rows, wanted, ActionListContext(), 2024)) == shown


def test_filter_lists_chosen_parts_and_without_drops_one():
    wanted = ActionFilter(query="a", unit=NO_UNIT)
    assert wanted.chosen == ("query", "unit")
    assert wanted.without("query") == ActionFilter(unit=NO_UNIT)
    assert wanted.without("unit") == ActionFilter(query="a")


def test_rows_without_an_indicator_are_sorted_last_either_way(rows):
    assert names(sort_rows(rows, "name")) == ["Liczba warsztatów", "Żłobki", None, None]
    assert names(sort_rows(rows, "name", descending=True)) == ["Żłobki", "Liczba warsztatów", None, None]
    assert names(sort_rows(rows, "value"))[0] == "Liczba warsztatów"


def test_responsible_units_end_with_no_unit(office, rows):
    units = responsible_units(load_results(office.programme, on=ON).goals)
    assert units == [(office.unit.pk, office.unit.name), (NO_UNIT, "")]


def test_category_is_counted_in_years_with_positive_value(office):
    values = zip(office.categories, (3, 0, 0), strict=True)
    parts = [FigurePart(category, place, Decimal(value), 0) for place, (category, value) in enumerate(values, 1)]
    revision = measurements.submit(
        office.slot(), Figure(Decimal(3), parts=tuple(parts)), by=office.officer, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    first, second, _third = office.categories
    assert action_list_context(office.programme, first).counted == {(office.indicator.pk, 2024)}
    assert action_list_context(office.programme, second).counted == frozenset()
    assert action_list_context(office.programme).counted == frozenset()


@pytest.mark.parametrize("items", [1, 3])
def test_list_context_query_count_does_not_depend_on_rows(office, items, django_assert_num_queries):
    for number in range(items):
        finding = factories.SwotFindingFactory(programme=office.programme)
        factories.FindingLinkFactory(finding=finding, specific_goal=office.indicator.action.specific_goal)
        factories.BreakdownFactory(programme=office.programme, name=f"podział {number}")
    with django_assert_num_queries(2):
        context = action_list_context(office.programme)
    assert len(context.findings[office.indicator.action.specific_goal_id]) == items
    assert len(context.categories) == 3 * (items + 1)
    with django_assert_num_queries(3):
        action_list_context(office.programme, office.categories[0])
