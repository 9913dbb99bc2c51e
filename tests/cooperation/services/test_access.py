"""Changes of access are recorded and written to the person and to the coordinators."""

import json
import logging

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from cooperation.models import AccessChange, Letter
from cooperation.roles import Role
from cooperation.services import access
from cooperation.services.access import AccessState
from tests import factories
from tests.indicators.admin.conftest import filled
from tests.one_time_codes import totp


@pytest.fixture
def administrator(db):
    return factories.administrator(username="admin", first_name="Adam", last_name="Nowak", email="adam@example.org")


@pytest.fixture
def coordinator(db):
    return factories.coordinator(username="koordynator", email="koordynator@example.org")


@pytest.fixture
def person(db):
    return factories.officer(username="anna", first_name="Anna", last_name="Kowal", email="anna@example.org")


@pytest.fixture
def browser(client, administrator):
    client.force_login(administrator)
    return client


def group_ids(*roles):
    return list(Group.objects.filter(name__in=[str(role) for role in roles]).values_list("pk", flat=True))


def save_person(browser, person, **fields):
    """Send the form of the administration with changed fields."""
    address = f"/admin/auth/user/{person.pk}/change/"
    sent = {**filled(browser.get(address)), **fields}
    assert browser.post(address, sent).status_code == 302


def changes():
    return [(change.person.username, change.kind, change.old, change.new) for change in AccessChange.objects.all()]


def letters():
    """Return (address, text) of each letter."""
    return [(letter.address or letter.recipient.email, letter.text) for letter in Letter.objects.order_by("pk")]


def test_new_role_is_recorded_and_person_and_coordinators_are_notified(browser, person, coordinator):
    save_person(browser, person, groups=group_ids(Role.OFFICER, Role.COORDINATOR))
    assert changes() == [("anna", "roles", "officer", "officer,coordinator")]
    assert AccessChange.objects.get().by.username == "admin"
    (own_address, own), (other_address, other) = letters()
    assert (own_address, other_address) == ("anna@example.org", "koordynator@example.org")
    assert "Zmieniono Twoje konto" in own
    for text in (own, other):
        assert "rola: pracownik jednostki → pracownik jednostki, koordynator" in text
        assert "Adam Nowak" in text
    assert "Anna Kowal" in other


def test_changed_address_is_sent_to_both_addresses(browser, person, coordinator):
    save_person(browser, person, email="napastnik@example.org")
    assert changes() == [("anna", "address", "", "")]
    assert [address for address, _text in letters()] == [
        "anna@example.org",
        "napastnik@example.org",
        "koordynator@example.org",
    ]


def test_disabled_account_is_recorded(browser, person, coordinator):
    save_person(browser, person, is_active="")
    assert changes() == [("anna", "disabled", "", "")]
    waiting = Letter.objects.pending(timezone.now())
    assert [letter.address for letter in waiting if letter.recipient == person] == ["anna@example.org"]


def test_changed_name_is_no_change_of_access(browser, person, coordinator):
    save_person(browser, person, last_name="Kowalska")
    assert changes() == []
    assert letters() == []


def test_administrator_who_becomes_coordinator_is_seen_by_coordinators(browser, administrator, coordinator):
    save_person(browser, administrator, groups=group_ids(Role.ADMINISTRATOR, Role.COORDINATOR))
    assert "koordynator@example.org" in [address for address, _text in letters()]


def test_new_account_has_its_role_recorded_and_only_coordinators_are_notified(browser, coordinator):
    data = {"username": "nowy", "first_name": "", "last_name": "", "email": "nowy@example.org"}
    browser.post("/admin/auth/user/add/", {**data, "groups": group_ids(Role.COORDINATOR)})
    assert changes()[-1] == ("nowy", "roles", "", "coordinator")
    assert "koordynator@example.org" in [address for address, _text in letters()]
    assert "nowy@example.org" not in [address for address, text in letters() if "rola:" in text]


def test_link_is_shown_only_for_account_without_password(browser, person, settings):
    """E-mail is not set up: an administrator who saw a link could use the account."""
    settings.MAIL_IS_SET_UP = False
    new = factories.officer(username="nowa", email="nowa@example.org")
    new.set_unusable_password()
    new.save()
    chosen = {"action": "invite", "_selected_action": [person.pk, new.pk]}
    page = browser.post("/admin/auth/user/", chosen, follow=True).content.decode()
    assert page.count("/konto/zaproszenie/") == 1
    assert "/konto/haslo/nowe/" not in page
    assert "manage.py changepassword anna" in page
    assert changes() == [("nowa", "link_shown", "", "")]
    assert [address for address, text in letters() if "link do ustawienia pierwszego hasła" in text] == [
        "nowa@example.org"
    ]


