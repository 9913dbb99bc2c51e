"""Results of a search: marked words, excerpts, and words to try instead."""

import time

import pytest

from cooperation.rules.search import search_text
from cooperation.rules.search_results import (
    EXCERPT,
    Fragment,
    excerpt,
    fragments,
    searched_words,
    similar_words,
    unmatched_words,
)

LONG = "Wrześniowy warsztat odwołano, bo zgłosiły się trzy organizacje; następny odbył się w listopadzie. " * 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("warsztaty dla organizacji", "warsztaty organizacji"),
        ("a", ""),
        ("i w na się oraz", ""),
        ("rok 2024", "rok 2024"),
        ("§ 2 ust. 1", "2 ust 1"),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("", ""),
    ],
)
def test_short_and_common_words_are_not_searched(text, words):
    assert searched_words(text) == words


def test_query_of_thousands_of_words_is_cut():
    assert len(searched_words("warsztaty " * 5_000).split()) == 20


def test_inflected_words_are_marked():
    assert fragments("Liczba warsztatów dla organizacji", "organizacje warsztat") == [
        Fragment("Liczba ", False),
        Fragment("warsztatów", True),
        Fragment(" dla ", False),
        Fragment("organizacji", True),
    ]


def test_text_without_a_match_stays_whole():
    assert fragments("Kwota dotacji", "warsztat") == [Fragment("Kwota dotacji", False)]


def test_fragments_join_to_the_text():
    for query in ("warsztat", "organizacje listopad", "xyz"):
        assert "".join(part.text for part in fragments(LONG, query)) == LONG


@pytest.mark.parametrize(
    ("text", "query", "result"),
    [
        ("Krótki tekst o warsztatach.", "warsztat", "Krótki tekst o warsztatach."),
        ("bez tego słowa", "warsztat", ""),
        ("x" * 300 + " warsztat", "warsztat", "…" + "x" * 300 + " warsztat"),
    ],
)
def test_excerpt_of_short_texts(text, query, result):
    assert excerpt(text, query)[-40:] == result[-40:]
    assert bool(excerpt(text, query)) is bool(result)


def test_excerpt_has_whole_words_and_limited_length():
    text = excerpt(LONG, "listopad")
    assert "listopadzie" in text
    assert len(text) <= EXCERPT + 2
    assert text.startswith("…")
    assert text.endswith("…")
    assert set(text.strip("…").split()) <= set(LONG.split()) | {word.rstrip(",;") for word in LONG.split()}


def test_excerpt_at_the_beginning_has_one_ellipsis():
    text = excerpt(LONG, "wrześniowy")
    assert text.startswith("Wrześniowy warsztat")
    assert text.endswith("…")


def test_excerpt_contains_a_match_longer_than_itself():
    assert "y" * 300 in excerpt("a " + "y" * 300 + " b", "y" * 300)


def test_unmatched_words_are_named():
    indexed = [search_text("Liczba warsztatów"), search_text("Kwota dotacji")]
    assert unmatched_words("warsztaty dotacje pszczoły", indexed) == ["pszczoły"]


def test_similar_words_are_spelled_as_in_the_texts():
    texts = ["Liczba warsztatów w 2024 r.", "Kwota dotacji", "liczba"]
    assert similar_words(["warstatow", "dotacij"], texts) == ["warsztatów", "dotacji"]
    assert similar_words(["pszczoły"], texts) == []


def test_similar_words_of_a_large_portal_are_quick():
    texts = [f"słowo{number}abc zadanie{number}" for number in range(2_000)]
    begin = time.process_time()
    similar_words(["zadanko77", "sowo15abc", "pszczelarz", "czwarte"], texts)
    assert time.process_time() - begin < 3
