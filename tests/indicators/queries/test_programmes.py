"""Published programmes, the current one, versions of pages, and the pages of a sitemap."""

from datetime import date

import pytest

from cooperation.queries.programmes import front_programme, selected_programme
from indicators.queries.programmes import (
    frequencies_by_programme,
    goal_with_version,
    indicator_with_version,
    programme_with_version,
    published_programme,
    published_programmes,
    version_of,
)
from indicators.queries.sitemap import published_pages
from tests import factories
from tests.indicators.conftest import ON


def test_programme_in_preparation_is_not_published(office, other):
    assert published_programme("2021-2025") == office.programme
    assert published_programme("2026-2030") is None
    assert published_programmes() == [office.programme]


@pytest.mark.parametrize(
    ("day", "slug"), [(date(2018, 1, 1), "2016-2020"), (date(2024, 1, 1), "2021-2025"), (date(2030, 1, 1), "2021-2025")]
)
def test_front_programme_is_in_force_else_newest_ended(office, day, slug):
    older = factories.ProgrammeFactory(slug="2016-2020", first_year=2016, last_year=2020)
    example = factories.ProgrammeFactory(slug="przyklad", is_example=True, first_year=2016, last_year=2040)
    assert front_programme([example, office.programme, older], day).slug == slug
    assert front_programme([example], day) is None


def test_selected_programme_is_named_else_current(office, other):
    programmes = [other.programme, office.programme]
    assert selected_programme(programmes, "", on=ON) == office.programme
    assert selected_programme(programmes, "2026-2030", on=ON) == other.programme
    assert selected_programme(programmes, "nie-ma", on=ON) is None
    assert selected_programme([], "", on=ON) is None


def test_version_changes_with_the_content(office):
    goal, version = office.indicator.action.specific_goal, version_of(office.programme)
    assert programme_with_version("2021-2025") == (office.programme, version)
    assert goal_with_version("2021-2025", goal.position) == (goal, version)
    assert indicator_with_version(office.indicator.pk) == (office.indicator, version)
    office.programme.content_version += 1
    office.programme.save()
    assert programme_with_version("2021-2025")[1] != version
    assert programme_with_version("nie-ma") is None
    assert goal_with_version("nie-ma", goal.position) is None
    assert indicator_with_version(0) is None


def test_frequencies_by_programme_use_one_query(office, other, django_assert_num_queries):
    factories.in_programme(office.programme, terms__frequency="quarterly")
    factories.in_programme(other.programme, terms__frequency="", terms__applies_from=2026)
    with django_assert_num_queries(1):
        frequencies = frequencies_by_programme([office.programme, other.programme])
    assert frequencies == {office.programme.pk: {"yearly", "quarterly"}, other.programme.pk: {"yearly"}}


def test_published_pages_leave_out_examples(office, django_assert_num_queries):
    example = factories.ProgrammeFactory(slug="przyklad", is_example=True)
    factories.in_programme(example)
    with django_assert_num_queries(2):
        (pages,) = published_pages([office.programme, example])
    assert (pages.programme, pages.goals, pages.indicators) == (office.programme, (1,), (office.indicator.pk,))
