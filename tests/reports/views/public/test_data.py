"""The files of the open data: equal rows, no formulas, approved figures only."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from indicators.queries.results import load_results
from indicators.rules.figures import Figure, FigurePart
from indicators.services import example, measurements
from reports.exports import metadata
from reports.exports.columns import COLUMNS, NAMES
from reports.exports.rows import data_rows
from tests import factories
from tests.indicators.conftest import ON, approve, office

__all__ = ["office"]
FOLDER = "/programy/2021-2025/dane/"
FILES = ("wartosci.csv", "wartosci-excel.csv", "wartosci.xlsx", "wartosci.json")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def body(response):
    content = response.getvalue()
    assert response.status_code == 200
    return content


def read_csv(client, address=f"{FOLDER}wartosci.csv"):
    return list(csv.DictReader(io.StringIO(body(client.get(address)).decode())))


def read_xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["wartości"]
    cells = list(sheet.iter_rows())
    assert not any(cell.data_type == "f" for line in cells for cell in line)
    return [dict(zip(NAMES, (cell.value for cell in line), strict=True)) for line in cells[1:]]


def test_data_have_row_for_every_indicator_and_year(office, client):
    factories.in_programme(office.programme, name="Drugi")
    approve(office, "3")
    rows = [row for row in read_csv(client) if row["poziom"] == "rok"]
    assert len(rows) == 2 * 5
    known = [(row.indicator.id, row.year, str(row.result.status)) for year in range(2021, 2026)
             for row in load_results(office.programme, on=ON).year_rows(year)]  # fmt: skip
    assert sorted((int(row["wskaznik_id"]), int(row["rok"]), row["status"]) for row in rows) == sorted(known)
    row = next(row for row in rows if row["rok"] == "2024" and row["wskaznik"] == "Liczba warsztatów")
    values = {name: row[name] for name in ("wartosc", "prog", "status", "realizacja", "wersja", "uwaga", "brak")}
    assert values == dict(zip(values, ("3", "1", "met", "3", "2", "trzy razy", ""), strict=True))
    assert datetime.fromisoformat(row["opublikowano"]).tzinfo is not None
    empty = next(row for row in rows if row["rok"] == "2023" and row["wskaznik"] == "Liczba warsztatów")
    assert (empty["wartosc"], empty["status"]) == ("", "overdue")
    assert "brak" in empty["zdanie"]


def test_parts_and_periods_follow_their_year(office, client):
    parts = [part_of(office, place) for place in (1, 2, 3)]
    revision = measurements.submit(
        office.slot(), Figure(Decimal(6), parts=tuple(parts)), by=office.officer, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    quarterly = factories.in_programme(
        office.programme, name="Posiedzenia", terms__verbatim="1/kwartał", terms__frequency="quarterly"
    )
    revision = measurements.submit(
        office.slot("2024-K2", quarterly), Figure(Decimal(5)), by=office.coordinator, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    rows = [row for row in read_csv(client) if row["rok"] == "2024"]
    values = [(row["poziom"], row["okres"], row["kategoria"], row["wartosc"]) for row in rows]
    assert values == [
        ("rok", "2024", "", "6"),
        ("część", "2024", "urząd", "1"),
        ("część", "2024", "organizacje pozarządowe", "2"),
        ("część", "2024", "współorganizowane", "3"),
        ("rok", "2024", "", "5"),
        ("okres", "2024-K1", "", ""),
        ("okres", "2024-K2", "", "5"),
        ("okres", "2024-K3", "", ""),
        ("okres", "2024-K4", "", ""),
    ]


def part_of(office, place):
    return FigurePart(office.categories[place - 1], place, Decimal(place), 0)


def test_every_format_contains_same_rows(db, client):
    programme, _new = example.load()
    folder = f"/programy/{programme.slug}/dane/"
    rows = list(data_rows(programme, on=ON))
    assert len(rows) > 150
    assert len([row for row in rows if row["poziom"] == "rok"]) == len(load_results(programme, on=ON).indicators) * 4

    from_csv = read_csv(client, f"{folder}wartosci.csv")
    typed = [{column.name: parsed(row[column.name], column.kind) for column in COLUMNS} for row in from_csv]
    assert typed == [dict(row) | {name: row[name] or None for name in NAMES if row[name] == ""} for row in rows]

    from_json = json.loads(body(client.get(f"{folder}wartosci.json")), parse_float=Decimal, parse_int=Decimal)
    assert [row["wartosc"] for row in from_json["wartosci"]] == [row["wartosc"] for row in rows]
    assert [list(row) for row in from_json["wartosci"]] == [list(NAMES)] * len(rows)
    assert from_json["przyklad"] is True

    for read, row in zip(read_xlsx(body(client.get(f"{folder}wartosci.xlsx"))), rows, strict=True):
        for column in COLUMNS:
            assert same(read[column.name], row[column.name]), (column.name, read[column.name], row[column.name])

    polish = body(client.get(f"{folder}wartosci-excel.csv")).decode("utf-8-sig")
    assert body(client.get(f"{folder}wartosci-excel.csv")).startswith(b"\xef\xbb\xbfprogram;")
    again = list(csv.DictReader(io.StringIO(polish), delimiter=";"))
    values = [row["wartosc"].replace(",", ".") for row in again]
    assert [Decimal(value) if value else None for value in values] == [row["wartosc"] for row in rows]


def parsed(text, kind):
    if text == "":
        return None
    read: dict[str, Any] = {
        "integer": int, "decimal": Decimal, "date": date.fromisoformat, "datetime": datetime.fromisoformat,
        "boolean": lambda word: word == "true", "string": lambda word: word.removeprefix("'"),
    }  # fmt: skip
    return read[kind](text)


def same(cell, value):
    if isinstance(value, Decimal):
        return Decimal(repr(cell)) == value
    if isinstance(value, datetime):
        return cell == value.replace(tzinfo=None, second=0) or cell == value.replace(tzinfo=None)
    if isinstance(value, date):
        return cell.date() == value
    return (cell or None) == (value or None)


PAYLOADS = (
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    '=HYPERLINK("http://x")',
    "A & B <x>",
    "😀",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "ł" * 200,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_texts_are_not_formulas_and_are_complete(office, client, payload):
    office.indicator.name = payload
    office.indicator.save()
    approve(office)
    row = next(row for row in read_csv(client) if row["wartosc"])
    assert row["wskaznik"].removeprefix("'") == payload
    assert row["wskaznik"].lstrip()[0] not in "=+-@"
    assert row["wartosc"] == "3"
    assert read_xlsx(body(client.get(f"{FOLDER}wartosci.xlsx")))[0]["wskaznik"] == payload
    document = json.loads(body(client.get(f"{FOLDER}wartosci.json")))
    assert document["wartosci"][0]["wskaznik"] == payload


def test_negative_number_stays_number(office, client):
    signed = factories.in_programme(office.programme, value_type="signed", terms__verbatim="-", name="Saldo")
    revision = measurements.submit(
        office.slot(which=signed), Figure(Decimal(-5)), by=office.coordinator, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)
    assert "-5" in {row["wartosc"] for row in read_csv(client)}
    assert -5 in {row["wartosc"] for row in read_xlsx(body(client.get(f"{FOLDER}wartosci.xlsx")))}


def test_drafts_and_unpublished_programmes_are_not_exported(office, client):
    measurements.submit(office.slot(), Figure(Decimal(987), note="tajne"), by=office.officer, based_on=0, on=ON)
    for name in FILES[:2] + FILES[3:]:
        content = body(client.get(f"{FOLDER}{name}")).decode()
        assert "987" not in content
        assert "tajne" not in content
    assert not any(row["wartosc"] for row in read_xlsx(body(client.get(f"{FOLDER}wartosci.xlsx"))))
    office.programme.is_published = False
    office.programme.save()
    assert [client.get(f"{FOLDER}{name}").status_code for name in ("", *FILES, "datapackage.json")] == [404] * 6
    assert json.loads(body(client.get("/dane/catalog.jsonld")))["dcat:dataset"] == []


def test_metadata_describe_files(office, client):
    package = json.loads(body(client.get(f"{FOLDER}datapackage.json")))
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(NAMES)
    assert [resource["path"] for resource in package["resources"]] == list(metadata.FILES)
    on_the_web = json.loads(body(client.get(f"{FOLDER}wartosci.csv-metadata.json")))
    assert [column["name"] for column in on_the_web["tableSchema"]["columns"]] == list(NAMES)
    assert all(column["dc:description"] for column in on_the_web["tableSchema"]["columns"])
    example.load()
    datasets = json.loads(body(client.get("/dane/catalog.jsonld")))["dcat:dataset"]
    assert [dataset["dct:identifier"] for dataset in datasets] == ["2021-2025"]
    for distribution in datasets[0]["dcat:distribution"]:
        address = distribution["dcat:downloadURL"]["@id"].removeprefix("https://portal.example.org")
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"].split(";")[0] in distribution["dcat:mediaType"]["@id"]


def test_unchanged_file_returns_304(office, client):
    address = f"{FOLDER}wartosci.csv"
    response = client.get(address)
    assert "Set-Cookie" not in response
    assert client.get(address, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    approve(office)
    assert client.get(address, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200


def test_indicator_file_equals_its_rows_of_programme_file(db, client):
    programme, _new = example.load()
    whole = read_csv(client, f"/programy/{programme.slug}/dane/wartosci.csv")
    numbers = {row["wskaznik_id"] for row in whole}
    assert len(numbers) > 10
    for number in numbers:
        own = read_csv(client, f"/wskazniki/{number}/wartosci.csv")
        assert own == [row for row in whole if row["wskaznik_id"] == number]
    response = client.get(f"/wskazniki/{number}/wartosci.csv")
    name = f"wartosci-{programme.slug}.{number}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert f'href="/wskazniki/{number}/wartosci.csv"' in client.get(f"/wskazniki/{number}/").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_indicator_file_query_count_is_constant(office, client, items, django_assert_num_queries):
    for code in ("2024", "2023", "2022")[:items]:
        approve(office, code=code)
    with django_assert_num_queries(10):
        assert len(read_csv(client, f"/wskazniki/{office.indicator.pk}/wartosci.csv")) == 5


@pytest.mark.parametrize("items", [1, 3])
def test_data_file_query_count_is_constant(office, client, items, django_assert_num_queries):
    for _ in range(items):
        factories.in_programme(office.programme)
    with django_assert_num_queries(11):
        assert len(read_csv(client)) == (items + 1) * 5
    with django_assert_num_queries(2):
        assert client.get(FOLDER).status_code == 200


def test_indicator_rows_equal_its_rows_of_programme(office, client):
    factories.in_programme(office.programme, name="Drugi")
    approve(office)
    rows = read_csv(client, f"/wskazniki/{office.indicator.pk}/wartosci.csv")
    assert rows == [row for row in read_csv(client) if row["wskaznik_id"] == str(office.indicator.pk)]
    assert len(rows) == 5


def test_data_page_names_kinds_of_columns(office, client):
    polish, english = (client.get(f"{prefix}/programy/2021-2025/dane/").content.decode() for prefix in ("", "/en"))
    assert ">liczba dziesiętna</td>" in polish
    assert ">decimal number</td>" in english
    assert ">string<" not in polish + english


def test_data_without_programme_lead_to_programme_in_force(office, client):
    for prefix in ("", "/en"):
        for _visit in range(2):  # the second answer may be a stored one
            response = client.get(f"{prefix}/dane/")
            assert response.status_code == 302
            assert response["Location"] == f"{prefix}/programy/{office.programme.slug}/dane/"


def test_data_without_any_programme_lead_to_start_page(db, client):
    assert client.get("/dane/")["Location"] == "/"
