"""What a person must settle before a year can be judged by figures."""

import pytest

from indicators.rules.meaning import Frequency, GrowthReference, Kind, Scope, TargetMeaning
from indicators.rules.status import Status, open_question
from indicators.rules.verdicts import Question
from tests.indicators.rules.status_cases import AFTERWARDS, facts, growth, number


@pytest.mark.parametrize(
    ("meaning", "frequency", "wanted"),
    [
        (number(1), Frequency.YEARLY, None),
        (number(1), None, Question.NO_FREQUENCY),
        (number(1, Scope.UNDECIDED), Frequency.YEARLY, Question.UNDECIDED),
        (number(1, Scope.QUARTER), Frequency.YEARLY, Question.TOO_RARE),
        (TargetMeaning(Kind.DESCRIPTIVE), Frequency.YEARLY, Question.DESCRIPTIVE),
        (TargetMeaning(Kind.AS_NEEDED), Frequency.YEARLY, None),
        (TargetMeaning(Kind.AS_NEEDED), None, Question.NO_FREQUENCY),
        (growth(5), Frequency.YEARLY, Question.NO_REFERENCE),
    ],
)
def test_what_is_open(meaning, frequency, wanted):
    assert open_question(facts(meaning, frequency=frequency), 2023, AFTERWARDS) is wanted


def test_the_figure_of_the_year_before_answers_by_itself():
    """Its first year has none before it: that one is open."""
    yearly = facts(growth(5, Scope.YEAR, growth_reference=GrowthReference.PREVIOUS_YEAR))
    asked = [open_question(yearly, year, AFTERWARDS) for year in yearly.years]
    assert asked == [Question.NO_REFERENCE, None, None, None, None]


@pytest.mark.parametrize(
    "settled", [{"exempt_years": frozenset({2023})}, {"assessments": {2023: Status.MET}}, {"withdrawn_from": 2023}]
)
def test_a_settled_year_asks_nothing(settled):
    asked = facts(TargetMeaning(Kind.DESCRIPTIVE), **settled)
    assert open_question(asked, 2022, AFTERWARDS) is Question.DESCRIPTIVE
    assert open_question(asked, 2023, AFTERWARDS) is None
