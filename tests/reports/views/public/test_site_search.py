"""Search in everything that readers may see: every kind of result, nothing private, words to try instead."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.indicators.conftest import ON, office

__all__ = ["office"]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def search(client, words, **headers):
    return client.get("/szukaj/", {"q": words}, headers=headers)


def kinds(response):
    return {group["id"]: [hit["title"] for hit in group["hits"]] for group in response.context["groups"]}


@pytest.fixture
def texts(office):
    """One text of each kind with the word "pszczelarz", each in another form."""
    goal = office.indicator.action.specific_goal
    goal.text = "Wsparcie pszczelarzy"
    goal.save()
    factories.in_programme(office.programme, name="Liczba pszczelarzy")
    office.indicator.action.name = "Kursy dla pszczelarza"
    office.indicator.action.save()
    factories.SwotFindingFactory(programme=office.programme, text="Pszczelarze chcą współpracować")
    question = factories.ReaderQuestionFactory(indicator=office.indicator, text="Ilu jest pszczelarzy?")
    question.state, question.answer = "published", "Według spisu z 2024 r. w powiecie działa 40 pszczelarzy."
    question.confirmed_at = question.answered_at = timezone.now()
    question.due_on, question.answered_by = ON, office.coordinator
    question.email = question.letter = ""
    question.save()
    return office


def test_every_kind_matches_in_any_form(texts, client):
    for words in ("pszczelarz", "PSZCZELARZE", "pszczelarza"):
        by_kind = kinds(search(client, words))
        assert set(by_kind) == {"wskazniki", "dzialania", "cele", "ustalenia", "odpowiedzi"}, words
        assert by_kind["wskazniki"] == ["Liczba pszczelarzy"]


def test_words_match_in_any_order(texts, client):
    assert kinds(search(client, "pszczelarze liczba")) == {"wskazniki": ["Liczba pszczelarzy"]}


def test_matching_words_are_marked(texts, client):
    content = search(client, "pszczelarz").content.decode()
    assert "Liczba <mark>pszczelarzy</mark>" in content
    assert "działa 40\u00a0<mark>pszczelarzy</mark>" in content or "działa 40 <mark>pszczelarzy</mark>" in content


def test_programme_in_preparation_and_open_question_are_private(texts, client):
    factories.ReaderQuestionFactory(indicator=texts.indicator, text="Kto pilnuje bartników?")
    hidden = factories.ProgrammeFactory(is_published=False)
    factories.in_programme(hidden, name="Liczba bartników")
    assert kinds(search(client, "bartnik")) == {}


def test_no_result_names_missing_words_and_similar_ones(texts, client):
    response = search(client, "pszelarz kombajn")
    assert response.context["missing_words"] == ["pszelarz", "kombajn"]
    content = response.content.decode()
    assert "Żaden tekst nie zawiera" in content
    assert '<a href="/szukaj/?q=pszczelarz' in content


def test_words_that_never_occur_together_are_offered_alone(texts, client):
    response = search(client, "kursy chcą")
    assert [row["word"] for row in response.context["suggestions"]] == ["kursy", "chcą"]


def test_nothing_to_search_says_what_to_enter(texts, client):
    for words in ("", "a", "i w na się", "   ", "?!", "\u200b"):
        response = search(client, words)
        assert response.status_code == 200
        assert response.context["groups"] == []
        assert "<h1>Szukaj</h1>" in response.content.decode()


def test_hostile_words_are_answered(texts, client):
    for words in (
        "x" * 10_000,
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "%",
        "_",
        "\x00abc",
        "ł" * 99,
        "ab " * 3_000,
    ):
        response = search(client, words)
        assert response.status_code in (200, 400, 404, 414), words[:20]
        assert b"<script>alert" not in response.content


def test_number_of_queries_does_not_depend_on_hits(texts, client, no_page_cache):
    def cost(words):
        with CaptureQueriesContext(connection) as queries:
            assert search(client, words).status_code == 200
        return len(queries)

    few = cost("pszczelarz")
    for number in range(30):
        factories.in_programme(texts.programme, name=f"Liczba pszczelarzy {number}")
    assert cost("pszczelarz liczba") <= few <= 9
    group = search(client, "pszczelarz").context["groups"][0]
    assert len(group["hits"]) == 20
    assert group["has_more"]


def test_page_is_complete_in_english(texts, client):
    content = search(client, "pszczelarz", accept_language="en").content.decode()
    assert 'lang="pl"' in content


def test_form_is_on_every_public_page(office, client):
    for address in ("/", "/programy/", "/metoda/", "/zmiany/"):
        assert 'role="search"' in client.get(address).content.decode()
    assert client.get("/szukaj/").content.decode().count('role="search"') == 1
