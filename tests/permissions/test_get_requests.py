"""GET requests change nothing: every role follows links to every kind of page, and all tables are compared."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation

from tests.drill import size
from tests.permissions.table import ROLES, SAVED
from tests.tables import changed_tables, rows_of_every_table

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
MAX_PAGES = 400
# Pages of one kind, in one language: each year, chapter and filter is the same view.
MAX_PAGES_OF_A_KIND = size("PAGES_OF_A_KIND", 2)


def kind_of(path: str) -> str:
    """Return the language and the route of a path."""
    language = "en" if path.startswith("/en/") else "pl"
    with translation.override(language):
        return f"{language} {resolve(path).route}"


def crawl(client: Client, *begin: str) -> dict[str, int]:
    """Follow links and return address -> response; under /admin/ without queries (sorting and filters are endless)."""
    waiting, seen, alike = list(begin), dict[str, int](), Counter[str]()
    while waiting and len(seen) < MAX_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith("/static/") or address.endswith("/karta.pdf"):  # drawn for seconds
            continue
        kind = kind_of(urlsplit(address).path)
        alike[kind] += 1
        if alike[kind] > MAX_PAGES_OF_A_KIND:
            continue
        response = client.get(address)
        seen[address] = response.status_code
        waiting += [response["Location"]] if response.status_code == 302 else []
        if response.streaming:
            list(response)  # a file is closed with its last byte
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            links = (unescape(link) for link in LINK.findall(response.content.decode()))
            waiting += [link for link in links if not (link.startswith("/admin/") and "?" in link)]
    return seen


@pytest.mark.drill
@pytest.mark.parametrize("role", ROLES)
def test_get_changes_nothing_and_links_are_valid(office, role):
    before = rows_of_every_table()
    opened = crawl(office.clients[role], "/", "/en/", "/panel/", "/en/panel/")
    assert {address: status for address, status in opened.items() if status not in (200, 302)} == {}
    assert changed_tables(before) == set()
    assert 20 < len(opened) < MAX_PAGES
    assert f"/wskazniki/{office.numbers['own']}/" in opened
    assert any(address.startswith("/admin/cooperation/") for address in opened) == (role == "administrator")


def test_control_change_is_detected(office):
    before = rows_of_every_table()
    office.clients["officer"].post(f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/", SAVED)
    assert {"indicators_measurement", "indicators_revision", "indicators_chainhead"} <= changed_tables(before)
