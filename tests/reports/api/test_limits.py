"""Sixty requests in any minute from one client, whoever of the processes answers; no address is written down."""

import ipaddress
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client, RequestFactory

from reports.api import limits

ADDRESS = "/api/v1/"


def ask(client, times, address=ADDRESS, **headers):
    return [client.get(address, **headers).status_code for _ in range(times)]


def test_the_sixty_first_waits(client, db, counted, time_machine):
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


def test_any_minute_has_sixty_not_each_minute_of_the_clock(client, db, counted, time_machine):
    assert ask(client, 1) == [200]
    time_machine.shift(59)
    assert ask(client, 60) == [200] * 59 + [429]
    time_machine.shift(1)
    assert ask(client, 2) == [200, 429]  # the first one is a minute old, the other 59 are a second old
    time_machine.shift(59)
    assert ask(client, 60) == [200] * 59 + [429]


def test_what_is_refused_does_not_make_the_wait_longer(client, db, counted, time_machine):
    ask(client, 60)
    for _ in range(5):
        time_machine.shift(10)
        assert client.get(ADDRESS).status_code == 429
    time_machine.shift(10)
    assert client.get(ADDRESS).status_code == 200


def test_a_304_a_mistake_and_a_missing_object_count_too(client, office, counted):
    etag = client.get(ADDRESS)["ETag"]
    assert ask(client, 29, headers={"if-none-match": etag}) == [304] * 29
    assert ask(client, 15, "/api/v1/programmes?x=1") == [400] * 15
    assert ask(client, 15, "/api/v1/programmes/nie-ma") == [404] * 15
    assert [one.status_code for one in (client.get(ADDRESS), client.head(ADDRESS))] == [429, 429]


def test_a_refusal_asks_no_database_and_fills_no_log(client, db, counted, django_assert_num_queries, caplog):
    assert ask(client, 60, "/api/v1/nie-ma") == [404] * 60
    assert ask(client, 60, "/api/v1/programmes/nie-ma") == [404] * 60
    assert caplog.records
    caplog.clear()
    with django_assert_num_queries(0):
        assert ask(client, 3, "/api/v1/programmes") == [429] * 3
    assert caplog.records == []


def test_both_languages_count_together_and_pages_do_not_count(client, db, counted):
    assert ask(client, 30) + ask(client, 30, "/en/api/v1/") == [200] * 60
    assert ask(client, 1, "/en/api/v1/openapi.json") == [429]
    assert ask(client, 3, "/api/v1/docs") == ask(client, 3, "/metoda/") == [200] * 3


def test_other_methods_are_answered_without_a_count(client, db, counted):
    for _ in range(70):
        assert client.options(ADDRESS).status_code == 200
        assert client.post(ADDRESS).status_code == 405
    assert ask(client, 1) == [200]


def test_each_client_has_its_own_sixty(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def behind(address):
        return Client(headers={"x-forwarded-for": address})

    assert ask(behind("192.0.2.1"), 61) == [200] * 60 + [429]
    assert ask(behind("192.0.2.2"), 1) == [200]
    # What a client writes into the header itself stands before what the proxy adds.
    assert ask(behind("203.0.113.9, 192.0.2.1"), 1) == [429]


def test_a_network_of_ipv6_is_one_client(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    network = ipaddress.ip_network("2001:db8:1:2::/64")
    answers = [ask(Client(headers={"x-forwarded-for": str(network[n])}), 1)[0] for n in range(1, 62)]
    assert answers == [200] * 60 + [429]
    assert ask(Client(headers={"x-forwarded-for": "2001:db8:1:3::1"}), 1) == [200]
    assert limits._client(RequestFactory().get("/", REMOTE_ADDR="::ffff:192.0.2.1")) == "192.0.2.1"


@pytest.mark.parametrize("address", ["", "unknown", "unix:", "\udcff"])
def test_a_client_without_an_address_is_counted_as_well(db, counted, address):
    nameless = Client(REMOTE_ADDR=address)
    assert ask(nameless, 61) == [200] * 60 + [429]
    assert ask(Client(), 1) == [200]


def test_no_address_is_written_down(db, counted, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ask(Client(headers={"x-forwarded-for": "192.0.2.77"}), 1)
    content = counted.read_bytes()
    assert len(content) == limits.PLACES * 60 * 8
    assert b"192.0.2.77" not in content
    assert ipaddress.ip_address("192.0.2.77").packed not in content
    assert len(content.replace(b"\0", b"")) <= 8  # one moment
    assert counted.stat().st_mode & 0o777 == 0o600


def test_threads_together_get_sixty(db, counted):
    request = RequestFactory().get("/")
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _one: limits.seconds_to_wait(request), range(200)))
    assert waits.count(0) == 60


PROCESS = """import sys
from pathlib import Path
import django
django.setup()
from reports.api.limits import _count
print(sum(_count(Path(sys.argv[1]), 7, 60, float(sys.argv[2])) == 0 for _ in range(50)))"""


def test_processes_together_get_sixty(counted):
    running = [
        subprocess.Popen([sys.executable, "-c", PROCESS, str(counted), "1000"], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert sum(int(one.communicate()[0]) for one in running) == 60


def test_a_clock_that_is_put_back_locks_nobody_out(client, db, counted, time_machine):
    ask(client, 60)
    time_machine.shift(-3600)
    assert ask(client, 1) == [200]


def test_garbage_in_the_file_locks_nobody_out(client, db, counted):
    counted.parent.mkdir()
    counted.write_bytes(b"\xff" * limits.PLACES * 60 * 8)  # not a number, 60 times
    assert ask(client, 61) == [200] * 60 + [429]


def test_reading_goes_on_where_nothing_can_be_counted(client, office, counted, settings, caplog):
    settings.API_LIMIT_FILE = "/dev/full/api-limit"
    with caplog.at_level(logging.WARNING, "reports.api.limits"):
        assert ask(client, 61, "/api/v1/programmes") == [200] * 61
    assert "Requests are not counted" in caplog.text


def test_zero_is_no_limit(client, db, counted, settings):
    settings.API_REQUESTS_A_MINUTE = 0
    assert ask(client, 70) == [200] * 70
    assert not counted.exists()
