"""Search terms of Polish words: case forms, missing diacritics, the order of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.rules.search import MAX_WORDS, matches, patterns, search_text

NAME = "Posiedzenia rady działalności pożytku publicznego, średni czas w mieście Łódź"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("dotacje", "Kwota dotacji"),
        ("dotacja", "Kwota dotacji"),
        ("rada pożytku", NAME),
        ("pożytku rada", NAME),
        ("RADA POZYTKU", NAME),
        ("średnia", NAME),
        ("srednia", NAME),
        ("pożytek", NAME),
        ("pozytek", NAME),
        ("lodz", NAME),
        ("posiedz", NAME),
        ("warsztatow", "warsztaty"),
        ("warsztaty", "Liczba warsztatów"),
        ("osoby", "Liczba osób"),
        ("osób", "osoby z niepełnosprawnością"),
        ("liczby", "Liczba"),
        ("uczestnicy", "Liczba uczestników"),
        ("środek", "środki"),
        ("srodki", "środek"),
        ("umowy", "Liczba umów"),
        ("umów", "umowa"),
        ("biblioteka", "w bibliotece"),
        ("lodzki", "Powiat łódzki"),
        ("ŁÓDZKI", "Powiat łódzki"),
        ("konkursy", "ogłoszonych konkursów"),
        ("½", "1⁄2 etatu"),
        ("liczba-prawa", "Liczba spotkań: tworzenie prawa"),
        ("„” %", "anything"),
        ("", "anything"),
    ],
)
def test_query_matches_inflected_forms_and_words_without_diacritics(query: str, text: str) -> None:
    assert matches(search_text(text), query)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("radio", NAME),
        ("rady", "Radio gminne"),
        ("rada konkursy", NAME),
        ("warsztat", "Liczba konkursów"),
        ("bawa", "Liczba warsztatów"),
        ("edzenia", NAME),
        ("rada", ""),
    ],
)
def test_query_does_not_match_other_words(query: str, text: str) -> None:
    assert not matches(search_text(text), query)


@given(st.text(), st.text())
def test_text_matches_its_own_words(text: str, other: str) -> None:
    assert matches(search_text(text, other), text)


def test_words_beyond_the_limit_are_ignored() -> None:
    words = [f"w{number}" for number in range(MAX_WORDS + 5)]
    assert len(patterns(" ".join(words))) == MAX_WORDS
    assert matches(search_text(*words[:MAX_WORDS]), " ".join(words))


def test_search_text_contains_each_term_once_between_spaces() -> None:
    assert search_text("Rada, rada", "RADY") == " rada rad rady "
    assert search_text(" § ") == ""
