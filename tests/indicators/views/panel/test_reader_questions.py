"""A coordinator answers readers' questions, or declines them with a reason."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from indicators.models import ReaderQuestion
from indicators.services import reader_questions
from tests import factories
from tests.indicators.views.public.test_reader_questions import EMAIL, LIST, NOW, _mail, text
from tests.sessions import end_session
from tests.tables import changed_tables, rows_of_every_table

__all__ = ["_mail"]


# --- the panel -------------------------------------------------------------------------------------------------------


@pytest.fixture
def panel(office: Any, client: Client) -> Any:
    client.force_login(office.coordinator)
    office.client = client
    office.question = factories.ReaderQuestionFactory(indicator=office.indicator, year=2024, email=EMAIL)
    office.question_address = f"{LIST}{office.question.pk}/"
    return office


def publish(panel: Any, **sent: str) -> Any:
    return panel.client.post(
        panel.question_address, {"do": "publish", "text": panel.question.text, "answer": "Z list.", **sent}
    )


def test_list_orders_by_due_date_and_marks_overdue(panel):
    for days in (20, 3):
        factories.ReaderQuestionFactory(
            indicator=panel.indicator, text=f"dni: {days}", asked_at=NOW - timedelta(days=days)
        )
    factories.ReaderQuestionFactory(indicator=panel.indicator, state="unconfirmed", text="niepotwierdzone")
    page = text(panel.client.get(LIST))
    assert re.findall(r"„(dni: \d+|Skąd ta liczba\?)”", page) == ["dni: 20", "dni: 3", "Skąd ta liczba?"]
    assert "<h1>Czekają na odpowiedź: 3 pytania</h1>" in page
    assert "Po terminie: 1 pytanie." in page
    assert page.count("termin minął 4 lutego 2025 r.") == 1
    assert "niepotwierdzone" not in page
    assert EMAIL not in page
    assert "Od czytelników (3)" in page
    assert "Od czytelników (3)" in text(panel.client.get("/panel/pytania/"))


def test_panel_does_not_show_address_of_asker(panel):
    assert EMAIL not in panel.client.get(panel.question_address).content.decode()


def test_published_answer_settles_question(panel, django_capture_on_commit_callbacks):
    page = text(panel.client.get(panel.question_address))
    assert "Termin odpowiedzi: 24 lutego 2025 r." in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(panel, text="[...] ta liczba?")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    panel.question.refresh_from_db()
    assert (panel.question.state, panel.question.text, panel.question.email) == ("published", "[…] ta liczba?", "")
    assert panel.question.answered_by == panel.coordinator
    page = text(panel.client.get(LIST))
    assert "Opublikowano odpowiedź: Liczba warsztatów." in page
    assert "Nikt nie czeka na odpowiedź" in page
    settled = text(panel.client.get(panel.question_address))
    assert 'value="publish"' not in settled.split("<main")[1]
    assert "Z list." in settled


def test_decline_requires_reason(panel):
    answer = panel.client.post(panel.question_address, {"do": "decline", "reason": ""})
    assert (answer.status_code, 'href="#id_reason"' in text(answer)) == (422, True)
    answer = panel.client.post(panel.question_address, {"do": "decline", "reason": "Nie o programie."})
    assert answer.status_code == 302
    panel.question.refresh_from_db()
    assert (panel.question.state, panel.question.decline_reason) == ("declined", "Nie o programie.")
    assert "Nie o programie." in text(panel.client.get(panel.question_address))


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": "Inne pytanie?"}, "id_text"),
        ({"text": ""}, "id_text"),
        ({"text": "\0"}, "id_text"),
        ({"text": "x" * 4001}, "id_text"),
        ({"answer": ""}, "id_answer"),
        ({"answer": " \n"}, "id_answer"),
        ({"answer": "\0"}, "id_answer"),
        ({"answer": "x" * 4001}, "id_answer"),
    ],
    ids=str,
)
def test_invalid_answer_is_explained_and_shown_again(panel, sent, field):
    before = rows_of_every_table()
    answer = publish(panel, **sent)
    page = text(answer)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page.split('class="errsum"')[1].split("</div>")[0]
    if "answer" not in sent:
        assert re.search(r">\s*Z list\.</textarea>", page)
    assert changed_tables(before) == set()


def take_out(panel: Any, **sent: str) -> Any:
    return panel.client.post(
        panel.question_address, {"do": "take_out", "text": panel.question.text, "answer": "Z list Anny.", **sent}
    )


def test_personal_data_are_removed_from_published_answer(panel):
    assert take_out(panel).status_code == 404  # not published yet
    publish(panel, answer="Z list Anny.")
    assert "Usuń dane osobowe" in text(panel.client.get(panel.question_address))
    done = take_out(panel, answer="Z list [...].")
    assert (done.status_code, done["Location"]) == (302, panel.question_address)
    assert "Czytelnicy widzą już skrócony tekst" in text(panel.client.get(panel.question_address))
    public = text(Client().get(f"/wskazniki/{panel.indicator.pk}/"))
    assert "Z list […]." in public
    assert "Anny" not in public


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": "Inne pytanie […]"}, "id_text"),
        ({"answer": "Z innych list."}, "id_answer"),
        ({"answer": ""}, "id_answer"),
    ],
)
def test_change_other_than_removal_is_refused(panel, sent, field):
    publish(panel, answer="Z list Anny.")
    before = rows_of_every_table()
    answer = take_out(panel, **sent)
    page = text(answer)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page.split('class="errsum"')[1].split("</div>")[0]
    assert all(words in page for words in sent.values())
    assert changed_tables(before) == set()


def test_answer_to_settled_question_answers_409_with_both_texts(panel):
    other = Client()
    other.force_login(factories.coordinator())
    other.get(panel.question_address)
    publish(panel)
    for sent in (
        {"do": "publish", "text": panel.question.text, "answer": "Moja."},
        {"do": "decline", "reason": "Moja."},
    ):
        answer = other.post(panel.question_address, sent)
        page = text(answer)
        assert answer.status_code == 409
        assert "Moja." in page.split('class="errsum"')[1].split("</div>")[0]
        assert "Z list." in page
        assert 'value="publish"' not in page.split("<main")[1]
    panel.question.refresh_from_db()
    assert panel.question.answer == "Z list."
    assert publish(panel).status_code == 302  # a double click


def test_answer_to_withdrawn_question_is_explained(panel, monkeypatch):
    question = ReaderQuestion.objects.with_programme().get()
    monkeypatch.setattr("indicators.views.panel.reader_questions.read.confirmed_question", lambda _number: question)
    ReaderQuestion.objects.all().delete()
    assert publish(panel).status_code == 302
    assert "Pytający w międzyczasie wycofał pytanie" in text(panel.client.get(LIST))


@pytest.mark.parametrize("state", ["unconfirmed", None])
def test_unconfirmed_question_is_404(panel, state):
    number = factories.ReaderQuestionFactory(indicator=panel.indicator, state=state).pk if state else 999999
    address = f"{LIST}{number}/"
    assert [panel.client.get(address).status_code, panel.client.post(address, {"do": "publish"}).status_code] == [
        404,
        404,
    ]


def test_typed_answer_is_restored_after_session_end(panel):
    person = str(panel.coordinator.pk)
    panel.client.get(panel.question_address)
    end_session(panel.client)
    sent = panel.client.post(
        panel.question_address, {"do": "publish", "text": "Skąd […]", "answer": "Długa odpowiedź.", "typed_by": person}
    )
    assert sent["Location"].startswith("/konto/logowanie/")
    panel.client.post("/konto/logowanie/", {"login": "koordynator", "password": factories.PASSWORD})
    page = text(panel.client.get(panel.question_address))
    assert "Długa odpowiedź.</textarea>" in page
    assert "Skąd […]</textarea>" in page
    assert ReaderQuestion.objects.get().state == "waiting"


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(panel, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.ReaderQuestionFactory(indicator=factories.in_programme(panel.programme))
    for _ in range(items):
        question = factories.ReaderQuestionFactory(indicator=panel.indicator)
        reader_questions.publish(question, question.text, "x", panel.coordinator, now=NOW)
    for address, queries in ((LIST, 5), (panel.question_address, 4)):
        panel.client.get(address)
        with django_assert_num_queries(queries):
            assert panel.client.get(address).status_code == 200
