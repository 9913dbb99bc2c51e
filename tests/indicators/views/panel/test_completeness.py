"""Completeness: units and years, shares and the figures behind them."""

import re
from datetime import date
from decimal import Decimal

import pytest

from cooperation.models import Deputy
from indicators.queries.completeness import completeness_by_unit
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve

PAGE = "/panel/kompletnosc/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " "))


def rows(office, units=None, on=ON):
    """Return unit -> year -> (due, submitted, on time, approved); years without due figures are omitted."""
    return {
        row.name: {
            year: (of.due, of.handed_in, of.in_time, of.approved)
            for year in office.programme.years
            if (of := row.tally_in(year)).due
        }
        for row in completeness_by_unit(office.programme, units, on=on)
    }


def test_completeness_counts_figures_by_unit_and_year(office):
    factories.in_programme(office.programme, unit=None)
    approve(office)  # 2024: in time; 2023 is submitted a year too late
    measurements.submit(office.slot("2023"), Figure(Decimal(2)), by=office.officer, based_on=0, on=ON)
    nothing = (1, 0, 0, 0)
    assert rows(office) == {
        office.unit.name: {2021: nothing, 2022: nothing, 2023: (1, 1, 0, 0), 2024: (1, 1, 1, 1)},
        "": dict.fromkeys(range(2021, 2025), nothing),
    }


@pytest.mark.parametrize(("hour", "in_time"), [("2025-03-31T21:59:00Z", 1), ("2025-03-31T22:01:00Z", 0)])
def test_first_submission_is_in_time_until_midnight_in_warsaw(office, time_machine, hour, in_time):
    time_machine.move_to(hour)
    first = measurements.submit(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0)
    time_machine.move_to("2025-05-01T09:00:00Z")
    measurements.send_back(first.measurement, by=office.coordinator, based_on=1, comment="popraw")
    assert rows(office)[office.unit.name][2024] == (1, 0, 0, 0)
    measurements.submit(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=2)
    assert rows(office)[office.unit.name][2024] == (1, 1, in_time, 0)


def test_figure_is_due_from_day_after_its_period(office):
    assert 2024 not in rows(office, on=date(2024, 12, 31))[office.unit.name]
    assert rows(office, on=date(2025, 1, 1))[office.unit.name][2024] == (1, 0, 0, 0)


def test_coordinator_sees_all_units_and_marks_units_without_people(office, client):
    other = factories.UnitFactory(name="Zespół bez ludzi")
    factories.in_programme(office.programme, unit=other)
    factories.in_programme(office.programme, unit=None)
    client.force_login(office.coordinator)
    page_text = text(client.get(PAGE))
    assert (
        "Zespół bez ludzi w jednostce nie ma już nikogo 0% przekazano, Zespół bez ludzi , 2021 w terminie 0%"
        in page_text
    )
    assert page_text.count("w jednostce nie ma już nikogo") == 1
    assert "koordynator 0% przekazano" in page_text
    assert "brak wymaganych" in page_text  # 2025


def test_officer_sees_own_units_and_units_of_absent_colleague(office, client):
    theirs = factories.UnitFactory(name="Zespół nieobecnej")
    absent = factories.officer(theirs)
    factories.in_programme(office.programme, unit=theirs)
    factories.in_programme(office.programme, unit=None)
    client.force_login(office.officer)
    page_text = text(client.get(PAGE))
    assert office.unit.name in page_text
    assert "Zespół nieobecnej" not in page_text
    assert "koordynator" not in page_text
    assert client.get(f"{PAGE}?jednostka={theirs.pk}&rok=2024").status_code == 404
    assert client.get(f"{PAGE}?jednostka=0&rok=2024").status_code == 404
    Deputy.objects.create(person=absent, deputy=office.officer, since=ON, until=ON)
    assert client.get(f"{PAGE}?jednostka={theirs.pk}&rok=2024").status_code == 200


def test_page_of_officer_without_indicators_explains_empty_list(office, client):
    client.force_login(factories.officer())
    assert "Twojej jednostce nie przypisano" in text(client.get(PAGE))


