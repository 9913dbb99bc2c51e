"""Input of ended sessions is stored only for browsers that had a session, for its author, and for a day."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cooperation.models.unsaved_input import UnsavedInput
from cooperation.web import unsaved_input
from cooperation.web.staff_browser import MAX_PEOPLE, people_of_browser, remember_person
from tests import factories
from tests.permissions.test_unsaved_input import LOGIN, LONG, log_in
from tests.sessions import browser_after_session, end_session


@pytest.fixture
def figure(office):
    return f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"


@pytest.mark.parametrize("headers", [{}, {"referer": "http://testserver/panel/"}, {"origin": "http://testserver"}])
@pytest.mark.parametrize("strict", [True, False])
def test_input_of_unknown_browser_is_not_stored(office, figure, headers, strict):
    client, sessions = Client(enforce_csrf_checks=strict, headers=headers), Session.objects.count()
    answer = client.post(figure, {"note": LONG})
    assert answer.status_code == 302
    assert "Wysłanego tekstu nie zapisano" in client.get(answer["Location"]).content.decode()
    assert not UnsavedInput.objects.exists()
    assert Session.objects.count() == sessions


@pytest.mark.parametrize(
    "cookie", ["", "x", "W1sxLDFdXQ:1thPe4:krE1btadvk3B-IUZTm3iZu-P_DJVjt52wdRQMNwacCY", "[[1,1]]"]
)
def test_forged_browser_cookie_is_ignored(office, figure, cookie):
    client = Client()
    client.cookies["staff_browser"] = cookie
    client.post(figure, {"note": LONG})
    assert not UnsavedInput.objects.exists()


def test_browser_cookie_names_author_of_input_for_a_day(office, figure, time_machine):
    client, person = Client(), office.people["officer"]
    cookie = client.post(LOGIN, {"login": person.username, "password": factories.PASSWORD}).cookies["staff_browser"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        180 * 86400,
        True,
        "Lax",
        "/",
    )
    end_session(client)
    time_machine.move_to("2025-02-11T08:59:00Z")
    client.post(figure, {"note": "w porę"})
    time_machine.move_to("2025-02-11T09:01:00Z")
    client.post(figure, {"note": "za późno"})
    assert [row.data["note"] for row in UnsavedInput.objects.all()] == ["w porę"]


def test_input_is_restored_to_its_author_only(office, figure):
    author, other = office.people["officer"], office.people["coordinator"]
    client = browser_after_session(author, other)  # both used this computer
    following = client.post(figure, {"note": "słowa urzędnika", "typed_by": author.pk})["Location"]
    assert UnsavedInput.objects.get().owner == author
    assert "słowa urzędnika" not in log_in(client, following, other).content.decode()
    end_session(client)
    assert "słowa urzędnika" in log_in(client, following, author).content.decode()


@pytest.mark.parametrize("typed_by", ["", "0", "x", "administrator"])
def test_input_with_unknown_author_is_not_stored(office, figure, typed_by):
    client = browser_after_session(office.people["officer"])
    person = office.people[typed_by].pk if typed_by in office.people else typed_by
    client.post(figure, {"note": LONG, "typed_by": person})
    assert not UnsavedInput.objects.exists()


def test_shared_browser_requires_author_in_form(office, figure):
    client = browser_after_session(office.people["officer"], office.people["coordinator"])
    client.post(figure, {"note": LONG})
    assert not UnsavedInput.objects.exists()


def test_form_of_previous_person_is_stored_for_that_person(office, figure):
    """Two people share a computer: the form of the first is sent while the second is logged in."""
    author, other = office.people["officer"], office.people["coordinator"]
    client = browser_after_session(author, enforce_csrf_checks=True)
    client.force_login(other)
    sent = {"note": "słowa urzędnika", "typed_by": author.pk, "csrfmiddlewaretoken": "a" * 64}
    page = client.post(figure, sent, headers={"origin": "http://testserver"}, follow=True)
    assert "zachowamy dla niej przez dobę" in page.content.decode()
    assert "słowa urzędnika" not in page.content.decode()
    assert UnsavedInput.objects.get().owner == author


def test_input_of_two_tabs_is_stored(office, figure):
    person = office.people["officer"]
    client = browser_after_session(person)
    first, second = (
        client.post(figure, {"note": f"tekst {tab} karty", "typed_by": person.pk, "based_on": "0"})["Location"]
        for tab in ("pierwszej", "drugiej")
    )
    page = log_in(client, first, person)
    assert "tekst pierwszej karty</textarea>" in page.content.decode()
    assert "Pokaż tekst wpisany w innej karcie" in page.content.decode()
    page = client.get(second, follow=True)  # the log-in page of the other tab, loaded again
    assert "tekst drugiej karty</textarea>" in page.content.decode()
    assert "tekst pierwszej karty" not in page.content.decode()


def test_same_input_is_stored_once_and_deleted_when_saved(office, figure):
    person = office.people["officer"]
    client = browser_after_session(person)
    sent = {"value": "3", "note": "uwaga", "based_on": "0", "typed_by": person.pk, "do": "draft"}
    first, second = (client.post(figure, sent)["Location"] for _time in range(2))
    assert first == second
    page = log_in(client, first, person)
    client.get(figure)  # without the token the session knows it
    assert UnsavedInput.objects.count() == 1
    assert client.post(f"{figure}?{page.request['QUERY_STRING']}", sent).status_code == 302
    assert not UnsavedInput.objects.exists()
    assert "uwaga</textarea>" in client.get(figure).content.decode()  # as it is recorded
    assert "Sesja wygasła przed zapisaniem" not in client.get(figure).content.decode()


def test_saving_without_input_deletes_it(office, figure):
    person = office.people["officer"]
    client = browser_after_session(person)
    log_in(client, client.post(figure, {"note": "notatka-7", "typed_by": person.pk})["Location"], person)
    plain = client.get(f"{figure}?{unsaved_input.PARAMETER}={unsaved_input.WITHOUT_INPUT}").content.decode()
    assert "notatka-7</textarea>" not in plain
    assert "notatka-7</textarea>" in client.get(figure).content.decode()
    saved = {"value": "3", "based_on": "0", "do": "draft"}
    client.post(f"{figure}?{unsaved_input.PARAMETER}={unsaved_input.WITHOUT_INPUT}", saved)
    assert not UnsavedInput.objects.exists()
    assert "notatka-7" not in client.get(figure).content.decode()


def test_input_above_limit_is_reported(office, figure, monkeypatch):
    monkeypatch.setattr(unsaved_input, "MAX_CHARACTERS", 1000)
    client = browser_after_session(office.people["officer"])
    answer = client.post(figure, {"note": "x" * 2000})
    assert "Wysłanego tekstu nie zapisano" in client.get(answer["Location"]).content.decode()
    assert not UnsavedInput.objects.exists()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/panel/wskazniki/{waiting}/pomiary/2024/wycofanie/", "/panel/wskazniki/{waiting}/pomiary/2024/"),
        ("/panel/dowody/{evidence}/zmiana/", "/panel/wskazniki/{waiting}/pomiary/2024/dowody/"),
        ("/panel/powiadomienia/wybor/", "/panel/powiadomienia/"),
    ],
)
def test_form_with_only_buttons_redirects_to_its_page(office, address, page):
    address, page = (template.format(**office.numbers) for template in (address, page))
    person = office.people["officer"]
    client = browser_after_session(person)
    answer = client.post(address, {}, headers={"referer": f"http://testserver{page}"})
    assert "naciśnij przycisk jeszcze raz" in client.get(answer["Location"]).content.decode()
    assert log_in(client, answer["Location"], person).request["PATH_INFO"] == page
    end_session(client)
    elsewhere = client.post(address, {}, headers={"referer": "http://evil.example/x"})["Location"]
    assert log_in(client, elsewhere, person).request["PATH_INFO"] == "/panel/"


def test_script_request_is_answered_401_and_not_stored(office, figure):
    client = browser_after_session(office.people["officer"])
    for method, note in ((client.get, "uwaga"), (client.post, LONG)):
        answer = method(figure, {"note": note}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (401, b"")
    strict = browser_after_session(office.people["officer"], enforce_csrf_checks=True)
    strict.force_login(office.people["officer"])  # logged in again: the form's token is the old one
    answer = strict.post(figure, {"note": LONG}, headers={"HX-Request": "true", "origin": "http://testserver"})
    assert answer.status_code == 401
    assert not UnsavedInput.objects.exists()


def test_session_endpoint_returns_person_and_valid_token(office):
    client, person = Client(enforce_csrf_checks=True), office.people["officer"]
    client.force_login(person)
    session = client.get("/panel/sesja/", headers={"HX-Request": "true"}).json()
    assert session["person"] == person.pk
    sent = {"csrfmiddlewaretoken": session["token"], "only_overdue": "on"}
    assert client.post("/panel/powiadomienia/wybor/", sent)["Location"] == "/panel/powiadomienia/"
    assert "Zamknij tę kartę" in client.get("/panel/sesja/").content.decode()


def test_retention_deletes_only_expired_rows(office, figure, time_machine, capsys):
    client = browser_after_session(office.people["officer"])
    client.post(figure, {"note": "wczoraj"})
    old = Session.objects.create(session_key="stara", session_data="", expire_date=timezone.now())
    time_machine.move_to("2025-02-11T08:00:00Z")
    fresh = browser_after_session(office.people["officer"])
    fresh.post(figure, {"note": "dziś"})
    Session.objects.create(session_key="nowa", session_data="", expire_date="2025-02-12T00:00Z")
    time_machine.move_to("2025-02-11T10:00:00Z")
    call_command("retention")
    assert [row.data["note"] for row in UnsavedInput.objects.all()] == ["dziś"]
    assert not Session.objects.filter(pk=old.pk).exists()
    assert Session.objects.filter(session_key="nowa").exists()
    assert "niezapisane formularze: 1" in capsys.readouterr().out


def test_browser_cookie_has_limited_number_of_people(rf):
    request = rf.get("/")
    for person in range(1, MAX_PEOPLE + 5):
        response = HttpResponse()
        remember_person(request, response, person)
        request.COOKIES["staff_browser"] = response.cookies["staff_browser"].value
    assert people_of_browser(request) == list(range(MAX_PEOPLE + 4, 4, -1))


def test_log_in_form_of_second_tab_redirects(office, figure):
    """Two tabs show the log-in page; after the log-in in one of them, the form of the other has an invalid token."""
    person = office.people["officer"]
    client = browser_after_session(person, enforce_csrf_checks=True)
    page = client.get(f"{LOGIN}?next={figure}")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())[1]
    client.force_login(person)
    client.get(figure)
    sent = {"login": person.username, "password": factories.PASSWORD, "csrfmiddlewaretoken": token[::-1]}
    answer = client.post(f"{LOGIN}?next={figure}", sent, headers={"origin": "http://testserver"}, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, figure)
