"""What a decision may set, and which years a person may assess."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cooperation.rules.origins import Origin
from indicators.rules.meanings import Comparator, Frequency, Kind, Origins, Scope, TargetMeaning
from indicators.rules.rulings import COMPARATORS, SCOPES, apply_decision, ruling_options
from indicators.rules.status import Status, may_be_assessed
from tests.indicators.rules.status_cases import AFTERWARDS, NOT_APPLICABLE, done, facts, growth, number

STATED = Origins(comparator=Origin.DOCUMENT, scope=Origin.DOCUMENT)
ASSUMED = Origins(comparator=Origin.DEFAULT, scope=Origin.DOCUMENT)
ALL_YEARS = (2021, 2022, 2023, 2024, 2025)


@pytest.mark.parametrize(
    ("meaning", "frequency", "scopes", "comparators"),
    [
        (number(1, Scope.UNDECIDED, origins=ASSUMED), Frequency.YEARLY, SCOPES[Kind.NUMBER], COMPARATORS),
        (number(1, Scope.UNDECIDED, origins=STATED), Frequency.YEARLY, SCOPES[Kind.NUMBER], ()),
        (number(1, origins=ASSUMED), Frequency.YEARLY, (), COMPARATORS),
        (number(1, origins=STATED), Frequency.YEARLY, (), ()),
        # measured once a year, "1/kwartał" cannot be judged, so the scope is open although the document states one
        (number(1, Scope.QUARTER, origins=STATED), Frequency.YEARLY, SCOPES[Kind.NUMBER], ()),
        (number(1, Scope.UNDECIDED, kind=Kind.PERCENT, origins=STATED), Frequency.YEARLY, SCOPES[Kind.PERCENT], ()),
        (growth(5, Scope.UNDECIDED, origins=STATED), Frequency.YEARLY, SCOPES[Kind.GROWTH], ()),
        (number(1, comparator=Comparator.BETWEEN, upper=Decimal(3), origins=ASSUMED), Frequency.YEARLY, (), ()),
        (number(1, schedule=((2021, Decimal(1)),), origins=ASSUMED), Frequency.YEARLY, (), COMPARATORS),
        (TargetMeaning(Kind.DESCRIPTIVE), Frequency.YEARLY, (), ()),
        (done(), Frequency.YEARLY, (), ()),
    ],
)
def test_ruling_options_contain_what_terms_leave_open(meaning, frequency, scopes, comparators):
    options = ruling_options(facts(meaning, frequency=frequency), frozenset())
    assert (options.scopes, options.comparators) == (scopes, comparators)


def test_option_open_in_one_year_is_offered():
    mixed = facts(number(1, Scope.UNDECIDED, origins=STATED))
    stated = replace(mixed.terms[2021], meaning=number(1, origins=STATED))
    mixed = replace(mixed, terms={**mixed.terms, 2024: stated, 2025: stated})
    assert ruling_options(mixed, frozenset()).scopes == SCOPES[Kind.NUMBER]


@pytest.mark.parametrize(
    ("meaning", "frequency", "expected"),
    [
        (number(1, Scope.UNDECIDED, origins=ASSUMED), Frequency.YEARLY, (Comparator.AT_MOST, Scope.PROGRAMME)),
        (number(1, origins=ASSUMED), Frequency.YEARLY, (Comparator.AT_MOST, Scope.YEAR)),
        # stated by an amendment
        (number(1, origins=STATED), Frequency.YEARLY, (Comparator.AT_LEAST, Scope.YEAR)),
        (number(1, Scope.UNDECIDED, origins=STATED), Frequency.YEARLY, (Comparator.AT_LEAST, Scope.PROGRAMME)),
        (number(1, Scope.QUARTER, origins=STATED), Frequency.YEARLY, (Comparator.AT_LEAST, Scope.PROGRAMME)),
        (number(1, Scope.QUARTER, origins=STATED), Frequency.QUARTERLY, (Comparator.AT_LEAST, Scope.QUARTER)),
        # a percentage has no programme scope
        (number(1, Scope.UNDECIDED, kind=Kind.PERCENT, origins=STATED), None, (Comparator.AT_LEAST, Scope.UNDECIDED)),
        (TargetMeaning(Kind.DESCRIPTIVE), Frequency.YEARLY, (None, None)),
    ],
)  # fmt: skip
def test_decision_applies_to_what_terms_leave_open(meaning, frequency, expected):
    terms = facts(meaning, frequency=frequency).terms[2021]
    decided = apply_decision(terms, Comparator.AT_MOST, Scope.PROGRAMME).meaning
    assert (decided.comparator, decided.scope) == expected
    is_decided = (decided.comparator is not meaning.comparator, decided.scope is not meaning.scope)
    origins = (decided.origins.comparator is Origin.DECISION, decided.origins.scope is Origin.DECISION)
    assert is_decided == origins


def test_empty_decision_does_not_change_terms():
    terms = facts(number(1, Scope.UNDECIDED, origins=ASSUMED)).terms[2021]
    assert apply_decision(terms, None, None) == terms


def test_only_years_with_target_can_be_exempted():
    descriptive = facts(TargetMeaning(Kind.DESCRIPTIVE), withdrawn_from=2025)
    assert ruling_options(descriptive, frozenset({2022})).years == (2021, 2023, 2024)
    assert ruling_options(facts(done()), frozenset()).years == ALL_YEARS


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (facts(number(1), frequency=None), True),  # row 3
        (facts(TargetMeaning(Kind.DESCRIPTIVE), (1, 1, 1, 1, 1)), True),  # row 12
        (facts(number(1, Scope.UNDECIDED), (1, 1, 1, 1, 1)), True),
        (
            facts(TargetMeaning(Kind.DESCRIPTIVE), (1, 1, 1, 1, 1), assessments={2023: Status.MET}),
            True,  # an assessment can be replaced
        ),
        (facts(TargetMeaning(Kind.DESCRIPTIVE), (1, 1)), False),  # overdue
        (facts(TargetMeaning(Kind.DESCRIPTIVE), (1, 1, NOT_APPLICABLE)), False),  # row 1
        (facts(TargetMeaning(Kind.DESCRIPTIVE), (1, 1, 1), exempt_years=frozenset({2023})), False),
        (facts(number(1), (1, 1, 1, 1, 1)), False),  # figures decide
    ],
)
def test_year_may_be_assessed_when_no_figure_decides(case, expected):
    assert may_be_assessed(case, 2023, AFTERWARDS) is expected
