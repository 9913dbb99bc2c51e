"""A text with all that typography changes, planted in all displayed data: typeset for readers, else as typed."""

import io
import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.core import mail as outgoing
from docx import Document

from cooperation.models import Office
from cooperation.text import NBSP
from goals.models import SpecificGoal
from reports.exports.docx import report_docx
from tests import factories
from tests.indicators.conftest import approve
from tests.indicators.services.test_reader_questions import _mail, commit, waiting
from tests.indicators.services.test_reader_questions import publish as publish_answer
from tests.reports.conftest import office, publish

__all__ = ["_mail", "commit", "office", "waiting"]
PLANTED = "Warsztat w 24 dni – z lat 2021-2025"
TYPESET = f"Warsztat w{NBSP}24{NBSP}dni{NBSP}–{NBSP}z{NBSP}lat 2021–2025"
AS_TYPED = re.compile(r"<(script|style|textarea|pre|code)\b.*?</\1\s*>", re.DOTALL)


@pytest.fixture
def planted(office: SimpleNamespace, settings) -> SimpleNamespace:
    """The text as the name of the office, a finding, a goal, an action and an indicator, with a published report."""
    settings.TYPESET, settings.KEEP_PAGES = True, False
    Office.objects.create(name=PLANTED)
    action = office.indicator.action
    for row, field in ((office.indicator, "name"), (action, "name"), (action.specific_goal, "text")):
        setattr(row, field, PLANTED)
        row.save()
    factories.SwotFindingFactory(programme=office.programme, text=PLANTED)
    approve(office)
    office.publication = publish(office)
    return office


def shown_texts(page: str) -> str:
    """Return the page's texts without tags, and without elements whose text is data."""
    return unescape(re.sub(r"<[^>]+>", "", AS_TYPED.sub("", page.rsplit("</head>", maxsplit=1)[-1])))


def attributes(page: str) -> str:
    return "\n".join(unescape(tag) for tag in re.findall(r"<[^>]+>", page))


def public_pages(planted):
    programme = "/programy/2021-2025/"
    goal = SpecificGoal.objects.get(pk=planted.indicator.action.specific_goal_id).position
    return [
        "/", "/programy/", programme, f"{programme}?rok=2024", f"{programme}dzialania/", f"{programme}diagnoza/",
        f"{programme}dzialania/?widok=karty", f"{programme}cele/{goal}/", f"{programme}porownanie/?lata=2023&lata=2024",
        f"{programme}dane/", f"{programme}sprawozdania/", f"{programme}sprawozdania/2024/", "/zmiany/", "/metoda/",
        f"/wskazniki/{planted.indicator.pk}/", f"/wskazniki/{planted.indicator.pk}/osadz/",
        f"/wskazniki/{planted.indicator.pk}/pytanie/", "/szukaj/?q=warsztat", "/api/v1/docs",
    ]  # fmt: skip


def test_planted_text_is_typeset_on_every_public_page(planted, client):
    for address in public_pages(planted):
        response = client.get(address)
        assert response.status_code == 200, address
        page = response.content.decode()
        assert TYPESET in shown_texts(page), address
        assert PLANTED not in shown_texts(page), address
        assert TYPESET not in attributes(page), address


def test_planted_text_is_typeset_in_panel_but_not_in_form_values(planted, client):
    client.force_login(planted.officer)
    address = f"/panel/wskazniki/{planted.indicator.pk}/pomiary/2023/"
    fields = {"based_on": "0", "request_key": "k", "do": "draft", "value": "3", "note": PLANTED}
    assert client.post(address, fields).status_code == 302
    page = client.get(address).content.decode()
    assert f">\n{PLANTED}</textarea>" in page
    assert TYPESET in shown_texts(page)
    assert PLANTED not in shown_texts(page)
    search = client.get("/szukaj/", {"q": PLANTED}).content.decode()
    assert f'value="{PLANTED}"' in search


def test_planted_text_is_as_typed_in_data(planted, client):
    programme, indicator = "/programy/2021-2025/", planted.indicator.pk
    for address in (f"{programme}dane/wartosci.csv", f"{programme}dane/wartosci.json", "/zmiany/atom.xml"):
        response = client.get(address)
        content = response.getvalue()
        assert PLANTED in unescape(content.decode("utf-8-sig")), address
        assert NBSP not in content.decode().split(PLANTED)[0][-40:], address
        assert TYPESET not in content.decode(), address
    assert json.loads(client.get(f"/api/v1/indicators/{indicator}").content)["wskaznik"] == PLANTED


def test_planted_text_is_typeset_in_report_and_letters(planted, waiting, commit):
    document = Document(io.BytesIO(report_docx(planted.publication.content, {})))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(TYPESET in text for text in texts)
    assert not any(PLANTED in text for text in texts)
    outgoing.outbox.clear()
    commit(lambda: publish_answer(waiting, planted.coordinator, answer=PLANTED))
    for letter in outgoing.outbox:
        for body in (str(letter.body), shown_texts(str(letter.alternatives[0][0]))):
            assert TYPESET in " ".join(body.split(" ")), letter.subject
            assert PLANTED not in body, letter.subject
    assert outgoing.outbox
