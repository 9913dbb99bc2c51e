"""Texts of several lines: a line break counts as one character, and no text is truncated."""

import ast
import re
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

from cooperation.forms.fields import MultilineField
from cooperation.models import SwotFinding
from indicators.forms.reader_questions import new_stamp
from indicators.models import Comment, ReaderQuestion, Revision
from reports.models import Chapter
from tests import environment, factories
from tests.indicators.conftest import office
from tests.permissions.test_administration import EDITED, MODELS
from tests.tampering import rewritable

__all__ = ["office"]

APPS = ("cooperation", "goals", "indicators", "reports")
YEAR = "/panel/programy/2021-2025/2024/"
CHAPTER = "/panel/programy/2021-2025/sprawozdania/2024/plany/"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")


def text_of(length: int) -> str:
    """Return a text as browsers send it, with two characters for a line break; `length` counts one."""
    lines = ("wiersz\r\n" * length)[: length + length // 7 * 2]
    text = lines.replace("\r\n", "\n")[: length - 1].replace("\n", "\r\n") + "."
    assert len(text.replace("\r\n", "\n")) == length
    assert len(text) > length + 100
    return text


@pytest.mark.parametrize("length", [1000, 1001])
def test_line_break_counts_as_one_character(length):
    field = MultilineField(max_length=1000)
    if length == 1000:
        assert field.clean(text_of(length)) == text_of(length).replace("\r\n", "\n")
        assert field.clean("a\rb") == "a\nb"
    else:
        with pytest.raises(ValidationError, match="1001"):
            field.clean(text_of(length))


@pytest.mark.parametrize("text", ["\u200b", " \u200b\r\n\ufeff ", "\u00ad", "\u2060\u200e"])
def test_text_of_invisible_characters_is_empty(text):
    assert MultilineField(required=False).clean(text) == ""
    with pytest.raises(ValidationError, match="wymagane"):
        MultilineField().clean(text)
    assert MultilineField().clean(f"nie{text}m") == f"nie{text}m".replace("\r\n", "\n")


def test_different_line_breaks_are_not_a_change():
    field = MultilineField()
    assert not field.has_changed("a\r\nb", "a\nb")
    assert not field.has_changed("a\nb", "a\r\nb")
    assert field.has_changed("a\nb", "ab")
    assert not field.has_changed(None, "")


def is_name(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == name) or (isinstance(node, ast.Name) and node.id == name)


def plain_fields(source: str) -> list[int]:
    """Return the line numbers of fields that count a line break as two characters: CharField(…, widget=…Textarea…)."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and is_name(node.func, "CharField")
        and any(keyword.arg == "widget" and "Textarea" in ast.dump(keyword.value) for keyword in node.keywords)
    ]


def test_no_form_declares_plain_charfield_with_textarea():
    sources = [path for app in APPS for path in (environment.PROJECT / app).rglob("*.py")]
    assert len(sources) > 100
    matches = {str(path): lines for path in sources if (lines := plain_fields(path.read_text(encoding="utf-8")))}
    assert matches == {}
    assert plain_fields("a = forms.CharField(max_length=1, widget=forms.Textarea(attrs={}))") == [1]  # the control


def own_forms() -> list[Any]:
    def below(parent: Any) -> list[Any]:
        children = parent.__subclasses__()
        return children + [item for child in children for item in below(child)]

    assert get_resolver().url_patterns  # every view, and with it every form, is loaded
    return [item for item in below(forms.BaseForm) if item.__module__.split(".")[0] in APPS]


def test_every_textarea_of_our_forms_is_a_multiline_field():
    fields = [field for form in own_forms() for field in form.base_fields.values()]
    texts = [field for field in fields if isinstance(field.widget, forms.Textarea)]
    assert len(texts) > 10
    assert [field for field in texts if not isinstance(field, MultilineField)] == []


@pytest.mark.parametrize("model", [item for item in admin.site._registry if MODELS[item._meta.label_lower] == EDITED])
def test_every_text_field_of_administration_is_a_multiline_field(model, rf, db):
    request = rf.get("/")
    request.user = factories.administrator()
    own = admin.site._registry[model]
    for inline in (own, *own.get_inline_instances(request)):
        for field in inline.model._meta.get_fields():
            if isinstance(field, models.TextField) and field.editable:
                assert isinstance(inline.formfield_for_dbfield(field, request), MultilineField), field


# --- through the forms -------------------------------------------------------------------------------------------


@pytest.fixture
def portal(office: Any, client: Client, settings: Any) -> Any:
    settings.MAIL_IS_SET_UP = True
    office.client = client
    office.figure = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    return office


def note(portal: Any, text: str) -> str:
    portal.client.force_login(portal.officer)
    portal.client.post(portal.figure, {"value": "3", "note": text, "based_on": "0", "do": "draft"})
    return Revision.objects.get().note


def note_in_grid(portal: Any, text: str) -> str:
    portal.client.force_login(portal.officer)
    prefix = f"f{portal.indicator.pk}_2024"
    sent = {"based_on": "0", "was": "x", "value": "3", "note": text}
    portal.client.post(YEAR, {"do": "save", **{f"{prefix}_{name}": value for name, value in sent.items()}})
    return Revision.objects.get().note


def comment(portal: Any, text: str) -> str:
    note(portal, "x")
    portal.client.post(f"{portal.figure}komentarze/", {"text": text})
    return Comment.objects.get().text


def chapter(portal: Any, text: str) -> str:
    portal.client.force_login(portal.coordinator)
    portal.client.post(CHAPTER, {"text": text, "based_on": "0", "do": "save"})
    return Chapter.objects.get().text


def question(portal: Any, text: str) -> str:
    portal.clock.move_to("2025-02-10T09:00:00Z")
    stamp = new_stamp()
    sent = {"kind": "question", "text": text, "email": "jan@example.org", "stamp": stamp}
    portal.clock.move_to("2025-02-10T09:01:00Z")
    Client().post(f"/wskazniki/{portal.indicator.pk}/pytanie/", sent)
    return ReaderQuestion.objects.get().text


def answer(portal: Any, text: str) -> str:
    asked = factories.ReaderQuestionFactory(indicator=portal.indicator)
    portal.client.force_login(portal.coordinator)
    portal.client.post(
        f"/panel/pytania/czytelnicy/{asked.pk}/", {"do": "publish", "text": "Skąd ta liczba?", "answer": text}
    )
    return ReaderQuestion.objects.exclude(answer="").get().answer


WRITTEN = {note: 4000, note_in_grid: 4000, comment: 4000, chapter: 20_000, question: 2000, answer: 4000}


@pytest.mark.parametrize("write", WRITTEN, ids=lambda write: write.__name__)
def test_text_of_maximum_length_is_saved_and_longer_is_rejected(portal, write, time_machine):
    portal.clock, longest = time_machine, WRITTEN[write]
    with pytest.raises(
        (Revision.DoesNotExist, Comment.DoesNotExist, Chapter.DoesNotExist, ReaderQuestion.DoesNotExist)
    ):
        write(portal, text_of(longest + 1))
    rewritable(Revision).delete() if write is comment else None
    assert write(portal, text_of(longest)) == text_of(longest).replace("\r\n", "\n")


def test_no_textarea_has_maxlength(portal):
    """A browser silently truncates at `maxlength`; the server rejects the text with a message and shows it again."""
    note(portal, "x")
    portal.client.force_login(portal.coordinator)
    asked = factories.ReaderQuestionFactory(indicator=portal.indicator)
    pages = [
        portal.figure,
        f"{portal.figure}komentarze/",
        f"{portal.figure}decyzja/",
        YEAR,
        CHAPTER,
        "/panel/okresy/2021-2025/2024/",
    ]
    pages += [f"/panel/wskazniki/{portal.indicator.pk}/rozstrzygniecie/", f"/panel/pytania/czytelnicy/{asked.pk}/"]
    pages += [f"/wskazniki/{portal.indicator.pk}/pytanie/"]
    areas = {page: re.findall(r"<textarea[^>]*>", portal.client.get(page).content.decode()) for page in pages}
    assert [page for page, matches in areas.items() if not matches] == []
    assert [area for matches in areas.values() for area in matches if "maxlength" in area] == []


def test_administration_stores_unix_line_breaks(portal):
    portal.client.force_login(factories.administrator())
    finding = factories.SwotFindingFactory(programme=portal.programme, text="a\nb")
    address = reverse("admin:cooperation_swotfinding_change", args=[finding.pk])
    page = portal.client.get(address)
    based_on = re.search(r'name="based_on" value="([^"]*)"', page.content.decode())[1]
    sent = {"quadrant": finding.quadrant, "origin": finding.origin, "position": finding.position, "based_on": based_on}
    before = SwotFinding.history.count()
    assert portal.client.post(address, {**sent, "text": "a\r\nb"}).status_code == 302
    assert SwotFinding.history.count() == before
    assert portal.client.post(address, {**sent, "text": "a\r\nb\r\nc"}).status_code == 302
    finding.refresh_from_db()
    assert finding.text == "a\nb\nc"
