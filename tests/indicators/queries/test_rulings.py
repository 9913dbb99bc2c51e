"""The data for a ruling on an indicator, and the effect of a decision."""

import pytest

from indicators.queries.rulings import latest_rulings, ruling_context_for
from indicators.services import rulings
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.queries.conftest import with_indicator


@pytest.fixture
def undecided(office):
    return with_indicator(office, factories.in_programme(office.programme, unit=office.unit, terms__verbatim="5 szt."))


def context_of(office):
    return ruling_context_for(office.indicator.pk, on=ON)


def test_context_of_unknown_indicator_is_none(db):
    assert ruling_context_for(0, on=ON) is None


def test_decision_is_previewed_without_being_recorded(undecided):
    approve(undecided, "5")
    context = context_of(undecided)
    assert str(context.node.in_year(2024, ON).result.status) == "to_be_assessed"
    assert str(context.if_decided(scope="year").in_year(2024, ON).result.status) == "met"
    assert context_of(undecided).decisions == ()


def test_decision_closes_open_question(undecided):
    assert len(context_of(undecided).questions) == 1
    decision = rulings.decide(undecided.indicator, "Roczna.", undecided.coordinator, based_on=0, scope="year", on=ON)
    context = context_of(undecided)
    assert (context.newest_decision, context.ruling.scope) == (decision.pk, "year")
    assert context.questions == []


def test_year_without_its_assessment_is_judged_by_figures_alone(office):
    office = with_indicator(
        office, factories.in_programme(office.programme, unit=office.unit, terms__verbatim="zgodnie z planem")
    )
    approve(office, "3")
    assert context_of(office).may_be_assessed(2024)
    assessment = rulings.assess(office.indicator, 2024, "met", "Zrobiono.", office.coordinator, based_on=0, on=ON)
    context = context_of(office)
    assert (context.newest_assessment(2024), context.newest_assessment(2023)) == (assessment.pk, 0)
    assert str(context.node.in_year(2024, ON).result.status) == "met"
    assert str(context.unassessed(2024).result.status) == "to_be_assessed"
    assert [(period.code, public.value) for period, public in context.figures_of(2024)] == [("2024", 3)]


def test_latest_rulings_are_of_every_programme_newest_first(undecided, other, django_assert_num_queries):
    first = rulings.decide(undecided.indicator, "Roczna.", undecided.coordinator, based_on=0, scope="year", on=ON)
    second = rulings.decide(other.indicator, "Uwaga.", undecided.coordinator, based_on=0, on=ON)
    with django_assert_num_queries(2):
        assert latest_rulings() == [second, first]


@pytest.mark.parametrize("items", [1, 3])
def test_ruling_context_query_count_is_constant(undecided, items, django_assert_num_queries):
    newest = 0
    for number in range(items):
        approve(undecided, "5", str(2021 + number))
        text = f"Uwaga {number}."
        newest = rulings.decide(undecided.indicator, text, undecided.coordinator, based_on=newest, on=ON).pk
    with django_assert_num_queries(7):
        context = context_of(undecided)
        assert [decision.author for decision in context.decisions] == [undecided.coordinator] * items
        assert [decision.indicator for decision in context.decisions] == [undecided.indicator] * items
