"""An amended document is applied to a programme with figures: what changes, what stays, and what is refused."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from cooperation.models import Change, Unit
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Indicator, StoredDraft, Target
from indicators.rules.documents.edits import edits_from_json
from indicators.rules.documents.matches import NEW
from indicators.rules.figures import Figure
from indicators.services import draft_amendments, measurements, stored_drafts
from indicators.services.draft_amendments import Choice, ProgrammeChanged, Selection, SelectionRefused
from indicators.services.draft_differences import DocumentComparison, compare
from indicators.wording.changes import change_text
from tests import factories
from tests.indicators.conftest import slot_of
from tests.tables import changed_tables, rows_of_every_table

ON = date(2025, 2, 10)
HEAD = "Program współpracy Gminy Lipa na lata 2021-2025\n\nCel główny: Aktywna gmina\n"
COLUMNS = "\nL.p.\tDziałanie\tWskaźnik\tWartość bazowa\tWartość docelowa\tCzęstotliwość\tOdpowiedzialny\n"
TEXT = f"""{HEAD}Cel szczegółowy 1: Wiedza
{COLUMNS}1\tSzkolenia\tLiczba warsztatów\t3 (2020)\t4 rocznie\traz w roku\tBiuro Rady
1\tSzkolenia\tUdział kobiet\t\t40% rocznie\traz w roku\t
2\tAnkiety\tZadowolenie\t\t80% rocznie\traz w roku\t

