"""Completeness counts the same figures on every page, in the report, in the checklists and in the API."""

import re
from datetime import date

import pytest
from django.utils import timezone

from indicators.models import ReportingRound
from indicators.queries.completeness import completeness_by_unit
from indicators.queries.grid import grid_for
from indicators.queries.results import load_results
from indicators.queries.rounds import closing_checklist, round_years
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.services import measurements, rounds, rulings
from reports.exports.content import report_content
from reports.queries import checklist as report_checklist
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.reports.api.reading import PROGRAMME, read_json

ADDRESS = "/programy/2021-2025/"
# Due and approved figures of each year on ON: one indicator is withdrawn from 2023, one is exempt in 2022, one has a
# schedule for 2021 and 2024 only, and one is quarterly with a quarter that does not apply in 2024.
EXPECTED = {2021: (8, 0), 2022: (6, 0), 2023: (6, 0), 2024: (6, 2)}


@pytest.fixture
def many(office):
    """An office in which some indicators require no figure in some years."""
    unit, programme = office.unit, office.programme
    factories.in_programme(programme, unit=unit, withdrawn_from=2023)
    exempt = factories.in_programme(programme, unit=unit)
    factories.in_programme(programme, unit=unit, terms__verbatim="2021: 1, 2024: 2")
    office.quarterly = factories.in_programme(
        programme, unit=unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    rulings.decide(exempt, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2022, on=ON)
    approve(office)
    without_value(office, office.slot("2024-K1", office.quarterly), NoValueReason.NOT_APPLICABLE)
    without_value(office, office.slot("2023"), NoValueReason.IN_PREPARATION)
    without_value(office, office.slot("2024", exempt), NoValueReason.NOT_MEASURED)
    return office


def without_value(office, slot, reason):
    revision = measurements.submit(slot, Figure(no_value_reason=reason), by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def missing_section(client):
    """Return the words of the section that counts what is missing."""
    section = text(client.get(ADDRESS)).split('id="h-komplet"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section))


def pairs(tallies):
    return {year: (of.due, of.approved) for year, of in tallies.items() if of.due}


def test_completeness_is_equal_everywhere(many, client):
    on = timezone.localdate()
    programme = many.programme
    public = {row.year: (row.required, row.approved) for row in load_results(programme, on=on).completeness()}
    assert public == EXPECTED
    page = missing_section(client)
    assert "Zatwierdzono 2 z 26 pomiarów." in page
    counted = {int(year): (int(due), int(done)) for year, done, due in re.findall(r"(20\d\d) (\d+) z (\d+)", page)}
    assert counted == EXPECTED
    (unit,) = completeness_by_unit(programme, None, on=on)
    assert pairs({year: unit.tally_in(year) for year in programme.years}) == EXPECTED
    assert pairs({row.year: row.tally for row in round_years(programme, on=on)}) == EXPECTED
    for year in programme.years:
        tally = closing_checklist(programme, year, on=on).round_year.tally
        assert (tally.due, tally.approved) == EXPECTED.get(year, (0, 0))
        grid = grid_for(many.coordinator, programme.slug, year, on=on).round_year(on).tally
        assert (grid.due, grid.approved) == EXPECTED.get(year, (0, 0))
    api = read_json(client, PROGRAMME)["kompletnosc"]
    assert {year["rok"]: (year["wymagane"], year["zatwierdzone"]) for year in api} == EXPECTED


def test_report_and_checklist_count_due_figures(many):
    material = report_source_of(many.programme, Span(2022, 2024), on=timezone.localdate())
    assert str(report_checklist.publication_checklist(material)[0].state) == "2 of 18"
    content = report_content(material)
    assert content["summary"]["completeness"].replace("\u00a0", " ").startswith("Zatwierdzono 2 z 18 pomiarów.")
    assert len(content["gaps"]) == 17  # sixteen not approved, one approved as not measured


def test_period_is_due_from_day_after_its_end(office, client, time_machine):
    quarterly = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    assert quarterly.unit == office.unit
    for day, due in ((date(2021, 3, 31), None), (date(2021, 4, 1), 1), (date(2021, 12, 31), 3), (date(2022, 1, 1), 5)):
        time_machine.move_to(day.isoformat() + "T10:00:00Z")
        years = [row.required for row in load_results(office.programme, on=day).completeness()]
        assert years == ([due] if due else [])
        (unit,) = completeness_by_unit(office.programme, None, on=day)
        assert unit.tally_in(2021).due == (due or 0)
        assert closing_checklist(office.programme, 2021, on=day).round_year.tally.due == (due or 0)
        page = missing_section(client)
        assert ("Żaden pomiar nie jest jeszcze wymagany." in page) is (due is None)
        assert ("dotychczas" in page) is (due in (1, 3))


def test_overdue_figures_of_current_year_are_counted(office, client, time_machine):
    time_machine.move_to("2021-06-01T10:00:00Z")
    for _number in range(4):
        factories.in_programme(
            office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
        )
    page = missing_section(client)
    assert "Po terminie brakuje 4 pomiarów" in page
    assert "Nie zatwierdzono jeszcze żadnego pomiaru." in page
    assert "2021 0 z 4" in page
    assert "Żaden pomiar nie jest jeszcze wymagany" not in page


def test_closing_round_early_lists_figures_not_due_yet(office, client, time_machine):
    time_machine.move_to("2024-06-01T10:00:00Z")
    factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    client.force_login(office.coordinator)
    page = text(client.get("/panel/okresy/2021-2025/2024/"))
    assert "Jeszcze niewymagane: 4." in page
    checklist = closing_checklist(office.programme, 2024, on=date(2024, 6, 1))
    assert (checklist.gaps, checklist.round_year.tally.missing) == (5, 1)
    year = ReportingRound.objects.get(programme=office.programme, year=2024)
    row = rounds.close(
        year, by=office.coordinator, based_on=checklist.version, reason="Bez dalszych.", on=date(2024, 6, 1)
    )
    assert row.is_closed
    assert "nie zatwierdzono 5 z 5 pomiarów" in text(client.get("/zmiany/"))
