"""The querysets of the models: every model finds its programme by the same path."""

from decimal import Decimal

import pytest

from goals.models import SpecificGoal
from indicators.models import (
    Action,
    Assessment,
    Decision,
    Evidence,
    Indicator,
    Measurement,
    ReaderQuestion,
    Revision,
    Target,
)
from indicators.models.measurements import State
from indicators.rules.figures import Figure
from indicators.services import measurements, rulings
from tests import factories
from tests.indicators.conftest import ON, approve

MODELS = (
    SpecificGoal,
    Action,
    Indicator,
    Target,
    Measurement,
    Revision,
    Evidence,
    Decision,
    Assessment,
    ReaderQuestion,
)


@pytest.mark.parametrize("model", MODELS)
def test_programme_path_of_every_model_is_valid(db, model):
    queryset = model.objects.in_programmes([1, 2]).published().real().with_programme()
    assert list(queryset) == []
    assert model.objects.programme_ids() == []


def test_in_programme_leaves_out_other_programmes(office, other):
    assert list(Indicator.objects.in_programme(office.programme)) == [office.indicator]
    assert list(Indicator.objects.in_programme(other.programme.pk)) == [other.indicator]
    assert Target.objects.in_programmes([office.programme, other.programme]).count() == 2
    assert sorted(Indicator.objects.programme_ids()) == sorted([office.programme.pk, other.programme.pk])


def test_published_leaves_out_programmes_in_preparation(office, other):
    assert list(Indicator.objects.published()) == [office.indicator]
    assert list(SpecificGoal.objects.published()) == [office.indicator.action.specific_goal]


def test_real_leaves_out_examples(office):
    example = factories.ProgrammeFactory(slug="przyklad", is_example=True)
    factories.in_programme(example)
    assert list(Indicator.objects.real()) == [office.indicator]


def test_with_programme_loads_the_programme_in_the_same_query(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        (indicator,) = Indicator.objects.with_programme()
        assert indicator.programme == office.programme
        assert indicator.programme_id == office.programme.pk


def test_in_document_order_follows_goals_actions_and_positions(office):
    goal = factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2)
    last = factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal, position=1))
    second = factories.IndicatorFactory(action=office.indicator.action, position=office.indicator.position + 1)
    assert list(Indicator.objects.in_document_order()) == [office.indicator, second, last]


def test_heads_are_the_newest_revisions(office):
    approved = approve(office)
    draft = measurements.record(office.slot("2023"), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    assert set(Revision.objects.heads()) == {approved, draft}
    assert list(Revision.objects.heads().submitted()) == []
    assert [revision.state for revision in Revision.objects.approved()] == [State.APPROVED]
    assert [measurement.period_code for measurement in Measurement.objects.approved()] == ["2024"]


def test_public_decisions_exclude_internal_ones(office):
    rulings.decide(office.indicator, "Jawne.", office.coordinator, based_on=0, on=ON)
    rulings.decide(
        office.indicator, "Wewnętrzne.", office.coordinator, based_on=Decision.objects.get().pk, is_public=False, on=ON
    )
    assert [decision.text for decision in Decision.objects.public()] == ["Jawne."]


@pytest.mark.parametrize(("state", "confirmed", "waiting"), [("unconfirmed", 0, 0), ("waiting", 1, 1)])
def test_reader_question_is_confirmed_and_waiting_by_state(office, state, confirmed, waiting):
    factories.ReaderQuestionFactory(indicator=office.indicator, state=state)
    assert ReaderQuestion.objects.confirmed().count() == confirmed
    assert ReaderQuestion.objects.waiting().count() == waiting
    assert ReaderQuestion.objects.answered().count() == 0


def test_definitions_refuse_writes_without_history(office):
    with pytest.raises(TypeError, match="leaves no history"):
        Indicator.objects.in_programme(office.programme).update(name="x")
    with pytest.raises(TypeError, match="leaves no history"):
        Target.objects.bulk_create([])
