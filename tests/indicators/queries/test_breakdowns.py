"""Breakdowns with their categories."""

from indicators.queries.breakdowns import breakdowns_of_indicators, breakdowns_of_programme
from tests import factories


def test_breakdowns_of_programme_have_their_categories_in_order(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        (breakdown,) = breakdowns_of_programme(office.programme.pk).values()
    assert breakdown.name == "organizator"
    assert [name for _id, name in breakdown.categories] == ["urząd", "organizacje pozarządowe", "współorganizowane"]
    assert [id_ for id_, _name in breakdown.categories] == office.categories


def test_breakdowns_of_indicators_are_those_that_their_targets_name(office, other):
    factories.BreakdownFactory(programme=office.programme, name="wiek")
    factories.TargetFactory(indicator=office.indicator, applies_from=2023, breakdown=office.breakdown)
    (breakdown,) = breakdowns_of_indicators([office.indicator.pk]).values()
    assert len(breakdown.categories) == 3
    assert breakdowns_of_indicators([other.indicator.pk]) == {}
