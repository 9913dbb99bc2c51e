"""CORS headers: scripts of other sites may read public data only."""

import pytest

from tests.permissions.conftest import ask
from tests.permissions.table import ROWS

ELSEWHERE = "https://example.org"
ALLOW = "Access-Control-Allow-Origin"
DATA = {
    "text/csv",
    "application/json",
    "application/ld+json",
    "application/csvm+json",
    "application/atom+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oai.openapi+json",
}


def media(response):
    return response.get("Content-Type", "").split(";")[0]


@pytest.mark.parametrize("role", ["anonymous", "coordinator", "administrator"])
def test_cors_is_allowed_for_public_data_only(office, role):
    client = office.clients[role]
    client.defaults["HTTP_ORIGIN"] = ELSEWHERE
    opened, data = set(), set()
    for prefix, _route, row in ROWS:
        address = prefix + row.address.format(**office.numbers)
        response = ask(client, "get", address)
        assert "Access-Control-Allow-Credentials" not in response, address
        if ALLOW in response:
            assert response[ALLOW] == "*", address
            assert media(response) != "text/html", address
            opened.add(address)
        if response.status_code == 200 and media(response) in DATA and "/panel/" not in address:
            data.add(address)
    assert len(data) > 30
    assert opened == data


def test_cors_header_is_sent_without_origin(office):
    """A proxy may give the stored response to a script."""
    assert office.clients["anonymous"].get("/programy/2021-2025/dane/wartosci.csv")[ALLOW] == "*"


@pytest.mark.parametrize("address", ["/programy/2021-2025/dane/wartosci.csv", "/zmiany/atom.xml", "/api/v1/programmes"])
def test_cors_header_is_sent_with_304(office, address):
    reader = office.clients["anonymous"]
    first = reader.get(address, headers={"origin": ELSEWHERE})
    for headers in ({"origin": ELSEWHERE}, {}):
        again = reader.get(address, headers={**headers, "if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in (ALLOW, "ETag", "Vary")] == [first[name] for name in (ALLOW, "ETag", "Vary")]


def test_preflight_allows_public_data_only(office):
    reader = office.clients["anonymous"]
    asked = {"origin": ELSEWHERE, "access-control-request-method": "GET"}
    permitted = reader.options("/programy/2021-2025/dane/wartosci.csv", headers=asked)
    assert permitted.status_code == 200
    names = (ALLOW, "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")
    assert [permitted[name] for name in names] == ["*", "GET, HEAD, OPTIONS", "if-none-match"]
    for address in ("/", "/panel/", "/konto/logowanie/", "/admin/", "/api/v1/docs", "/programy/2021-2025/dane/"):
        assert ALLOW not in reader.options(address, headers=asked), address
