"""The parser of measurement frequencies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.periods import Frequency, parse_frequency
from tests.indicators.rules.phrase_tables import labelled, real, table


@pytest.mark.parametrize("phrase", labelled("frequencies"), ids=lambda phrase: phrase["text"])
def test_labelled_frequency_is_parsed(phrase: dict[str, str | None]) -> None:
    assert parse_frequency(str(phrase["text"])) == phrase["frequency"]


@pytest.mark.parametrize("phrase", real("frequencies"), ids=lambda phrase: phrase["text"])
def test_frequency_of_real_programme_is_parsed(phrase: dict[str, Any]) -> None:
    assert parse_frequency(phrase["text"]) in phrase["frequency"]


@pytest.mark.parametrize(
    ("text", "expected"), table("phrases_read.tsv", "frequency") + table("phrases_own.tsv", "frequency")
)
def test_frequency_phrase_is_parsed(text: str, expected: str) -> None:
    assert (parse_frequency(text) or "none") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raz\u00a0w\u00a0roku", Frequency.YEARLY),
        ("„Raz w roku”", Frequency.YEARLY),
        ("", None),
        ("raz w roku (do 31 marca", None),
        ("raz w roku (do 31 marca) i na koniec programu", None),
        ("raz w roku, do 45 marca", None),
        ("raz w roku, do 31.13", None),
        ("raz w roku, do 31.03.", Frequency.YEARLY),
        ("raz w roku, w IV kwartale", Frequency.YEARLY),
        ("raz w roku, w IV tygodniu", None),
        ("w marcu każdego roku", Frequency.YEARLY),
        ("do 31 marca co roku", Frequency.YEARLY),
        ("1,5 raza w roku", None),
        ("2,5/rok", None),
        ("5", None),
        ("dwa razy", None),
        ("2 razy na kwartał", None),
        ("3 razy na kwartał", Frequency.MONTHLY),
        ("dwa razy w półroczu", Frequency.QUARTERLY),
        ("co 1,5 miesiąca", None),
        ("co 2,5 miesiące", None),
        ("co 7 miesięcy", None),
        ("co pięć dni", None),
        ("jednorazowo kwartalnie", None),
        ("kwartalnie, na koniec kwartału", Frequency.QUARTERLY),
        ("kwartalnie, do 31 marca", None),
        ("stały monitoring przez cały okres realizacji programu", Frequency.ONGOING),
        ("stały monitoring (na bieżąco)", Frequency.ONGOING),
        ("dwukrotnie: w połowie i na koniec programu", Frequency.MID_TERM_AND_END),
        ("dwukrotnie na koniec programu", None),
        ("śródokresowo i na koniec programu", Frequency.MID_TERM_AND_END),
        ("co najmniej na bieżąco", None),
        ("raz w roku na koniec programu", None),
        ("raz w roku, kwartalnie w okresie programu", None),
        ("kwartalnie do końca programu", None),
        ("sprawozdanie: kwartalnie", Frequency.QUARTERLY),
        ("raz w roku " * 40, None),
    ],
)
def test_frequency_with_unusual_wording_is_parsed(text: str, expected: Frequency | None) -> None:
    assert parse_frequency(text) is expected


WORDS = (
    "raz", "2", "razy", "w", "na", "co", "roku", "rok", "lata", "kwartał", "miesiące", "pół", "do", "31", "31.03",
    "marca", "każdego", "koniec", "programu", "i", "połowie", "(", ")", ",", "...", "na bieżąco", "wg potrzeb",
    "najmniej", "/",
)  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_parse_frequency_never_raises(text: str) -> None:
    assert parse_frequency(text) in (None, *Frequency)