def test_no_link_is_shown_for_account_used_without_password(browser, person, settings):
    """A coordinator who logs in with the account of the office never has a password."""
    settings.MAIL_IS_SET_UP = False
    person.set_unusable_password()
    person.last_login = timezone.now()
    person.save()
    page = browser.post("/admin/auth/user/", {"action": "invite", "_selected_action": [person.pk]}, follow=True)
    assert "/konto/zaproszenie/" not in page.content.decode()
    assert changes() == []
    page = browser.get(f"/admin/auth/user/{person.pk}/change/").content.decode()
    assert "nieprzyjęte" not in page
    assert "bez hasła" in page.replace("\u00a0", " ")


def test_change_by_command_has_no_author(person, coordinator):
    before = AccessState.of(person)
    person.groups.add(*group_ids(Role.ADMINISTRATOR))
    access.record_differences(person, before, by=None)
    assert AccessChange.objects.get().by is None
    assert "poleceniem na serwerze" in letters()[0][1]


def test_change_is_logged_without_names(person, administrator, caplog):
    with caplog.at_level(logging.INFO, logger="security"):
        access.record(person, AccessChange.Kind.FACTOR_RESET, by=administrator)
    (record,) = caplog.records
    assert (record.event, record.person, record.by, record.detail) == (
        "access_changed",
        person.pk,
        administrator.pk,
        "factor_reset",
    )
    assert "anna" not in json.dumps(record.__dict__, default=str).lower()


def test_register_lists_changes_for_coordinators(client, person, coordinator, administrator):
    access.record(person, AccessChange.Kind.FACTOR_RESET, by=administrator)
    client.force_login(coordinator)
    page = client.get("/panel/dostep/").content.decode()
    for text in ("Anna Kowal", "Adam Nowak", "usunięto drugi składnik logowania"):
        assert text in page


@pytest.mark.parametrize("count", [1, 3])
def test_register_query_count(client, person, coordinator, administrator, django_assert_num_queries, count):
    for _ in range(count):
        access.record(person, AccessChange.Kind.FACTOR_RESET, by=administrator)
    client.force_login(coordinator)
    with django_assert_num_queries(5):
        client.get("/panel/dostep/")


def test_disabled_account_loses_its_sessions_for_good(browser, person, coordinator):
    own, colleague = Client(), Client()
    own.force_login(person)
    colleague.force_login(coordinator)
    save_person(browser, person, is_active="")
    assert own.get("/panel/powiadomienia/").status_code == 302
    save_person(browser, person, is_active="on")
    assert own.get("/panel/powiadomienia/").status_code == 302
    assert colleague.get("/panel/powiadomienia/").status_code == 200


SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FACTOR = "/konto/logowanie/drugi-skladnik/"


@pytest.fixture
def half_logged_in(person):
    TOTP.activate(person, SECRET)
    waiting = Client()
    answer = waiting.post("/konto/logowanie/", {"login": person.username, "password": factories.PASSWORD})
    assert answer["Location"] == FACTOR
    return waiting


def test_disabled_account_does_not_log_in_with_awaited_factor(half_logged_in, person):
    person.is_active = False
    person.save()  # without the administration, which ends the session
    half_logged_in.post(FACTOR, {"code": totp(SECRET)})
    person.is_active = True
    person.save()
    assert half_logged_in.get("/panel/powiadomienia/").status_code == 302


def test_disabling_account_ends_log_in_that_awaits_factor(half_logged_in, browser, person):
    save_person(browser, person, is_active="")
    save_person(browser, person, is_active="on")
    half_logged_in.post(FACTOR, {"code": totp(SECRET)})
    assert half_logged_in.get("/panel/powiadomienia/").status_code == 302


def test_enabling_account_ends_sessions(browser, person):
    own = Client()
    own.force_login(person)
    person.is_active = False
    person.save()
    save_person(browser, person, is_active="on")
    assert own.get("/panel/powiadomienia/").status_code == 302


def test_control_session_of_disabled_account_would_be_revived(person):
    own = Client()
    own.force_login(person)
    for is_active, status in ((False, 302), (True, 200)):
        person.is_active = is_active
        person.save()
        assert own.get("/panel/powiadomienia/").status_code == status
