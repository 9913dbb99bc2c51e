"""`manage.py setup_office`: the first administrator, the link to set a password, and repeated runs."""

import re
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core import mail as outgoing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cooperation.models import AccessChange, Letter
from cooperation.roles import Role, roles_of
from tests import factories

ADDRESS = "anna.nowak@urzad.example"
NEW = {"password1": "zupelnie-nowe-haslo", "password2": "zupelnie-nowe-haslo"}


@pytest.fixture(autouse=True)
def _database(db: Any) -> None:
    pass


def set_up(email: str = ADDRESS, **options: Any) -> str:
    output = StringIO()
    call_command("setup_office", email=email, stdout=output, **options)
    return output.getvalue()


def test_command_creates_administrator_without_password():
    output = set_up()
    person = User.objects.get()
    assert (person.username, person.email, person.is_superuser, person.is_staff) == (ADDRESS, ADDRESS, False, True)
    assert roles_of(person) == {Role.ADMINISTRATOR}
    assert not person.has_usable_password()
    assert "Logowanie: https://portal.example.org/konto/logowanie/" in output
    assert "poczta nie jest skonfigurowana" in output.lower()


def test_printed_link_leads_to_log_in_and_checklist():
    path = re.search(r"https://portal\.example\.org(/konto/zaproszenie/\S+)", set_up())[1]
    client = Client()
    page = client.get(path, follow=True)
    assert client.post(page.request["PATH_INFO"], NEW).status_code == 302
    answer = client.post("/konto/logowanie/", {"login": ADDRESS, "password": NEW["password1"]})
    assert answer["Location"] == "/panel/uruchomienie/"
    assert client.get(answer["Location"]).status_code == 200


def test_second_run_creates_no_account_and_repeats_link():
    set_up()
    output = set_up(ADDRESS.upper())
    assert User.objects.count() == 1
    assert "/konto/zaproszenie/" in output
    person = User.objects.get()
    person.set_password(factories.PASSWORD)
    person.save()
    output = set_up()
    assert User.objects.count() == 1
    assert "/konto/zaproszenie/" not in output
    assert "korzysta z\u00a0konta" in output
    assert User.objects.get().check_password(factories.PASSWORD)


def test_link_is_sent_when_mail_is_set_up(settings):
    settings.MAIL_IS_SET_UP = True
    output = set_up()
    (message,) = outgoing.outbox
    assert message.to == [ADDRESS]
    assert "/konto/zaproszenie/" in message.body
    assert "/konto/zaproszenie/" not in output
    assert "/konto/zaproszenie/" in set_up(print_link=True)
    assert len(outgoing.outbox) == 1


def test_other_address_is_rejected_when_administrator_has_password():
    administrator = factories.administrator(username="administrator")
    with pytest.raises(CommandError, match="administrator"):
        set_up()
    assert list(User.objects.all()) == [administrator]


def test_unaccepted_invitation_to_mistyped_address_is_cancelled():
    set_up("ana.nowak@urzad.example")
    assert "Konto ana.nowak@urzad.example wyłączono" in set_up()
    assert [(person.username, person.is_active) for person in User.objects.order_by("pk")] == [
        ("ana.nowak@urzad.example", False),
        (ADDRESS, True),
    ]


def without_password(person: User) -> User:
    person.set_unusable_password()
    person.save()
    return person


def test_administrator_who_logs_in_without_password_is_not_replaced():
    """With the account of the office nobody has a password here."""
    administrator = without_password(factories.administrator(username="administrator", last_login=timezone.now()))
    SocialAccount.objects.create(user=administrator, provider="urzad", uid="1")
    with pytest.raises(CommandError, match="administrator"):
        set_up()
    administrator.refresh_from_db()
    assert (administrator.is_active, User.objects.count()) == (True, 1)


def test_no_link_is_printed_for_administrator_who_logs_in_without_password():
    without_password(factories.administrator(email=ADDRESS, last_login=timezone.now()))
    assert "/konto/zaproszenie/" not in set_up(print_link=True)


def test_replaced_administrator_is_recorded_and_loses_sessions():
    coordinator = factories.coordinator(email="koordynator@urzad.example")
    former = without_password(factories.administrator(email="ana.nowak@urzad.example"))
    browser = Client()
    browser.force_login(former)
    User.objects.filter(pk=former.pk).update(last_login=None)  # set by force_login
    set_up()
    changes = AccessChange.objects.order_by("pk").values_list("person", "kind", "by")
    assert (former.pk, "disabled", None) in changes
    assert Letter.objects.filter(recipient=coordinator, text__contains=former.get_full_name()).exists()
    User.objects.filter(pk=former.pk).update(is_active=True)
    assert browser.get("/panel/powiadomienia/").status_code == 302


def test_enabled_account_is_recorded():
    former = factories.officer(email=ADDRESS, is_active=False)
    set_up()
    assert sorted(AccessChange.objects.filter(person=former).values_list("kind", flat=True)) == ["enabled", "roles"]


def test_existing_officer_becomes_administrator_and_keeps_role():
    officer = factories.officer(email=ADDRESS)
    set_up()
    assert roles_of(User.objects.get(pk=officer.pk)) == {Role.ADMINISTRATOR, Role.OFFICER}


def test_second_administrator_is_recognised():
    factories.administrator()
    factories.administrator(email=ADDRESS)
    assert "jest już administratorem" in set_up()


@pytest.mark.parametrize("email", ["", "  ", "anna", "anna@", f"{'a' * 300}@urzad.example", "a\nb@urzad.example"])
def test_invalid_address_creates_nothing(email):
    with pytest.raises(CommandError):
        set_up(email)
    assert not User.objects.exists()


def test_command_asks_for_address_only_at_terminal():
    with mock.patch("sys.stdin") as stdin, mock.patch("builtins.input", return_value=f" {ADDRESS} "):
        stdin.isatty.return_value = True
        call_command("setup_office", stdout=StringIO())
        assert User.objects.get().email == ADDRESS
        stdin.isatty.return_value = False
        with pytest.raises(CommandError, match="--email"):
            call_command("setup_office", stdout=StringIO())
