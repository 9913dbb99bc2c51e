"""The metadata of the open data: every cell conforms to its schema; the catalogue is complete."""

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from cooperation.models import Office
from indicators.services import example
from reports.exports.columns import NAMES
from tests import factories
from tests.indicators.conftest import approve, office

__all__ = ["office"]
# DCAT-AP 2.1.1: mandatory and recommended properties, and accrualPeriodicity, which portals show.
REQUIRED = {
    "dcat:Catalog": (
        "dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dct:language", "dct:issued", "dct:license",
        "dct:spatial", "dct:modified", "dcat:themeTaxonomy", "foaf:homepage", "dcat:service",
    ),
    "dcat:Dataset": (
        "dct:title", "dct:description", "dcat:contactPoint", "dcat:distribution", "dcat:keyword", "dct:publisher",
        "dct:spatial", "dct:temporal", "dcat:theme", "dct:accrualPeriodicity", "dct:issued", "dct:modified",
    ),
    "dcat:Distribution": (
        "dcat:accessURL", "dct:description", "dcatap:availability", "dct:format", "dct:license", "dcat:downloadURL",
    ),
    "dcat:DataService": ("dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset"),
    "foaf:Agent": ("foaf:name", "dct:type"),
    "dct:PeriodOfTime": ("dcat:startDate", "dcat:endDate"),
    "vcard:Organization": ("vcard:fn", "vcard:hasURL"),
}  # fmt: skip


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue()


# --- the data package --------------------------------------------------------------------------------------------


def rows_of(resource, content):
    """Return the rows as a reader that follows the descriptor gets them."""
    assert resource["encoding"] == "utf-8"
    dialect = resource["dialect"]
    match resource["format"]:
        case "csv":
            text = content.decode("utf-8-sig")
            assert "\n" not in text.replace(dialect["lineTerminator"], "")
            yield from csv.DictReader(io.StringIO(text), delimiter=dialect["delimiter"], quotechar=dialect["quoteChar"])
        case "xlsx":
            lines = openpyxl.load_workbook(io.BytesIO(content))[dialect["excel"]["sheet"]].iter_rows(values_only=True)
            head = next(lines)
            yield from (dict(zip(head, line, strict=True)) for line in lines)
        case "json":
            yield from json.loads(content)[dialect["json"]["property"]]


def reads(cell: Any, field: dict[str, Any]) -> bool:
    """Whether the cell conforms to the field's type and format."""
    if cell in ("", None):
        return True
    kind, pattern = field["type"], field.get("format")
    if isinstance(cell, str):
        match kind:
            case "integer":
                return re.fullmatch(r"-?\d+", cell) is not None
            case "number":
                return re.fullmatch(rf"-?\d+({re.escape(field.get('decimalChar', '.'))}\d+)?", cell) is not None
            case "boolean":
                return cell in (*field.get("trueValues", ["true"]), *field.get("falseValues", ["false"]))
            case "date" | "datetime":
                read: Any = date.fromisoformat if kind == "date" else datetime.fromisoformat
                return bool(datetime.strptime(cell, pattern) if pattern else read(cell))
        return kind == "string"
    types: dict[str, Any] = {
        "integer": int, "number": int | float | Decimal, "boolean": bool, "date": datetime, "datetime": datetime,
    }  # fmt: skip
    return kind in types and isinstance(cell, types[kind])


def test_every_cell_conforms_to_data_package(db, client):
    programme, _is_new = example.load()
    folder = f"/programy/{programme.slug}/dane/"
    package = json.loads(body(client, f"{folder}datapackage.json"))
    assert [resource["path"] for resource in package["resources"]] == [
        "wartosci.csv", "wartosci-excel.csv", "wartosci.xlsx", "wartosci.json",
    ]  # fmt: skip
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        rows = list(rows_of(resource, body(client, folder + resource["path"])))
        assert len(rows) > 150
        assert [field["name"] for field in fields] == list(NAMES) == list(rows[0])
        wrong = [
            (resource["path"], field["name"], row[field["name"]])
            for row in rows
            for field in fields
            if not reads(row[field["name"]], field)
        ]
        assert wrong == []
        assert any(row["wartosc"] not in ("", None) for row in rows)


def test_control_wrong_descriptor_fails_validation():
    assert not reads("1,5", {"type": "number"})
    assert not reads("tak", {"type": "boolean"})
    assert not reads("tekst", {"type": "integer"})
    with pytest.raises(ValueError, match="does not match"):
        reads("2024-12-31", {"type": "date", "format": "%d.%m.%Y"})


# --- the catalogue -----------------------------------------------------------------------------------------------


def nodes(value):
    """Yield every node of the JSON-LD that has a type."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, dict):
        if "@type" in value and "@value" not in value:
            yield value
        for item in value.values():
            yield from nodes(item)


def catalogue(client):
    return json.loads(body(client, "/dane/catalog.jsonld"))


@pytest.mark.parametrize("has_office", [True, False])
def test_catalogue_has_properties_required_by_data_portals(office, client, has_office):
    approve(office)
    if has_office:
        Office.objects.create(name="Urząd Gminy", email="urzad@example.org", phone="12 345 67 89", level="gmina")
    office.programme.refresh_from_db()
    office.programme.issuer = "Wójt Gminy"
    office.programme.save()
    catalogue_content = catalogue(client)
    kinds = {kind: [item for item in nodes(catalogue_content) if item["@type"] == kind] for kind in REQUIRED}
    for kind, names in REQUIRED.items():
        assert kinds[kind], kind
        for node in kinds[kind]:
            assert [name for name in names if not node.get(name)] == [], kind
    name = "Urząd Gminy" if has_office else "Wójt Gminy"
    assert {node["foaf:name"] for node in kinds["foaf:Agent"]} == {name}
    assert {node["vcard:fn"] for node in kinds["vcard:Organization"]} == {name}
    assert ("vcard:hasEmail" in kinds["vcard:Organization"][0]) == has_office


def test_publisher_always_has_name(office, client):
    agents = [item["foaf:name"] for item in nodes(catalogue(client)) if item["@type"] == "foaf:Agent"]
    assert agents
    assert all(len(name) > 3 for name in agents)


@pytest.mark.parametrize(("measured", "code"), [("quarterly", "QUARTERLY"), ("every_two_years", "ANNUAL")])
def test_frequency_is_of_most_frequent_measurement(office, client, measured, code):
    factories.in_programme(office.programme, terms__verbatim="1/rok", terms__frequency=measured)
    frequency = catalogue(client)["dcat:dataset"][0]["dct:accrualPeriodicity"]["@id"]
    assert frequency == f"http://publications.europa.eu/resource/authority/frequency/{code}"
