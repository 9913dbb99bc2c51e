"""Every field that looks personal is in the register, from which `/prywatnosc/` is generated."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import translation

from cooperation.models import unsaved_input
from cooperation.rendering import render
from cooperation.services.personal_data.register import FAULT_DAYS, NOT_PERSONAL, entries, field_label, is_listed
from cooperation.web.staff_browser import remember_person
from indicators.models import stored_drafts
from tests import factories
from tests.environment import PROJECT

PERSONAL_NAMES = re.compile(
    r"(^|_)(e?mail|phone|address|ip|username|first_name|last_name|surname|contact|officer|auditor|password|login|"
    r"person|session_data|user_agent)(_|$)"
)
FREE_TEXTS = (models.TextField, models.JSONField, models.BinaryField)


def looks_personal(field: models.Field) -> bool:
    """A person, an address or a name; or a free text beside an e-mail address, which somebody without account wrote."""
    is_address = isinstance(field, models.EmailField | models.GenericIPAddressField)
    if field.related_model is User or is_address or PERSONAL_NAMES.search(field.name):
        return True
    has_address = any(isinstance(other, models.EmailField) for other in field.model._meta.concrete_fields)
    return has_address and isinstance(field, FREE_TEXTS)


def all_fields() -> Iterator[models.Field]:
    for model in apps.get_models(include_auto_created=True):
        yield from model._meta.concrete_fields


def registered_patterns() -> list[str]:
    return [pattern for entry in entries() for pattern in entry.fields]


def unregistered(patterns: Iterable[str]) -> set[str]:
    known = (*patterns, *NOT_PERSONAL)
    return {field_label(field) for field in all_fields() if looks_personal(field) and not is_listed(field, known)}


def test_every_personal_field_is_registered_or_exempted():
    assert unregistered(registered_patterns()) == set()


def test_control_finds_fields_of_removed_patterns():
    """Without an entry each kind of field is found: an address, a person, a name, a free text of a reader."""
    expected = {
        "indicators.ReaderQuestion.email",
        "indicators.Revision.author",
        "auth.User.last_name",
        "indicators.ReaderQuestion.text",
    }
    patterns = [
        pattern for pattern in registered_patterns() if not any(fnmatchcase(label, pattern) for label in expected)
    ]
    assert expected <= unregistered(patterns)


def test_every_pattern_matches_a_field():
    labels = [field_label(field) for field in all_fields()]
    patterns = {*registered_patterns(), *NOT_PERSONAL}
    assert {pattern for pattern in patterns if not any(fnmatchcase(label, pattern) for label in labels)} == set()


@pytest.mark.parametrize(
    ("address", "language", "texts"),
    [
        ("/prywatnosc/", "pl", ("Podstawa prawna:", "365 dni od wysłania")),
        ("/en/prywatnosc/", "en", ("Legal basis:", "365 days after sending")),
    ],
)
def test_privacy_page_shows_every_entry_in_both_languages(client, db, address, language, texts):
    page = " ".join(client.get(address).content.decode().replace("\u00a0", " ").split())
    shown = re.findall(r"<dt>(.*?)</dt>", page)
    with translation.override(language):
        titles = [render(entry.title).replace("\u00a0", " ") for entry in entries()]
    assert [title for title in titles if title not in shown] == []
    basis, term = texts
    assert page.count(basis) == len(titles)
    assert term in page


# --- terms, cookies ------------------------------------------------------------------------------------------------


def term_of(title: str, language: str) -> str:
    (entry,) = (entry for entry in entries() if str(entry.title) == title)
    with translation.override(language):
        return render(entry.term).replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_terms_are_those_of_the_rules_that_delete(language):
    """Cookies, logs and backups, drafts, unsaved input: numbers of the settings and constants that decide."""

    def numbers(title: str) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", term_of(title, language))]

    assert numbers("Cookies") == [settings.CSRF_COOKIE_AGE // 86400, staff_browser_days()]
    assert numbers("Session after the log-in") == [
        settings.SESSION_COOKIE_AGE // 60,
        settings.SESSION_MAX_SECONDS // 3600,
    ]
    assert numbers("Log of the web server") == [settings.LOG_DAYS, FAULT_DAYS]
    assert numbers("Log of the portal") == [settings.LOG_DAYS]
    assert numbers("Backups") == [settings.BACKUP_DAYS]
    assert numbers("Letters") == [settings.MAIL_LOG_DAYS]
    assert numbers("Drafts of programmes") == [stored_drafts.STORED_FOR.days]
    assert numbers("Text sent after the session had ended") == [unsaved_input.STORED_FOR.total_seconds() // 3600]


def staff_browser_days() -> int:
    """Return for how many days the cookie is valid that a log-in sets."""
    response = HttpResponse()
    remember_person(HttpRequest(), response, 1)
    return int(response.cookies[settings.STAFF_BROWSER_COOKIE_NAME]["max-age"]) // 86400


def registered_cookies() -> set[str]:
    return {getattr(settings, name) for entry in entries() for name in entry.cookies}


def test_every_cookie_of_the_settings_is_registered():
    names = {name for name in dir(settings) if name.endswith("_COOKIE_NAME")}
    unused = {"LANGUAGE_COOKIE_NAME"}  # the language is in the address
    assert names - unused == {name for entry in entries() for name in entry.cookies}


def test_every_cookie_that_the_portal_sets_is_registered(db: Any):
    client = Client()
    person = factories.administrator(username="admin")
    for address in ("/", "/prywatnosc/", "/metoda/", "/zmiany/"):
        client.get(address)
    assert set(client.cookies) == set()
    client.get("/konto/logowanie/")
    client.post("/konto/logowanie/", {"login": person.username, "password": factories.PASSWORD})
    client.post("/admin/auth/user/", {"action": "invite", "_selected_action": [person.pk]})  # a message
    client.get("/panel/powiadomienia/")
    assert len(client.cookies) == 4
    assert set(client.cookies) <= registered_cookies()


def test_cookies_are_set_only_under_names_of_the_settings():
    calls = [
        name.strip()
        for app in ("cooperation", "goals", "indicators", "reports")
        for path in sorted((PROJECT / app).rglob("*.py"))
        for name in re.findall(r"set_(?:signed_)?cookie\(\s*([^,]+),", path.read_text(encoding="utf-8"))
    ]
    assert calls == ["settings.STAFF_BROWSER_COOKIE_NAME"]
