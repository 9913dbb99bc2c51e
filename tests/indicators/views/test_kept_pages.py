"""A page that is kept: the same bytes without drawing, gone with the next version, nobody's own."""

import gzip

import pytest
from django.core.cache import caches
from django.test import Client

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
def test_the_second_reader_gets_the_same_with_one_query(client, page, encoding, django_assert_num_queries):
    first = client.get(page, headers={"accept-encoding": encoding})
    with django_assert_num_queries(1):
        second = Client().get(page, headers={"accept-encoding": encoding})
    assert second.content == first.content
    named = ("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Encoding", "Content-Security-Policy")
    assert {name: second.get(name) for name in named} == {name: first.get(name) for name in named}
    assert second.get("Content-Encoding") == (encoding or None)


def test_compressed_and_plain_say_the_same(client, page):
    packed = client.get(page, headers={"accept-encoding": "gzip"})
    plain = client.get(page)
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == f"W/{plain['ETag']}"


def test_an_approval_is_seen_with_the_next_request(office, client, page):
    before = client.get(page).content
    approve(office, "7")
    after = client.get(page).content.decode()
    assert after != before.decode()
    assert "<strong>7</strong>" in after


def test_each_language_day_and_query_is_kept_apart(client, page, time_machine):
    pages = {client.get(page).content, client.get(f"/en{page}").content}
    time_machine.move_to("2026-02-10T09:00:00Z")
    pages.add(client.get(page).content)
    assert len(pages) == 3


def test_nothing_is_given_to_or_taken_from_a_session(office, client, page):
    client.get(page)
    signed_in = Client()
    signed_in.force_login(office.coordinator)
    caches["pages"].clear()
    assert signed_in.get(page)["Cache-Control"] == "no-store"
    assert not vars(caches["pages"])["_cache"]


def test_what_is_not_there_is_not_kept(client, db):
    factories.ProgrammeFactory(slug="2021-2025")
    assert client.get("/programy/nie-ma/").status_code == 404
    assert client.get("/programy/2021-2025/?rok=1800").status_code == 404
    assert not vars(caches["pages"])["_cache"]
