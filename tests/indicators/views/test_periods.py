"""Months, quarters and half-years under their year on the indicator's public page."""

import re
from decimal import Decimal

import pytest

from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, slot_of


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-06-10T09:00:00Z")


@pytest.fixture
def quarterly(office):
    return factories.in_programme(
        office.programme,
        unit=office.unit,
        name="Liczba porad",
        terms__verbatim="4/rok",
        terms__frequency="quarterly",
        terms__breakdown=office.breakdown,
    )


def submit(office, indicator, code, value=None, *, parts=(), decimals=0, **figure):
    written = Figure(
        None if value is None else Decimal(value),
        decimals,
        tuple(
            FigurePart(category, place, Decimal(part), 0)
            for place, (category, part) in enumerate(zip(office.categories, parts, strict=False), 1)
        ),
        **figure,
    )
    slot = slot_of(indicator, office.programme, code)
    return measurements.submit(slot, written, by=office.officer, based_on=0, on=ON)


def approve(office, indicator, code, value=None, **figure):
    revision = submit(office, indicator, code, value, **figure)
    return measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def rows_of(content, summary):
    """Return the texts of the cells of the table in the `<details>` with this summary."""
    fold = content.split(f"<summary>{summary}</summary>")[1].split("</table>")[0].split("<tbody")[1]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row)]
        for row in fold.split("<tr ")[1:]
    ]


def test_year_lists_its_periods_with_value_parts_note_and_day(client, office, quarterly):
    approve(office, quarterly, "2024-K1", 3, parts=(1, 2, 0), note="dwie w Toruniu")
    approve(office, quarterly, "2024-K2", no_value_reason="not_measured")
    approve(office, quarterly, "2024-K3", no_value_reason="in_preparation")
    page = text(client.get(f"/wskazniki/{quarterly.pk}/"))
    assert "Kwartał po kwartale" in page
    assert rows_of(page, "2024: zatwierdzono 2 z 4 kwartałów") == [
        ["I kwartał 2024", "3", "1", "2", "0", "liczy się do wyniku roku", "10.06.2025"],
        ["II kwartał 2024", "nie zmierzono", "nie zmierzono", "10.06.2025"],
        ["III kwartał 2024", "dane w opracowaniu", "brak danych po terminie", "10.06.2025"],
        ["IV kwartał 2024", "brak danych, termin minął 31 marca 2025 r.", "brak danych po terminie", "–"],
    ]
    why = page.split('id="h-dlaczego"')[1].split("</section>")[0]
    assert "dwie w Toruniu" in why
    assert "I kwartał 2024: uwaga urzędu, 10 czerwca 2025 r." in why
    assert page.count("dwie w Toruniu") == 1


@pytest.mark.parametrize(
    ("frequency", "code", "heading", "summary"),
    [
        ("monthly", "2024-M02", "Miesiąc po miesiącu", "2024: zatwierdzono 1 z 12 miesięcy"),
        ("quarterly", "2024-K2", "Kwartał po kwartale", "2024: zatwierdzono 1 z 4 kwartałów"),
        ("half_yearly", "2024-P2", "Półrocze po półroczu", "2024: zatwierdzono 1 z 2 półroczy"),
    ],
)
def test_period_table_heading_names_its_frequency(client, office, frequency, code, heading, summary):
    indicator = factories.in_programme(office.programme, unit=office.unit, terms__frequency=frequency)
    approve(office, indicator, code, 3)
    page = text(client.get(f"/wskazniki/{indicator.pk}/"))
    assert heading in page
    assert f"<summary>{summary}</summary>" in page


def test_quarterly_target_is_judged_for_each_quarter(client, office):
    indicator = factories.in_programme(
        office.programme, unit=office.unit, terms__verbatim="2/kwartał", terms__frequency="quarterly"
    )
    for number, value in enumerate((8, 0, 0, 2), 1):
        approve(office, indicator, f"2024-K{number}", value)
    rows = rows_of(text(client.get(f"/wskazniki/{indicator.pk}/")), "2024: zatwierdzono 4 z 4 kwartałów")
    assert [row[2] for row in rows] == ["osiągnięty", "nieosiągnięty", "nieosiągnięty", "osiągnięty"]


def test_only_years_with_approved_period_have_table_and_latest_is_open(client, office, quarterly):
    for code in ("2022-K1", "2024-K1"):
        approve(office, quarterly, code, 3)
    submit(office, quarterly, "2023-K1", 3)
    page = text(client.get(f"/wskazniki/{quarterly.pk}/"))
    assert re.findall(r'<details class="fold"( open)?> ?<summary>(\d+):', page) == [("", "2022"), (" open", "2024")]


