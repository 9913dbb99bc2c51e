"""The documentation page shows the whole description without external resources, and its samples work."""

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
from reports.wording.api_samples import code_samples
from tests import factories
from tests.indicators.conftest import approve

PAGE = "/api/v1/docs"
ROOT = "https://portal.example.org/api/v1/"


def text_of(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_documentation_lists_every_address_parameter_and_field(office, client, prefix):
    page = text_of(client, f"{prefix}{PAGE}")
    described = client.get(f"{prefix}/api/v1/openapi.json").json()
    codes = set(re.findall(r"<code[^>]*>([^<]*)</code>", page))
    for path, methods in described["paths"].items():
        assert path in codes
        operation = methods["get"]
        assert f'<h3 id="op-{operation["operationId"]}">{operation["summary"]}</h3>' in page
        for parameter in operation["parameters"]:
            assert parameter["name"] in codes
            assert set(parameter["schema"].get("enum", [])) <= codes
            assert parameter.get("description", "") in unescape(page)
    for name, schema in described["components"]["schemas"].items():
        if name not in ("Problem", "ParameterError"):
            fields = {field for field in schema["properties"] if "items" not in schema["properties"]}
            assert {field for field in fields if field not in codes and f".{field}</code>" not in page} == set(), name


def test_documentation_has_no_external_resources_and_scripts(office, client):
    page = text_of(client)
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", page) == []
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", page) == []
    assert " style=" not in page


def test_samples_use_current_programme_and_this_portal(db, client):
    example.load()
    assert f"{ROOT}programmes/2021-2025/measurements" in text_of(client)
    factories.ProgrammeFactory(slug="2026-2030", first_year=2026, last_year=2030)
    factories.ProgrammeFactory(slug="2024-2028", first_year=2024, last_year=2028)
    page = text_of(client, "/en" + PAGE)
    assert "https://portal.example.org/en/api/v1/programmes/2024-2028/measurements" in unescape(page)
    assert "przyklad-2022-2025" not in page


@pytest.mark.usefixtures("no_page_cache")
def test_documentation_states_configured_limit(office, client, settings):
    settings.API_REQUESTS_A_MINUTE = 22
    assert "22 zapytania na minutę z jednego adresu." in text_of(client)
    settings.API_REQUESTS_A_MINUTE = 0
    assert "429" not in text_of(client).partition('id="adresy"')[0]


@pytest.mark.parametrize(("size", "pages"), [(200, 1), (2, 3)])  # of five rows
def test_python_sample_reads_every_page(office, client, size, pages):
    approve(office, "3")
    program = next(sample.text for sample in code_samples(ROOT, "2021-2025") if sample.name == "Python")
    program = program.replace("page_size=200", f"page_size={size}")
    asked = []

    def urlopen(address):
        asked.append(address)
        return io.BytesIO(client.get(address.removeprefix("https://portal.example.org")).content)

    world: dict[str, object] = {}
    with mock.patch("urllib.request.urlopen", urlopen), redirect_stdout(io.StringIO()) as printed:
        exec(compile(program, "example", "exec"), world)
    assert len(asked) == pages
    assert printed.getvalue().splitlines()[3] == "2024 Liczba warsztatów 3 met"
    assert len(world["rows"]) == 5  # type: ignore[arg-type]  # the fixture's values have several types


def test_other_samples_request_existing_addresses(office, client):
    for sample in code_samples(ROOT, "2021-2025"):
        for address in re.findall(r"https://portal.example.org(/[^\s'\"]+)", sample.text):
            assert client.get(address).status_code == 200, (sample.name, address)
    excel = next(sample.text for sample in code_samples(ROOT, "2021-2025") if sample.anchor == "power-query")
    query = dict(re.findall(r'(\w+) = "([^"]+)"', excel[excel.index("Query = [") :].partition("]")[0]))
    path = re.findall(r'Path = "([^"]+)"', excel)[0]
    assert client.get(f"/api/v1/{path}", query).status_code == 200
    assert excel.count("{") == excel.count("}")
    assert json.loads(client.get(f"/api/v1/{path}", query).content, parse_float=Decimal)["page"] == 1


def test_data_page_and_catalogue_link_to_documentation(office, client):
    assert f'href="{PAGE}"' in text_of(client, "/programy/2021-2025/dane/")
    example.load()
    catalogue = json.loads(client.get("/dane/catalog.jsonld").content)
    (service,) = catalogue["dcat:service"]
    assert service["@type"] == "dcat:DataService"
    assert [dataset["@id"] for dataset in service["dcat:servesDataset"]] == [
        dataset["@id"] for dataset in catalogue["dcat:dataset"]
    ]
    for name in ("dcat:endpointURL", "dcat:endpointDescription", "dcat:landingPage"):
        assert client.get(service[name]["@id"].removeprefix("https://portal.example.org")).status_code == 200


def test_documentation_query_count_is_constant(office, client, django_assert_num_queries):
    etag = client.get(PAGE)["ETag"]
    with django_assert_num_queries(2):
        client.get(PAGE)
    with django_assert_num_queries(1):
        assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 304


def test_description_is_cached_for_each_language(client, db):
    description.description_in.cache_clear()
    for _ in range(3):
        client.get("/api/v1/openapi.json")
        client.get(f"/en{PAGE}")
    assert description.description_in.cache_info().misses == 2
