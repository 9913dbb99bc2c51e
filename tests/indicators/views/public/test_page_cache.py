"""The cache of public pages: same bytes, new version after a change, no personal content."""

import gzip

import pytest
from django.core.cache import caches
from django.test import Client

from cooperation.web import public_pages
from reports.exports import files
from reports.services import sheets
from tests import factories
from tests.indicators.conftest import approve


@pytest.fixture(autouse=True)
def _keeping(settings, time_machine):
    settings.KEEP_PAGES = True
    caches["pages"].clear()
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def page(office):
    return f"/wskazniki/{office.indicator.pk}/"


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_second_request_returns_cached_page_with_one_query(client, page, encoding, django_assert_num_queries, settings):
    settings.KEEP_PAGES = True  # counting switches it off
    first = client.get(page, headers={"accept-encoding": encoding})
    with django_assert_num_queries(1):
        second = Client().get(page, headers={"accept-encoding": encoding})
    assert second.content == first.content
    named = ("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Encoding", "Content-Security-Policy")
    assert {name: second.get(name) for name in named} == {name: first.get(name) for name in named}
    assert second.get("Content-Encoding") == (encoding or None)


def test_compressed_and_plain_response_have_same_content(client, page):
    packed = client.get(page, headers={"accept-encoding": "gzip"})
    plain = client.get(page)
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_etag_is_equally_weak_in_200_and_304(client, page, encoding):
    first = client.get(page, headers={"accept-encoding": encoding})
    again = client.get(page, headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first["ETag"].startswith('W/"')
    assert again["ETag"] == first["ETag"]


def test_cached_response_has_all_headers_of_rendered_one(office, client):
    """For example `HX-Push-Url` of a filtered list and `Content-Disposition` of a file."""
    approve(office)
    addresses = ["/programy/2021-2025/dzialania/?q=warsztat&cel=", "/zmiany/atom.xml", "/sitemap.xml"]
    addresses += [f"/programy/2021-2025/dane/wartosci.{kind}" for kind in ("csv", "xlsx", "json")]
    client.defaults["HTTP_X_REQUEST_ID"] = "0" * 32  # otherwise each response has its own
    seen = set()
    for address in [*addresses, "/programy/2021-2025/dane/wartosci-excel.csv", "/dane/catalog.jsonld"]:
        first, second = client.get(address), client.get(address)
        assert dict(second.headers) == dict(first.headers), address
        seen |= set(first.headers)
    assert {"HX-Push-Url", "Content-Disposition"} <= seen


@pytest.mark.parametrize("file", ["wartosci.csv", "wartosci.json", "wartosci.xlsx"])
def test_second_request_for_small_file_returns_cached_one(office, client, file, django_assert_num_queries, settings):
    approve(office)
    address = f"/programy/2021-2025/dane/{file}"
    settings.KEEP_PAGES = True  # counting switches it off
    first = client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address).content == first.content


def test_large_file_is_streamed_and_not_cached(office, client, monkeypatch):
    approve(office)
    address = "/programy/2021-2025/dane/wartosci.csv"
    whole = client.get(address).content
    assert _is_cached(whole)
    caches["pages"].clear()
    monkeypatch.setattr(public_pages, "MAX_CACHED_BYTES", len(whole) // 2)
    large = client.get(address)
    assert large.streaming
    assert large.getvalue() == whole
    assert not _is_cached(whole)


def _is_cached(content: bytes) -> bool:
    return any(content in entry for entry in vars(caches["pages"])["_cache"].values())


def test_failed_response_is_not_cached(office, client, monkeypatch):
    """A missing library or file may be available later; with an ETag browsers would keep the failed response."""

    def missing(*args):
        raise files.PdfLibraryMissing

    monkeypatch.setattr(sheets, "export_in_subprocess", missing)
    response = client.get("/programy/2021-2025/karta.pdf")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "ETag" not in response


def test_approval_is_shown_on_next_request(office, client, page):
    before = client.get(page).content
    approve(office, "7")
    after = client.get(page).content.decode()
    assert after != before.decode()
    assert "<strong>7</strong>" in after


def test_cache_key_contains_language_day_and_query(client, page, time_machine):
    pages = {client.get(page).content, client.get(f"/en{page}").content}
    time_machine.move_to("2026-02-10T09:00:00Z")
    pages.add(client.get(page).content)
    assert len(pages) == 3


def test_signed_in_request_neither_reads_nor_fills_the_cache(office, client, page):
    client.get(page)
    signed_in = Client()
    signed_in.force_login(office.coordinator)
    caches["pages"].clear()
    assert signed_in.get(page)["Cache-Control"] == "no-store"
    assert not vars(caches["pages"])["_cache"]


def test_404_is_not_cached(client, db):
    factories.ProgrammeFactory(slug="2021-2025")
    assert client.get("/programy/nie-ma/").status_code == 404
    assert client.get("/programy/2021-2025/?rok=1800").status_code == 404
    assert not vars(caches["pages"])["_cache"]
