"""The checklist of the first set-up: each step ticks itself, and the test message."""

import re
import smtplib
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from cooperation.models import Letter, Office
from cooperation.queries.offices import missing_statement_parts
from cooperation.services import delivery
from indicators.queries.office_setup import SetupStep, StepState, is_office_set_up, office_setup
from tests import factories

PAGE = "/panel/uruchomienie/"
SEND = f"{PAGE}list-probny/"
ON = date(2026, 3, 2)
BODIES = {"level": "gmina", "executive": "wójt", "council": "rada gminy", "act": "order"}
STATEMENT = {
    "published_on": ON,
    "updated_on": ON,
    "accessibility_state": "compliant",
    "accessibility_method": "self",
    "accessibility_prepared_on": ON,
    "email": "urzad@example.org",
    "phone": "56 000 00 00",
    "address": "ul. Prosta 1",
    "building_access": "Wejście bez progu.",
    "communication_access": "Tłumacz języka migowego.",
}


@pytest.fixture
def administrator(db: Any, client: Client) -> Any:
    person = factories.administrator(username="administrator", email="administrator@example.org")
    client.force_login(person)
    return person


def states(*steps: SetupStep) -> Any:
    state = office_setup(on=ON).states
    return tuple(state[step] for step in steps) if len(steps) > 1 else state[steps[0]]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


# --- steps --------------------------------------------------------------------------------------------------------


def test_new_portal_has_every_step_open(db):
    assert set(office_setup(on=ON).states.values()) == {StepState.OPEN}
    assert office_setup(on=ON).next_step is SetupStep.OFFICE
    assert not is_office_set_up()


def test_office_step_needs_bodies(db):
    office = Office(name="Urząd Gminy Przykładowo")
    office.save()
    assert states(SetupStep.OFFICE) is StepState.OPEN
    assert office_setup(on=ON).missing_office_fields[0] == "szczebel samorządu"
    for name, value in BODIES.items():
        setattr(office, name, value)
    office.save()
    assert states(SetupStep.OFFICE) is StepState.DONE


def test_unit_step_ignores_example_and_inactive_units(db):
    factories.UnitFactory(is_example=True)
    unit = factories.UnitFactory(is_active=False)
    assert states(SetupStep.UNITS) is StepState.OPEN
    unit.is_active = True
    unit.save()
    assert states(SetupStep.UNITS) is StepState.DONE


@pytest.mark.parametrize("accepted_by", ["password", "log-in without password"])
def test_coordinator_step_waits_for_accepted_invitation(db, accepted_by):
    coordinator = factories.coordinator()
    coordinator.set_unusable_password()
    coordinator.save()
    assert states(SetupStep.COORDINATOR) is StepState.WAITING
    if accepted_by == "password":
        coordinator.set_password(factories.PASSWORD)
    else:
        coordinator.last_login = timezone.now()
    coordinator.save()
    assert states(SetupStep.COORDINATOR) is StepState.DONE
    coordinator.is_active = False
    coordinator.save()
    assert states(SetupStep.COORDINATOR) is StepState.OPEN


def test_programme_step_waits_for_publication(db):
    factories.ProgrammeFactory(is_example=True)
    assert states(SetupStep.PROGRAMME) is StepState.OPEN
    programme = factories.ProgrammeFactory(is_published=False)
    assert states(SetupStep.PROGRAMME) is StepState.WAITING
    programme.is_published = True
    programme.save()
    assert states(SetupStep.PROGRAMME) is StepState.DONE


def test_people_step_needs_a_person_in_every_unit(db):
    first, second = factories.UnitFactory.create_batch(2)
    factories.officer(first)
    assert states(SetupStep.PEOPLE) is StepState.OPEN
    assert office_setup(on=ON).units_without_people == [second]
    factories.officer(second)
    assert states(SetupStep.PEOPLE) is StepState.DONE


def test_accessibility_step_needs_every_required_part(db):
    office = Office(name="Urząd Gminy Przykładowo", **STATEMENT)
    office.save()
    assert missing_statement_parts(office) == []
    assert states(SetupStep.ACCESSIBILITY) is StepState.DONE
    office.building_access = ""
    office.save()
    assert states(SetupStep.ACCESSIBILITY) is StepState.OPEN


def test_administrator_sees_checklist_after_log_in_until_every_step_is_done(administrator, client, settings):
    settings.MAIL_IS_SET_UP = True
    log_in = {"login": administrator.username, "password": factories.PASSWORD}
    assert Client().post("/konto/logowanie/", log_in)["Location"] == PAGE
    Office(name="Urząd Gminy Przykładowo", **BODIES, **STATEMENT).save()
    factories.officer(factories.UnitFactory())
    factories.coordinator()
    factories.ProgrammeFactory()
    assert "Do uruchomienia portalu został 1 krok" in text(client.get(PAGE))
    client.post(SEND)
    Letter.objects.update(sent_at="2026-03-02T10:00Z")
    assert is_office_set_up()
    assert Client().post("/konto/logowanie/", log_in)["Location"] == "/admin/"
    assert "Portal jest uruchomiony" in text(client.get(PAGE))
    assert 'href="/panel/uruchomienie/"' in text(client.get("/admin/"))


