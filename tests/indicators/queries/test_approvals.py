"""Figures that wait for approval."""

from decimal import Decimal

import pytest

from indicators.queries.approvals import approval_list_for
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve


def submit(office, code="2024", value="3", indicator=None):
    slot = office.slot(code, indicator or office.indicator)
    return measurements.submit(slot, Figure(Decimal(value)), by=office.officer, based_on=0, on=ON)


def test_nothing_waits_in_one_query(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        approvals = approval_list_for(office.coordinator, on=ON)
    assert (approvals.figures, approvals.together, approvals.years_with({"1:1"})) == ([], [], {})


def test_ordinary_figure_may_be_approved_together_with_others(office):
    revision = submit(office)
    approvals = approval_list_for(office.coordinator, on=ON)
    (figure,) = approvals.together
    assert (figure.revision, figure.programme, figure.verbatim) == (revision, office.programme, "1/rok")
    assert figure.code == f"{revision.measurement_id}:1"


@pytest.mark.parametrize("value", ["30", "0"])
def test_unusual_figure_is_decided_alone(office, value):
    approve(office, "3", "2023")
    submit(office, "2024", value)
    (figure,) = approval_list_for(office.coordinator, on=ON).figures
    assert figure.last_year.value == Decimal(3)
    assert figure.alone is not None


def test_correction_and_own_submission_are_decided_alone(office):
    approve(office)
    measurements.correct(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=2, reason="pomyłka", on=ON)
    reasons = [str(figure.alone) for figure in approval_list_for(office.coordinator, on=ON).figures]
    assert reasons == ["It corrects a figure that is public."]
    submit(office, "2023")
    own_reasons = {str(figure.alone) for figure in approval_list_for(office.officer, on=ON).figures}
    assert "You submitted it." in own_reasons


def test_years_are_judged_with_the_chosen_figures_only(office):
    approve(office, "0", "2023")
    first, second = submit(office, "2024", "3"), submit(office, "2022", "1")
    approvals = approval_list_for(office.coordinator, on=ON)
    chosen = f"{first.measurement_id}:1"
    assert {code: str(year.status) for code, year in approvals.years_with({chosen}).items()} == {chosen: "met"}
    assert len(approvals.years_with({chosen, f"{second.measurement_id}:1"})) == 2


@pytest.mark.parametrize("items", [1, 3])
def test_approval_list_query_count(office, items, django_assert_num_queries):
    submit(office)
    for _ in range(1, items):
        submit(office, indicator=factories.in_programme(office.programme, unit=office.unit))
    with django_assert_num_queries(6):
        assert len(approval_list_for(office.coordinator, on=ON).figures) == items
