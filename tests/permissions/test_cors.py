"""CORS headers of stored and unchanged responses and of preflights; test_table.py checks those of every route."""

import pytest

from tests.permissions.headers import ALLOW, OTHER_SITE


def test_cors_header_is_sent_without_origin(office):
    """A proxy may give the stored response to a script."""
    assert office.clients["anonymous"].get("/programy/2021-2025/dane/wartosci.csv")[ALLOW] == "*"


@pytest.mark.parametrize("address", ["/programy/2021-2025/dane/wartosci.csv", "/zmiany/atom.xml", "/api/v1/programmes"])
def test_cors_header_is_sent_with_304(office, address):
    reader = office.clients["anonymous"]
    first = reader.get(address, headers={"origin": OTHER_SITE})
    for headers in ({"origin": OTHER_SITE}, {}):
        again = reader.get(address, headers={**headers, "if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in (ALLOW, "ETag", "Vary")] == [first[name] for name in (ALLOW, "ETag", "Vary")]


def test_preflight_allows_public_data_only(office):
    reader = office.clients["anonymous"]
    asked = {"origin": OTHER_SITE, "access-control-request-method": "GET"}
    permitted = reader.options("/programy/2021-2025/dane/wartosci.csv", headers=asked)
    assert permitted.status_code == 200
    names = (ALLOW, "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")
    assert [permitted[name] for name in names] == ["*", "GET, HEAD, OPTIONS", "if-none-match"]
    for address in ("/", "/panel/", "/konto/logowanie/", "/admin/", "/api/v1/docs", "/programy/2021-2025/dane/"):
        assert ALLOW not in reader.options(address, headers=asked), address
