"""The limit of requests of one client, shared by all processes; addresses are not stored."""

import ipaddress
import logging

import pytest
from django.test import Client, RequestFactory

from cooperation.web.ratelimit import client_address

ADDRESS = "/api/v1/"


def ask(client, times, address=ADDRESS, **headers):
    return [client.get(address, **headers).status_code for _ in range(times)]


def test_sixty_first_request_is_refused(client, db, counted, time_machine):
    assert ask(client, 60) == [200] * 60
    time_machine.shift(20)
    refused = client.get(ADDRESS)
    assert (refused.status_code, refused["Retry-After"], refused["Content-Type"]) == (
        429,
        "40",
        "application/problem+json",
    )
    assert refused["Cache-Control"] == "no-store"
    assert "ETag" not in refused
    time_machine.shift(39)
    assert client.get(ADDRESS)["Retry-After"] == "1"
    time_machine.shift(1)
    assert ask(client, 61) == [200] * 60 + [429]


def test_limit_applies_to_any_sixty_seconds(client, db, counted, time_machine):
    assert ask(client, 1) == [200]
    time_machine.shift(59)
    assert ask(client, 60) == [200] * 59 + [429]
    time_machine.shift(1)
    assert ask(client, 2) == [200, 429]  # the first one is a minute old, the other 59 are a second old
    time_machine.shift(59)
    assert ask(client, 60) == [200] * 59 + [429]


def test_refused_requests_do_not_extend_wait(client, db, counted, time_machine):
    ask(client, 60)
    for _ in range(5):
        time_machine.shift(10)
        assert client.get(ADDRESS).status_code == 429
    time_machine.shift(10)
    assert client.get(ADDRESS).status_code == 200


def test_304_400_and_404_are_counted(client, office, counted):
    etag = client.get(ADDRESS)["ETag"]
    assert ask(client, 29, headers={"if-none-match": etag}) == [304] * 29
    assert ask(client, 15, "/api/v1/programmes?x=1") == [400] * 15
    assert ask(client, 15, "/api/v1/programmes/nie-ma") == [404] * 15
    assert [response.status_code for response in (client.get(ADDRESS), client.head(ADDRESS))] == [429, 429]


def test_refusal_uses_no_query_and_no_log_record(client, db, counted, django_assert_num_queries, caplog):
    assert ask(client, 60, "/api/v1/nie-ma") == [404] * 60
    assert ask(client, 60, "/api/v1/programmes/nie-ma") == [404] * 60
    assert caplog.records
    caplog.clear()
    with django_assert_num_queries(0):
        assert ask(client, 3, "/api/v1/programmes") == [429] * 3
    assert caplog.records == []


def test_languages_share_limit_and_pages_are_not_counted(client, db, counted):
    assert ask(client, 30) + ask(client, 30, "/en/api/v1/") == [200] * 60
    assert ask(client, 1, "/en/api/v1/openapi.json") == [429]
    assert ask(client, 3, "/api/v1/docs") == ask(client, 3, "/metoda/") == [200] * 3


def test_other_methods_are_not_counted(client, db, counted):
    for _ in range(70):
        assert client.options(ADDRESS).status_code == 200
        assert client.post(ADDRESS).status_code == 405
    assert ask(client, 1) == [200]


def test_each_client_has_own_limit(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def behind(address):
        return Client(headers={"x-forwarded-for": address})

    assert ask(behind("192.0.2.1"), 61) == [200] * 60 + [429]
    assert ask(behind("192.0.2.2"), 1) == [200]
    # The proxy appends the real address to what the client sent in the header.
    assert ask(behind("203.0.113.9, 192.0.2.1"), 1) == [429]


def test_ipv6_network_is_one_client(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    network = ipaddress.ip_network("2001:db8:1:2::/64")
    answers = [ask(Client(headers={"x-forwarded-for": str(network[n])}), 1)[0] for n in range(1, 62)]
    assert answers == [200] * 60 + [429]
    assert ask(Client(headers={"x-forwarded-for": "2001:db8:1:3::1"}), 1) == [200]
    mapped = RequestFactory().get("/", REMOTE_ADDR="::ffff:192.0.2.1")
    assert client_address(mapped) == "192.0.2.1"


@pytest.mark.parametrize("address", ["", "unknown", "unix:", "\udcff"])
def test_clients_without_address_share_one_limit(db, counted, address):
    nameless = Client(REMOTE_ADDR=address)
    assert ask(nameless, 61) == [200] * 60 + [429]
    assert ask(Client(), 1) == [200]


def test_address_is_not_stored(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ask(Client(headers={"x-forwarded-for": "192.0.2.77"}), 1)
    (file,) = counted.iterdir()
    assert b"192.0.2.77" not in file.name.encode() + file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert counted.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "cache",
    [
        {"LOCATION": "/dev/full/api"},
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": {}},
    ],
    ids=["a full disk", "Redis is down"],
)
def test_requests_are_answered_when_cache_fails(client, office, counted, settings, caplog, cache):
    settings.CACHES = {**settings.CACHES, "api": {**settings.CACHES["api"], **cache}}
    with caplog.at_level(logging.WARNING, "cooperation.web.ratelimit"):
        assert ask(client, 61, "/api/v1/programmes") == [200] * 61
    assert "Requests are not counted" in caplog.text


def test_zero_disables_limit(client, db, counted, settings):
    settings.API_REQUESTS_A_MINUTE = 0
    assert ask(client, 70) == [200] * 70
    assert not counted.exists()
