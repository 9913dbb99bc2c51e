"""The meanings of targets in words."""

from datetime import date
from decimal import Decimal

import pytest

from cooperation.text import Sentence
from indicators.rules.targets import (
    Comparator,
    Kind,
    Origin,
    Origins,
    Scope,
    TargetMeaning,
    parse_target,
    target_sentence,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/rok", "at least 1 in every year"),
        ("5 szkoleń miesięcznie", "at least 5 szkoleń in every month"),
        ("ponad 5 na kwartał", "more than 5 in every quarter"),
        ("maks. 5 na półrocze", "at most 5 in every half-year"),
        ("min. 5", "at least 5; the programme does not say whether in every year or in the whole period"),
        ("mniej niż 5% rocznie", "less than 5% in every year"),
        ("dokładnie 80% uczestników rocznie", "exactly 80% uczestników in every year"),
        ("1-2/rok", "from 1 to 2 in every year"),
        ("5 w okresie programu", "at least 5 in the whole programme"),
        ("5 w latach 2021-2025", "at least 5 in total by 2025-12-31"),
        ("80% w okresie programu", "at least 80% at the programme's end"),
        ("80% do 2025 r.", "at least 80% on 2025-12-31"),
        ("wzrost o 5%", "increase by at least 5%; the programme does not say by when and compared with what"),
        ("spadek o 3 osoby r/r", "decrease by at least 3 osoby in every year, compared with the previous year"),
        ("spadek o ponad 3 r/r", "decrease by more than 3 in every year, compared with the previous year"),
        (
            "wzrost liczby osób o 5% względem wartości bazowej",
            "increase (liczby osób) by at least 5% at the programme's end, compared with the baseline value",
        ),
        (
            "spadek liczby osób o 5% względem 2020 r.",
            "decrease (liczby osób) by at least 5% at the programme's end, against 2020",
        ),
        (
            "wzrost o 5-10 p.p. r/r",
            "increase in the range from 5 to 10 percentage points in every year, compared with the previous year",
        ),
        ("spadek o 5-10% r/r", "decrease in the range from 5 to 10% in every year, compared with the previous year"),
        (
            "wzrost o 5% do 2025 r.",
            "increase by at least 5% on 2025-12-31; the programme does not say compared with what",
        ),
        ("2021: 1, 2022: 2", "2021: at least 1; 2022: at least 2"),
        ("2023: 5", "2023: at least 5"),
        ("5 rocznie w latach 2022-2024", "at least 5 in every year from 2022 to 2024"),
        ("tak", "yes, by the programme's end"),
        ("tak, do 2022 r.", "yes, by 2022-12-31"),
        ("do 2022 r.", "done by 2022-12-31"),
        ("wg potrzeb", "as needed, no target value"),
        ("-", "no target set"),
        ("ok. 5", "descriptive target"),
    ],
)  # fmt: skip
def test_target_sentence_states_comparator_number_and_scope(text: str, expected: str) -> None:
    assert str(target_sentence(parse_target(text))) == expected


def test_sentence_parameters_keep_numbers_and_dates() -> None:
    sentence = target_sentence(parse_target("1 200 do 31.12.2022 r."))
    amount = sentence.params["amount"]
    assert isinstance(amount, Sentence)
    assert (sentence.params["day"], amount.params["figure"]) == (date(2022, 12, 31), Decimal(1200))


def test_decided_scope_has_same_sentence_as_written_scope() -> None:
    decided = TargetMeaning(
        Kind.NUMBER, Comparator.AT_MOST, Decimal(5), scope=Scope.YEAR, origins=Origins(scope=Origin.DECISION)
    )
    assert str(target_sentence(decided)) == "at most 5 in every year"
