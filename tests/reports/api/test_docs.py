"""The documentation shows everything that the description holds, comes from the portal alone, and its examples work."""

import io
import json
import re
from contextlib import redirect_stdout
from decimal import Decimal
from html import unescape
from unittest import mock

import pytest

from indicators.services import example
from reports.api import description
from reports.api.samples import samples
from tests import factories
from tests.indicators.conftest import approve

PAGE = "/api/v1/docs"
ROOT = "https://portal.example.org/api/v1/"


def text_of(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_address_parameter_and_field_stands_on_the_page(office, client, prefix):
    page = text_of(client, f"{prefix}{PAGE}")
    described = client.get(f"{prefix}/api/v1/openapi.json").json()
    told = set(re.findall(r"<code[^>]*>([^<]*)</code>", page))
    for path, methods in described["paths"].items():
        assert path in told
        operation = methods["get"]
        assert f'<h3 id="op-{operation["operationId"]}">{operation["summary"]}</h3>' in page
        for one in operation["parameters"]:
            assert one["name"] in told
            assert set(one["schema"].get("enum", [])) <= told
            assert one.get("description", "") in unescape(page)
    for name, schema in described["components"]["schemas"].items():
        if name not in ("Problem", "Fault"):
            fields = {field for field in schema["properties"] if "items" not in schema["properties"]}
            assert {field for field in fields if field not in told and f".{field}</code>" not in page} == set(), name


def test_nothing_comes_from_elsewhere_and_nothing_runs(office, client):
    page = text_of(client)
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", page) == []
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", page) == []
    assert " style=" not in page


def test_examples_name_the_programme_in_force_and_this_portal(db, client):
    example.load()
    assert f"{ROOT}programmes/2021-2025/measurements" in text_of(client)
    factories.ProgrammeFactory(slug="2026-2030", first_year=2026, last_year=2030)
    factories.ProgrammeFactory(slug="2024-2028", first_year=2024, last_year=2028)
    page = text_of(client, "/en" + PAGE)
    assert "https://portal.example.org/en/api/v1/programmes/2024-2028/measurements" in unescape(page)
    assert "przyklad-2022-2025" not in page


@pytest.mark.usefixtures("drawn_pages")
def test_the_limit_is_told_as_it_is(office, client, settings):
    settings.API_REQUESTS_A_MINUTE = 22
    assert "22 zapytania na minutę z jednego adresu." in text_of(client)
    settings.API_REQUESTS_A_MINUTE = 0
    assert "429" not in text_of(client).partition('id="adresy"')[0]


@pytest.mark.parametrize("size", [200, 2])
def test_the_example_for_python_reads_every_page(office, client, size):
    approve(office, "3")
    program = next(one.text for one in samples(ROOT, "2021-2025") if one.name == "Python")
    program = program.replace("page_size=200", f"page_size={size}")
    asked = []

    def urlopen(address):
        asked.append(address)
        return io.BytesIO(client.get(address.removeprefix("https://portal.example.org")).content)

    world: dict[str, object] = {}
    with mock.patch("urllib.request.urlopen", urlopen), redirect_stdout(io.StringIO()) as printed:
        exec(compile(program, "example", "exec"), world)
    assert len(asked) == -(-5 // size)
    assert printed.getvalue().splitlines()[3] == "2024 Liczba warsztatów 3 met"
    assert len(world["rows"]) == 5  # type: ignore[arg-type]


def test_the_other_examples_ask_what_there_is(office, client):
    for one in samples(ROOT, "2021-2025"):
        for address in re.findall(r"https://portal.example.org(/[^\s'\"]+)", one.text):
            assert client.get(address).status_code == 200, (one.name, address)
    excel = next(one.text for one in samples(ROOT, "2021-2025") if one.anchor == "power-query")
    query = dict(re.findall(r'(\w+) = "([^"]+)"', excel[excel.index("Query = [") :].partition("]")[0]))
    path = re.findall(r'Path = "([^"]+)"', excel)[0]
    assert client.get(f"/api/v1/{path}", query).status_code == 200
    assert excel.count("{") == excel.count("}")
    assert json.loads(client.get(f"/api/v1/{path}", query).content, parse_float=Decimal)["page"] == 1


def test_the_data_page_and_the_catalogue_lead_here(office, client):
    assert f'href="{PAGE}"' in text_of(client, "/programy/2021-2025/dane/")
    example.load()
    catalogue = json.loads(client.get("/dane/catalog.jsonld").content)
    (service,) = catalogue["dcat:service"]
    assert service["@type"] == "dcat:DataService"
    assert [one["@id"] for one in service["dcat:servesDataset"]] == [one["@id"] for one in catalogue["dcat:dataset"]]
    for name in ("dcat:endpointURL", "dcat:endpointDescription", "dcat:landingPage"):
        assert client.get(service[name]["@id"].removeprefix("https://portal.example.org")).status_code == 200


def test_query_count(office, client, django_assert_num_queries):
    etag = client.get(PAGE)["ETag"]
    with django_assert_num_queries(2):
        client.get(PAGE)
    with django_assert_num_queries(1):
        assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 304


def test_the_description_is_made_once_for_each_language(client, db):
    description._described.cache_clear()
    for _ in range(3):
        client.get("/api/v1/openapi.json")
        client.get(f"/en{PAGE}")
    assert description._described.cache_info().misses == 2
