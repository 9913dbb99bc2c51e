"""The statuses of several indicators in one sentence: no zero counts, plural forms agree."""

from datetime import date

import pytest
from django.utils import translation

from cooperation.rendering import render
from cooperation.text import say
from indicators.rules.facts import Status
from indicators.rules.summary import summarize_programme, summarize_unmeasured, summarize_year

MET, PARTLY, NOT, OPEN = Status.MET, Status.PARTLY_MET, Status.NOT_MET, Status.TO_BE_ASSESSED


def in_polish(sentence):
    with translation.override("pl"):
        return render(sentence)


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        (
            [MET, *[PARTLY] * 8, NOT, *[OPEN] * 4],
            "Z 14 wskaźników w pełni osiągnięto 1, częściowo 8, nie osiągnięto 1. "
            "Pozostałych 4 nie można jeszcze ocenić.",
        ),
        ([PARTLY, PARTLY], "Z 2 wskaźników częściowo osiągnięto 2."),
        ([MET, OPEN], "Z 2 wskaźników w pełni osiągnięto 1. Pozostałego 1 nie można jeszcze ocenić."),
        ([OPEN] * 22, "Nie można jeszcze ocenić żadnego z 22 wskaźników."),
    ],
)
def test_summary_of_ended_programme_counts_final_statuses(statuses, text):
    assert in_polish(summarize_programme(statuses, has_ended=True)) == text


def test_summary_to_date_counts_pace():
    statuses = [MET, Status.AHEAD, Status.ON_TRACK, Status.BEHIND, Status.BEHIND, OPEN]
    assert in_polish(summarize_programme(statuses, has_ended=False)) == (
        "Dotychczas z 6 wskaźników w pełni osiągnięto 1, powyżej planu: 1, zgodnie z planem: 1, poniżej planu: 2. "
        "Pozostałego 1 nie można jeszcze ocenić."
    )


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        ([MET, NOT], "W 2024 r. z 2 wskaźników w pełni osiągnięto 1, nie osiągnięto 1."),
        ([OPEN] * 5, "Za 2024 r. nie można jeszcze ocenić żadnego z 5 wskaźników."),
    ],
)
def test_summary_of_year_counts_its_statuses(statuses, text):
    assert in_polish(summarize_year(statuses, 2024)) == text


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2022, 1, 1), "Za wcześnie na ocenę: pierwszy pomiar ma być do 31 marca 2022 r."),
        (date(2023, 1, 1), "Nie wiadomo, co osiągnięto: nie ma wartości; pierwszy termin minął 31 marca 2022 r."),
        (date(2024, 1, 1), "Nie wiadomo, co osiągnięto: nie ma wartości, choć wszystkie terminy minęły."),
    ],
)
def test_summary_without_values_says_whether_they_are_due(on, text):
    due_dates = [date(2023, 3, 31), date(2022, 3, 31)]
    sentence = in_polish(summarize_unmeasured(say("nie ma wartości"), due_dates, on))
    assert sentence.replace("\u00a0", " ") == text


def test_english_summary_has_english_word_order():
    with translation.override("en"):
        assert render(summarize_year([MET, PARTLY, OPEN, OPEN], 2024)) == (
            "2024: of 4 indicators: 1 met in full, 1 in part. The other 2 cannot be judged yet."
        )
