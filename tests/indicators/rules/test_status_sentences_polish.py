"""Polish sentences about figures."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from cooperation.rendering import render
from cooperation.text import ValueType
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Kind, Scope, TargetMeaning
from indicators.rules.status import Terms, judge_programme, judge_year
from tests.indicators.rules.status_cases import AFTERWARDS, done, facts, number, only_year


def in_polish(sentence):
    with translation.override("pl"):
        return render(sentence).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "measure", "value_type", "shown"),
    [
        ("24.0", "dni", ValueType.DECIMAL, "24 dni"),
        ("1", "dni", ValueType.DECIMAL, "1 dzień"),
        ("5", "osoby", ValueType.COUNT, "5 osób"),
        ("5", "byty", ValueType.COUNT, "5 (byty)"),
        ("12500000", "zł", ValueType.MONEY, "12 500 000 zł"),
        ("12500000.5", "zł", ValueType.MONEY, "12 500 000,50 zł"),
    ],
)
def test_measured_value_has_its_unit(value, measure, value_type, shown):
    status = only_year(number(1), value, measure=measure, value_type=value_type)
    assert f"w 2025 r.: {shown}; wartość docelowa" in in_polish(status.sentence)


def test_sentence_with_upper_limit_says_at_most():
    meaning = number(30, comparator=Comparator.AT_MOST, measure="dni")
    status = only_year(meaning, "24.0", measure="dni", value_type=ValueType.DECIMAL)
    assert in_polish(status.sentence) == (
        "Osiągnięty: w 2025 r.: 24 dni; wartość docelowa: najwyżej 30 dni w każdym roku."
    )


def test_undecided_scope_sentence_names_number_and_years():
    meaning = number(90, Scope.UNDECIDED, kind=Kind.PERCENT)
    case = facts(meaning, ["84.5", 91, 96], years=(2022, 2024), value_type=ValueType.PERCENT)
    question = "ie można ocenić: program nie określa, czy 90% dotyczy każdego roku, czy całego okresu"
    assert in_polish(judge_programme(case, AFTERWARDS).sentence) == f"n{question} (2022, 2023, 2024)"
    assert in_polish(judge_year(case, 2022, AFTERWARDS).sentence) == f"N{question} (w 2022 r.: 84,5%)."


def test_different_questions_are_listed_with_their_years():
    undecided = facts(number(5, Scope.UNDECIDED), [1, 2, 3], years=(2022, 2024))
    words = Terms(TargetMeaning(Kind.DESCRIPTIVE), Frequency.YEARLY, Aggregation.SUM)
    case = replace(undecided, terms={**undecided.terms, 2024: words})
    assert in_polish(judge_programme(case, AFTERWARDS).sentence) == (
        "nie można ocenić: program nie określa, czy 5 dotyczy każdego roku, czy całego okresu (2022, 2023); "
        "wartość docelową opisano słowami (2024)"
    )


def test_late_completion_sentence_names_both_days():
    meaning = done(Kind.DEADLINE, date(2023, 12, 31))
    case = facts(meaning, [0, 0, date(2024, 3, 12)], years=(2022, 2024))
    assert in_polish(judge_year(case, 2024, AFTERWARDS).sentence) == (
        "Osiągnięty po terminie: wykonano 12 marca 2024 r., termin minął 31 grudnia 2023 r."
    )


def test_programme_without_threshold_sentence_counts_years_with_value():
    case = facts(TargetMeaning(Kind.NONE), [3, 4, 5, None], years=(2021, 2024))
    text = in_polish(judge_programme(case, AFTERWARDS).sentence)
    assert text == "program nie podaje liczby; wartość znamy za 3 z 4 lat (brak danych: 2024)"
