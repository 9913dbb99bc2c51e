"""Log-in by a code from e-mail: who may, what it reveals, and its limits."""

import re
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail as outgoing
from django.core.management import call_command
from django.test import Client

from tests import factories
from tests.one_time_codes import totp

REQUEST, ENTRY = "/konto/logowanie/kod/", "/konto/logowanie/kod/wpisanie/"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_IS_SET_UP = True
    settings.SECOND_FACTOR = "coordinators"


@pytest.fixture
def officer(db):
    return factories.officer(username="urzednik", email="urzednik@example.org")


def codes():
    """Send what is in the outbox and return the codes."""
    call_command("send_mail", stdout=StringIO())
    return [re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(message.body), re.MULTILINE)[0] for message in outgoing.outbox]


def ask(client, name="urzednik", next_url=""):
    return client.post(REQUEST, {"email": name, "next": next_url})


@pytest.mark.parametrize("name", ["urzednik", "URZEDNIK@example.org"])
def test_officer_logs_in_by_code_without_password(client, officer, name):
    answer = ask(client, name, next_url="/panel/powiadomienia/")
    assert answer["Location"].startswith(f"{ENTRY}?")
    (code,) = codes()
    assert outgoing.outbox[0].to == ["urzednik@example.org"]
    answer = client.post(answer["Location"], {"code": code.lower().replace("-", " "), "next": "/panel/powiadomienia/"})
    assert answer["Location"] == "/panel/powiadomienia/"
    assert client.get("/panel/powiadomienia/").status_code == 200


def test_code_works_once_and_in_its_browser_only(client, officer):
    ask(client)
    (code,) = codes()
    other = Client()
    assert other.post(ENTRY, {"code": code})["Location"] == REQUEST
    assert client.post(ENTRY, {"code": code})["Location"] == "/panel/"
    client.post("/konto/wylogowanie/")
    assert client.post(ENTRY, {"code": code})["Location"] == REQUEST


def test_third_wrong_code_ends_the_attempt(client, officer):
    ask(client)
    (code,) = codes()
    assert [client.post(ENTRY, {"code": "BBBB-BBBB"}).status_code for _attempt in range(3)] == [200, 200, 302]
    assert client.post(ENTRY, {"code": code}).status_code == 302
    assert client.get("/panel/")["Location"].startswith("/konto/logowanie/")


def test_code_expires_after_a_quarter_of_an_hour(client, officer, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    ask(client)
    (code,) = codes()
    time_machine.shift(15 * 60 + 1)
    client.post(ENTRY, {"code": code})
    assert client.get("/panel/")["Location"].startswith("/konto/logowanie/")


def test_three_codes_in_a_quarter_of_an_hour_under_any_name(officer):
    for name in ("urzednik", "urzednik@example.org", "Urzednik"):
        assert ask(Client(), name).status_code == 302
    page = ask(Client(), "URZEDNIK@EXAMPLE.ORG")
    assert "Zamówiono zbyt wiele kodów" in page.content.decode()
    assert ask(Client(), "ktos.inny").status_code == 302
    assert len(codes()) == 3


def test_page_does_not_reveal_accounts_and_addresses(officer):
    def page(name):
        client = Client()
        answer = ask(client, name)
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", client.get(answer["Location"]).content.decode())

    factories.officer(username="bez")
    assert page("urzednik") == page("nieznany") == page("bez") == page("nieznany@example.org")
    assert "urzednik@example.org" not in page("urzednik")
    assert len(codes()) == 2  # of the account with an address


def test_disabled_account_receives_no_code(client, officer):
    officer.is_active = False
    officer.save()
    ask(client)
    assert codes() == []


def test_account_disabled_after_request_cannot_log_in(client, officer):
    ask(client)
    (code,) = codes()
    officer.is_active = False
    officer.save()
    client.post(ENTRY, {"code": code})
    assert client.get("/panel/").status_code == 302


def test_coordinator_without_factor_receives_no_code(client, db):
    factories.coordinator(username="koordynator", email="koordynator@example.org")
    ask(client, "koordynator")
    assert codes() == []


def test_coordinator_with_factor_needs_it_after_the_code(client, db):
    person = factories.coordinator(username="koordynator", email="koordynator@example.org")
    TOTP.activate(person, SECRET)
    ask(client, "koordynator")
    (code,) = codes()
    assert client.post(ENTRY, {"code": code})["Location"] == "/konto/logowanie/drugi-skladnik/"
    assert client.get("/panel/").status_code == 302
    client.post("/konto/logowanie/drugi-skladnik/", {"code": totp(SECRET)})
    assert client.get("/panel/").status_code == 200


def test_without_mail_server_page_says_so(client, officer, settings):
    settings.MAIL_IS_SET_UP = False
    assert "nie wysyła wiadomości" in client.get(REQUEST).content.decode()
    ask(client)
    assert codes() == []
