"""Absolute addresses are built from PORTAL_URL, not from the Host header; lists in settings may contain spaces."""

import json
from typing import Any

import pytest
from django.core.cache import caches

from tests import databases
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


LISTS = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY_FALLBACKS", "PASSWORD_HASHERS")


def test_spaces_in_lists_of_settings_are_ignored() -> None:
    code = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {LISTS}]))"
    variables = dict.fromkeys(LISTS, "a.example.org, b.example.org ,c.example.org")
    values = json.loads(databases.run_on("sqlite://:memory:", "-c", code, **variables))
    assert [value[:3] for value in values] == [["a.example.org", "b.example.org", "c.example.org"]] * len(LISTS)
