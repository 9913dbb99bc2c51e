"""A programme made from an earlier one: what is copied, what is left out, and that it is all or nothing."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cooperation.models import Programme
from goals.models import FindingLink
from indicators.models import Breakdown, Decision, Indicator, Measurement, Target
from indicators.rules.programme_copies import CarriedPart
from indicators.services import rulings, targets
from indicators.services.errors import ProgrammeExists
from indicators.services.programme_copies import CopiedProgramme, copy_programme
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def source(office: SimpleNamespace) -> SimpleNamespace:
    """A programme with a linked finding, a conclusion, a figure, a decision and a withdrawn indicator."""
    goal = office.indicator.action.specific_goal
    office.finding = factories.SwotFindingFactory(programme=office.programme, text="mało warsztatów")
    factories.ConclusionFactory(programme=office.programme)
    factories.FindingLinkFactory(finding=office.finding, specific_goal=goal, reason="warsztaty")
    factories.IndicatorFactory(action=office.indicator.action, name="Wycofany", withdrawn_from=2024)
    approve(office)
    rulings.decide(office.indicator, "Tak.", office.coordinator, based_on=0, on=ON)
    return office


def copied(source: SimpleNamespace, years: tuple[int, int] = (2026, 2026), **options: Any) -> CopiedProgramme:
    fields: dict[str, Any] = {"title": "", "parts": list(CarriedPart), "by": source.coordinator, "at": timezone.now()}
    return copy_programme(source.programme, first_year=years[0], last_year=years[1], **{**fields, **options})


def test_copy_has_definitions_and_nothing_recorded(source):
    result = copied(source)
    new = result.programme
    indicator = Indicator.objects.in_programme(new).get()
    target = indicator.targets.get()
    assert (new.title, new.slug, new.is_published) == ("Program współpracy na rok 2026", "2026", False)
    assert (indicator.name, indicator.continues, indicator.unit) == ("Liczba warsztatów", source.indicator, source.unit)
    assert (target.verbatim, target.applies_from, target.scope, target.frequency) == ("1/rok", 2026, "year", "yearly")
    assert target.breakdown == Breakdown.objects.get(programme=new)
    assert [row.name for row in target.breakdown.categories.all()] == [
        row.name for row in source.breakdown.categories.all()
    ]
    assert (new.findings.get().text, new.conclusions.count()) == ("mało warsztatów", 1)
    link = FindingLink.objects.get(finding__programme=new)
    assert (link.specific_goal.programme, link.reason) == (new, "warsztaty")
    assert list(new.rounds.values_list("year", flat=True)) == [2026]
    assert not Measurement.objects.in_programme(new).exists()
    assert not Decision.objects.in_programme(new).exists()
    assert indicator.history.get().history_type == target.history.get().history_type == "+"
    assert [note.params["name"] for note in result.notes] == ["Wycofany"]


def test_targets_are_understood_for_the_new_years(source):
    terms = {"verbatim": "5 szt.", "frequency_verbatim": "Raz w roku"}
    undecided = factories.in_programme(
        source.programme,
        unit=source.unit,
        name="Liczba spotkań",
        **{f"terms__{name}": value for name, value in terms.items()},
    )
    assert undecided.targets.get().scope == "undecided"
    copied(source)
    copied(source, years=(2027, 2028))
    scopes = Target.objects.filter(indicator__continues=undecided).values_list("applies_from", "scope")
    assert dict(scopes) == {2026: "year", 2027: "undecided"}


def test_last_terms_are_copied(source):
    factories.TargetFactory(indicator=source.indicator, applies_from=2024, verbatim="7/rok", aggregation="last")
    copied(source)
    target = Target.objects.get(indicator__continues=source.indicator)
    assert (target.verbatim, target.value, target.aggregation, target.applies_from) == ("7/rok", 7, "last", 2026)


@pytest.mark.parametrize(
    ("verbatim", "years"), [("do 30.06.2025 r.", "2025"), ("2021: 1, 2022: 2", "2021 i 2022"), ("2030 r.: 69%", None)]
)
def test_texts_with_years_of_the_earlier_programme_are_listed(source, verbatim, years):
    factories.TargetFactory(indicator=source.indicator, applies_from=2024, verbatim=verbatim)
    notes = [note for note in copied(source, years=(2026, 2030)).notes if "years" in note.params]
    assert [str(note.params["text"]) for note in notes] == ([verbatim] if years else [])


def test_inactive_unit_is_left_out_and_listed(source):
    source.unit.is_active = False
    source.unit.save()
    result = copied(source)
    assert Indicator.objects.in_programme(result.programme).get().unit is None
    assert source.unit.name in [note.params.get("unit") for note in result.notes]


GOALS = {"maingoal": 1, "specificgoal": 1}


@pytest.mark.parametrize(
    ("parts", "counts"),
    [
        ([], {}),
        (["diagnosis"], {"swotfinding": 1, "conclusion": 1}),
        (["goals"], GOALS),
        (["goals", "actions"], {**GOALS, "action": 1}),
        (["goals", "actions", "indicators"], {**GOALS, "action": 1, "breakdown": 1, "indicator": 1, "target": 1}),
    ],
)
def test_only_chosen_parts_are_copied(source, parts, counts):
    result = copied(source, parts=[CarriedPart(part) for part in parts])
    assert result.counts == counts
    assert not Indicator.objects.in_programme(result.programme).exclude(unit=None).exists()


def test_part_without_its_basis_is_refused(source):
    with pytest.raises(ValueError, match="another one"):
        copied(source, parts=[CarriedPart.INDICATORS])


def test_second_programme_of_same_years_is_refused(source):
    first = copied(source).programme
    before = rows_of_every_table()
    with pytest.raises(ProgrammeExists) as caught:
        copied(source)
    assert caught.value.programme == first
    assert changed_tables(before) == set()


def test_failure_in_the_middle_leaves_nothing(source, monkeypatch):
    before = rows_of_every_table()

    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(targets, "set_meaning", fail)
    with pytest.raises(RuntimeError):
        copied(source)
    assert changed_tables(before) == set()
    assert Programme.objects.count() == 1


def test_programme_of_four_hundred_indicators_is_copied_in_less_than_five_seconds(source):
    factories.IndicatorFactory.create_batch(400, action=source.indicator.action, unit=source.unit)
    begun = time.process_time()
    assert copied(source).counts["indicator"] == 401
    assert time.process_time() - begun < 5