# --- the page -----------------------------------------------------------------------------------------------------


def test_every_link_of_the_page_opens(administrator, client):
    factories.ProgrammeFactory(is_published=False)
    Office(name="Urząd Gminy Przykładowo").save()
    factories.coordinator()
    main = text(client.get(PAGE)).partition("<main")[2].partition("</main>")[0]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', main) if "/konto/" not in link}
    assert len(links) == 10
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_form_of_the_office_returns_to_the_checklist(administrator, client):
    link = re.search(r'href="(/admin/cooperation/office/add/[^"]*)"', text(client.get(PAGE)))[1]
    answer = client.post(link, {"name": "Urząd Gminy Przykładowo", "level": "gmina"})
    assert answer["Location"] == PAGE
    assert states(SetupStep.OFFICE) is StepState.DONE
    assert "Organ wykonawczy: wójt; organ stanowiący: rada gminy; akt: zarządzenie." in text(client.get(PAGE))


def test_invitation_of_coordinator_proposes_role(administrator, client):
    link = re.search(r'href="(/admin/auth/user/add/[^"]*)"[^>]*>Zaproś', text(client.get(PAGE)))[1]
    form = client.get(link.replace("&amp;", "&")).context["adminform"].form
    assert form.initial["groups"] == [str(Group.objects.get(name="coordinator").pk)]


def test_english_page_leads_to_the_same_forms(administrator, client):
    page = text(client.get(f"/en{PAGE}"))
    assert "7 steps of the set-up left" in page
    assert "powrot=%2Fpanel%2Furuchomienie%2F" in page


def test_query_count_does_not_grow_with_units_and_people(administrator, client, django_assert_max_num_queries):
    factories.ProgrammeFactory()
    for _number in range(8):
        factories.officer(factories.UnitFactory())
        factories.coordinator()
    with django_assert_max_num_queries(16):
        assert "i jeszcze 5" in text(client.get(PAGE))


def test_public_page_says_that_no_programme_is_published(db, client):
    factories.ProgrammeFactory(is_published=False)
    page = client.get("/")
    assert page.status_code == 200
    assert "Nie opublikowano jeszcze żadnego programu" in text(page)


# --- the test message ---------------------------------------------------------------------------------------------


@pytest.fixture
def send(administrator: Any, client: Client, settings: Any) -> Any:
    """Return a function that presses the button, runs the sender and returns the page."""
    settings.MAIL_IS_SET_UP = True

    def send_message() -> str:
        client.post(SEND)
        delivery.send()
        return text(client.get(PAGE))

    return send_message


def test_test_message_is_sent_and_ticks_its_step(administrator, client, send):
    client.post(SEND)
    assert "zostanie wysłana w ciągu minuty" in text(client.get(PAGE))
    page = send()
    (message,) = outgoing.outbox
    assert (message.to, message.subject) == (["administrator@example.org"], "Wiadomość próbna z portalu monitoringu")
    row = Letter.objects.get()
    assert (row.kind, row.recipient, row.requested_by) == ("test", administrator, administrator)
    assert "Serwer pocztowy przyjął wiadomość próbną na adres administrator@example.org" in page
    assert states(SetupStep.MAIL) is StepState.DONE


def test_second_test_message_within_a_minute_is_not_sent(send):
    send()
    assert "Wiadomość próbną wysłano przed chwilą" in send()
    assert len(outgoing.outbox) == 1


def test_refused_test_message_shows_reason_and_is_tried_again(send):
    refused = smtplib.SMTPRecipientsRefused({"administrator@example.org": (550, b"no such user")})
    with mock.patch.object(EmailBackend, "send_messages", side_effect=refused):
        page = send()
    assert "serwer pocztowy odrzucił adres" in page
    assert states(SetupStep.MAIL) is StepState.WAITING
    send()
    assert Letter.objects.get().tries == 2
    assert states(SetupStep.MAIL) is StepState.DONE


def test_test_message_needs_mail_server_and_address(administrator, client, settings):
    assert "EMAIL_URL" in text(client.get(PAGE))
    assert "nie skonfigurowano poczty" in text(client.post(SEND, follow=True))
    settings.MAIL_IS_SET_UP = True
    administrator.email = ""
    administrator.save()
    assert "Twoje konto nie ma adresu e-mail" in text(client.get(PAGE))
    assert "Twoje konto nie ma adresu e-mail, dlatego" in text(client.post(SEND, follow=True))
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["officer", "coordinator"])
def test_other_roles_may_not_open_or_send(db, client, role):
    client.force_login(getattr(factories, role)(email="osoba@example.org"))
    assert [client.get(PAGE).status_code, client.post(SEND).status_code] == [403, 403]
    assert not Letter.objects.exists()
