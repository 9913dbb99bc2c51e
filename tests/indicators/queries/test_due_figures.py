"""Due figures: every period with its state, due date and lock."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.queries.due_figures import due_figures_of, indicators_of, year_earlier
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements, rulings
from tests import factories
from tests.indicators.conftest import ON, approve


def by_code(office):
    return {figure.period.code: figure for figure in due_figures_of([office.indicator], on=ON)}


def test_officer_owes_figures_of_own_units_and_coordinator_those_without_unit(office):
    factories.in_programme(office.programme, unit=factories.UnitFactory())
    without_unit = factories.in_programme(office.programme, unit=None)
    assert indicators_of(office.officer) == [office.indicator]
    assert indicators_of(office.coordinator) == [without_unit]
    assert indicators_of(factories.officer()) == []


def test_due_figures_contain_every_period_in_order_of_due_date(office):
    figures = due_figures_of(indicators_of(office.officer), on=ON)
    assert [figure.period.code for figure in figures] == ["2021", "2022", "2023", "2024", "2025"]
    assert [figure.is_owed for figure in figures] == [True, True, True, True, False]
    assert figures[3].due_on == date(2025, 3, 31)


def test_submitted_figure_is_not_owed_and_returned_figure_is(office):
    revision = measurements.submit(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    assert not by_code(office)["2024"].is_to_do
    measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="popraw")
    figure = by_code(office)["2024"]
    assert (figure.state, figure.is_returned, figure.is_to_do) == ("returned", True, True)


def test_last_year_is_approved_revision_of_previous_year(office):
    approve(office, "3", "2023")
    figures = by_code(office)
    assert figures["2024"].last_year.value == Decimal(3)
    assert figures["2023"].last_year is None
    assert figures["2023"].reading.value == Decimal(3)


def test_exempted_year_need_not_be_entered(office):
    rulings.decide(office.indicator, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2022, on=ON)
    figures = by_code(office)
    assert figures["2022"].not_required_reason is not None
    assert (figures["2022"].is_required, figures["2023"].is_required) == (False, True)


def test_withdrawn_indicator_has_no_due_figures_from_its_year(office):
    office.indicator.withdrawn_from = 2023
    assert list(by_code(office)) == ["2021", "2022"]


def test_year_earlier_is_the_same_period_a_year_before():
    periods = {period.code: period for period in programme_periods(Frequency.QUARTERLY, 2021, 2025)}
    assert year_earlier(periods["2023-K3"]) == "2022-K3"
    (whole,) = programme_periods(Frequency.ONCE, 2021, 2025)
    assert year_earlier(whole) == ""


@pytest.mark.parametrize("items", [1, 3])
def test_due_figures_query_count_is_constant(office, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(office.programme, unit=office.unit)
    indicators = indicators_of(office.officer)
    with django_assert_num_queries(5):
        assert len(due_figures_of(indicators, on=ON)) == 5 * items
