"""Recipients of notifications, and the figures for which they are responsible."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import MailChoice
from indicators.queries.members import members_of_units
from indicators.queries.notifications import (
    approved_since,
    coordinators_to_notify,
    count_submitted_in_running_programmes,
    due_figures_of_running_programmes,
    opened_rounds,
    people_without_address,
    recipients_with_figures,
    waiting_questions_in_running_programmes,
    wants_only_overdue,
)
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.fixture
def addressed(office):
    for person in (office.officer, office.coordinator):
        person.email = f"{person.username}@example.org"
        person.save()
    return office


def test_due_figures_exclude_programmes_in_preparation_and_examples(office, other):
    factories.in_programme(factories.ProgrammeFactory(slug="przyklad", is_example=True), unit=office.unit)
    figures = due_figures_of_running_programmes(on=ON)
    assert {figure.programme for figure in figures} == {office.programme}
    assert len(figures) == 5


def test_recipients_have_figures_of_their_units(addressed):
    factories.in_programme(addressed.programme, unit=None)
    officer, coordinator = recipients_with_figures(due_figures_of_running_programmes(on=ON), on=ON)
    assert (officer.person, officer.is_coordinator) == (addressed.officer, False)
    assert {figure.indicator for figure in officer.rows} == {addressed.indicator}
    assert (coordinator.person, coordinator.is_coordinator, len(coordinator.rows)) == (addressed.coordinator, True, 5)


def test_people_without_address_receive_nothing(office):
    assert recipients_with_figures([], on=ON) == []
    assert set(people_without_address()) == {office.officer, office.coordinator}


def test_muted_coordinator_is_not_notified(addressed):
    assert coordinators_to_notify() == [addressed.coordinator]
    assert not wants_only_overdue(addressed.coordinator)
    MailChoice.objects.create(person=addressed.coordinator, only_overdue=True)
    assert coordinators_to_notify() == []
    assert wants_only_overdue(addressed.coordinator)


def test_opened_rounds_are_those_opened_in_the_last_fortnight(office):
    office.programme.rounds.filter(year=2024).update(opens_on=date(2025, 2, 1))
    assert [row.year for row in opened_rounds(on=ON)] == [2024]
    assert opened_rounds(on=date(2025, 2, 15)) == []


def test_submitted_figures_and_waiting_questions_exclude_programmes_in_preparation(office, other):
    measurements.submit(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    question = factories.ReaderQuestionFactory(indicator=office.indicator)
    factories.ReaderQuestionFactory(indicator=other.indicator)
    assert count_submitted_in_running_programmes() == 1
    assert waiting_questions_in_running_programmes() == [question]


def test_approved_since_returns_approvals_of_submitter_from_given_revision(office):
    revision = approve(office)
    assert approved_since(0, office.officer) == [revision]
    assert approved_since(revision.pk + 1, office.officer) == []
    assert approved_since(0, office.coordinator) == []


def test_members_of_units_are_active_and_current(office):
    assert members_of_units(on=ON) == {office.unit.pk: [office.officer]}
    member = office.unit.members.get()
    member.until = date(2025, 2, 9)
    member.save()
    assert members_of_units(on=ON) == {}


@pytest.mark.parametrize("items", [1, 3])
def test_recipients_query_count_is_constant(addressed, items, django_assert_num_queries):
    for number in range(1, items):
        unit = factories.UnitFactory()
        factories.officer(unit, email=f"nowy{number}@example.org")
        factories.in_programme(addressed.programme, unit=unit)
    with django_assert_num_queries(6):
        figures = due_figures_of_running_programmes(on=ON)
    with django_assert_num_queries(5):
        assert len(recipients_with_figures(figures, on=ON)) == items + 1
