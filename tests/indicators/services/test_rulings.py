from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cooperation.models import Change
from cooperation.rendering import render
from indicators.models import Assessment, Decision
from indicators.queries.results import load_results
from indicators.queries.rulings import ruling_context_for
from indicators.rules.targets import parse_target
from indicators.services import errors, rulings
from indicators.wording import changes as change_wording
from indicators.wording import open_questions as open_question_wording
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.fixture
def undecided(office):
    """An indicator whose target names no period: "5", with 3 approved for 2024."""
    approve(office)
    target = office.indicator.targets.get()
    target.verbatim, target.scope, target.scope_origin = "5", "undecided", "document"
    target.comparator_origin = "default"
    target.value = 5
    target.save()
    return office


@pytest.fixture
def described(office):
    """A target in words, with 3 approved for 2024."""
    approve(office)
    target = office.indicator.targets.get()
    target.verbatim, target.kind = "zgodnie ze strategią", "descriptive"
    target.scope = target.comparator = ""
    target.save()
    return office


@pytest.fixture
def turned(office):
    """A target below its baseline, whose direction is assumed: "3 rocznie" after 4, with 3 approved for 2024."""
    approve(office)
    target = office.indicator.targets.get()
    target.verbatim = "3 rocznie"
    target.meaning = parse_target(target.verbatim, years=(2021, 2025), baseline=(Decimal(4), 2018))
    target.save()
    return office


def decide(office, text="Rozstrzygnięto.", by=None, based_on=0, **sets):
    return rulings.decide(office.indicator, text, by or office.coordinator, based_on=based_on, on=ON, **sets)


def assess(office, verdict="met", reason="Rada się spotkała.", by=None, based_on=0, year=2024):
    return rulings.assess(office.indicator, year, verdict, reason, by or office.coordinator, based_on=based_on, on=ON)


def status(office, year=2024):
    (row,) = load_results(office.programme, on=ON).year_rows(year)
    return str(row.result.status)


def register_lines():
    """Return the register's lines, oldest first."""
    lines = [change_wording.change_text(row) for row in Change.objects.filter(kind="ruling").order_by("id")]
    return [(render(line.sentence).replace("\u00a0", " "), line.reason) for line in lines]


def version(office):
    office.programme.refresh_from_db()
    return office.programme.content_version


@pytest.mark.parametrize(
    ("sets", "before", "after", "settings"),
    [
        ({"scope": "programme"}, "to_be_assessed", "behind", "wartość docelowa obowiązuje w całym programie"),
        ({"scope": "year"}, "to_be_assessed", "partly_met", "wartość docelowa obowiązuje w każdym roku"),
        ({"exempt_year": 2024}, "to_be_assessed", "not_applicable", "2024 r. nie podlega ocenie"),
        (
            {"comparator": "exactly"},
            "to_be_assessed",
            "to_be_assessed",
            "wartość docelową rozumie się jako „dokładnie”",
        ),
    ],
)
def test_decide_changes_status_registers_and_invalidates_cached_pages(undecided, sets, before, after, settings):
    seen = version(undecided)
    assert status(undecided) == before
    decision = decide(undecided, question="rok czy program?", **sets)
    assert (status(undecided), version(undecided)) == (after, seen + 1)
    assert (decision.decided_on, decision.author, decision.question) == (ON, undecided.coordinator, "rok czy program?")
    assert register_lines() == [
        (f"Rozstrzygnięcie w sprawie wskaźnika „Liczba warsztatów”: {settings}.", "Rozstrzygnięto.")
    ]
    change = Change.objects.latest("id")
    assert (change.object_type, change.object_id, change.role, change.unit) == (
        "decision", decision.pk, "coordinator", undecided.unit,
    )  # fmt: skip


def test_decision_without_setting_changes_no_status(undecided):
    decide(undecided, "  Wyjaśnienie.  ")
    assert (status(undecided), Decision.objects.get().text) == ("to_be_assessed", "Wyjaśnienie.")
    assert register_lines() == [("Rozstrzygnięcie w sprawie wskaźnika „Liczba warsztatów”.", "Wyjaśnienie.")]


