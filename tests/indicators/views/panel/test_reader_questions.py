"""A coordinator answers readers' questions, or refuses them with a reason."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from indicators.models import ReaderQuestion
from indicators.services import reader_questions
from tests import factories
from tests.indicators.views.test_questions import EMAIL, LIST, NOW, _mail, text
from tests.sessions import end_session
from tests.tables import changed_tables, rows_of_every_table

__all__ = ["_mail"]


# --- the panel -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(office: Any, client: Client) -> Any:
    client.force_login(office.coordinator)
    office.client = client
    office.question = factories.ReaderQuestionFactory(indicator=office.indicator, year=2024, email=EMAIL)
    office.one = f"{LIST}{office.question.pk}/"
    return office


def publish(desk: Any, **sent: str) -> Any:
    return desk.client.post(desk.one, {"do": "publish", "text": desk.question.text, "answer": "Z list.", **sent})


def test_list_orders_by_due_date_and_marks_overdue(desk):
    for days in (20, 3):
        factories.ReaderQuestionFactory(
            indicator=desk.indicator, text=f"dni: {days}", asked_at=NOW - timedelta(days=days)
        )
    factories.ReaderQuestionFactory(indicator=desk.indicator, state="unconfirmed", text="niepotwierdzone")
    page = text(desk.client.get(LIST))
    assert re.findall(r"„(dni: \d+|Skąd ta liczba\?)”", page) == ["dni: 20", "dni: 3", "Skąd ta liczba?"]
    assert "<h1>Czekają na odpowiedź: 3 pytania</h1>" in page
    assert "Po terminie: 1 pytanie." in page
    assert page.count("termin minął 4 lutego 2025 r.") == 1
    assert "niepotwierdzone" not in page
    assert EMAIL not in page
    assert "Od czytelników (3)" in page
    assert "Od czytelników (3)" in text(desk.client.get("/panel/pytania/"))


def test_panel_does_not_show_address_of_asker(desk):
    assert EMAIL not in desk.client.get(desk.one).content.decode()


def test_publish_answer(desk, django_capture_on_commit_callbacks):
    page = text(desk.client.get(desk.one))
    assert "Termin odpowiedzi: 24 lutego 2025 r." in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(desk, text="[...] ta liczba?")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    desk.question.refresh_from_db()
    assert (desk.question.state, desk.question.text, desk.question.email) == ("published", "[…] ta liczba?", "")
    assert desk.question.answered_by == desk.coordinator
    page = text(desk.client.get(LIST))
    assert "Opublikowano odpowiedź: Liczba warsztatów." in page
    assert "Nikt nie czeka na odpowiedź" in page
    settled = text(desk.client.get(desk.one))
    assert 'value="publish"' not in settled.split("<main")[1]
    assert "Z list." in settled


def test_decline_requires_reason(desk):
    answer = desk.client.post(desk.one, {"do": "decline", "reason": ""})
    assert (answer.status_code, 'href="#id_reason"' in text(answer)) == (422, True)
    answer = desk.client.post(desk.one, {"do": "decline", "reason": "Nie o programie."})
    assert answer.status_code == 302
    desk.question.refresh_from_db()
    assert (desk.question.state, desk.question.decline_reason) == ("declined", "Nie o programie.")
    assert "Nie o programie." in text(desk.client.get(desk.one))


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
def test_invalid_answer_is_explained_and_shown_again(desk, sent, field):
    before = rows_of_every_table()
    answer = publish(desk, **sent)
    page = text(answer)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page.split('class="errsum"')[1].split("</div>")[0]
    if "answer" not in sent:
        assert ">Z list.</textarea>" in page.replace("> Z", ">Z")
    assert changed_tables(before) == set()


def take_out(desk: Any, **sent: str) -> Any:
    return desk.client.post(desk.one, {"do": "take_out", "text": desk.question.text, "answer": "Z list Anny.", **sent})


def test_remove_personal_data_from_published_answer(desk):
    assert take_out(desk).status_code == 404  # not published yet
    publish(desk, answer="Z list Anny.")
    assert "Usuń dane osobowe" in text(desk.client.get(desk.one))
    done = take_out(desk, answer="Z list [...].")
    assert (done.status_code, done["Location"]) == (302, desk.one)
    assert "Czytelnicy widzą już skrócony tekst" in text(desk.client.get(desk.one))
    public = text(Client().get(f"/wskazniki/{desk.indicator.pk}/"))
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
def test_change_other_than_removal_is_refused(desk, sent, field):
    publish(desk, answer="Z list Anny.")
    before = rows_of_every_table()
    answer = take_out(desk, **sent)
    page = text(answer)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page.split('class="errsum"')[1].split("</div>")[0]
    assert all(words in page for words in sent.values())
    assert changed_tables(before) == set()


def test_answer_to_settled_question_answers_409_with_both_texts(desk):
    other = Client()
    other.force_login(factories.coordinator())
    other.get(desk.one)
    publish(desk)
    for sent in (
        {"do": "publish", "text": desk.question.text, "answer": "Moja."},
        {"do": "decline", "reason": "Moja."},
    ):
        answer = other.post(desk.one, sent)
        page = text(answer)
        assert answer.status_code == 409
        assert "Moja." in page.split('class="errsum"')[1].split("</div>")[0]
        assert "Z list." in page
        assert 'value="publish"' not in page.split("<main")[1]
    desk.question.refresh_from_db()
    assert desk.question.answer == "Z list."
    assert publish(desk).status_code == 302  # a double click


def test_answer_to_withdrawn_question_is_explained(desk, monkeypatch):
    found = ReaderQuestion.objects.select_related("indicator__action__specific_goal__main_goal__programme").get()
    monkeypatch.setattr("indicators.views.panel.reader_questions.read.confirmed_question", lambda _number: found)
    ReaderQuestion.objects.all().delete()
    assert publish(desk).status_code == 302
    assert "Pytający w międzyczasie wycofał pytanie" in text(desk.client.get(LIST))


@pytest.mark.parametrize("state", ["unconfirmed", None])
def test_unconfirmed_question_is_404(desk, state):
    number = factories.ReaderQuestionFactory(indicator=desk.indicator, state=state).pk if state else 999999
    address = f"{LIST}{number}/"
    assert [desk.client.get(address).status_code, desk.client.post(address, {"do": "publish"}).status_code] == [
        404,
        404,
    ]


def test_typed_answer_is_restored_after_session_end(desk):
    person = str(desk.coordinator.pk)
    desk.client.get(desk.one)
    end_session(desk.client)
    sent = desk.client.post(
        desk.one, {"do": "publish", "text": "Skąd […]", "answer": "Długa odpowiedź.", "typed_by": person}
    )
    assert sent["Location"].startswith("/konto/logowanie/")
    desk.client.post("/konto/logowanie/", {"login": "koordynator", "password": factories.PASSWORD})
    page = text(desk.client.get(desk.one))
    assert "Długa odpowiedź.</textarea>" in page
    assert "Skąd […]</textarea>" in page
    assert ReaderQuestion.objects.get().state == "waiting"


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(desk, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.ReaderQuestionFactory(indicator=factories.in_programme(desk.programme))
    for _ in range(items):
        question = factories.ReaderQuestionFactory(indicator=desk.indicator)
        reader_questions.publish(question, question.text, "x", desk.coordinator, now=NOW)
    for address, queries in ((LIST, 4), (desk.one, 3)):
        desk.client.get(address)
        with django_assert_num_queries(queries):
            assert desk.client.get(address).status_code == 200
