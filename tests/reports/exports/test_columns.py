"""Targets and achievement in the columns of the open data."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.exports import text as text_files
from reports.exports.content import report_content
from reports.exports.text import without_formula
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span
from tests import factories
from tests.indicators.conftest import ON, slot_of
from tests.reports.api.reading import PROGRAMME, read_json

FOLDER = "/programy/2021-2025/dane/"


def read_csv(client):
    content = client.get(f"{FOLDER}wartosci.csv").getvalue().decode()
    return list(csv.DictReader(io.StringIO(content)))


def approved(office, indicator, value, code="2024", decimals=0):
    slot = slot_of(indicator, office.programme, code)
    revision = measurements.submit(
        slot, Figure(Decimal(value), decimals=decimals), by=office.coordinator, based_on=0, on=ON
    )
    measurements.approve(revision.measurement, by=factories.coordinator(), based_on=1)


@pytest.mark.parametrize(
    ("target", "value", "status", "achievement"),
    [
        ("co najmniej 5000000 rocznie", "4999999.99", "partly_met", "0.999999998"),
        ("co najmniej 999999999999999 rocznie", "999999999999998", "partly_met", "0.999999999999"),
        ("co najmniej 5000000 rocznie", "0.01", "partly_met", "0.000000002"),
        ("co najmniej 3 rocznie", "2", "partly_met", "0.666666666666"),
        ("co najmniej 3 rocznie", "3", "met", "1"),
        ("więcej niż 3 rocznie", "3", "partly_met", "0.999999999999"),
        ("co najmniej 3 rocznie", "0", "not_met", "0"),
    ],
)
def test_achievement_is_truncated_below_one_unless_met(office, client, target, value, status, achievement):
    indicator = factories.in_programme(office.programme, value_type="money", measure="zł", terms__verbatim=target)
    approved(office, indicator, value, decimals=2 if "." in value else 0)
    (row,) = [line for line in read_csv(client) if line["wskaznik_id"] == str(indicator.pk) and line["rok"] == "2024"]
    assert (row["status"], row["realizacja"]) == (status, achievement)
    content = client.get(f"{FOLDER}wartosci.json").getvalue()
    rows = json.loads(content, parse_float=Decimal)["wartosci"]
    (of_json,) = [row for row in rows if row["wskaznik_id"] == indicator.pk and row["rok"] == 2024]
    assert of_json["realizacja"] == Decimal(achievement)
    (item,) = [
        row for row in read_json(client, f"{PROGRAMME}/indicators")["items"] if row["wskaznik_id"] == indicator.pk
    ]
    assert [year["realizacja"] for year in item["lata"] if year["rok"] == 2024] == [Decimal(achievement)]
    report = report_content(report_source_of(office.programme, Span(2024, 2024), on=ON))
    assert f'"achievement": "{achievement}"' in json.dumps(report)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{FOLDER}wartosci.xlsx").getvalue()))
    lines = book["wartości"].iter_rows(values_only=True)
    names = next(lines)
    (cells,) = [
        row for row in (dict(zip(names, line, strict=True)) for line in lines)
        if row["wskaznik_id"] == indicator.pk and row["rok"] == 2024
    ]  # fmt: skip
    assert Decimal(repr(cells["realizacja"])) == Decimal(achievement)


@pytest.mark.parametrize("target", ["-", "–", "--", "-0,4", "-0,4%", "-1 200,5", "10-12", "- 5"])
def test_target_text_is_same_in_every_format(office, client, target):
    factories.in_programme(office.programme, value_type="signed", name="Saldo", terms__verbatim=target)
    texts = {row["cel_doslownie"] for row in read_csv(client) if row["wskaznik"] == "Saldo"}
    rows = json.loads(client.get(f"{FOLDER}wartosci.json").getvalue())["wartosci"]
    assert texts == {row["cel_doslownie"] for row in rows if row["wskaznik"] == "Saldo"} == {target}


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "@a",
        "\t=1",
        "\r=1",
        " =1",
        "-1+1",
        "-A1",
        "-5 zł",
        "-1,5,5",
        "- =1",
        "-(1)",
        "-%",
        "-2+3+cmd|' /C calc'!A0",
        "＝1",
        "＋1",
        "－1+2",
        "＠a",
        "﹦1",
        "\u3000=1",
        "\ufeff=1",
    ],
)
def test_formula_in_text_is_neutralised(text):
    assert without_formula(text) == f"'{text}"


def names_in_csv(office, client):
    """Return the names of indicators in both CSV files, where one is a formula."""
    factories.in_programme(office.programme, name="=1+1", terms__verbatim="co najmniej 3 rocznie")
    polish = client.get(f"{FOLDER}wartosci-excel.csv").getvalue().decode("utf-8-sig")
    rows = [*read_csv(client), *csv.DictReader(io.StringIO(polish), delimiter=";")]
    return {row["wskaznik"] for row in rows}


def test_formula_in_csv_is_neutralised(office, client):
    names = names_in_csv(office, client)
    assert "'=1+1" in names
    assert "=1+1" not in names


def test_control_formula_in_csv_is_detected(office, client, monkeypatch):
    monkeypatch.setattr(text_files, "is_formula", lambda _text: False)
    assert "=1+1" in names_in_csv(office, client)


def test_range_target_has_upper_bound_column(office, client):
    indicator = factories.in_programme(office.programme, terms__verbatim="10-12/rok")
    approved(office, indicator, "11")
    rows = [row for row in read_csv(client) if row["rok"] == "2024"]
    assert {(row["porownanie"], row["prog"], row["prog_gorny"]) for row in rows} == {
        ("at_least", "1", ""),
        ("between", "10", "12"),
    }
    items = read_json(client, f"{PROGRAMME}/indicators")["items"]
    assert {(year["prog"], year["prog_gorny"]) for item in items for year in item["lata"]} == {(1, None), (10, 12)}
    package = client.get(f"{FOLDER}datapackage.json").json()
    assert "prog_gorny" in [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert '"upper": "12"' in json.dumps(report_content(report_source_of(office.programme, Span(2024, 2024), on=ON)))
