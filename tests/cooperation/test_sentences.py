"""Sentences that are composed of parts: full stops are not doubled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.text import capitalized, fill, full_stop, join_sentences


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("Termin: {x}.", "31 marca 2025 r.", "Termin: 31 marca 2025 r."),
        ("Dodano: %(x)s.", "Wykaz.", "Dodano: Wykaz."),
        ("Dodano: %(x)s.", "Kto?", "Dodano: Kto?"),
        ("Dodano: {x}. Dalej.", "itd…", "Dodano: itd… Dalej."),
        ("Uwaga: „{x}”.", "Raz, dwa.", "Uwaga: „Raz, dwa”."),
        ("Note: “{x}”.", "One, two.", "Note: “One, two”."),
        ("Wskaźnik „{x}”.", "do 2025 r.", "Wskaźnik „do 2025 r.”."),  # an abbreviation keeps its dot
        ("Uwaga: „{x}”", "Raz, dwa.", "Uwaga: „Raz, dwa.”"),
        ("{x}, dalej", "Raz.", "Raz., dalej"),
        ("{x}...", "Raz.", "Raz...."),
        ("Nic. .. {x}", "1", "Nic. .. 1"),
    ],
)
def test_fill_does_not_double_full_stop(template, value, expected):
    assert fill(template, {"x": value}) == expected


@given(st.text())
def test_fill_does_not_change_value(text):
    value = text.replace("\ue001", "")
    assert fill("<{x}>", {"x": value}) == fill("<%(x)s>", {"x": value}) == f"<{value}>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("osiągnięty", "osiągnięty."),
        ("do 31 marca 2025 r.", "do 31 marca 2025 r."),
        ("Czy tak?", "Czy tak?"),
        ("Uwaga: „dwa.”", "Uwaga: „dwa”."),
        ("koniec. ", "koniec."),
        (" ", ""),
    ],
)
def test_full_stop_is_added_once(text, expected):
    assert full_stop(text) == expected


def test_join_sentences_closes_each_and_skips_empty():
    assert join_sentences("2024: 3", "", " ", "Wartość docelowa: do 2025 r.") == "2024: 3. Wartość docelowa: do 2025 r."


def test_capitalized_changes_first_letter_only():
    assert [capitalized(text) for text in ("ósmy NGO", "", "X")] == ["Ósmy NGO", "", "X"]
