"""Typography of the DOCX document, the printed page and e-mails."""

import io
import re

import pytest
from django.core import mail as outgoing
from docx import Document

from cooperation.text import NBSP
from reports.exports.docx import report_docx
from reports.exports.page import report_html
from reports.services import chapters as chapter_services
from tests.cooperation.web.test_typography import LOOSE, Pieces
from tests.indicators.conftest import approve
from tests.indicators.services.test_reader_questions import _mail, commit, waiting
from tests.indicators.services.test_reader_questions import publish as publish_answer
from tests.reports.conftest import YEAR, office, publish

__all__ = ["_mail", "commit", "office", "waiting"]


@pytest.fixture
def content(office):
    approve(office, "3")
    chapter_services.save_chapter(
        office.programme, YEAR, "wprowadzenie", "W latach 2021-2025 – i po 24 dni.", office.coordinator, based_on=0
    )
    return publish(office).content


def test_document_is_typeset(content):
    document = Document(io.BytesIO(report_docx(content, {})))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert f"W{NBSP}latach 2021–2025{NBSP}–{NBSP}i{NBSP}po 24{NBSP}dni." in texts
    loose = [text for text in texts if LOOSE.search(re.sub(r"\d{4}–\d{4}", "", text))]
    assert loose == []


def test_printed_page_is_typeset(content, settings):
    settings.TYPESET = True
    page = Pieces(report_html(content, {}, template="reports/report_print.html"))
    assert [text for text in page.texts if LOOSE.search(text)] == []


def test_letter_is_typeset(office, waiting, commit, settings):
    settings.TYPESET = True
    commit(lambda: publish_answer(waiting, office.coordinator, answer="Odpowiedź w 24 dni."))
    (letter,) = outgoing.outbox
    assert f"w{NBSP}24{NBSP}dni" in str(letter.body)
    assert [line for line in str(letter.body).splitlines() if LOOSE.search(line)] == []
    assert [text for text in Pieces(str(letter.alternatives[0][0])).texts if LOOSE.search(text)] == []