def test_yearly_indicator_has_no_period_tables(client, office):
    approve(office, office.indicator, "2024", 3)
    assert client.get(f"/wskazniki/{office.indicator.pk}/").context["period_tables"] == []


@pytest.mark.parametrize("step", ["draft", "submitted", "returned", "correction"])
def test_unapproved_period_is_not_public(client, office, quarterly, step):
    approve(office, quarterly, "2024-K1", 3)
    slot = slot_of(quarterly, office.programme, "2024-K1" if step == "correction" else "2024-K2")
    secret = Figure(Decimal(987654), note="tajna uwaga")
    if step == "draft":
        measurements.record(slot, secret, by=office.officer, based_on=0, on=ON)
    elif step == "correction":
        measurements.correct(slot, secret, by=office.officer, based_on=2, reason="tajny powód", on=ON)
    else:
        revision = measurements.submit(slot, secret, by=office.officer, based_on=0, on=ON)
        if step == "returned":
            measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="tajne słowa")
    page = text(client.get(f"/wskazniki/{quarterly.pk}/"))
    assert "987 654" not in page
    assert "tajn" not in page
    assert rows_of(page, "2024: zatwierdzono 1 z 4 kwartałów")[0][1] == "3"


def test_corrected_period_links_to_its_correction(client, office, quarterly):
    first = approve(office, quarterly, "2024-K1", 3)
    slot = slot_of(quarterly, office.programme, "2024-K1")
    new = measurements.correct(slot, Figure(Decimal(4)), by=office.officer, based_on=2, reason="pominięto", on=ON)
    measurements.approve(first.measurement, by=office.coordinator, based_on=new.number)
    page = text(client.get(f"/wskazniki/{quarterly.pk}/"))
    assert rows_of(page, "2024: zatwierdzono 1 z 4 kwartałów")[0][-1] == "10.06.2025 sprostowanie"
    assert "Wartość za I kwartał 2024 – było: <del>3</del>, jest: <ins>4</ins>" in page


def test_parts_of_a_year_are_shown_only_when_they_add_up_to_its_value(client, office, quarterly):
    approve(office, quarterly, "2023-K1", 3, parts=(1, 2, 0))
    approve(office, quarterly, "2024-K1", 3, parts=(1, 2, 0))
    approve(office, quarterly, "2024-K2", 5)
    table = text(client.get(f"/wskazniki/{quarterly.pk}/")).split("<tfoot")[0]
    cells = {year: re.findall(r">([^<>]*)</td>", table.split(f">{year}</th>")[1])[2:5] for year in (2023, 2024)}
    assert cells == {2023: ["1", "2", "0"], 2024: ["–", "–", "–"]}


def test_year_with_some_quarters_is_incomplete_on_every_page(client, office, quarterly):
    for code in ("2024-K1", "2024-K2", "2024-K3"):
        approve(office, quarterly, code, 1)
    indicator = text(client.get(f"/wskazniki/{quarterly.pk}/"))
    assert "niepełne dane: 2024 – 3 z 4 kwartałów" in indicator
    programme = text(client.get("/programy/2021-2025/"))
    missing = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", programme.split('id="h-komplet"')[1].split("</section>")[0]))
    assert "2024 3 z 5" in missing


@pytest.mark.parametrize("items", [1, 3])
def test_indicator_page_with_periods_query_count_is_constant(
    client, office, quarterly, items, django_assert_num_queries
):
    for number in range(1, items + 1):
        approve(office, quarterly, f"2024-K{number}", 1, parts=(1, 0, 0))
    with django_assert_num_queries(12):
        client.get(f"/wskazniki/{quarterly.pk}/")


def test_page_notes_once_that_submitter_approved_own_figures(client, office, quarterly):
    alone = office.coordinator
    for code in ("2023-K1", "2023-K2", "2024-K1"):
        slot = slot_of(quarterly, office.programme, code)
        revision = measurements.submit(slot, Figure(Decimal(1)), by=alone, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=alone, based_on=1)
    address = f"/wskazniki/{quarterly.pk}/"
    page = text(client.get(address))
    assert page.count("nie było innego koordynatora") == 1
    assert "Każdą wartość zatwierdziła osoba, która ją przekazała" in page
    approve(office, quarterly, "2024-K2", 1)
    page = text(client.get(address))
    assert page.count("nie było innego koordynatora") == 1
    assert "Wartości za 2023 r., I kwartał 2024 zatwierdziła osoba, która je przekazała" in page