def test_chosen_share_lists_its_figures(office, client):
    measurements.submit(office.slot("2023"), Figure(Decimal(2)), by=office.officer, based_on=0, on=ON)
    factories.in_programme(office.programme, unit=office.unit, name="Liczba szkoleń")
    client.force_login(office.coordinator)
    page = client.get(f"{PAGE}?jednostka={office.unit.pk}&rok=2023&program=2021-2025")
    page_text = text(page)
    assert "2023 · 2 · przekazane 10 lutego 2025 r., czeka na zatwierdzenie" in page_text
    assert "Liczba szkoleń 2023 · nic nie wpisano termin minął 31 marca 2024 r." in page_text
    assert f'href="/panel/wskazniki/{office.indicator.pk}/pomiary/2023/decyzja/"' in page.content.decode()
    client.force_login(office.officer)
    page = client.get(f"{PAGE}?jednostka={office.unit.pk}&rok=2023")
    assert f'href="/panel/wskazniki/{office.indicator.pk}/pomiary/2023/"' in page.content.decode()
    assert "decyzja" not in page.content.decode()
    empty = text(client.get(f"{PAGE}?jednostka={office.unit.pk}&rok=2025"))
    assert "Za ten rok nie wymaga się jeszcze żadnego pomiaru." in empty


@pytest.mark.parametrize(
    "query",
    [
        "jednostka={unit}",
        "rok=2024",
        "jednostka={unit}&rok=2026",
        "jednostka={unit}&rok=%F0%9F%92%A9",
        "jednostka=999&rok=2024",
        "jednostka=abc&rok=2024",
        "jednostka={unit}&rok=2024&program=nie-ma",
        "jednostka={unit}&program=2021-2025",
        "program=nie-ma",
    ],
)
def test_unknown_unit_or_year_is_404(office, client, query):
    client.force_login(office.coordinator)
    assert client.get(f"{PAGE}?{query.format(unit=office.unit.pk)}").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_is_constant(office, client, items, django_assert_num_queries):
    for _ in range(1, items):
        unit = factories.UnitFactory()
        factories.officer(unit)
        for programme in (office.programme, factories.ProgrammeFactory()):
            other = factories.in_programme(programme, unit=unit)
        factories.in_programme(factories.ProgrammeFactory(), unit=office.unit)
        other = factories.in_programme(office.programme, unit=office.unit)
        measurements.submit(office.slot("2024", other), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    approve(office)
    for person, queries in ((office.coordinator, 13), (office.officer, 13)):
        client.force_login(person)
        with django_assert_num_queries(queries):
            page = client.get(f"{PAGE}?jednostka={office.unit.pk}&rok=2024&program=2021-2025")
        assert len(page.context["other_programmes"]) == (items - 1) * (2 if person == office.coordinator else 1)


def test_completeness_shows_selected_programme_and_links_the_others(office, client):
    older = factories.ProgrammeFactory(slug="2016-2020", first_year=2016, last_year=2020)
    factories.in_programme(older, unit=office.unit, terms__applies_from=2016)
    factories.in_programme(factories.ProgrammeFactory(slug="cudzy"), unit=factories.UnitFactory())
    client.force_login(office.officer)
    page = client.get(PAGE)
    assert [group["programme"] for group in page.context["groups"]] == [office.programme]
    assert page.context["other_programmes"] == [older]  # the officer's units have nothing to do with the third one
    assert 'href="?program=2016-2020"' in page.content.decode()
    page = client.get(f"{PAGE}?program=2016-2020")
    assert [group["programme"] for group in page.context["groups"]] == [older]
    assert page.context["other_programmes"] == [office.programme]


def test_completeness_address_without_programme_finds_one_that_has_the_year(office, client):
    older = factories.ProgrammeFactory(slug="2016-2020", first_year=2016, last_year=2020)
    factories.in_programme(older, unit=office.unit, terms__applies_from=2016)
    client.force_login(office.officer)
    page = client.get(f"{PAGE}?jednostka={office.unit.pk}&rok=2018")
    assert page.context["selected_cell"]["programme"] == older
