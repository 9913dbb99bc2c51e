"""The facts of indicators: targets in force, decisions applied, approved figures, due days."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Decision, Indicator, ReportingRound, Target
from indicators.queries.facts import NO_RULINGS, ApprovedContent, load_facts, rulings_in_force, target_in_force
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.rules.meanings import Scope
from indicators.services import measurements, rulings
from tests import factories
from tests.indicators.conftest import ON, approve


def load(office, **kwargs):
    return load_facts(Indicator.objects.in_programme(office.programme), [office.programme], **kwargs)


def facts_of(office, **kwargs):
    return load(office, **kwargs).facts_of(office.indicator, office.programme)


def test_facts_hold_the_approved_figure_of_its_period_only(office):
    approve(office, "3")
    measurements.submit(office.slot("2023"), Figure(Decimal(9)), by=office.officer, based_on=0, on=ON)
    values = {year: readings[0].value for year, readings in facts_of(office).readings.items()}
    assert values == {2021: None, 2022: None, 2023: None, 2024: Decimal(3), 2025: None}


def test_reason_of_a_missing_value_is_a_fact(office):
    figure = Figure(no_value_reason=NoValueReason.NOT_MEASURED)
    revision = measurements.submit(office.slot(), figure, by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    (reading,) = facts_of(office).readings[2024]
    assert (reading.value, reading.reason) == (None, NoValueReason.NOT_MEASURED)


def test_due_date_is_of_round_else_default(office):
    ReportingRound.objects.filter(year=2024).update(due_on=date(2025, 4, 30))
    ReportingRound.objects.filter(year=2023).delete()
    readings = facts_of(office).readings
    assert (readings[2024][0].due_on, readings[2023][0].due_on) == (date(2025, 4, 30), date(2024, 3, 31))


def test_target_of_a_later_year_applies_from_that_year(office):
    factories.TargetFactory(indicator=office.indicator, applies_from=2023, verbatim="5/rok")
    terms = facts_of(office).terms
    assert [terms[year].meaning.value for year in sorted(terms)] == [1, 1, 5, 5, 5]


def test_target_in_force_is_the_latest_one_that_has_begun():
    targets = [Target(applies_from=2021), Target(applies_from=2023)]
    assert target_in_force(targets, 2020) is None
    assert target_in_force(targets, 2022) is targets[0]
    assert target_in_force(targets, 2025) is targets[1]


def test_latest_rulings_are_in_force_and_exemptions_accumulate():
    decisions = [
        Decision(scope="year", exempt_year=2021),
        Decision(comparator="at_most"),
        Decision(scope="programme", exempt_year=2023),
    ]
    in_force = rulings_in_force(decisions, [])
    assert (in_force.scope, in_force.comparator) == ("programme", "at_most")
    assert in_force.exempt_years == {2021, 2023}
    assert rulings_in_force([], []) == NO_RULINGS


def test_decision_changes_the_terms(office):
    undecided = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="5 szt.")
    rulings.decide(undecided, "Dotyczy roku.", office.coordinator, based_on=0, scope="year", on=ON)
    source = load(office)
    assert source.facts_of(undecided, office.programme).terms[2024].meaning.scope == Scope.YEAR
    as_before = source.with_rulings(undecided.pk, NO_RULINGS)
    assert as_before.facts_of(undecided, office.programme).terms[2024].meaning.scope == Scope.UNDECIDED


def test_with_approved_adds_contents_without_changing_the_source(office):
    approve(office, "3")
    source = load(office)
    content = ApprovedContent(value=Decimal("1.5"), decimals=1, no_value_reason="", achieved_on=None)
    preview = source.with_approved(office.indicator.pk, {"2023": content})
    readings = preview.facts_of(office.indicator, office.programme).readings
    assert (readings[2023][0].value, readings[2024][0].value) == (Decimal("1.5"), Decimal(3))
    assert preview.decimals_of(office.indicator.pk) == 1
    assert source.decimals_of(office.indicator.pk) == 0
    assert source.facts_of(office.indicator, office.programme).readings[2023][0].value is None


def test_facts_of_chosen_years_hold_no_other_year(office):
    facts = load(office).facts_of(office.indicator, office.programme, [2024])
    assert (set(facts.terms), set(facts.readings)) == ({2024}, {2024})


def test_load_facts_leaves_out_other_programmes(office, other):
    source = load(office)
    assert set(source.targets) == {office.indicator.pk}
    assert set(source.rounds) == {office.programme.pk}


@pytest.mark.parametrize("items", [1, 3])
def test_load_facts_query_count_is_constant(office, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(office.programme, unit=office.unit)
    indicators = list(Indicator.objects.all())
    with django_assert_num_queries(5):
        source = load(office)
        for indicator in indicators:
            source.facts_of(indicator, office.programme)
    with django_assert_num_queries(4):
        load(office, approved={})
