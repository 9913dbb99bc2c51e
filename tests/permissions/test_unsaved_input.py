"""Every form of the panel and of the administration outlives the session, whole, and for its author only."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from cooperation.unsaved_input import UnsavedInput
from cooperation.web import unsaved_input
from cooperation.web.staff_browser import MOST_PEOPLE, people_of_browser, remember_person
from indicators.grid import digest
from tests import factories
from tests.permissions.table import ROWS
from tests.permissions.test_administration import EDITED, MODELS, flat
from tests.permissions.test_table import walk
from tests.sessions import browser_after_session, end_session

LOGIN = "/konto/logowanie/"
LONG = f"Pierwsze słowa.\r\n{'Ciąg dalszy. ' * 3000}Ostatnie słowa."  # nearly forty thousand characters
FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"
REPORT = "panel/programy/<slug:slug>/sprawozdania/<span:code>/"
INDICATOR = "panel/wskazniki/<number:indicator_id>/"


def grid_fields(office: Any) -> dict[str, str]:
    cell = f"f{office.numbers['own']}_2024"
    return {f"{cell}_based_on": "0", f"{cell}_was": digest({}), f"{cell}_value": "7654", f"{cell}_note": LONG}


# Route -> (role, what is typed); a function where it depends on the office.
TYPED: dict[str, tuple[str, Any]] = {
    FIGURE: ("officer", {"value": "7654", "note": LONG, "based_on": "0", "do": "draft"}),
    f"{FIGURE}komentarze/": ("officer", {"text": LONG}),
    f"{FIGURE}decyzja/": ("coordinator", {"comment": LONG, "based_on": "1", "do": "send_back"}),
    f"{FIGURE}dowody/": ("officer", {"title": "wykaz z maja", "url": "https://bip.example.org/wykaz"}),
    "panel/programy/<slug:slug>/<year:year>/": ("officer", grid_fields),
    "panel/okresy/<slug:slug>/<year:year>/": (
        "coordinator",
        {"do": "days", "opens_on": "2.01.2024", "due_on": "17.04.2025", "reason": LONG},
    ),
    "panel/zatwierdzanie/": ("coordinator", {"do": "approve", "figure": []}),
    "panel/pytania/czytelnicy/<number:question_id>/": (
        "coordinator",
        {"do": "publish", "text": "Skąd […]?", "answer": LONG},
    ),
    f"{INDICATOR}rozstrzygniecie/": ("coordinator", {"do": "decide", "text": LONG, "based_on": "0"}),
    f"{INDICATOR}oceny/<year:year>/": ("coordinator", {"verdict": "met", "reason": LONG, "based_on": "0"}),
    f"{REPORT}<chapter:key>/": ("coordinator", {"text": LONG, "based_on": "0", "do": "save"}),
    f"{REPORT}tabela-finansowa/": (
        "coordinator",
        {"based_on": "0", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Konkurs na wszystko",
         "form-0-planned": "1 234,50", "form-1-name": "Drugi wiersz", "form-1-calls": "trzy"},
    ),
    f"{REPORT}publikacja/": ("coordinator", {"based_on": "1", "reason": LONG, "open_is_known": "on"}),
    f"{REPORT}wersje/<number:number>/": ("coordinator", {"do": "erratum", "text": LONG}),
}  # fmt: skip
NOT_SHOWN = {"do", "based_on", "form-TOTAL_FORMS", "form-INITIAL_FORMS", "verdict", "open_is_known"}
POLISH = {route: row for prefix, route, row in ROWS if not prefix}


def posted() -> Iterator[str]:
    """Routes of the panel that somebody may send a form to, as the table of permissions says."""
    for route, row in POLISH.items():
        if route.startswith("panel/") and set(row.post.values()) - {405, 404, "to log-in"}:
            yield route


def view_of(route: str, office: Any) -> Any:
    return resolve(address_of(route, office)).func


def address_of(route: str, office: Any) -> str:
    return f"/{POLISH[route].address.lstrip('/')}".format(**office.numbers)


def log_in(client: Client, address: str, person: Any) -> Any:
    return client.post(address, {"login": person.username, "password": factories.PASSWORD}, follow=True)


def shown(page: Any) -> str:
    return unescape(page.content.decode()).replace("\r\n", "\n")


def test_every_form_of_the_panel_says_what_happens_to_its_input(office):
    routes = set(posted())
    assert {route.removeprefix("en/") for route in walk(get_resolver().url_patterns)} >= routes
    keeping = {route for route in routes if getattr(view_of(route, office), "keeps_input", False)}
    buttons = {route for route in routes if getattr(view_of(route, office), "nothing_typed", False)}
    assert routes == keeping | buttons
    assert keeping == set(TYPED)  # a new form: write above what is typed into it
    assert buttons == {f"{FIGURE}wycofanie/", "panel/dowody/<number:evidence_id>/zmiana/", "panel/powiadomienia/wybor/"}


@pytest.mark.parametrize("route", TYPED)
def test_a_form_of_the_panel_comes_back_whole(office, route):
    role, fields = TYPED[route]
    sent = fields(office) if callable(fields) else fields
    person, address = office.people[role], address_of(route, office)
    client = browser_after_session(person)
    answer = client.post(address, {**sent, "typed_by": person.pk})
    page = log_in(client, answer["Location"], person)
    assert page.request["PATH_INFO"] == address
    content = shown(page)
    assert "Sesja wygasła przed zapisaniem" in content
    typed = [text for name, text in sent.items() if name not in NOT_SHOWN and not name.endswith(("_was", "_based_on"))]
    missing = [text[:50] for text in typed if isinstance(text, str) and text.replace("\r\n", "\n") not in content]
    assert missing == []
    again = client.get(page.request["PATH_INFO"], {unsaved_input.PARAMETER: UnsavedInput.objects.get().token})
    assert "Sesja wygasła przed zapisaniem" in shown(again)  # the page may be loaded again


def test_ticks_come_back(office):
    code = re.compile(r'value="(\d+:\d+)" id="pomiar-1"( checked)?')
    person = office.people["coordinator"]
    client = browser_after_session(person)
    for ticked in (True, False):
        client.force_login(person)
        box = code.search(client.get("/panel/zatwierdzanie/").content.decode())
        end_session(client)
        sent = {"do": "approve", "typed_by": person.pk, "figure": [box[1]] if ticked else []}
        page = log_in(client, client.post("/panel/zatwierdzanie/", sent)["Location"], person)
        assert bool(code.search(page.content.decode())[2]) is ticked
        end_session(client)


@pytest.mark.parametrize("model", [one for one in MODELS if MODELS[one] == EDITED])
def test_a_form_of_the_administration_comes_back(office, model):
    app, name = model.split(".")
    person, address = office.people["administrator"], reverse(f"admin:{app}_{name}_add")
    client = Client()
    client.force_login(person)
    form = client.get(address).content.decode()
    sent = {
        field: unescape(value)
        for field, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }
    texts = re.findall(r'<(?:textarea|input type="(?:text|email|url)")[^>]* name="([^"]+)"', form)
    texts = [field for field in texts if "__prefix__" not in field and "_filter" not in field]
    typed = {field: f"wpisano pole {field}" for field in texts}
    end_session(client)
    answer = client.post(address, {**sent, **typed})
    page = log_in(client, answer["Location"], person)
    content = shown(page)
    assert page.request["PATH_INFO"] == address
    assert "Jeszcze nie zapisano: sprawdź i zapisz." in content
    assert [text for text in typed.values() if text not in content] == []
    assert typed or model in ("reports.reporttemplate", "goals.findinglink")


def test_the_administration_marks_each_of_its_forms():
    unmarked = [
        route
        for route, pattern in flat(admin.site.get_urls())
        if hasattr(pattern.callback, "model_admin")
        and MODELS.get(pattern.callback.model_admin.opts.label_lower) == EDITED
        and not getattr(pattern.callback, "keeps_input", False)
        and not getattr(pattern.callback, "nothing_typed", False)
    ]
    assert unmarked == []


def test_a_correct_form_of_the_administration_is_saved_only_when_it_is_sent_again(office):
    client = browser_after_session(office.people["administrator"])
    address = reverse("admin:cooperation_unit_change", args=[office.unit.pk])
    client.force_login(office.people["administrator"])
    form = client.get(address).content.decode()
    based_on = re.search(r'name="based_on" value="([^"]*)"', form)[1]
    people = re.search(r'name="([a-z_]+)-TOTAL_FORMS"', form)[1]
    sent = {"name": "Nowa nazwa", "short_name": "", "is_active": "on", "based_on": based_on}
    sent |= {f"{people}-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL")}
    end_session(client)
    page = log_in(client, client.post(address, sent)["Location"], office.people["administrator"])
    assert page.status_code == 200
    assert 'value="Nowa nazwa"' in shown(page)
    office.unit.refresh_from_db()
    assert office.unit.name != "Nowa nazwa"
    assert client.post(f"{address}?{page.request['QUERY_STRING']}", sent).status_code == 302
    office.unit.refresh_from_db()
    assert office.unit.name == "Nowa nazwa"
    assert not UnsavedInput.objects.exists()


# --- for whom, for how long ---------------------------------------------------------------------------------------


@pytest.fixture
def figure(office):
    return f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"


@pytest.mark.parametrize("headers", [{}, {"referer": "http://testserver/panel/"}, {"origin": "http://testserver"}])
@pytest.mark.parametrize("strict", [True, False])
def test_input_of_an_unknown_browser_is_not_stored(office, figure, headers, strict):
    client, sessions = Client(enforce_csrf_checks=strict, headers=headers), Session.objects.count()
    answer = client.post(figure, {"note": LONG})
    assert answer.status_code == 302
    assert "Wysłanego tekstu nie zapisano" in client.get(answer["Location"]).content.decode()
    assert not UnsavedInput.objects.exists()
    assert Session.objects.count() == sessions


@pytest.mark.parametrize(
    "cookie", ["", "x", "W1sxLDFdXQ:1thPe4:krE1btadvk3B-IUZTm3iZu-P_DJVjt52wdRQMNwacCY", "[[1,1]]"]
)
def test_a_forged_cookie_is_nobodys(office, figure, cookie):
    client = Client()
    client.cookies["staff_browser"] = cookie
    client.post(figure, {"note": LONG})
    assert not UnsavedInput.objects.exists()


def test_the_cookie_is_set_at_log_in_and_valid_for_a_day(office, figure, time_machine):
    client, person = Client(), office.people["officer"]
    cookie = client.post(LOGIN, {"login": person.username, "password": factories.PASSWORD}).cookies["staff_browser"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (86400, True, "Lax", "/")
    end_session(client)
    time_machine.move_to("2025-02-11T08:59:00Z")
    client.post(figure, {"note": "w porę"})
    time_machine.move_to("2025-02-11T09:01:00Z")
    client.post(figure, {"note": "za późno"})
    assert [row.data["note"] for row in UnsavedInput.objects.all()] == ["w porę"]


def test_input_is_given_back_to_its_author_only(office, figure):
    author, other = office.people["officer"], office.people["coordinator"]
    client = browser_after_session(author, other)  # both used this computer
    following = client.post(figure, {"note": "słowa urzędnika", "typed_by": author.pk})["Location"]
    assert UnsavedInput.objects.get().owner == author
    assert "słowa urzędnika" not in log_in(client, following, other).content.decode()
    end_session(client)
    assert "słowa urzędnika" in log_in(client, following, author).content.decode()


@pytest.mark.parametrize("typed_by", ["", "0", "x", "administrator"])
def test_input_of_somebody_who_did_not_use_the_browser_is_not_stored(office, figure, typed_by):
    client = browser_after_session(office.people["officer"])
    person = office.people[typed_by].pk if typed_by in office.people else typed_by
    client.post(figure, {"note": LONG, "typed_by": person})
    assert not UnsavedInput.objects.exists()


def test_without_the_author_in_the_form_a_shared_browser_stores_nothing(office, figure):
    client = browser_after_session(office.people["officer"], office.people["coordinator"])
    client.post(figure, {"note": LONG})
    assert not UnsavedInput.objects.exists()


def test_a_form_of_the_person_before_is_kept_for_that_person(office, figure):
    """Two people at one computer: the second is logged in while the first one's form is sent."""
    author, other = office.people["officer"], office.people["coordinator"]
    client = browser_after_session(author, enforce_csrf_checks=True)
    client.force_login(other)
    sent = {"note": "słowa urzędnika", "typed_by": author.pk, "csrfmiddlewaretoken": "a" * 64}
    page = client.post(figure, sent, headers={"origin": "http://testserver"}, follow=True)
    assert "zachowamy dla niej przez dobę" in page.content.decode()
    assert "słowa urzędnika" not in page.content.decode()
    assert UnsavedInput.objects.get().owner == author


