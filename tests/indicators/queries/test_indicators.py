"""The public page of one indicator."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Indicator
from indicators.queries.indicators import IndicatorPage, indicator_page, indicator_with_programme, public_indicator
from indicators.services import rulings
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.queries.conftest import with_indicator


def test_public_indicator_of_a_programme_in_preparation_is_none(office, other):
    assert public_indicator(office.indicator.pk) == office.indicator
    assert public_indicator(other.indicator.pk) is None
    assert indicator_with_programme(other.indicator.pk) == other.indicator
    assert indicator_with_programme(0) is None


def page_of(indicator: Indicator) -> IndicatorPage:
    loaded = indicator_with_programme(indicator.pk)
    assert loaded is not None
    return indicator_page(loaded)


def test_indicator_page_has_approved_figures_and_public_decisions(office):
    approve(office)
    first = rulings.decide(office.indicator, "Jawne.", office.coordinator, based_on=0, on=ON)
    rulings.decide(office.indicator, "Wewnętrzne.", office.coordinator, based_on=first.pk, is_public=False, on=ON)
    page = page_of(office.indicator)
    assert page.programme == office.programme
    assert {code: revision.value for code, revision in page.approved.items()} == {"2024": Decimal(3)}
    assert page.node.in_year(2024, ON).result.actual == Decimal(3)
    assert [decision.text for decision in page.decisions] == ["Jawne."]
    assert page.breakdown_of(page.node.latest_terms).name == "organizator"


def test_periods_of_a_year_are_shown_once_one_of_them_is_approved(office):
    quarterly = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    page = page_of(quarterly)
    assert page.periods_in(2024, ON) == []
    approve(with_indicator(office, quarterly), code="2024-K2", on=date(2024, 7, 10))
    periods = page_of(quarterly).periods_in(2024, ON)
    assert [row.period.code for row in periods] == ["2024-K1", "2024-K2", "2024-K3", "2024-K4"]
    assert [row.public.value if row.public else None for row in periods] == [None, 3, None, None]


@pytest.mark.parametrize("items", [1, 3])
def test_indicator_page_query_count_is_constant(office, items, django_assert_num_queries):
    for number in range(items):
        approve(office, code=str(2021 + number))
        factories.ReaderQuestionFactory(indicator=office.indicator)
    indicator = public_indicator(office.indicator.pk)
    assert indicator is not None
    with django_assert_num_queries(9):
        page = indicator_page(indicator)
    assert len(page.approved) == items
    assert len(page.questions.due) == items
