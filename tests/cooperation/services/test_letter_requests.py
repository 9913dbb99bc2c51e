"""Letters that anybody can request: no response reveals an account, nobody uses up the letters of another person."""

import re
from difflib import unified_diff
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.models import Letter
from cooperation.models.letters import LetterQuerySet
from cooperation.services import delivery, invitations
from cooperation.services.letter_requests import MAX_LINKS_AN_HOUR
from tests import factories

FORGOTTEN, CODE, ENTRY = "/konto/haslo/odzyskiwanie/", "/konto/logowanie/kod/", "/konto/logowanie/kod/wpisanie/"
ADDRESS = "urzednik@example.org"
VARYING = r"'[^']*'|\d+|NULL"  # values, numbers of savepoints
NOON = "2026-03-02T12:00:00Z"


class _Read:
    """Rows that were read before."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def select_related(self, *_names: str) -> Any:
        return self

    def order_by(self, *_names: str) -> Any:
        return self.rows


@pytest.fixture(autouse=True)
def _set_up(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.SECOND_FACTOR = "coordinators"


@pytest.fixture
def person(db: Any) -> Any:
    return factories.officer(username="urzednik", email=ADDRESS)


def recipients() -> list[str]:
    """Run the sender and return the addresses of the letters that it sends."""
    before = len(outgoing.outbox)
    delivery.send()
    return [letter.to[0] for letter in outgoing.outbox[before:]]


def ask(address: str, entered: str, network: str = "192.0.2.1", client: Client | None = None) -> Any:
    return (client or Client()).post(address, {"email": entered}, REMOTE_ADDR=network)


# --- what the response reveals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [FORGOTTEN, CODE])
def test_response_uses_same_queries_for_any_number_of_accounts(db, address):
    for number in range(5):
        factories.officer(username=f"wspolny{number}", email="wspolny@example.org")
    factories.officer(username="jeden", email="jeden@example.org")
    factories.officer(username="dawny", email="dawny@example.org", is_active=False)
    factories.officer(username="bez-adresu", email="")
    factories.coordinator(username="bez-skladnika", email="bez-skladnika@example.org")
    entered = ["nikt@example.org", "jeden@example.org", "wspolny@example.org", "dawny@example.org"]
    entered += ["bez-skladnika@example.org"]
    entered += ["nikt", "jeden", "wspolny1", "bez-adresu"] if address == CODE else []
    seen = {}
    for name in entered:
        client = Client()
        cache.clear()  # counts of requests under the other name of an account
        with CaptureQueriesContext(connection) as queries:
            response = ask(address, name, client=client)
            client.get(response["Location"])
            if address == CODE:
                client.post(response["Location"], {"code": "BBBB-BBBB"})
        seen[name] = [re.sub(VARYING, "?", query["sql"]) for query in queries]
    for name, statements in seen.items():
        assert list(unified_diff(seen["nikt@example.org"], statements, n=0)) == [], name


def test_every_account_with_the_address_receives_a_link(person):
    factories.officer(username="drugi", email=ADDRESS.upper())
    factories.officer(username="dawny", email=ADDRESS, is_active=False)
    ask(FORGOTTEN, ADDRESS)
    assert sorted(recipients()) == [ADDRESS.upper(), ADDRESS]


def test_unreadable_request_does_not_stop_others(person):
    ask(CODE, "urzednik")
    Letter.objects.update(text="z innego klucza")
    ask(FORGOTTEN, ADDRESS)
    assert recipients() == [ADDRESS]
    assert not Letter.objects.filter(is_request=True).exists()


def test_request_is_answered_by_one_of_two_senders(person, monkeypatch):
    """The second sender has read the request before the first one deletes it."""
    ask(FORGOTTEN, ADDRESS)
    requests = Letter.objects.requests(timezone.now()).select_related("recipient").order_by("pk")
    assert len(requests) == 1  # read now
    assert recipients() == [ADDRESS]
    with monkeypatch.context() as patched:
        patched.setattr(LetterQuerySet, "requests", lambda *_arguments: _Read(requests))
        assert recipients() == []


# --- limits -----------------------------------------------------------------------------------------------------------


def test_mailbox_receives_five_links_an_hour_as_page_says(person, time_machine, client):
    assert "najwyżej pięć takich wiadomości na godzinę" in client.get(f"{FORGOTTEN}wyslano/").content.decode()
    assert MAX_LINKS_AN_HOUR == 5
    time_machine.move_to(NOON, tick=False)
    for number in range(20):
        assert ask(FORGOTTEN, ADDRESS, f"198.51.100.{number}").status_code == 302
    assert recipients() == [ADDRESS] * MAX_LINKS_AN_HOUR
    time_machine.shift(3599)
    ask(FORGOTTEN, ADDRESS)
    assert recipients() == []
    time_machine.shift(1)
    ask(FORGOTTEN, ADDRESS)
    assert recipients() == [ADDRESS]


def test_person_receives_new_link_after_log_in_which_invalidates_sent_ones(person, time_machine):
    time_machine.move_to(NOON, tick=False)
    for _ in range(MAX_LINKS_AN_HOUR):
        ask(FORGOTTEN, ADDRESS)
    assert len(recipients()) == MAX_LINKS_AN_HOUR
    time_machine.shift(1)
    Client().post("/konto/logowanie/", {"login": "urzednik", "password": factories.PASSWORD})
    ask(FORGOTTEN, ADDRESS)
    assert recipients() == [ADDRESS]


def test_requests_for_links_are_limited_by_network_but_not_for_known_browser(person):
    own = Client()
    own.post("/konto/logowanie/", {"login": "urzednik", "password": factories.PASSWORD})
    own.post("/konto/wylogowanie/")
    answers = [ask(FORGOTTEN, f"nikt{number}@example.org").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]
    assert ask(FORGOTTEN, ADDRESS).status_code == 429
    assert ask(FORGOTTEN, ADDRESS, "192.0.2.2").status_code == 302
    assert [ask(FORGOTTEN, ADDRESS, client=own).status_code for _ in range(6)] == [302] * 5 + [429]


def test_colleague_in_another_network_does_not_use_up_codes(person):
    answers = [ask(CODE, "urzednik", "198.51.100.1").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    assert [ask(CODE, "urzednik").status_code for _ in range(4)] == [302, 302, 302, 200]
    assert recipients() == [ADDRESS] * 6


def test_known_browser_receives_code_when_others_have_used_up_theirs(person):
    own = Client()
    own.post("/konto/logowanie/", {"login": "urzednik", "password": factories.PASSWORD})
    own.post("/konto/wylogowanie/")
    answers = [ask(CODE, "urzednik", f"198.51.100.{number}").status_code for number in range(11)]
    assert answers == [302] * 10 + [200]
    refused = ask(CODE, ADDRESS)
    assert "Nie pamiętam hasła" in refused.content.decode()
    answers = []
    for _ in range(4):
        answers.append(ask(CODE, "urzednik", client=own).status_code)
        own.post("/konto/wylogowanie/")  # ends the log-in that waits for the code
    assert answers == [302, 302, 302, 200]


def test_new_password_allows_codes_again(person):
    for number in range(10):
        ask(CODE, "urzednik", f"198.51.100.{number}")
    assert ask(CODE, "urzednik").status_code == 200
    browser = Client(REMOTE_ADDR="192.0.2.1")
    link = invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org")
    new = "cztery-slowa-w-hasle"
    browser.post(browser.get(link)["Location"], {"password1": new, "password2": new})
    assert ask(CODE, "urzednik").status_code == 302
