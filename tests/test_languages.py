"""Polish and English pages: each is complete in its language, and quotations in Polish are marked."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.utils import timezone, translation
from django.utils.translation import gettext

from indicators.models import ReportingRound
from indicators.rules.figures import Figure
from indicators.services import measurements, reader_questions
from indicators.services.notifications import unsubscription
from indicators.services.reader_question_letters import token_of
from tests import factories
from tests.indicators.conftest import ON, approve, office

__all__ = ["office"]

CATALOGUE = polib.pofile(str(settings.BASE_DIR / "locale" / "pl" / "LC_MESSAGES" / "django.po"))
# Words of a sentence between its placeholders: long enough to be nobody's name.
PIECE = re.compile(r"[^{}%<>&]{16,}")
READERS = "/panel/pytania/czytelnicy/"
HIDDEN = frozenset({"script", "style", "title"})  # a title has no place for a second language
VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "use", "rect", "line", "path"})


class Texts(HTMLParser):
    """Collect the visible texts and text attributes of a page with their language (nearest `lang`)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._languages = [""]
        self._hidden = 0
        self.pieces: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        language = own.get("lang") or self._languages[-1]
        for name in ("title", "alt", "aria-label", "data-th", "placeholder"):
            if own.get(name):
                self.pieces.append((language, str(own[name])))
        if tag not in VOID:
            self._languages.append(language)
            self._hidden += tag in HIDDEN

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._languages.pop()
            self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            self.pieces.append((self._languages[-1], data))

    def text_in(self, language: str) -> str:
        return " ".join(text for own, text in self.pieces if own == language).replace("\u00a0", " ")


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def portal(office, settings):
    """Create figures of each state, a finding linked to a goal, and a question of each state."""
    settings.MAIL_IS_SET_UP = True
    approve(office)
    reason = Figure(None, no_value_reason="not_measured")
    measurements.submit(office.slot(), reason, by=office.officer, based_on=2, on=ON, reason="korekta")
    other = factories.in_programme(office.programme, unit=None)
    ReportingRound.objects.filter(year=2023).update(
        closed_at="2025-02-01T00:00Z", closed_by=office.coordinator, closing_reason="urząd zlikwidowano, „ćma”"
    )
    factories.FindingLinkFactory(
        finding=factories.SwotFindingFactory(programme=office.programme),
        specific_goal=office.indicator.action.specific_goal,
    )
    figure = f"/panel/wskazniki/{office.indicator.pk}/pomiary/"
    programme = "/programy/2021-2025/"
    office.public = ["/", "/programy/", programme, f"{programme}diagnoza/", f"{programme}cele/1/", "/metoda/"]
    office.public += [f"{programme}porownanie/?lata=2023&lata=2024&w={office.indicator.pk}&w={other.pk}"]
    office.public += ["/api/v1/docs", f"{programme}dane/"]
    office.public += [f"{programme}dzialania/?rok=2024", f"/wskazniki/{office.indicator.pk}/", "/konto/logowanie/"]
    office.officers = [
        "/panel/",
        f"{figure}2024/",
        f"{figure}2025/",
        "/konto/haslo/",
        "/konto/wylogowanie/",
        "/wzorce/",
    ]
    office.coordinators = ["/panel/zatwierdzanie/", f"{figure}2024/decyzja/", "/panel/okresy/", "/panel/kompletnosc/"]
    office.coordinators += [f"/panel/okresy/2021-2025/{year}/" for year in (2023, 2024)]
    answered = factories.ReaderQuestionFactory(indicator=office.indicator, year=2024, text="Gdzie są „ćmy”, Łukaszu?")
    reader_questions.publish(answered, "Gdzie są „ćmy”, […]?", "Żadnej ćmy.", office.coordinator, now=timezone.now())
    declined = factories.ReaderQuestionFactory(indicator=office.indicator, text="Źle?")
    reader_questions.decline(declined, "Nie o programie: żadnej ćmy.", office.coordinator, now=timezone.now())
    asked = [answered, declined, factories.ReaderQuestionFactory(indicator=office.indicator, kind="error", text="Ćma?")]
    office.coordinators += ["/panel/pytania/", READERS, *(f"{READERS}{question.pk}/" for question in asked)]
    asked.append(factories.ReaderQuestionFactory(indicator=office.indicator, state="unconfirmed", text="Ćma?"))
    office.public += [f"/pytania/{token_of(question.form_sha256)}/" for question in asked]
    office.public += [f"/wskazniki/{office.indicator.pk}/pytanie/{end}" for end in ("", "wyslano/")]
    office.public += [f"/powiadomienia/rezygnacja/{unsubscription.token_of(office.officer.pk)}/"]
    return office


