"""A year without a figure is explained in the same words on pages, in reports and in files."""

import re
from datetime import date
from decimal import Decimal

import pytest

from indicators.queries.results import load_results
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.exports.outline import outline_of
from reports.exports.rows import data_rows
from reports.exports.sheet import _parts
from reports.queries.material import material_of
from reports.rules.span import Span
from reports.services.content import content_of
from tests import factories
from tests.indicators.conftest import ON, slot_of
from tests.reports.api.reading import PROGRAMME, read_json

NO_READING = "w tym roku bez pomiaru"


@pytest.fixture
def rare(office):
    """Read every two years: 2021-2022, 2023-2024, 2025."""
    return factories.in_programme(
        office.programme,
        unit=office.unit,
        name="Lokale",
        terms__verbatim="4 w okresie 2021-2025",
        terms__frequency="every_two_years",
    )


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def shown_of(content, indicator):
    (found,) = [
        one
        for goal in content["goals"]
        for action in goal["actions"]
        for one in action["indicators"]
        if one["id"] == indicator.pk
    ]
    return found


def test_a_year_without_a_reading_has_the_same_words_everywhere(office, rare, client):
    content = content_of(material_of(office.programme, Span(2021, 2025, is_final=True), on=ON))
    years = {year["year"]: year["shown"].replace("\u00a0", " ") for year in shown_of(content, rare)["years"]}
    missed = "brak danych, termin minął 31 marca 2023 r."
    assert [years[year] for year in (2021, 2022, 2023)] == [NO_READING, missed, NO_READING]
    assert "brak danych" not in years[2024] + years[2025]  # awaited, not due yet
    rows = {row["rok"]: row for row in data_rows(office.programme, on=ON) if row["wskaznik_id"] == rare.pk}
    assert {year: row["wartosc_slownie"].replace("\u00a0", " ") for year, row in rows.items()} == years
    api = read_json(client, f"{PROGRAMME}/indicators")["items"]
    (item,) = [one for one in api if one["wskaznik_id"] == rare.pk]
    assert {one["rok"]: one["wartosc_slownie"].replace("\u00a0", " ") for one in item["lata"]} == years
    document = "\n".join(str(block) for block in outline_of(content)).replace("\\xa0", " ").replace("\u00a0", " ")
    assert f"2021: {NO_READING}" in document
    _title, blocks = _parts(content, {"kind": "indicator", "key": str(rare.pk)})
    sheet = "\n".join(str(block) for block in blocks)
    assert sheet.replace("\\xa0", " ").replace("\u00a0", " ").count(NO_READING) >= 2
    page = text(client.get(f"/wskazniki/{rare.pk}/"))
    assert page.count(f'class="empty-why">{NO_READING}<') == 2
    assert missed in page


def test_a_year_in_which_nothing_ends_has_no_reading_whatever_its_verdict(office):
    done = factories.in_programme(
        office.programme, value_type="yes_no", terms__verbatim="tak", terms__frequency="every_two_years"
    )
    figure = Figure(Decimal(1), achieved_on=date(2022, 5, 1))
    slot = slot_of(done, office.programme, "2021-2022")
    revision = measurements.submit(slot, figure, by=office.coordinator, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    content = content_of(material_of(office.programme, Span(2023, 2023), on=ON))
    (year,) = shown_of(content, done)["years"]
    assert (year["status"], year["shown"].replace("\u00a0", " ")) == ("met", NO_READING)


def test_a_reason_that_all_periods_share_is_the_years_reason(office):
    quarterly = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    for quarter in range(1, 5):
        slot = slot_of(quarterly, office.programme, f"2024-K{quarter}")
        figure = Figure(no_value_reason=NoValueReason.NOT_MEASURED)
        revision = measurements.submit(slot, figure, by=office.officer, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    content = content_of(material_of(office.programme, Span(2024, 2024), on=ON))
    (year,) = shown_of(content, quarterly)["years"]
    assert year["shown"] == "nie zmierzono"
    assert {one["shown"] for one in year["periods"]} == {"nie zmierzono"}


def test_a_mean_is_rounded_but_never_onto_the_target(office):
    mean = factories.in_programme(
        office.programme,
        value_type="decimal",
        terms__verbatim="co najmniej 2 rocznie",
        terms__frequency="quarterly",
        terms__aggregation="mean",
    )
    for quarter, value in enumerate(("2", "2", "2", "1.99"), 1):
        slot = slot_of(mean, office.programme, f"2024-K{quarter}")
        figure = Figure(Decimal(value), decimals=2)
        revision = measurements.submit(slot, figure, by=office.coordinator, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    (node,) = [one for one in load_results(office.programme, on=ON).indicators if one.id == mean.pk]
    assert node.in_year(2024, ON).result.actual == Decimal("1.9975")
    content = content_of(material_of(office.programme, Span(2024, 2024), on=ON))
    (year,) = shown_of(content, mean)["years"]
    assert (year["status"], year["shown"]) == ("partly_met", "1,9975")
