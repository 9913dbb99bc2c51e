"""The register of changes: counts, filters and pages."""

from datetime import UTC, datetime

import pytest

from cooperation.models import Change
from indicators.queries.changes import ChangeFilter, count_changes, first_change_moments, list_changes
from tests import factories

Kind = Change.Kind


def record(programme, kind=Kind.EDITED, at=datetime(2024, 5, 1, tzinfo=UTC)):
    return Change.objects.create(programme=programme, kind=kind, at=at, object_type="programme", object_id=1)


@pytest.fixture
def register(office):
    example = factories.ProgrammeFactory(slug="przyklad", is_example=True)
    record(office.programme, Kind.RULING)
    record(office.programme, at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))  # 2025 in Warsaw
    record(example)
    return [office.programme, example]


def test_change_counts_use_year_in_warsaw_and_exclude_examples(register, django_assert_num_queries):
    programme, example = register
    with django_assert_num_queries(1):
        counts = count_changes(register)
    assert counts.total(ChangeFilter()) == 2
    assert counts.total(ChangeFilter(programme=example)) == 1
    assert counts.total(ChangeFilter(kind=Kind.EDITED, year=2025)) == 1
    assert counts.by_programme() == {programme.pk: 2, example.pk: 1}
    assert counts.kinds(None) == {Kind.RULING: 1, Kind.EDITED: 1}
    assert counts.years(programme) == {2024: 1, 2025: 1}


def test_changes_are_listed_newest_first_in_pages(register, django_assert_num_queries):
    with django_assert_num_queries(1):
        changes = list_changes(ChangeFilter(), register, limit=10)
    assert [change.kind for change in changes] == [Kind.EDITED, Kind.RULING]
    assert list_changes(ChangeFilter(), register, first=1, limit=1) == changes[1:]
    assert list_changes(ChangeFilter(year=2025), register, limit=10) == changes[:1]


def test_changes_of_the_same_moment_are_numbered(office):
    """The Atom feed makes different times of the numbers."""
    record(office.programme)
    record(office.programme)
    changes = list_changes(ChangeFilter(), [office.programme], limit=10)
    assert [vars(change)["at_place"] for change in changes] == [2, 1]


def test_first_change_moments_include_example_programmes(register):
    programme, example = register
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    assert first_change_moments([programme, example]) == {programme.pk: moment, example.pk: moment}
