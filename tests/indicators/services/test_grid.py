"""Saving of many figures at once: the rules of a single figure, and a number of queries that does not grow."""

from decimal import Decimal

import pytest

from indicators.models import Indicator, Measurement, ReportingRound, Revision
from indicators.rules.figures import Figure, FigurePart
from indicators.services import errors, measurements
from indicators.services.grid import GridFigure, save_all
from indicators.services.verification import verify
from tests import factories
from tests.indicators.conftest import ON, approve


def item(office, indicator=None, value=3, *, based_on=0, is_submitted=False, parts=()):
    slot = office.slot(which=indicator or office.indicator)
    return GridFigure(
        key=(slot.indicator.pk, slot.period.code),
        slot=slot,
        figure=Figure(Decimal(value), parts=parts),
        based_on=based_on,
        is_submitted=is_submitted,
    )


def save(office, *items, by=None, key="k"):
    return list(save_all(items, by=by or office.officer, request_key=key, on=ON).values())


def test_saved_figures_continue_the_chain(office):
    measurements.record(office.slot(), Figure(Decimal(1)), by=office.officer, based_on=0, on=ON)
    other = factories.in_programme(office.programme, unit=office.unit)
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(office.categories, 1))
    first, second = save(office, item(office, based_on=1, parts=parts), item(office, other, is_submitted=True))
    assert (first.number, first.state, first.parts.count()) == (2, "draft", 3)
    assert (second.number, second.state, second.previous_hash) == (1, "submitted", first.hash)
    measurements.record(office.slot(), Figure(Decimal(5)), by=office.officer, based_on=2, on=ON)
    assert verify().fault is None


def test_refused_figure_leaves_nothing_and_the_others_are_saved(office):
    foreign = factories.in_programme(office.programme, unit=factories.UnitFactory())
    refused, saved = save(office, item(office, foreign), item(office))
    assert isinstance(refused, errors.NotAllowed)
    assert saved.value == 3
    assert Measurement.objects.get().indicator == office.indicator


def test_stale_and_approved_figures_are_refused(office):
    measurements.record(office.slot(), Figure(Decimal(1)), by=office.officer, based_on=0, on=ON)
    (stale,) = save(office, item(office, based_on=0))
    assert isinstance(stale, errors.StaleRevision)
    assert stale.head is not None
    other = factories.in_programme(office.programme, unit=office.unit)
    revision = measurements.submit(office.slot(which=other), Figure(Decimal(1)), by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    (approved,) = save(office, item(office, other, based_on=2))
    assert isinstance(approved, errors.ReasonRequired)


@pytest.mark.parametrize("change", ["closed", "parts"])
def test_round_and_terms_are_read_again(office, change):
    figure = item(office, parts=(FigurePart(10**6, 1, Decimal(3), 0),) if change == "parts" else ())
    if change == "closed":
        ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-10T09:00:00Z", closed_by=office.coordinator)
    (error,) = save(office, figure)
    assert isinstance(error, errors.RecordingLocked)
    assert error.lock.reason == ("closed" if change == "closed" else "terms_changed")


def test_repeated_request_returns_the_first_revisions(office):
    first = save(office, item(office))
    assert save(office, item(office)) == first
    (other,) = save(office, item(office, value=4))
    assert isinstance(other, errors.StaleRevision)
    assert Revision.objects.count() == 1


def test_approved_figure_of_closed_year_is_not_corrected_without_reason(office):
    approve(office)
    ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-10T09:00:00Z", closed_by=office.coordinator)
    (error,) = save(office, item(office, based_on=2), by=office.coordinator)
    assert isinstance(error, errors.ReasonRequired)


@pytest.mark.parametrize("count", [1, 5])
def test_query_count_does_not_grow(office, count, django_assert_max_num_queries):
    added = [factories.in_programme(office.programme, unit=office.unit).pk for _ in range(count)]
    figures = [item(office, indicator) for indicator in Indicator.objects.filter(pk__in=added).with_programme()]
    with django_assert_max_num_queries(19):
        assert len(save(office, *figures)) == count
