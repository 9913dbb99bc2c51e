"""The page behind the link of the letter: confirm, take back, or what has become of the question."""

from datetime import timedelta

import pytest

from indicators.models import ReaderQuestion
from indicators.queries.reader_questions import hashed
from indicators.services import reader_questions
from tests import factories
from tests.indicators.views.test_questions import NOW, _mail, form, link, text
from tests.tables import changed_tables, rows_of_every_table

__all__ = ["_mail", "form"]


@pytest.mark.parametrize("token", ["0" * 64, "z" * 64, "a" * 63, "A" * 64, "..%2f"])
def test_a_link_that_is_not_one(form, client, token):
    assert client.get(f"/pytania/{token}/").status_code == client.post(f"/pytania/{token}/").status_code == 404


def test_a_link_that_is_too_old_says_what_to_do(form, client):
    question = factories.ReaderQuestionFactory(
        indicator=form.indicator, state="unconfirmed", asked_at=NOW - timedelta(days=3)
    )
    for answer in (client.get(link(question)), client.post(link(question), {"do": "confirm"})):
        assert answer.status_code == 404
        assert "Ten link już nie działa" in text(answer)
        assert "Skąd ta liczba" not in text(answer)
    confirmed = factories.ReaderQuestionFactory(indicator=form.indicator, asked_at=NOW - timedelta(days=9))
    assert client.get(link(confirmed)).status_code == 200


@pytest.mark.parametrize("do", ["", "x", "confirm\0"])
def test_only_its_buttons_do_something(form, client, do):
    question = factories.ReaderQuestionFactory(indicator=form.indicator, state="unconfirmed")
    before = rows_of_every_table()
    assert client.post(link(question), {"do": do}).status_code == 302
    assert changed_tables(before) == set()


def test_the_asker_takes_it_back_until_it_is_answered(form, client):
    for state in ("unconfirmed", "waiting"):
        question = factories.ReaderQuestionFactory(indicator=form.indicator, state=state)
        assert "Usuń pytanie i mój adres" in text(client.get(link(question)))
        assert "Pytanie usunięto" in text(client.post(link(question), {"do": "take_back"}))
        assert not ReaderQuestion.objects.exists()
        assert client.get(link(question)).status_code == 404
        assert client.post(link(question), {"do": "take_back"}).status_code == 404
    question = factories.ReaderQuestionFactory(indicator=form.indicator)
    reader_questions.decline(question, "Nie o programie.", form.coordinator, now=NOW)
    page = text(client.get(link(question)))
    assert "Pytania nie opublikowano" in page
    assert "Nie o programie" not in page
    assert client.post(link(question), {"do": "take_back"}).status_code == 302
    assert ReaderQuestion.objects.count() == 1


def test_the_link_of_the_table_is_no_link(form, client):
    question = factories.ReaderQuestionFactory(indicator=form.indicator)
    assert question.token_sha256 == hashed(link(question).split("/")[2])
    for value in (question.token_sha256, question.form_sha256):
        assert client.get(f"/pytania/{value}/").status_code == 404