Cel szczegółowy 2: Pieniądze
{COLUMNS}1\tKonkursy\tLiczba umów\t\t10 rocznie\traz w roku\t
"""


@pytest.fixture
def office(db: Any) -> SimpleNamespace:
    """Return a published programme; its first indicator has an approved figure of 2023 and a recorded one of 2024."""
    administrator, coordinator = factories.administrator(), factories.coordinator()
    own = factories.stored_draft(administrator, text=TEXT)
    programme = stored_drafts.apply(own.pk, edits_from_json(own.edits), based_on=1)
    programme.is_published = True
    programme.save()
    unit = factories.UnitFactory(name="Biuro Rady")
    indicator = Indicator.objects.get(name="Liczba warsztatów")
    indicator.unit = unit
    indicator.save()
    officer = factories.officer(unit)
    for code in ("2023", "2024"):
        slot = slot_of(indicator, programme, code)
        sent = measurements.submit(slot, Figure(Decimal(3), note="trzy"), by=officer, based_on=0, on=ON)
        if code == "2023":
            measurements.approve(sent.measurement, by=coordinator, based_on=1)
    return SimpleNamespace(programme=programme, indicator=indicator, administrator=administrator, unit=unit)


def compared(office: SimpleNamespace, text: str, **answers: str) -> DocumentComparison:
    stored = factories.stored_draft(office.administrator, text=text)
    comparison = compare(StoredDraft.objects.get(pk=stored.pk), answers)
    assert comparison is not None
    return comparison


def apply(comparison: DocumentComparison, *keys: str, year: int | None = 2025, **answers: str) -> int:
    choices = {key: Choice() for key in keys or tuple(comparison.differences.by_key)}
    selection = Selection(choices=choices, answers=answers, reason="Uchwała nr 5", year=year)
    return draft_amendments.apply(comparison.stored.pk, selection, based_on=comparison.version)


def keys(comparison: DocumentComparison) -> list[str]:
    return [item.key for item in comparison.differences.items]


def obstacle(comparison: DocumentComparison, start: str) -> str:
    item = next(item for item in comparison.differences.items if item.key.startswith(start))
    sentence = comparison.obstacle(item)
    return sentence.msgid if sentence else ""


def test_recorded_figures_never_change(office):
    text = TEXT.replace("4 rocznie", "6 rocznie").replace("Udział kobiet", "Udział Kobiet").replace("umów", "umow")
    comparison = compared(office, text)
    before = rows_of_every_table()
    assert apply(comparison) == 3
    assert not {table for table in changed_tables(before) if "measurement" in table or "revision" in table}
    assert list(office.indicator.targets.values_list("applies_from", "value")) == [(2021, 4), (2025, 6)]


def test_new_terms_apply_after_approved_years_only(office):
    comparison = compared(office, TEXT.replace("4 rocznie", "6 rocznie"))
    (item,) = comparison.differences.items
    assert comparison.years(item) == [2024, 2025]
    with pytest.raises(SelectionRefused) as refused:
        apply(comparison, year=2023)
    assert [problem.place for problem in refused.value.problems] == [f"year-{item.key}"]


def test_terms_without_recorded_figures_are_changed_from_their_own_year(office):
    comparison = compared(office, TEXT.replace("10 rocznie\traz w roku", "12 rocznie\traz na kwartał"))
    (item,) = comparison.differences.items
    assert comparison.years(item) == [2021, 2022, 2023, 2024, 2025]
    apply(comparison, year=2021)
    target = Indicator.objects.get(name="Liczba umów").targets.get()
    assert (target.applies_from, target.verbatim, target.value, target.frequency) == (
        2021,
        "12 rocznie",
        12,
        "quarterly",
    )
    (change,) = Change.objects.filter(text="Uchwała nr 5")
    assert ("10 rocznie" in str(change.details), "12 rocznie" in str(change.details)) == (True, True)


def test_other_frequency_applies_after_recorded_years_only(office):
    comparison = compared(office, TEXT.replace("4 rocznie\traz w roku", "4 rocznie\traz na kwartał"))
    (item,) = comparison.differences.items
    assert comparison.years(item) == [2025]
    apply(comparison)
    latest = office.indicator.targets.latest("applies_from")
    assert (latest.frequency, latest.frequency_origin, latest.basis) == ("quarterly", "document", "Uchwała nr 5")


def test_new_terms_come_after_the_latest_ones(office):
    apply(compared(office, TEXT.replace("10 rocznie", "12 rocznie")), year=2023)
    comparison = compared(office, TEXT.replace("10 rocznie", "14 rocznie"))
    (item,) = comparison.differences.items
    assert (item.old, comparison.years(item)) == (("12 rocznie", "raz w roku"), [2023, 2024, 2025])
    edit = comparison.compared.edits[f"indicator-{item.node.pk}"]
    assert edit.is_repeated


def test_unknown_frequency_needs_an_answer_in_the_draft(office):
    text = TEXT.replace("10 rocznie\traz w roku", "12 rocznie\tpo konkursie")
    comparison = compared(office, text)
    assert "answer the question" in obstacle(comparison, "terms")
    with pytest.raises(SelectionRefused) as refused:
        apply(comparison)
    assert refused.value.problems[0].place.startswith("t-terms")


def test_percent_is_never_summed(office):
    indicator = Indicator.objects.get(name="Liczba umów")
    assert indicator.targets.get().aggregation == "sum"
    apply(compared(office, TEXT.replace("10 rocznie", "10% rocznie")))
    latest = indicator.targets.latest("applies_from")
    assert (latest.kind, latest.aggregation) == ("percent", "last")


def test_words_of_a_target_are_corrected_without_its_meaning(office):
    target = Target.objects.get(indicator__name="Liczba umów")
    apply(compared(office, TEXT.replace("10 rocznie\traz w roku", "10 w roku\tcorocznie")))
    corrected = Target.objects.get(pk=target.pk)
    assert (corrected.verbatim, corrected.frequency_verbatim) == ("10 w roku", "corocznie")
    assert (corrected.meaning, corrected.frequency) == (target.meaning, target.frequency)
    lines = list(Change.objects.filter(kind=Change.Kind.EDITED, text="Uchwała nr 5").order_by("pk"))
    assert str(change_text(lines[0]).sentence) == (
        "Edited: wskaźnik “Liczba umów”, “10 rocznie” changed to “10 w roku”."
    )
    assert [(line.details["old"], line.details["new"]) for line in lines] == [
        ("10 rocznie", "10 w roku"),
        ("raz w roku", "corocznie"),
    ]


def test_words_of_goals_and_actions_are_corrected(office):
    text = (
        TEXT.replace("Aktywna gmina", "Aktywna Gmina").replace("Pieniądze", "Pieniądzę").replace("Ankiety", "Ankietę")
    )
    apply(compared(office, text))
    assert MainGoal.objects.get().text == "Aktywna Gmina"
    assert SpecificGoal.objects.get(position=2).text == "Pieniądzę"
    assert Action.objects.filter(name="Ankietę").exists()


def test_baseline_is_fixed_by_an_approved_figure(office):
    text = TEXT.replace("3 (2020)", "5 (2020)")
    comparison = compared(office, text)
    assert "Values have been approved" in obstacle(comparison, "baseline")
    comparison = compared(office, TEXT.replace("Liczba umów\t", "Liczba umów\t7 (2020)"))
    apply(comparison, year=None)
    corrected = Indicator.objects.get(name="Liczba umów")
    assert (corrected.baseline_value, corrected.baseline_year) == (7, 2020)


def test_added_goal_contains_its_new_rows(office):
    text = (
        f"{TEXT}\nCel szczegółowy 3: Zdrowie\n{COLUMNS}1\tSport\tLiczba zawodów\t\t5 rocznie\traz w roku\tBiuro Rady\n"
    )
    comparison = compared(office, text)
    assert keys(comparison) == ["added-g3"]
    assert apply(comparison, year=2024) == 1
    added = Indicator.objects.get(name="Liczba zawodów")
    assert (added.action.name, added.action.specific_goal.text) == ("Sport", "Zdrowie")
    assert (added.unit, added.targets.get().applies_from, added.action.specific_goal.position) == (office.unit, 2024, 3)
    assert Change.objects.filter(text="Uchwała nr 5", kind=Change.Kind.EDITED).count() == 3


def test_unit_of_an_added_indicator_is_created_if_chosen(office):
    row = "3\tSport\tLiczba zawodów\t\t5 rocznie\traz w roku\tKlub\n"
    text = TEXT.replace("\n\nCel szczegółowy 2", f"\n{row}\n\nCel szczegółowy 2").replace(
        "80% rocznie\traz w roku\t", "80% rocznie\traz w roku\tReferat"
    )
    stored = compared(office, text).stored
    questions = {question.subject: question.key for question in compared(office, text).decided.questions}
    stored.edits["answers"] = {questions["Klub"]: "new", questions["Referat"]: "new"}
    stored.save()
    comparison = compared(office, text)
    apply(comparison)
    assert Indicator.objects.get(name="Liczba zawodów").unit.name == "Klub"
    assert not Unit.objects.filter(name="Referat").exists()


def test_other_unit_and_measure_are_applied(office):
    office.indicator.measure = "szt."
    office.indicator.save()
    other = factories.UnitFactory(name="Wydział Kultury")
    text = TEXT.replace("4 rocznie\traz w roku\tBiuro Rady", "4 rocznie\traz w roku\tWydział Kultury")
    comparison = compared(office, text)
    assert keys(comparison) == [f"details-indicator-{office.indicator.pk}-responsible"]
    apply(comparison)
    office.indicator.refresh_from_db()
    assert office.indicator.unit == other
    (change,) = Change.objects.filter(text="Uchwała nr 5")
    assert (change.details["old"], change.details["new"]) == ("Biuro Rady", "Wydział Kultury")


def test_unknown_unit_needs_an_answer_in_the_draft(office):
    comparison = compared(office, TEXT.replace("raz w roku\tBiuro Rady", "raz w roku\tKomórka X"))
    assert "answer the question" in obstacle(comparison, "details")


def test_added_action_keeps_its_number_if_it_is_free(office):
    row = "\tLiczba spraw\t\t5 rocznie\traz w roku\t\n"
    lines = TEXT.replace("\n\nCel szczegółowy 2", f"\n7\tMediacje{row}\n\nCel szczegółowy 2")
    apply(compared(office, lines))
    assert Action.objects.get(name="Mediacje").position == 7


def test_moved_indicator_needs_its_new_action(office):
    moved = "1\tKonkursy\tLiczba umów\t\t10 rocznie\traz w roku\t\n"
    text = TEXT.replace(moved, moved.replace("1\tKonkursy", "2\tGranty"))
    action = Action.objects.get(name="Konkursy")
    comparison = compared(office, text, a4=NEW)
    moves = next(key for key in keys(comparison) if key.startswith("moved"))
    with pytest.raises(SelectionRefused) as refused:
        apply(comparison, moves, a4=NEW)
    assert [problem.place for problem in refused.value.problems] == ["take-added-a3"]
    apply(comparison, moves, "added-a3", a4=NEW)
    assert Indicator.objects.get(name="Liczba umów").action.name == "Granty"
    assert action.indicators.count() == 0


def test_indicator_with_approved_figures_is_not_moved(office):
    line = "1\tSzkolenia\tLiczba warsztatów\t3 (2020)\t4 rocznie\traz w roku\tBiuro Rady\n"
    text = TEXT.replace(line, "").replace("1\tKonkursy", line.replace("Szkolenia", "Konkursy") + "1\tKonkursy")
    assert "Values have been approved" in obstacle(compared(office, text), "moved-indicator")


def test_removed_indicator_is_withdrawn_after_approved_years(office):
    line = "1\tSzkolenia\tLiczba warsztatów\t3 (2020)\t4 rocznie\traz w roku\tBiuro Rady\n"
    comparison = compared(office, TEXT.replace(line, ""))
    (item,) = comparison.differences.items
    assert comparison.years(item) == [2024, 2025]
    apply(comparison)
    office.indicator.refresh_from_db()
    assert (office.indicator.withdrawn_from, office.indicator.withdrawn_reason) == (2025, "Uchwała nr 5")
    assert keys(compared(office, f"{TEXT.replace(line, '')}\n")) == []
    again = compared(office, f"{TEXT}\n\n")
    assert "withdrawn in the portal" in obstacle(again, "reinstated")


def test_removed_goal_and_action_stay(office):
    comparison = compared(office, TEXT.partition("\nCel szczegółowy 2")[0])
    assert [key.rpartition("-")[0] for key in keys(comparison)] == [
        "removed-goal",
        "removed-action",
        "removed-indicator",
    ]
    assert "Only indicators are withdrawn" in obstacle(comparison, "removed-goal")


def test_rows_below_an_undecided_action_wait(office):
    text = TEXT.replace("2\tAnkiety\tZadowolenie", "2\tAnkiety 2025\tZadowolenie").replace(
        "\n\nCel szczegółowy 2", "\n2\tAnkiety 2025\tNowość\t\t5 rocznie\traz w roku\t\n\nCel szczegółowy 2"
    )
    comparison = compared(office, text)
    assert [question.key for question in comparison.differences.actions.questions] == ["a2"]
    assert "First answer" in obstacle(comparison, "added")


def test_name_that_changes_the_meaning_is_fixed_by_an_approved_figure(office):
    office.indicator.name = "Liczba zgłoszonych uwag"
    office.indicator.save()
    comparison = compared(
        office, TEXT.replace("Liczba warsztatów", "Liczba zgłoszonych skarg"), i1=f"indicator-{office.indicator.pk}"
    )
    assert "mean something else" in obstacle(comparison, "words")


def test_name_that_changes_the_meaning_is_parsed_again(office):
    indicator = Indicator.objects.get(name="Liczba umów")
    text = TEXT.replace("Liczba umów", "Liczba skarg")
    comparison = compared(office, text, i4=f"indicator-{indicator.pk}")
    assert apply(comparison, i4=f"indicator-{indicator.pk}") == 1
    assert indicator.targets.get().comparator == "at_most"


def test_long_text_is_shortened_in_the_draft(office):
    comparison = compared(office, TEXT.replace("10 rocznie", "10 rocznie " + "x" * 500))
    assert "Shorten this text" in obstacle(comparison, "terms")


def test_indicator_without_terms_has_no_new_ones(office):
    Target.objects.get(indicator__name="Zadowolenie").delete()
    assert "no terms yet" in obstacle(compared(office, f"{TEXT}\n"), "terms")


def test_terms_of_a_one_year_programme_are_changed_until_a_figure_is_recorded(office):
    office.programme.last_year = 2021
    office.programme.save()
    text = TEXT.replace("2021-2025", "2021-2021").replace("10 rocznie", "12 rocznie")
    comparison = compared(office, text)
    (item,) = comparison.differences.items
    assert comparison.years(item) == [2021]
    indicator = Indicator.objects.get(name="Liczba umów")
    indicator.unit = office.unit
    indicator.save()
    measurements.submit(
        slot_of(indicator, office.programme, "2021"),
        Figure(Decimal(3), note="trzy"),
        by=factories.officer(office.unit),
        based_on=0,
        on=ON,
    )
    assert "No year is left" in obstacle(compared(office, text + "\n"), "terms")


def test_indicator_that_became_invalid_refuses_everything(office):
    text = TEXT.replace("10 rocznie", "12 rocznie").replace("Udział kobiet", "Udział Kobiet")
    indicator = Indicator.objects.get(name="Udział kobiet")
    indicator.value_type = "nieznany"
    indicator.save()
    comparison = compared(office, text)
    before = rows_of_every_table()
    with pytest.raises(SelectionRefused) as refused:
        apply(comparison)
    assert refused.value.problems[0].place.startswith("take-words")
    assert changed_tables(before) == set()


def test_programme_changed_in_between_is_refused(office):
    comparison = compared(office, TEXT.replace("10 rocznie", "12 rocznie"))
    Action.objects.first().save()
    with pytest.raises(ProgrammeChanged):
        apply(comparison)


def test_programme_that_left_these_years_is_refused(office):
    comparison = compared(office, TEXT.replace("10 rocznie", "12 rocznie"))
    office.programme.issuer = "Inny urząd"
    office.programme.save()
    with pytest.raises(ProgrammeChanged):
        apply(comparison)
    assert compare(comparison.stored, {}) is None


def test_draft_without_years_is_not_compared(office):
    stored = factories.stored_draft(office.administrator, text=TEXT.replace(" na lata 2021-2025", ""))
    assert compare(stored, {}) is None


def test_programme_in_preparation_registers_nothing(office):
    office.programme.is_published = False
    office.programme.save()
    count = Change.objects.count()
    assert apply(compared(office, TEXT.replace("10 rocznie", "12 rocznie"))) == 1
    assert Change.objects.count() == count
