"""A year without a figure has the same explanation on pages, in reports and in files."""

import re
from datetime import date
from decimal import Decimal

import pytest

from indicators.queries.results import load_results
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.exports.content import report_content
from reports.exports.outline import outline_of
from reports.exports.rows import data_rows
from reports.exports.sheet import title_and_blocks
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span
from tests import factories
from tests.indicators.conftest import ON, slot_of
from tests.reports.api.reading import PROGRAMME, read_json

NO_READING = "w tym roku bez pomiaru"


@pytest.fixture
def rare(office):
    """An indicator measured every two years: 2021-2022, 2023-2024, 2025."""
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
    (indicator,) = [
        row
        for goal in content["goals"]
        for action in goal["actions"]
        for row in action["indicators"]
        if row["id"] == indicator.pk
    ]
    return indicator


def test_year_without_reading_has_same_text_in_every_format(office, rare, client):
    content = report_content(report_source_of(office.programme, Span(2021, 2025, is_final=True), on=ON))
    years = {year["year"]: year["shown"].replace("\u00a0", " ") for year in shown_of(content, rare)["years"]}
    missed = "brak danych, termin minął 31 marca 2023 r."
    assert [years[year] for year in (2021, 2022, 2023)] == [NO_READING, missed, NO_READING]
    assert "brak danych" not in years[2024] + years[2025]  # awaited, not due yet
    rows = {row["rok"]: row for row in data_rows(office.programme, on=ON) if row["wskaznik_id"] == rare.pk}
    assert {year: str(row["wartosc_slownie"]).replace("\u00a0", " ") for year, row in rows.items()} == years
    api = read_json(client, f"{PROGRAMME}/indicators")["items"]
    (item,) = [item for item in api if item["wskaznik_id"] == rare.pk]
    assert {year["rok"]: year["wartosc_slownie"].replace("\u00a0", " ") for year in item["lata"]} == years
    document = "\n".join(str(block) for block in outline_of(content)).replace("\\xa0", " ").replace("\u00a0", " ")
    assert f"2021: {NO_READING}" in document
    _title, blocks = title_and_blocks(content, {"kind": "indicator", "key": str(rare.pk)})
    sheet = "\n".join(str(block) for block in blocks)
    assert sheet.replace("\\xa0", " ").replace("\u00a0", " ").count(NO_READING) >= 2
    page = text(client.get(f"/wskazniki/{rare.pk}/"))
    assert page.count(f'class="empty-why">{NO_READING}<') == 2
    assert missed in page


def test_year_in_which_no_period_ends_has_no_reading(office):
    done = factories.in_programme(
        office.programme, value_type="yes_no", terms__verbatim="tak", terms__frequency="every_two_years"
    )
    figure = Figure(Decimal(1), achieved_on=date(2022, 5, 1))
    slot = slot_of(done, office.programme, "2021-2022")
    revision = measurements.submit(slot, figure, by=office.coordinator, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    content = report_content(report_source_of(office.programme, Span(2023, 2023), on=ON))
    (year,) = shown_of(content, done)["years"]
    assert (year["status"], year["shown"].replace("\u00a0", " ")) == ("met", NO_READING)


def test_reason_shared_by_all_periods_is_reason_of_year(office):
    quarterly = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    for quarter in range(1, 5):
        slot = slot_of(quarterly, office.programme, f"2024-K{quarter}")
        figure = Figure(no_value_reason=NoValueReason.NOT_MEASURED)
        revision = measurements.submit(slot, figure, by=office.officer, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    content = report_content(report_source_of(office.programme, Span(2024, 2024), on=ON))
    (year,) = shown_of(content, quarterly)["years"]
    assert year["shown"] == "nie zmierzono"
    assert {period["shown"] for period in year["periods"]} == {"nie zmierzono"}


def test_rounded_mean_never_equals_target(office):
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
    (node,) = [node for node in load_results(office.programme, on=ON).indicators if node.id == mean.pk]
    assert node.in_year(2024, ON).result.actual == Decimal("1.9975")
    content = report_content(report_source_of(office.programme, Span(2024, 2024), on=ON))
    (year,) = shown_of(content, mean)["years"]
    assert (year["status"], year["shown"]) == ("partly_met", "1,9975")