def test_two_tabs_keep_both_texts(office, figure):
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


def test_the_same_form_sent_twice_is_kept_once_and_goes_when_it_is_saved(office, figure):
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


def test_a_page_without_the_input_can_be_chosen_and_saving_it_ends_the_input(office, figure):
    person = office.people["officer"]
    client = browser_after_session(person)
    log_in(client, client.post(figure, {"note": "słowa", "typed_by": person.pk})["Location"], person)
    plain = client.get(f"{figure}?{unsaved_input.PARAMETER}={unsaved_input.SAVED}").content.decode()
    assert "słowa</textarea>" not in plain
    assert "słowa</textarea>" in client.get(figure).content.decode()
    saved = {"value": "3", "based_on": "0", "do": "draft"}
    client.post(f"{figure}?{unsaved_input.PARAMETER}={unsaved_input.SAVED}", saved)
    assert not UnsavedInput.objects.exists()
    assert "słowa" not in client.get(figure).content.decode()


def test_more_than_a_person_may_store_is_said_at_once(office, figure, monkeypatch):
    monkeypatch.setattr(unsaved_input, "MOST_CHARACTERS", 1000)
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
def test_a_button_is_pressed_again_on_its_page(office, address, page):
    address, page = (one.format(**office.numbers) for one in (address, page))
    person = office.people["officer"]
    client = browser_after_session(person)
    answer = client.post(address, {}, headers={"referer": f"http://testserver{page}"})
    assert "naciśnij przycisk jeszcze raz" in client.get(answer["Location"]).content.decode()
    assert log_in(client, answer["Location"], person).request["PATH_INFO"] == page
    end_session(client)
    elsewhere = client.post(address, {}, headers={"referer": "http://evil.example/x"})["Location"]
    assert log_in(client, elsewhere, person).request["PATH_INFO"] == "/panel/"


