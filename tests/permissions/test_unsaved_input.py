"""Input of every form of the panel and the administration is restored after the session has ended."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from cooperation.models import Conclusion
from cooperation.models.unsaved_input import UnsavedInput
from cooperation.web import unsaved_input
from indicators.forms.grid import digest
from indicators.forms.stored_drafts import edited_fields
from indicators.models import StoredDraft
from indicators.rules.documents.edits import edits_from_json
from tests import factories
from tests.permissions.table import ROWS
from tests.permissions.test_administration import EDITED, MODELS, flattened
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


def draft_fields(office: Any) -> Any:
    stored = StoredDraft.objects.get(pk=office.numbers["stored_draft"])
    fields: dict[str, Any] = {"version": "1", "do": "save"}
    for name, value in edited_fields(edits_from_json(stored.edits)):
        fields.setdefault(name, []).append(value)
    return {**fields, "i1-name": "wskaźnik wpisany przed końcem sesji"}


def difference_fields(office: Any) -> dict[str, str]:
    version = f"1-{'0' * 16}-{'0' * 16}"
    return {"version": version, "do": "apply", "reason": "Uchwała wpisana przed końcem sesji", "year": "2024"}


# Route -> (role, what is typed); a function where it depends on the office.
TYPED: dict[str, tuple[str, Any]] = {
    FIGURE: ("officer", {"value": "7654", "note": LONG, "based_on": "0", "do": "draft"}),
    f"{FIGURE}komentarze/": ("officer", {"text": LONG}),
    f"{FIGURE}decyzja/": ("coordinator", {"comment": LONG, "based_on": "1", "do": "send_back"}),
    f"{FIGURE}dowody/": ("officer", {"title": "wykaz z maja", "url": "https://bip.example.org/wykaz"}),
    "panel/programy/<slug:slug>/<year:year>/": ("officer", grid_fields),
    "panel/programy/<slug:slug>/<year:year>/wklejanie/": ("officer", {"text": LONG, "row": "0", "do": "preview"}),
    "panel/okresy/<slug:slug>/<year:year>/": (
        "coordinator",
        {"do": "days", "opens_on": "2.01.2024", "due_on": "17.04.2025", "reason": LONG},
    ),
    "panel/wczytywanie/": ("administrator", {"text": LONG}),
    "panel/wczytywanie/<number:draft_id>/": ("administrator", draft_fields),
    "panel/wczytywanie/<number:draft_id>/zmiany/": ("administrator", difference_fields),
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
NOT_SHOWN = {"do", "version", "based_on", "form-TOTAL_FORMS", "form-INITIAL_FORMS", "verdict", "open_is_known"}
POLISH = {route: row for prefix, route, row in ROWS if not prefix}


def routes_with_forms() -> Iterator[str]:
    """Return the routes of the panel to which the permission table allows a POST."""
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


def test_every_panel_form_is_marked(office):
    routes = set(routes_with_forms())
    assert {route.removeprefix("en/") for route in walk(get_resolver().url_patterns)} >= routes
    keeping = {route for route in routes if getattr(view_of(route, office), "keeps_input", False)}
    buttons = {route for route in routes if getattr(view_of(route, office), "has_only_buttons", False)}
    assert routes == keeping | buttons
    assert keeping == set(TYPED)  # a new form: write above what is typed into it
    assert buttons == {
        f"{FIGURE}wycofanie/",
        "panel/dowody/<number:evidence_id>/zmiana/",
        "panel/powiadomienia/ponow/",
        "panel/powiadomienia/wybor/",
        "panel/przypomnienia/",
        "panel/sesja/przedluzenie/",
        "panel/uruchomienie/list-probny/",
        "panel/wczytywanie/<number:draft_id>/usuniecie/",
    }


@pytest.mark.parametrize("route", TYPED)
def test_panel_form_is_restored(office, route):
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


def test_checkboxes_are_restored(office):
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


@pytest.mark.parametrize("model", [label for label in MODELS if MODELS[label] == EDITED])
def test_admin_form_is_restored(office, model):
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


def test_every_admin_form_is_marked():
    unmarked = [
        route
        for route, pattern in flattened(admin.site.get_urls())
        if hasattr(pattern.callback, "model_admin")
        and MODELS.get(pattern.callback.model_admin.opts.label_lower) == EDITED
        and not getattr(pattern.callback, "keeps_input", False)
        and not getattr(pattern.callback, "has_only_buttons", False)
    ]
    assert unmarked == []


def test_restored_admin_form_is_saved_when_sent_again(office):
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


# --- input that is refused, not too late -------------------------------------------------------------------------


def test_import_and_amendment_forms_are_restored(office):
    person, client = office.people["administrator"], browser_after_session(office.people["administrator"])
    people, text = reverse("admin:auth_user_import"), "login;imię;nazwisko;rola\nnowa;Ewa;Nowa;urzędnik\n"
    page = log_in(client, client.post(people, {"text": text, "do": "save"})["Location"], person)
    assert f"{text}</textarea>" in shown(page)
    assert not User.objects.filter(username="nowa").exists()
    end_session(client)
    terms = reverse("admin:indicators_indicator_amend", args=[office.numbers["own"]])
    words = {"applies_from": "2025", "basis": "uchwała w sprawie zmiany programu", "verbatim": "7/rok", "do": "save"}
    page = log_in(client, client.post(terms, words)["Location"], person)
    assert [
        word for word in ('value="uchwała w sprawie zmiany programu"', 'value="7/rok"') if word not in shown(page)
    ] == []


def test_file_is_not_restored(office):
    person, client = office.people["administrator"], browser_after_session(office.people["administrator"])
    file = SimpleUploadedFile("osoby.csv", b"login;rola")
    page = log_in(client, client.post(reverse("admin:auth_user_import"), {"file": file})["Location"], person)
    assert "plik trzeba wybrać ponownie" in shown(page)


def test_integrity_error_keeps_input_in_administration(office):
    """Two rows with the same position pass the form and violate a constraint."""
    client = office.clients["administrator"]
    address = reverse("admin:cooperation_conclusion_add")
    sent = {"programme": office.programme.pk, "number": "1", "text": "Drugi wniosek."}
    with mock.patch.object(Conclusion, "save", side_effect=IntegrityError):
        page = client.post(address, sent)
    assert page.status_code == 200
    assert "Drugi wniosek.</textarea>" in shown(page)
    assert "Nie zapisano" in shown(page)


def test_reason_is_restored_after_concurrent_publication(office):
    address = address_of(f"{REPORT}publikacja/", office)
    sent = {"based_on": "0", "reason": "Dopisano kwoty małych grantów.", "open_is_known": "on"}
    page = office.clients["coordinator"].post(address, sent, follow=True)
    assert "Niczego nie opublikowano ponownie. Wpisano: Dopisano kwoty małych grantów." in shown(page)


def test_large_grid_is_shown_on_503_page(office):
    person = office.people["officer"]
    client = Client(raise_request_exception=False)
    client.force_login(person)
    client.get("/panel/")
    fields = grid_fields(office) | {f"f{number}_2024_value": str(number) for number in range(10**9, 10**9 + 1100)}
    address = address_of("panel/programy/<slug:slug>/<year:year>/", office)
    for known in (True, False):
        with mock.patch("indicators.views.panel.grid.grid_for", side_effect=OperationalError):
            page = client.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded")
        assert page.status_code == 503
        assert (page.content.decode().count('type="hidden"') == len(fields)) is known
        assert ("<li>7654</li>" in shown(page)) is known
        assert "<li>0</li>" not in shown(page)  # what nobody typed is not listed
        client.cookies.pop("staff_browser")  # nobody knows this browser
        client.cookies["staff_browser"] = ""
