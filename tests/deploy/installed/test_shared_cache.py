"""A cache of nginx in front of everything, for this test only: nobody receives what belongs to another person."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.deploy.installed.clients import TlsClient
from tests.deploy.installed.conftest import MACHINE, SECOND, SECOND_HOST, ReceivedResponse, SecondOffice, measured, run
from tests.deploy.installed.load import EXAMPLE
from tests.drill import size

REQUESTS = size("CACHE_REQUESTS", 600)
PORT = 8443
CONFIGURATION = Path("etc/nginx/sites-enabled/shared-cache")
SERVER = """
proxy_cache_path /var/cache/shared-cache keys_zone=shared_cache:10m;
map $upstream_http_cache_control $not_public {{ default 1; "~public" 0; }}
server {{
    listen {port} ssl;
    server_name {host};
    ssl_certificate /etc/portal/tls/{office}/fullchain.pem;
    ssl_certificate_key /etc/portal/tls/{office}/privkey.pem;
    location / {{
        proxy_pass https://127.0.0.1:443;
        proxy_ssl_server_name on;
        proxy_ssl_name {host};
        proxy_set_header Host {host};
        proxy_cache shared_cache;
        proxy_cache_key $request_uri;
        proxy_cache_valid 200 302 10m;
        add_header X-Shared-Cache $upstream_cache_status always;
        {policy}
    }}
}}
"""
POLICIES = {
    "as nginx does": "",
    # Stricter for the portal than a correct cache: "no-cache" of public pages is ignored, so that they are stored.
    "everything public": "proxy_ignore_headers Cache-Control Expires; proxy_no_cache $not_public;",
}
CARELESS = "proxy_ignore_headers Cache-Control Expires Set-Cookie Vary;"
PUBLIC = ("/", "/programy/2021-2025/", EXAMPLE, f"{EXAMPLE}dane/wartosci.csv", "/zmiany/", "/api/v1/programmes")
FORMS = ("/konto/logowanie/", "/en/konto/logowanie/")  # with a token, for everybody
STAFF = ("/panel/", "/en/panel/", "/panel/powiadomienia/", "/konto/bezpieczenstwo/", "/konto/sesje/")


ACCOUNT_LINK = re.compile(r'<a href="(?:/en)?/konto/bezpieczenstwo/"\s+aria-label="([^"]*)"')  # in the head of a page


@dataclass
class CachedPerson:
    """`name`: the last name, which the head of every page for the person contains; "" for a reader."""

    name: str
    client: TlsClient


@dataclass
class Secrets:
    """Whose tokens and cookies have been seen, and what was delivered to another person or may be stored."""

    owners: dict[str, CachedPerson] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def examine(self, person: CachedPerson, path: str, response: ReceivedResponse) -> None:
        accounts = ACCOUNT_LINK.findall(response.text)
        if any(not person.name or person.name not in account for account in accounts):
            self.faults.append(f"{path}: {accounts} for {person.name or 'a reader'}")
        if person.name and path not in PUBLIC and not accounts:
            self.faults.append(f"{path}: no name for {person.name}")
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text)
        cookies = [SimpleCookie(text) for text in response.headers.get_all("Set-Cookie", [])]
        values = [morsel.value for cookie in cookies for morsel in cookie.values() if morsel.value]
        self.faults += [
            f"{path}: {text}" for text in tokens + values if self.owners.setdefault(text, person) is not person
        ]
        may_be_stored = response.headers["Cache-Control"] != "no-store"
        if may_be_stored and (path in FORMS or path not in PUBLIC):
            self.faults.append(f"{path}: Cache-Control {response.headers['Cache-Control']}")


@contextmanager
def shared_cache(policy: str) -> Iterator[None]:
    """Start the cache; remove it and its content afterwards."""
    content = SERVER.format(port=PORT, host=SECOND_HOST, office=SECOND, policy=policy)
    (MACHINE / CONFIGURATION).write_text(content, encoding="utf-8")
    try:
        run("nginx", "-t", "-q")
        run("systemctl", "restart", "nginx")
        yield
    finally:
        (MACHINE / CONFIGURATION).unlink()
        run("systemctl", "restart", "nginx")
        run("rm", "-rf", "/var/cache/shared-cache")


def walk(office: SecondOffice, requests: int, port: int) -> tuple[list[str], int]:
    """Let readers, officers and coordinators open pages at random; return faults and the number of stored answers."""
    staff = {**office.officers, **office.coordinators}
    people = [
        CachedPerson(name, TlsClient(number, session, port=port))
        for number, (name, session) in enumerate(staff.items())
    ]
    people += [CachedPerson("", TlsClient(number, port=port)) for number in range(100, 106)]
    forms = [f"/wskazniki/{office.indicators[0]}/pytanie/", *FORMS]
    secrets, hits = Secrets(), []

    def work(person: CachedPerson) -> None:
        choice = random.Random(person.name or id(person))
        for _request in range(requests // len(people)):
            pages = STAFF if person.name else forms
            path = choice.choice(
                (*pages, office.figures[0]) if person.name and choice.random() < 0.7 else (*pages, *PUBLIC)
            )
            response = person.client.get(path)
            assert response.status in (200, 302), (path, response.status)
            hits.append(response.headers["X-Shared-Cache"] == "HIT")
            secrets.examine(person, path, response)
        person.client.close()

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(work, people))
    return secrets.faults, hits.count(True)


@pytest.mark.parametrize("policy", POLICIES)
def test_shared_cache_gives_nobody_what_belongs_to_another(second_office: SecondOffice, policy: str) -> None:
    with shared_cache(POLICIES[policy]):
        faults, hits = walk(second_office, REQUESTS, PORT)
    what = f"shared cache that stores {policy}: answers with what belongs to another person"
    measured("G22", what, f"{len(faults)} of {REQUESTS}; {hits} from the cache", "0")
    assert faults == []
    assert (hits > 0) == (policy == "everything public")


def test_control_cache_that_ignores_headers_is_detected(second_office: SecondOffice) -> None:
    with shared_cache(CARELESS):
        faults, hits = walk(second_office, 240, PORT)
    assert hits > 0
    assert any("owska" in fault for fault in faults)
    assert any(re.search(r"logowanie/: \w{32,}", fault) for fault in faults)