def test_a_script_gets_401_and_nothing_is_stored(office, figure):
    client = browser_after_session(office.people["officer"])
    for method in (client.get, client.post):
        answer = method(figure, {"note": LONG}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (401, b"")
    strict = browser_after_session(office.people["officer"], enforce_csrf_checks=True)
    strict.force_login(office.people["officer"])  # logged in again: the form's token is the old one
    answer = strict.post(figure, {"note": LONG}, headers={"HX-Request": "true", "origin": "http://testserver"})
    assert answer.status_code == 401
    assert not UnsavedInput.objects.exists()


def test_the_session_tells_the_person_and_a_token_that_is_taken(office):
    client, person = Client(enforce_csrf_checks=True), office.people["officer"]
    client.force_login(person)
    told = client.get("/panel/sesja/", headers={"HX-Request": "true"}).json()
    assert told["person"] == person.pk
    sent = {"csrfmiddlewaretoken": told["token"], "only_overdue": "on"}
    assert client.post("/panel/powiadomienia/wybor/", sent)["Location"] == "/panel/powiadomienia/"
    assert "Zamknij tę kartę" in client.get("/panel/sesja/").content.decode()


def test_retention_deletes_what_has_expired_and_nothing_else(office, figure, time_machine, capsys):
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
    assert "niezapisane formularze po upływie doby: 1" in capsys.readouterr().out


def test_the_cookie_names_a_few_people_only(rf):
    request = rf.get("/")
    for person in range(1, MOST_PEOPLE + 5):
        response = HttpResponse()
        remember_person(request, response, person)
        request.COOKIES["staff_browser"] = response.cookies["staff_browser"].value
    assert people_of_browser(request) == list(range(MOST_PEOPLE + 4, 4, -1))