def pages(portal, client):
    for who, addresses in (
        (None, portal.public),
        (portal.officer, portal.officers),
        (portal.coordinator, portal.coordinators),
    ):
        if who is not None:
            client.force_login(who)
        for address in addresses:
            yield address, client


def test_every_page_links_to_its_other_language(portal, client):
    for address, reader in pages(portal, client):
        for own, other in ((address, f"/en{address}"), (f"/en{address}", address)):
            page = reader.get(own)
            assert page.status_code == 200, own
            language, twin = ("en", "pl") if own.startswith("/en/") else ("pl", "en")
            content = " ".join(page.content.decode().split())
            assert f'<html lang="{language}">' in content, own
            assert page["Content-Language"] == language
            assert f'<a href="{escape(other)}" lang="{twin}" hreflang="{twin}">' in content, own
            assert f'<link rel="alternate" hreflang="{twin}" href="{escape(other)}">' in content, own


def test_english_pages_have_no_unmarked_polish(portal, client):
    """Polish is detected by its letters, except in names of people, permanent values of the data and the sign "zł"."""
    for address, reader in pages(portal, client):
        page_text = Texts(reader.get(f"/en{address}").content.decode()).text_in("en")
        for allowed in ("Przykładowa", "Biuro przykładowe (demonstracja)", "“część”"):
            page_text = page_text.replace(allowed, "")
        words = [word.strip(".,;)") for word in page_text.split()]
        polish_words = [word for word in words if re.search(r"[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]", word) and word != "zł"]
        assert polish_words == [], address


def english_phrases() -> set[str]:
    """Return the parts of English messages whose Polish translation differs."""
    return {
        piece.strip()
        for entry in CATALOGUE
        if entry.msgid != entry.msgstr
        for text in filter(None, (entry.msgid, entry.msgid_plural))
        for piece in PIECE.findall(text)
        if " " in piece.strip() and len(piece.strip()) >= 16
    }


def test_polish_pages_have_no_english(portal, client):
    pieces = english_phrases()
    assert len(pieces) > 500
    for address, reader in pages(portal, client):
        page_text = Texts(reader.get(address).content.decode()).text_in("pl")
        assert {piece for piece in pieces if piece in page_text} == set(), address


def test_control_other_language_is_detected(portal, client):
    """Control: each check fails on a page in the other language."""
    page_text = Texts(client.get("/").content.decode()).text_in("pl")
    assert re.search(r"[ąćęłńóśźż]", page_text)
    english = Texts(client.get("/en/metoda/").content.decode()).text_in("en")
    assert len({piece for piece in english_phrases() if piece in english}) > 20


def test_quotations_are_marked_as_polish(portal, client):
    for address in (
        f"/en/wskazniki/{portal.indicator.pk}/",
        f"/en/wskazniki/{portal.indicator.pk}/osadz/",
        "/en/programy/2021-2025/",
        "/en/programy/2021-2025/diagnoza/",
    ):
        texts = Texts(client.get(address).content.decode())
        assert "cel szczegółowy" in texts.text_in("pl") or portal.indicator.name in texts.text_in("pl"), address


MODELS = [model for model in admin.site._registry if model._meta.app_label in ("cooperation", "goals", "indicators")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_labels_and_help_texts_are_translated(model):
    """Every model, and every field of its forms, has a Polish name and help text."""
    hidden = admin.site._registry[model].exclude or ()
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in hidden
    ]
    words = [model._meta.verbose_name, model._meta.verbose_name_plural]
    words += [field.verbose_name for field in fields] + [field.help_text for field in fields if field.help_text]
    for word in words:
        with translation.override("en"):
            source = str(word)
        with translation.override("pl"):
            assert CATALOGUE.find(source) is not None, source
            assert gettext(source) == str(word)
            assert str(word) != source or source in SAME, source


SAME = {"SHA-256", "status", "program", "e-mail", "L.p."}  # written alike in both languages
