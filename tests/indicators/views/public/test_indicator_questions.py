"""Readers' questions on the page of an indicator."""

import re
from datetime import timedelta

import pytest

from indicators.services import reader_questions
from tests import factories
from tests.indicators.conftest import approve
from tests.indicators.views.public.test_reader_questions import NOW, _mail, form, text

__all__ = ["_mail", "form"]


# --- the indicator's page --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_page_cache")
def test_indicator_page_shows_number_and_due_date_of_open_reader_questions(form, client):
    page = f"/wskazniki/{form.indicator.pk}/"
    assert 'id="pytania"' not in text(client.get(page))
    for days in (30, 20, 3, 2, 1):
        factories.ReaderQuestionFactory(indicator=form.indicator, asked_at=NOW - timedelta(days=days))
    factories.ReaderQuestionFactory(indicator=form.indicator, state="unconfirmed")
    factories.ReaderQuestionFactory(indicator=factories.in_programme(form.programme))
    section = text(client.get(page)).split('id="pytania"')[1].split("</section>")[0]
    assert "2 pytania czekają na odpowiedź; pierwszy termin minął 25 stycznia 2025 r." in section
    assert "3 pytania czekają na odpowiedź, ostatnie do 23 lutego 2025 r." in section
    assert "Skąd ta liczba" not in section


def test_removed_passages_are_marked(form, client):
    question = factories.ReaderQuestionFactory(indicator=form.indicator, text="Ewa Nowak: skąd ta liczba?")
    reader_questions.publish(question, "[...]: skąd ta liczba?", "Z list.", form.coordinator, now=NOW)
    page = text(client.get(f"/wskazniki/{form.indicator.pk}/"))
    assert "[…]: skąd ta liczba?" in page
    assert "[…] zastępuje dane osobowe" in page
    assert "Nowak" not in page


def test_answers_are_newest_first(form, client):
    for hour, words in ((3, "druga"), (1, "pierwsza"), (5, "trzecia")):
        question = factories.ReaderQuestionFactory(indicator=form.indicator)
        reader_questions.publish(question, question.text, words, form.coordinator, now=NOW + timedelta(hours=hour))
    page = text(client.get(f"/wskazniki/{form.indicator.pk}/"))
    assert re.findall(r"druga|pierwsza|trzecia", page) == ["trzecia", "druga", "pierwsza"]


@pytest.mark.parametrize("items", [1, 3])
def test_indicator_page_query_count_does_not_depend_on_questions(form, client, items, django_assert_num_queries):
    approve(form)
    for number in range(items):
        question = factories.ReaderQuestionFactory(indicator=form.indicator)
        reader_questions.publish(question, question.text, f"{number}", form.coordinator, now=NOW)
        factories.ReaderQuestionFactory(indicator=form.indicator)
    with django_assert_num_queries(12):
        page = client.get(f"/wskazniki/{form.indicator.pk}/")
    assert page.content.decode().count("<blockquote") == items


def test_question_form_uses_two_queries(form, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(form.address)
    with django_assert_num_queries(2):
        client.get(f"{form.address}wyslano/")


def test_help_and_privacy_pages_mention_questions_in_both_languages(client, db):
    for address, polish, english in (
        ("/pomoc/", "Zapytaj lub zgłoś błąd", "Ask a question or report an error"),
        ("/prywatnosc/", "adres usuwamy po 14 dniach", "the address is deleted after 14 days"),
    ):
        assert polish in text(client.get(address))
        assert english in text(client.get(f"/en{address}"))
