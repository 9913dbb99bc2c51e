"""Required figures of years with their newest revisions; completeness and rounds are counted from them."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.queries.completeness import completeness_by_unit, programmes_with_indicators
from indicators.queries.figures import load_figure_heads, required_figures
from indicators.queries.results import load_results
from indicators.queries.rounds import RoundState, closing_checklist, programme_by_slug, round_version, round_years
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve


def figures(office, year=2024):
    results = load_results(office.programme, on=ON)
    return list(required_figures(results, load_figure_heads([office.programme], (year - 1, year)), [year]))


def submit(office, code, value, note=""):
    figure = Figure(Decimal(value), note=note)
    return measurements.submit(office.slot(code), figure, by=office.officer, based_on=0, on=ON)


def test_figure_without_revision_has_no_state(office):
    (figure,) = figures(office)
    assert (figure.state, figure.head, figure.last_year, figure.warning) == ("", None, None, None)
    assert not figure.is_waiting


def test_approved_figure_without_evidence_lacks_it(office):
    approve(office)
    (figure,) = figures(office)
    assert (figure.state, figure.is_waiting, figure.lacks_evidence) == ("approved", False, True)
    assert figure.head.first_submitted_at == figure.revision.measurement.revisions.get(number=1).at


def test_ten_times_last_year_without_a_note_is_unusual(office):
    submit(office, "2023", 2)
    submit(office, "2024", 20)
    (figure,) = figures(office)
    assert figure.last_year == Decimal(2)
    assert figure.warning is not None


def test_unusual_figure_with_note_has_no_warning(office):
    submit(office, "2023", 2)
    submit(office, "2024", 20, note="dwie edycje")
    assert figures(office)[0].warning is None


def test_heads_of_other_programmes_are_not_loaded(office, other):
    approve(office)
    assert list(load_figure_heads([office.programme])) == [(office.indicator.pk, "2024")]
    assert load_figure_heads([other.programme]) == {}
    assert load_figure_heads([office.programme], [2021]) == {}


# --- completeness ------------------------------------------------------------------------------------------------


def test_programmes_with_indicators_are_filtered_by_units_and_year(office, other):
    assert programmes_with_indicators(None) == [other.programme, office.programme]
    assert programmes_with_indicators({office.unit.pk}, 2024) == [office.programme]
    assert programmes_with_indicators({factories.UnitFactory().pk}) == []


def test_completeness_by_unit_counts_due_figures_of_the_programme_only(office, other):
    approve(office)
    factories.in_programme(office.programme, unit=None)
    coordinators, own = sorted(completeness_by_unit(office.programme, None, on=ON), key=lambda row: row.name)
    assert (own.name, own.has_nobody, coordinators.unit_id) == (office.unit.name, False, None)
    tallies = [own.tally_in(year) for year in office.programme.years]
    assert [(tally.due, tally.approved) for tally in tallies] == [(1, 0), (1, 0), (1, 0), (1, 1), (0, 0)]
    assert completeness_by_unit(office.programme, {0}, on=ON) == []


# --- rounds ------------------------------------------------------------------------------------------------------


def test_round_years_have_state_of_their_round(office, other):
    years = round_years(office.programme, on=ON)
    assert [year.year for year in years] == [2021, 2022, 2023, 2024, 2025]
    assert {year.state for year in years} == {RoundState.OPEN}
    assert [year.is_late for year in years] == [True, True, True, False, False]
    office.programme.rounds.filter(year=2021).delete()
    assert round_years(office.programme, on=ON)[0].state is RoundState.NOT_OPEN


def test_closing_checklist_lists_missing_figures_with_people_of_unit(office):
    checklist = closing_checklist(office.programme, 2024, on=ON)
    (missing,) = checklist.missing
    assert (missing.unit, list(missing.people)) == (office.unit.name, [office.officer])
    assert (checklist.gaps, len(checklist.figures), checklist.returned, checklist.waiting) == (1, 1, [], [])
    approve(office)
    assert closing_checklist(office.programme, 2024, on=ON).gaps == 0


def test_fingerprint_of_the_checklist_changes_with_a_figure(office):
    before = closing_checklist(office.programme, 2024, on=ON).version
    assert closing_checklist(office.programme, 2024, on=ON).version == before
    submit(office, "2024", 3)
    assert closing_checklist(office.programme, 2024, on=ON).version != before


def test_round_version_changes_with_its_days(office):
    row = office.programme.rounds.get(year=2024)
    before = round_version(row)
    row.due_on = date(2025, 5, 1)
    assert round_version(row) != before
    assert round_version(None) == ""


def test_programme_by_slug_finds_programmes_in_preparation(other):
    assert programme_by_slug("2026-2030") == other.programme
    assert programme_by_slug("nie-ma") is None


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_do_not_grow_with_programmes(office, items, django_assert_num_queries):
    for _ in range(1, items):
        factories.in_programme(factories.ProgrammeFactory(), unit=office.unit)
        factories.in_programme(office.programme, unit=office.unit)
    with django_assert_num_queries(9):
        (row,) = completeness_by_unit(office.programme, None, on=ON)
    assert row.tally_in(2024).due == items
    with django_assert_num_queries(8):
        assert round_years(office.programme, on=ON)[3].tally.due == items
    with django_assert_num_queries(9):
        assert len(closing_checklist(office.programme, 2024, on=ON).figures) == items
