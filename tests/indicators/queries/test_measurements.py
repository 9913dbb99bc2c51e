"""The form of one figure: its target, its history, the other periods, and the preview of approval."""

from decimal import Decimal

import pytest

from indicators.queries.facts import ApprovedContent
from indicators.queries.measurements import comments_of, figure_entry_for, target_of_period
from indicators.rules.figures import Figure
from indicators.services import comments, measurements
from tests import factories
from tests.indicators.conftest import ON, approve


def entry_of(office, code="2024", user=None):
    return figure_entry_for(user or office.officer, office.indicator.pk, code, on=ON)


def test_entry_has_target_and_history(office):
    approve(office)
    entry = entry_of(office)
    assert (entry.terms.verbatim, entry.breakdown.name) == ("1/rok", "organizator")
    assert [step.revision.state for step in entry.steps] == ["submitted", "approved"]
    assert entry.head_number == 2
    assert entry.approved is entry.head
    assert entry.last_year is None


def test_entry_of_another_unit_is_none(office):
    stranger = factories.officer(factories.UnitFactory())
    assert entry_of(office, user=stranger) is None
    assert figure_entry_for(office.officer, 0, "2024", on=ON) is None


@pytest.mark.parametrize("code", ["2026", "2024-K1", "x"])
def test_entry_of_a_period_that_is_not_measured_is_none(office, code):
    assert entry_of(office, code) is None


def test_last_year_is_the_approved_revision_else_the_newest(office):
    measurements.submit(office.slot("2023"), Figure(Decimal(2)), by=office.officer, based_on=0, on=ON)
    assert entry_of(office).last_year.revision.value == Decimal(2)
    approve(office, "1", "2022")
    measurements.correct(
        office.slot("2022"), Figure(Decimal(9)), by=office.officer, based_on=2, reason="pomyłka", on=ON
    )
    assert entry_of(office, "2023").last_year.revision.value == Decimal(1)


def test_preview_judges_the_year_as_if_the_content_were_approved(office):
    entry = entry_of(office)
    statuses = [
        str(
            entry.year_if_approved(
                ApprovedContent(value=Decimal(value), decimals=0, no_value_reason="", achieved_on=None)
            ).status
        )
        for value in (0, 1)
    ]
    assert statuses == ["not_met", "met"]


def test_target_of_period_is_the_one_in_force_in_its_year(office):
    later = factories.TargetFactory(
        indicator=office.indicator, applies_from=2023, verbatim="1/kwartał", frequency="quarterly"
    )
    targets = list(office.indicator.targets.order_by("applies_from"))
    assert target_of_period(office.programme, targets, "2022").target == targets[0]
    assert target_of_period(office.programme, targets, "2023") is None
    assert target_of_period(office.programme, targets, "2023-K1").target == later


def test_comments_are_those_of_the_figure(office):
    assert comments_of(entry_of(office)) == []
    revision = measurements.record(office.slot(), Figure(Decimal(1)), by=office.officer, based_on=0, on=ON)
    comments.add(revision.measurement, "Dlaczego jeden?", office.coordinator)
    assert [comment.text for comment in comments_of(entry_of(office))] == ["Dlaczego jeden?"]


@pytest.mark.parametrize("items", [1, 3])
def test_entry_query_count_is_constant(office, items, django_assert_num_queries):
    for number in range(items):
        approve(office, code=str(2021 + number))
    with django_assert_num_queries(8):
        entry = entry_of(office, "2021")
    assert len(entry.others) == items - 1
