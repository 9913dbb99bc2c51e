"""Open questions that prevent a judgement by figures or rest on an assumption."""

from decimal import Decimal

import pytest

from indicators.rules.meanings import Comparator, Frequency, GrowthReference, Kind, Scope, TargetMeaning
from indicators.rules.rulings import apply_decision
from indicators.rules.status import Status, judge_year, open_questions
from indicators.rules.targets import parse_target
from indicators.rules.verdicts import QuestionKind
from tests.indicators.rules.status_cases import AFTERWARDS, facts, growth, number


@pytest.mark.parametrize(
    ("meaning", "frequency", "expected"),
    [
        (number(1), Frequency.YEARLY, None),
        (number(1), None, QuestionKind.NO_FREQUENCY),
        (number(1, Scope.UNDECIDED), Frequency.YEARLY, QuestionKind.UNDECIDED),
        (number(1, Scope.QUARTER), Frequency.YEARLY, QuestionKind.TOO_RARE),
        (TargetMeaning(Kind.DESCRIPTIVE), Frequency.YEARLY, QuestionKind.DESCRIPTIVE),
        (TargetMeaning(Kind.AS_NEEDED), Frequency.YEARLY, None),
        (TargetMeaning(Kind.AS_NEEDED), None, QuestionKind.NO_FREQUENCY),
        (growth(5), Frequency.YEARLY, QuestionKind.NO_REFERENCE),
    ],
)
def test_terms_have_open_question_when_meaning_or_frequency_is_undecided(meaning, frequency, expected):
    asked = open_questions(facts(meaning, frequency=frequency), 2023, AFTERWARDS)
    assert asked == (() if expected is None else (expected,))


def test_missing_reference_is_question_in_first_year_only():
    """The first year has no previous year."""
    yearly = facts(growth(5, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR))
    asked = [open_questions(yearly, year, AFTERWARDS) for year in yearly.years]
    assert asked == [(QuestionKind.NO_REFERENCE,), (), (), (), ()]


@pytest.mark.parametrize(
    "settled", [{"exempt_years": frozenset({2023})}, {"assessments": {2023: Status.MET}}, {"withdrawn_from": 2023}]
)
def test_settled_year_has_no_open_questions(settled):
    asked = facts(TargetMeaning(Kind.DESCRIPTIVE), **settled)
    assert open_questions(asked, 2022, AFTERWARDS) == (QuestionKind.DESCRIPTIVE,)
    assert open_questions(asked, 2023, AFTERWARDS) == ()


def test_assumed_direction_is_open_until_decided():
    """The question is listed after the blocking one; a decision on the comparator settles it."""
    meaning = parse_target("3,2", years=(2021, 2025), baseline=(Decimal("4.2"), 2018))
    asked = facts(meaning)
    assert open_questions(asked, 2023, AFTERWARDS) == (QuestionKind.UNDECIDED, QuestionKind.DIRECTION)
    terms = apply_decision(asked.terms[2023], Comparator.AT_LEAST, Scope.YEAR)
    assert open_questions(facts(terms.meaning), 2023, AFTERWARDS) == ()


def test_assumed_direction_does_not_block_verdict():
    meaning = parse_target("3 rocznie", name="Liczba pożarów")
    year = judge_year(facts(meaning, [None, None, "2"]), 2023, AFTERWARDS)
    assert year.status is Status.MET
    assert open_questions(facts(meaning), 2023, AFTERWARDS) == (QuestionKind.DIRECTION,)


def test_years_missing_in_schedule_are_open_until_decided():
    meaning = parse_target("2021: 1, 2023: 2", years=(2021, 2025))
    asked = facts(meaning)
    assert [open_questions(asked, year, AFTERWARDS) for year in asked.years] == [
        (), (QuestionKind.MISSING_YEARS,), (), (QuestionKind.MISSING_YEARS,), (QuestionKind.MISSING_YEARS,)
    ]  # fmt: skip
    terms = apply_decision(asked.terms[2021], None, Scope.YEAR)
    assert [open_questions(facts(terms.meaning), year, AFTERWARDS) for year in asked.years] == [()] * 5
