"""The person's own sessions: the list, ending one or all others, and the retention of their addresses."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from tests import factories

SESSIONS = "/konto/sesje/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


@pytest.fixture
def person(db):
    return factories.officer(username="urzednik")


def logged_in(name="urzednik", user_agent=FIREFOX):
    client = Client(headers={"User-Agent": user_agent})
    assert client.post("/konto/logowanie/", {"login": name, "password": factories.PASSWORD}).status_code == 302
    return client


def test_list_shows_browsers_and_this_session(person):
    own, _phone = logged_in(), logged_in(user_agent=SAFARI)
    rows = own.get(SESSIONS).context["rows"]
    assert [(row["browser"], row["is_current"]) for row in rows] == [
        ("Safari, iPhone", False),
        ("Firefox, Windows", True),
    ]
    assert "127.0.0.1" in own.get(SESSIONS).content.decode()


def test_person_ends_one_session(person):
    own, phone, tablet = logged_in(), logged_in(user_agent=SAFARI), logged_in(user_agent="?")
    key = next(row["key"] for row in own.get(SESSIONS).context["rows"] if row["browser"] == "Safari, iPhone")
    own.post(SESSIONS, {"session": str(key)})
    assert [client.get("/panel/").status_code for client in (own, phone, tablet)] == [200, 302, 200]
    assert "nieznana przeglądarka" in own.get(SESSIONS).content.decode()


def test_person_ends_all_other_sessions(person):
    own, *others = (logged_in() for _browser in range(3))
    own.post(SESSIONS, {"session": "inne"})
    assert [client.get("/panel/").status_code for client in (own, *others)] == [200, 302, 302]


def test_nobody_ends_sessions_of_others(person):
    factories.officer(username="inna")
    own, other = logged_in(), logged_in("inna")
    key = UserSession.objects.get(user__username="inna").pk
    for value in (key, "", "x", "-1", "9" * 30, "9" * 5000, "²"):
        own.post(SESSIONS, {"session": str(value)})
    assert [client.get("/panel/").status_code for client in (own, other)] == [200, 200]


def test_address_is_deleted_after_session_has_ended(person, time_machine):
    time_machine.move_to("2026-03-02T08:00:00Z", tick=False)
    logged_in()
    time_machine.shift(600)
    other = logged_in()
    other.post("/konto/wylogowanie/")
    call_command("retention")
    assert UserSession.objects.count() == 1
    time_machine.shift(31 * 60)
    call_command("retention")
    assert not UserSession.objects.exists()
