"""Errors are answered as problem+json with the right status, and never as a 500."""

import json
import re
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from cooperation.models import Change
from reports.wording.api_problems import PROBLEM_TYPES
from tests import factories

PROGRAMME = "/api/v1/programmes/2021-2025"
LISTS = ["/api/v1/programmes", "/api/v1/changes"]
LISTS += [f"{PROGRAMME}/{name}" for name in ("findings", "goals", "actions", "indicators", "measurements")]
HUGE = "1" + "0" * 30
NOT_NUMBERS = ["", "0", "-1", "x", "1.0", "1e3", " 1", "+1", "1_0", "٣", "²", "01", "1,5", "None", "[]", "' OR 1=1 --"]
NOT_NUMBERS += [HUGE, "9" * 5000, "1000000000", "\ud83d", "😀"]
TOO_LONG = 40


def refused(response, status):
    """Assert that the response is a problem with the status; return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" not in response
    problem = json.loads(response.content)
    assert set(problem) == {"type", "title", "status", "detail", "instance", "errors"}
    assert problem["status"] == status
    return problem


@pytest.mark.parametrize("typed", NOT_NUMBERS, ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize("name", ["page", "page_size"])
def test_page_must_be_number_within_bounds(office, client, name, typed):
    for address in LISTS:
        problem = refused(client.get(address, {name: typed.encode("utf-8", "surrogatepass")}), 400)
        most = "200" if name == "page_size" else "1000000"
        assert problem["errors"] == [{"parameter": name, "detail": f"liczba całkowita od 1 do {most}"}]


@pytest.mark.parametrize("size", ["201", "1000"])
def test_page_size_is_limited_to_200(office, client, size):
    assert client.get(LISTS[0], {"page_size": "200"}).status_code == 200
    refused(client.get(LISTS[0], {"page_size": size}), 400)


@pytest.mark.parametrize("address", LISTS)
def test_page_after_last_returns_404(office, client, address):
    assert client.get(address, {"page": "1"}).status_code == 200
    problem = refused(client.get(address, {"page": "1000000"}), 404)
    assert problem["detail"] == "Ostatnia strona to 1."


WRONG = {
    f"{PROGRAMME}/findings": {"quadrant": "STRENGTH"},
    f"{PROGRAMME}/actions": {"goal": "0"},
    f"{PROGRAMME}/indicators": {"goal": "x", "unit": "-1", "status": "good", "year": "24"},
    f"{PROGRAMME}/measurements": {
        "year": HUGE,
        "goal": "1.5",
        "unit": "",
        "indicator": "9" * 19,
        "status": "met,not_met",
        "level": "Rok",
    },
    "/api/v1/changes": {"kind": "zatwierdzenie", "year": "1989"},
}
ALL_WRONG = [(address, name, value) for address, several in WRONG.items() for name, value in several.items()]


@pytest.mark.parametrize(("address", "name", "value"), ALL_WRONG)
def test_filter_rejects_value_outside_closed_list(office, client, address, name, value):
    problem = refused(client.get(address, {name: value}), 400)
    assert [error["parameter"] for error in problem["errors"]] == [name]
    assert re.match(r"liczba całkowita od \d+ do \d+$|jedno z: \w+", problem["errors"][0]["detail"])


def test_all_parameter_errors_are_reported_together(office, client):
    problem = refused(client.get(f"{PROGRAMME}/measurements?year=x&level=x&page=0"), 400)
    assert {error["parameter"] for error in problem["errors"]} == {"year", "level", "page"}
    kinds = refused(client.get("/api/v1/changes?kind=x"), 400)["errors"][0]["detail"]
    assert kinds == f"jedno z: {', '.join(Change.Kind.values)}"


NAMES = [
    "Page",
    "pagesize",
    "rok",
    "q",
    "callback",
    "limit",
    "",
    "page[]",
    "page ",
    "\ud83d",
    "x" * 5000,
    "kind\r\nX: 1",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda text: ascii(text)[:20])
def test_unknown_parameter_is_rejected_by_name(office, client, name):
    for address in ("/api/v1/", "/api/v1/openapi.json", PROGRAMME, *LISTS):
        problem = refused(client.get(address, {name.encode("utf-8", "surrogatepass"): "1"}), 400)
        assert len(problem["errors"]) == 1
        assert problem["errors"][0]["detail"].startswith("nie ma takiego parametru")
    problem = refused(client.get("/api/v1/changes?x=1"), 400)
    allowed = "dozwolone: programme, kind, year, page, page_size"
    assert problem["errors"] == [{"parameter": "x", "detail": f"nie ma takiego parametru; {allowed}"}]


def test_repeated_parameter_is_rejected(office, client):
    problem = refused(client.get("/api/v1/programmes?page=1&page=1"), 400)
    assert problem["errors"] == [{"parameter": "page", "detail": "można podać tylko raz"}]


@pytest.mark.parametrize("place", ["?page=%00", "?%00=1", "?page=1%00", "/%00", "?status=met%00"])
def test_nul_character_is_rejected(office, client, place):
    for address in ("/api/v1/programmes", "/en/api/v1/changes"):
        refused(client.get(f"{address}{place}"), 400)


def test_missing_object_returns_404(office, client):
    hidden = factories.in_programme(factories.ProgrammeFactory(slug="szkic", is_published=False))
    other = factories.in_programme(factories.ProgrammeFactory(slug="inny"))
    parts = ("", "/findings", "/goals", "/actions", "/indicators", "/measurements")
    addresses = [f"/api/v1/programmes/{slug}{part}" for slug in ("szkic", "nie-ma", "2021-2025x") for part in parts]
    addresses += [f"/api/v1/indicators/{number}" for number in (hidden.pk, 999_999, "0", "-1", "x", HUGE, "1.0")]
    addresses += ["/api/v1/nie-ma", "/api/v1/programmes/", "/en/api/v1/nie-ma"]
    addresses += ["/api/v1/changes?programme=szkic", "/api/v1/changes?programme=nie-ma"]
    addresses += [f"{PROGRAMME}/measurements?{name}" for name in ("year=2020", "year=2026", "goal=9", "unit=999999")]
    addresses += [f"{PROGRAMME}/indicators?{name}" for name in ("year=2020", "goal=9", "unit=999999")]
    addresses += [f"{PROGRAMME}/measurements?indicator={number}" for number in (hidden.pk, other.pk, 999_999)]
    addresses += [f"{PROGRAMME}/measurements?unit={other.unit_id}", f"{PROGRAMME}/actions?goal=2"]
    for address in addresses:
        problem = refused(client.get(address), 404)
        assert problem["type"].endswith("/api/v1/docs#not-found"), address
        assert "szkic" not in problem["detail"]


def test_filter_outside_programme_lists_permitted_values(office, client):
    problem = refused(client.get(f"{PROGRAMME}/measurements?year=2026"), 404)
    assert problem["detail"] == "Jest tylko: 2021, 2022, 2023, 2024, 2025."
    problem = refused(client.get(f"{PROGRAMME}/actions?goal=7"), 404)
    assert problem["detail"] == "Jest tylko: 1."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace", "propfind", "GETX"])
def test_other_methods_return_405(office, method):
    for address in ("/api/v1/", "/api/v1/openapi.json", "/en/api/v1/programmes", f"{PROGRAMME}/goals"):
        for client in (Client(), Client(enforce_csrf_checks=True)):
            response = client.generic(method.upper(), address, b'{"a": 1}', content_type="application/json")
            refused(response, 405)
            assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_options_lists_methods(office, client):
    response = client.options("/api/v1/programmes")
    assert (response.status_code, response.content, response["Allow"]) == (200, b"", "GET, HEAD, OPTIONS")


READ = "indicators.queries.programmes.published_programme"


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("tajne"), 500), (OperationalError("tajne"), 503)])
def test_server_error_is_problem(office, error, status):
    reader = Client(raise_request_exception=False)
    with mock.patch(READ, side_effect=error):
        response = reader.get(f"{PROGRAMME}/goals")
    problem = refused(response, status)
    assert b"tajne" not in response.content
    assert problem["type"] == ("/api/v1/docs#server-error" if status == 500 else "/api/v1/docs#unavailable")
    assert ("Retry-After" in response) == (status == 503)


def test_forged_host_is_rejected_and_not_repeated(client, db):
    response = client.get("/api/v1/programmes", headers={"host": "evil.example"})
    refused(response, 400)
    assert b"evil" not in response.content


def test_problems_are_in_language_of_address(office, client):
    polish = refused(client.get("/api/v1/programmes?page=x"), 400)
    english = refused(client.get("/en/api/v1/programmes?page=x"), 400)
    assert (polish["title"], english["title"]) == ("Błędne zapytanie", "The request is not valid")
    assert english["errors"] == [{"parameter": "page", "detail": "a whole number from 1 to 1000000"}]
    assert english["type"] == "/en/api/v1/docs#bad-request"
    assert english["instance"] == "/en/api/v1/programmes"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_problem_type_is_explained_in_documentation(client, db, prefix):
    page = client.get(f"{prefix}/api/v1/docs").content.decode()
    assert [kind.anchor for kind in PROBLEM_TYPES.values() if f'id="{kind.anchor}"' not in page] == []
