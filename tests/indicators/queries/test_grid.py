"""All figures of a programme's year on one screen."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from cooperation.roles import Role
from indicators.queries.grid import grid_for
from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve


def grid(office, user=None, slug="2021-2025", year=2024):
    return grid_for(user or office.officer, slug, year, on=ON)


def test_grid_has_own_rows_for_officer_and_all_for_coordinator(office):
    factories.in_programme(office.programme, unit=factories.UnitFactory())
    assert len(grid(office).rows) == 1
    assert len(grid(office, office.coordinator).rows) == 2


def test_administrator_reads_all_rows_and_records_none(office):
    factories.in_programme(office.programme, unit=factories.UnitFactory())
    read = grid(office, factories.administrator())
    assert (len(read.rows), read.may_record, [cell.is_open for cell in read.cells]) == (2, False, [False, False])
    assert grid(office).may_record


def test_officer_who_administers_records_only_for_the_own_unit(office):
    factories.in_programme(office.programme, unit=factories.UnitFactory())
    office.officer.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    assert sorted(cell.is_open for cell in grid(office).cells) == [False, True]


@pytest.mark.parametrize(("slug", "year"), [("nie-ma", 2024), ("2021-2025", 2026)])
def test_grid_of_unknown_programme_or_year_is_none(office, slug, year):
    assert grid(office, office.coordinator, slug, year) is None


def test_programme_without_indicators_has_an_empty_grid_for_the_coordinator(office):
    factories.ProgrammeFactory(slug="pusty")
    assert grid(office, office.coordinator, "pusty").rows == ()
    assert grid(office, office.officer, "pusty") is None


def test_cell_has_the_newest_revision_with_its_parts(office):
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(office.categories, 1))
    measurements.submit(office.slot(), Figure(Decimal(3), parts=parts), by=office.officer, based_on=0, on=ON)
    (cell,) = grid(office).cells
    assert cell.due.head.value == Decimal(3)
    assert cell.parts == dict.fromkeys(office.categories, (Decimal(1), 0))
    assert cell.breakdown.name == "organizator"
    assert cell.is_open


def test_approved_figure_is_not_open_in_the_grid(office):
    approve(office)
    (cell,) = grid(office).cells
    assert not cell.is_open
    tally = grid(office).round_year(ON).tally
    assert (tally.due, tally.approved) == (1, 1)


@pytest.mark.parametrize("items", [1, 3])
def test_grid_query_count_is_constant(office, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(office.programme, unit=office.unit)
    with django_assert_num_queries(9 + 1):  # and the person's units
        assert len(grid(office).rows) == items