def test_internal_decision_registers_setting_without_text(undecided):
    seen = version(undecided)
    first = decide(undecided, is_public=False)
    assert version(undecided) == seen
    decide(undecided, is_public=False, scope="year", based_on=first.pk)
    assert (status(undecided), version(undecided)) == ("partly_met", seen + 1)
    ((sentence, reason),) = register_lines()
    assert sentence.endswith("wartość docelowa obowiązuje w każdym roku.")
    assert reason == ""


def test_latest_decision_on_a_setting_is_in_force(undecided):
    """A later decision that sets nothing leaves the setting as it is."""
    first = decide(undecided, scope="year")
    second = decide(undecided, scope="programme", based_on=first.pk)
    decide(undecided, based_on=second.pk)
    assert status(undecided) == "behind"
    assert Decision.objects.count() == 3


@pytest.mark.parametrize(
    "sets",
    [
        {"scope": "undecided"},
        {"scope": "zzz"},
        {"comparator": "between"},
        {"comparator": "zzz"},
        {"exempt_year": 2020},
        {"exempt_year": 2026},
        {"scope": "year", "exempt_year": 2024},
    ],
)
def test_decide_rejects_settings_that_are_not_open(undecided, sets):
    with pytest.raises(errors.NotOpen):
        decide(undecided, **sets)
    assert not Decision.objects.exists()
    assert register_lines() == []


def test_decide_rejects_settings_of_the_document(office):
    with pytest.raises(errors.NotOpen):
        decide(office, scope="programme")  # "1/rok"
    first = decide(office, exempt_year=2024)
    with pytest.raises(errors.NotOpen):
        decide(office, exempt_year=2024, text="jeszcze raz", based_on=first.pk)


def test_decide_rejects_stale_ruling(undecided):
    second = factories.coordinator()
    first = decide(undecided, scope="year")
    with pytest.raises(errors.StaleRuling) as caught:
        decide(undecided, scope="programme", by=second)
    assert caught.value.newest == first
    with pytest.raises(errors.StaleRuling):
        decide(undecided, scope="year", by=second)  # the same words of another person are another decision
    assert Decision.objects.count() == len(register_lines()) == 1


def test_decide_twice_with_same_form_creates_one_decision(undecided):
    first = decide(undecided, exempt_year=2024)
    assert decide(undecided, exempt_year=2024) == first
    assert Decision.objects.count() == len(register_lines()) == 1
    with pytest.raises(errors.StaleRuling):
        decide(undecided, exempt_year=2024, is_public=False)


@pytest.mark.parametrize("who", ["officer", "administrator", "former"])
def test_rulings_require_coordinator(described, who):
    described.administrator = factories.administrator()
    described.former = factories.coordinator(is_active=False)
    person = getattr(described, who)
    with pytest.raises(errors.NotAllowed):
        decide(described, by=person)
    with pytest.raises(errors.NotAllowed):
        assess(described, by=person)
    assert not Decision.objects.exists()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_rulings_require_text(described, text):
    with pytest.raises(errors.TextRequired):
        decide(described, text)
    with pytest.raises(errors.TextRequired):
        assess(described, reason=text)


def test_latest_assessment_is_in_force(described):
    seen = version(described)
    assert status(described) == "to_be_assessed"
    first = assess(described, "partly_met", "Połowa spotkań.")
    assert (status(described), version(described)) == ("partly_met", seen + 1)
    assess(described, "met", "Wszystkie spotkania.", based_on=first.pk)
    assert status(described) == "met"
    assert register_lines() == [
        ("Ocena wskaźnika „Liczba warsztatów” za 2024 r.: częściowo osiągnięty.", "Połowa spotkań."),
        ("Ocena wskaźnika „Liczba warsztatów” za 2024 r.: osiągnięty.", "Wszystkie spotkania."),
    ]


