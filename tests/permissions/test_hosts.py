"""Absolute addresses are built from PORTAL_URL, not from the Host header."""

from typing import Any

import pytest
from django.core.cache import caches

from tests.permissions.table import ROWS

OTHER = "inny.example.org"
PUBLIC = [(prefix, row) for prefix, _route, row in ROWS if row.get["anonymous"] == 200]


@pytest.mark.parametrize(("prefix", "row"), PUBLIC, ids=[f"{prefix}{row.address}" for prefix, row in PUBLIC])
def test_public_response_does_not_contain_host_of_request(office: Any, settings: Any, prefix: str, row: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", OTHER]
    address = prefix + row.address.format(**office.numbers)
    for host in ("testserver", OTHER):
        caches["pages"].clear()
        response = office.clients["anonymous"].get(address, headers={"host": host})
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        assert host.encode() not in content
