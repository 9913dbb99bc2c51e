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


def test_approval_list_without_submissions_uses_one_query(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        approvals = approval_list_for(office.coordinator, on=ON)
    assert (approvals.figures, approvals.tickable, approvals.statuses_if_approved({"1:1"})) == ([], [], {})


def test_ordinary_figure_may_be_approved_together_with_others(office):
    revision = submit(office)
    approvals = approval_list_for(office.coordinator, on=ON)
    (figure,) = approvals.tickable
    assert (figure.revision, figure.programme, figure.verbatim) == (revision, office.programme, "1/rok")
    assert figure.code == f"{revision.measurement_id}:1"


@pytest.mark.parametrize("value", ["30", "0"])
def test_unusual_figure_is_reviewed_individually(office, value):
    approve(office, "3", "2023")
    submit(office, "2024", value)
    (figure,) = approval_list_for(office.coordinator, on=ON).figures
    assert figure.last_year.value == Decimal(3)
    assert figure.why_individual is not None


def test_correction_and_own_submission_are_reviewed_individually(office):
    approve(office)
    measurements.correct(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=2, reason="pomyłka", on=ON)
    reasons = [str(figure.why_individual) for figure in approval_list_for(office.coordinator, on=ON).figures]
    assert reasons == ["It corrects a figure that is public."]
    submit(office, "2023")
    own_reasons = {str(figure.why_individual) for figure in approval_list_for(office.officer, on=ON).figures}
    assert "You submitted this figure, so another coordinator approves it." in own_reasons


def test_statuses_if_approved_include_chosen_figures_only(office):
    approve(office, "0", "2023")
    first, second = submit(office, "2024", "3"), submit(office, "2022", "1")
    approvals = approval_list_for(office.coordinator, on=ON)
    chosen = f"{first.measurement_id}:1"
    assert {code: str(year.status) for code, year in approvals.statuses_if_approved({chosen}).items()} == {
        chosen: "met"
    }
    assert len(approvals.statuses_if_approved({chosen, f"{second.measurement_id}:1"})) == 2


@pytest.mark.parametrize("items", [1, 3])
def test_approval_list_query_count_is_constant(office, items, django_assert_num_queries):
    submit(office)
    for _ in range(1, items):
        submit(office, indicator=factories.in_programme(office.programme, unit=office.unit))
    with django_assert_num_queries(9):
        assert len(approval_list_for(office.coordinator, on=ON).figures) == items