def test_assess_rejects_year_that_figures_decide(office):
    approve(office)
    with pytest.raises(errors.NotToBeAssessed) as caught:
        assess(office)
    assert caught.value.row.result.status == "met"
    assert "3" in render(caught.value.row.result.sentence)
    assert not Assessment.objects.exists()


def test_assess_rejects_year_without_approved_figure(described):
    with pytest.raises(errors.NotToBeAssessed) as caught:
        assess(described, year=2023)
    assert caught.value.row.result.status == "overdue"
    with pytest.raises(errors.NotToBeAssessed):
        assess(described, year=2026)  # outside the programme


def test_assess_rejects_stale_ruling_and_ignores_repetition(described):
    first = assess(described)
    assert assess(described) == first
    with pytest.raises(errors.StaleRuling) as caught:
        assess(described, "not_met")
    assert caught.value.newest == first
    assert Assessment.objects.count() == len(register_lines()) == 1


def test_assess_rejects_unknown_verdict(described):
    with pytest.raises(ValueError, match="ahead"):
        assess(described, "ahead")


def test_register_line_of_assessment_is_translated_into_english(described):
    assess(described)
    with translation.override("en"):
        assert register_lines() == [("Assessed: “Liczba warsztatów”, 2024: met.", "Rada się spotkała.")]


def test_ruling_context_shows_open_questions_and_effect_of_decision(undecided, django_assert_num_queries):
    with django_assert_num_queries(7):
        context = ruling_context_for(undecided.indicator.pk, on=date(2025, 2, 10))
    assert [str(question.question) for question in context.questions] == ["undecided"]
    assert context.if_decided(scope="year").in_year(2024, ON).result.status == "partly_met"
    assert context.node.in_year(2024, ON).result.status == "to_be_assessed"
    assert ruling_context_for(undecided.indicator.pk + 1000, on=ON) is None


def test_decision_does_not_apply_to_amended_target_with_scope(undecided):
    """A decision sets the period of "5" (from 2021); the target from 2024, "co najwyżej 2 rocznie", states its own."""
    decide(undecided, scope="programme")
    decide(undecided, comparator="at_least", based_on=Decision.objects.latest("id").pk)
    amended = factories.TargetFactory(
        indicator=undecided.indicator, applies_from=2024, verbatim="co najwyżej 2 rocznie", frequency="yearly"
    )
    terms = ruling_context_for(undecided.indicator.pk, on=ON).node.facts.terms
    assert (terms[2023].meaning.scope, terms[2023].meaning.comparator) == ("programme", "at_least")
    assert (terms[2024].meaning.scope, terms[2024].meaning.comparator) == ("year", "at_most")
    assert amended.meaning == terms[2024].meaning
    assert status(undecided) == "not_met"  # 3 of at most 2


@pytest.mark.parametrize(("comparator", "settled"), [("at_least", "met"), ("less_than", "not_met")])
def test_decision_of_the_comparator_settles_an_assumed_direction(turned, comparator, settled):
    asked = [
        render(open_question_wording.question_text(question).what)
        for question in ruling_context_for(turned.indicator.pk, on=ON).questions
    ]
    assert asked == ["niższa czy wyższa wartość jest lepsza?"]
    assert status(turned) == "met"  # judged by what was assumed
    decide(turned, comparator=comparator)
    assert ruling_context_for(turned.indicator.pk, on=ON).questions == []
    assert status(turned) == settled


def test_decision_confirms_a_schedule_with_missing_years(office):
    target = office.indicator.targets.get()
    target.meaning = parse_target("2021: 1, 2023: 2", years=(2021, 2025))
    target.save()
    (asked,) = ruling_context_for(office.indicator.pk, on=ON).questions
    assert asked.years == (2022, 2024, 2025)
    decide(office, scope="year")
    assert ruling_context_for(office.indicator.pk, on=ON).questions == []
