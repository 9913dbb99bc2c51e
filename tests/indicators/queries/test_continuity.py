"""Indicators of earlier programmes that an indicator continues."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from cooperation.models import Programme
from indicators.models import Indicator
from indicators.queries.continuity import (
    earlier_indicator_ids,
    indicator_of_series,
    load_continuity,
    series_in_preparation,
    series_with_version,
    would_continue_itself,
)
from tests import factories
from tests.indicators.conftest import approve


def programme_of_year(year: int, continues: Indicator, **options: Any) -> Indicator:
    """Return the indicator of a programme of one year that continues another one."""
    programme = factories.ProgrammeFactory(
        slug=str(year), first_year=year, last_year=year, title=f"Program na rok {year}", **options
    )
    return factories.in_programme(programme, name=f"Wskaźnik {year}", continues=continues, terms__applies_from=year)


@pytest.fixture
def chain(office: SimpleNamespace) -> list[Indicator]:
    second = programme_of_year(2026, office.indicator)
    return [office.indicator, second, programme_of_year(2027, second)]


def of_series(indicator: Indicator) -> Indicator:
    loaded = indicator_of_series(indicator.pk)
    assert loaded is not None
    return loaded


def test_chain_is_returned_newest_first(chain):
    assert earlier_indicator_ids(of_series(chain[2])) == [chain[1].pk, chain[0].pk]
    assert load_continuity(of_series(chain[1])).earlier == [chain[0]]
    assert load_continuity(of_series(chain[1])).later == [chain[2]]


def test_indicator_of_a_programme_in_preparation_is_left_out(chain):
    draft = programme_of_year(2028, chain[2], is_published=False)
    assert load_continuity(of_series(chain[2])).later == []
    assert series_with_version(draft.pk) is None
    series = series_in_preparation(draft.pk)
    assert series is not None
    assert series[1].earlier == [chain[2], chain[1], chain[0]]


def test_version_changes_with_each_programme_of_the_series(chain):
    def version() -> str:
        series = series_with_version(chain[1].pk)
        assert series is not None
        return series[1]

    versions = {version()}
    for row in chain:
        Programme.objects.filter(pk=row.programme_id).update(content_version=row.pk + 100)
        versions.add(version())
    assert len(versions) == 4


def test_circle_is_recognised_and_does_not_hang(chain):
    assert would_continue_itself(chain[0].pk, chain[2])
    assert would_continue_itself(chain[0].pk, chain[0])
    assert not would_continue_itself(chain[2].pk, chain[0])
    chain[0].continues = chain[2]  # an old database may have one
    chain[0].save()
    assert earlier_indicator_ids(of_series(chain[2])) == [chain[1].pk, chain[0].pk]
    assert not would_continue_itself(0, chain[1])


def test_page_lists_earlier_years_and_both_links(office, chain):
    approve(office, "12")
    client = Client()
    content = client.get(f"/wskazniki/{chain[2].pk}/").content.decode().replace("\u00a0", " ")
    start = content.index("Wcześniejsze lata")
    for words in (f'/wskazniki/{chain[0].pk}/">2021</a>', "12", f'/wskazniki/{chain[1].pk}/">2026</a>'):
        start = content.index(words, start)
    middle = client.get(f"/wskazniki/{chain[1].pk}/").content.decode()
    assert "Wskaźnik 2027" in middle
    assert "Późniejsze lata" not in content


def test_correction_of_an_earlier_year_renews_the_cached_page(office, chain):
    client = Client()
    address = f"/wskazniki/{chain[2].pk}/"
    before = client.get(address)
    approve(office, "17")
    after = client.get(address)
    assert before["ETag"] != after["ETag"]
    assert "17" in after.content.decode()


@pytest.mark.parametrize("generations", [1, 6])
def test_page_query_count_does_not_grow_with_generations(office, generations, django_assert_num_queries):
    indicator = office.indicator
    for year in range(2026, 2026 + generations):
        indicator = programme_of_year(year, indicator)
    client = Client()
    client.get(f"/wskazniki/{indicator.pk}/")
    with django_assert_num_queries(12):
        assert client.get(f"/wskazniki/{indicator.pk}/").status_code == 200
