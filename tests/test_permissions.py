"""Who gets which answer: one row for every address. A new address fails here until somebody decides."""

import hashlib
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

from indicators.models import ReportingRound, Revision
from indicators.models.slot import Slot
from indicators.queries.due import round_days
from indicators.rules.meaning import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from indicators.validators import Figure
from tests import factories

ROLES = ("anonymous", "officer", "other", "unitless", "coordinator", "administrator", "disabled")
LOGIN = "to log-in"
ELSEWHERE = "302"  # done, or nothing to do here: somewhere else, but not to the log-in
Answers = dict[str, Any]


def everybody(answer: Any) -> Answers:
    return dict.fromkeys(ROLES, answer)


def by_role(**answers: Any) -> Answers:
    """Unnamed roles are sent to the log-in: nobody is let in by being forgotten."""
    return everybody(LOGIN) | answers


PUBLIC = everybody(200)
NEVER = everybody(405)
STAFF = by_role(officer=200, other=200, unitless=200, coordinator=200, administrator=200)
STAFF_ONLY_READ = by_role(officer=405, other=405, unitless=405, coordinator=405, administrator=405)
OWN_UNIT = by_role(officer=200, other=404, unitless=404, coordinator=200, administrator=404)
OWN_UNIT_POSTED = OWN_UNIT | {"officer": ELSEWHERE, "coordinator": ELSEWHERE}
COORDINATOR = by_role(officer=403, other=403, unitless=403, coordinator=200, administrator=403)
COORDINATOR_POSTED = COORDINATOR | {"coordinator": ELSEWHERE}
# A disabled account is nobody.
FOR_STRANGERS = everybody(ELSEWHERE) | {"anonymous": 200, "disabled": 200}


@dataclass(frozen=True)
class Row:
    address: str  # an example; {own}, {waiting}: indicators of the officer's unit, {other}: of another unit
    get: Answers
    post: Answers
    sent: dict[str, str] = field(default_factory=dict)


FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"
SAVED = {"value": "4", "based_on": "0", "request_key": "k", "do": "submit"}

WITHOUT_LANGUAGE = {
    "healthz": Row("/healthz", PUBLIC, NEVER),
    "readyz": Row("/readyz", PUBLIC, NEVER),
    "favicon.ico": Row("/favicon.ico", everybody(ELSEWHERE), NEVER),
    "robots.txt": Row("/robots.txt", PUBLIC, NEVER),
}
WITH_LANGUAGE = {
    "": Row("/", PUBLIC, NEVER),
    "programy/": Row("/programy/", PUBLIC, NEVER),
    "programy/<slug:slug>/": Row("/programy/2021-2025/", PUBLIC, NEVER),
    "programy/<slug:slug>/diagnoza/": Row("/programy/2021-2025/diagnoza/", PUBLIC, NEVER),
    "programy/<slug:slug>/cele/<number:position>/": Row("/programy/2021-2025/cele/1/", PUBLIC, NEVER),
    "programy/<slug:slug>/dzialania/": Row("/programy/2021-2025/dzialania/", PUBLIC, NEVER),
    "wskazniki/<number:indicator_id>/": Row("/wskazniki/{own}/", PUBLIC, NEVER),
    "metoda/": Row("/metoda/", PUBLIC, NEVER),
    "panel/": Row("/panel/", STAFF, STAFF_ONLY_READ),
    "panel/zatwierdzanie/": Row("/panel/zatwierdzanie/", COORDINATOR, STAFF_ONLY_READ),
    FIGURE: Row("/panel/wskazniki/{own}/pomiary/2024/", OWN_UNIT, OWN_UNIT_POSTED, SAVED),
    f"{FIGURE}wycofanie/": Row(
        "/panel/wskazniki/{waiting}/pomiary/2024/wycofanie/", STAFF_ONLY_READ, OWN_UNIT_POSTED, {"based_on": "1"}
    ),
    f"{FIGURE}decyzja/": Row(
        "/panel/wskazniki/{waiting}/pomiary/2024/decyzja/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "approve", "based_on": "1"},
    ),
    "konto/logowanie/": Row("/konto/logowanie/", FOR_STRANGERS, FOR_STRANGERS, {"login": "nobody", "password": "x"}),
    "konto/wylogowanie/": Row(
        "/konto/wylogowanie/", STAFF | {"anonymous": ELSEWHERE, "disabled": ELSEWHERE}, everybody(ELSEWHERE)
    ),
    "konto/haslo/": Row("/konto/haslo/", STAFF, STAFF, {"oldpassword": "x", "password1": "y", "password2": "z"}),
    "konto/nieaktywne/": Row("/konto/nieaktywne/", PUBLIC, NEVER),
    "konto/potwierdzenie/": Row("/konto/potwierdzenie/", STAFF, STAFF, {"password": "x"}),
}
ADMIN = "admin/"  # decided as a whole, below


# --- the office ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")
    cache.clear()  # failed log-ins are counted there, and the clock stands still


@pytest.fixture
def office(db: Any) -> SimpleNamespace:
    programme = factories.ProgrammeFactory(slug="2021-2025")
    unit, other_unit = factories.UnitFactory.create_batch(2)
    own, waiting = (factories.in_programme(programme, unit=unit) for _ in range(2))
    officer = factories.officer(unit)
    people = {
        "anonymous": None,
        "officer": officer,
        "other": factories.officer(other_unit),
        "unitless": factories.officer(),
        "coordinator": factories.coordinator(),
        "administrator": factories.administrator(),
        "disabled": factories.officer(unit),
    }
    days = round_days(ReportingRound.objects.get(programme=programme, year=2024))
    period = next(one for one in programme_periods(Frequency.YEARLY, 2021, 2025) if one.code == "2024")
    measurements.submit(Slot(waiting, period, days), Figure(Decimal(3), note="tajna uwaga"), by=officer, based_on=0)
    numbers = {"own": own.pk, "waiting": waiting.pk, "other": factories.in_programme(programme, unit=other_unit).pk}
    clients = {role: Client() for role in ROLES}
    for role, person in people.items():
        if person is not None:
            clients[role].force_login(person)
    people["disabled"].is_active = False
    people["disabled"].save()
    return SimpleNamespace(programme=programme, unit=unit, numbers=numbers, people=people, clients=clients)


def told(response: Any) -> Any:
    """An answer in the table's words."""
    if response.status_code != 302:
        return response.status_code
    return LOGIN if re.match(r"(/en)?/konto/logowanie/\?", response["Location"]) else ELSEWHERE


def ask(client: Client, method: str, address: str, sent: dict[str, str]) -> Any:
    """One request whose changes, the session's too, are undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(address) if method == "get" else client.post(address, sent)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


# --- the table -----------------------------------------------------------------------------------------------


def walk(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(ADMIN):
            yield ADMIN
        elif isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route


def routes(language: str) -> set[str]:
    with translation.override(language):
        return set(walk(get_resolver().url_patterns))


def test_every_address_is_decided_and_every_row_exists() -> None:
    assert routes("pl") == {*WITHOUT_LANGUAGE, *WITH_LANGUAGE, ADMIN}
    assert routes("en") == {*WITHOUT_LANGUAGE, *(f"en/{route}" for route in WITH_LANGUAGE), ADMIN}


ROWS = [("", route, row) for route, row in {**WITHOUT_LANGUAGE, **WITH_LANGUAGE}.items()]
ROWS += [("/en", route, row) for route, row in WITH_LANGUAGE.items()]


@pytest.mark.parametrize(("prefix", "route", "row"), ROWS, ids=[f"{prefix}/{route}" for prefix, route, _row in ROWS])
def test_each_role_gets_its_answer(office, prefix, route, row):
    address = prefix + row.address.format(**office.numbers)
    with translation.override("en" if prefix else "pl"):
        assert resolve(address).route == prefix.lstrip("/") + ("/" if prefix else "") + route
    for method, wanted in (("get", row.get), ("post", row.post)):
        assert {role: told(ask(office.clients[role], method, address, row.sent)) for role in ROLES} == wanted, method


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_there_is_404_for_everybody_and_never_a_log_in(office, role):
    hidden = factories.in_programme(factories.ProgrammeFactory(slug="szkic", is_published=False), unit=office.unit)
    addresses = [
        "/programy/szkic/",
        "/programy/szkic/diagnoza/",
        "/programy/szkic/dzialania/",
        "/programy/szkic/cele/1/",
    ]
    addresses += [
        f"/wskazniki/{hidden.pk}/",
        "/wskazniki/999999/",
        "/programy/2021-2025/cele/99/",
        "/programy/nie-ma/",
        "/nie-ma/",
    ]
    assert {address: office.clients[role].get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


@pytest.mark.parametrize("role", ["officer", "other", "unitless", "administrator"])
def test_a_figure_of_another_unit_does_not_exist(office, role):
    foreign = office.numbers["waiting" if role == "other" else "other"]
    address = f"/panel/wskazniki/{foreign}/pomiary/2024/"
    client = office.clients[role]
    assert client.get(address).status_code == 404
    assert [client.post(f"{address}{suffix}", SAVED).status_code for suffix in ("", "wycofanie/")] == [404, 404]
    assert client.post(f"{address}decyzja/", {"do": "approve", "based_on": "1"}).status_code == 403
    assert Revision.objects.count() == 1


# --- the administration --------------------------------------------------------------------------------------


def admin_addresses() -> list[str]:
    """Every page of the administration that needs no number, and one record's pages."""
    found = {reverse("admin:index")}
    for pattern in _flat(next(one for one in get_resolver().url_patterns if str(one.pattern) == ADMIN).url_patterns):
        if pattern.name in (None, "view_on_site", "login", "logout", "jsi18n", "autocomplete", "app_list"):
            continue
        with_number = "<" in str(pattern.pattern)
        found.add(reverse(f"admin:{pattern.name}", args=["1"] if with_number else []))
    return sorted(found)


def _flat(patterns: Any) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_the_administration_is_closed_to(office, role):
    """A stranger is led to the portal's log-in; who is logged in and has no business here is told so."""
    client = office.clients[role]
    for address in admin_addresses():
        for response in (client.get(address), client.post(address, {"name": "x"})):
            if response.status_code == 302 and response["Location"].startswith("/admin/login/?"):
                response = client.get(response["Location"])  # noqa: PLW2901  # the administration's own door
            assert told(response) == (LOGIN if role in ("anonymous", "disabled") else 403), address


def test_the_administrator_edits_definitions_and_only_looks_at_figures(office):
    client = office.clients["administrator"]
    opened = {address: client.get(address).status_code for address in admin_addresses()}
    assert opened["/admin/"] == opened["/admin/cooperation/unit/"] == opened["/admin/cooperation/unit/add/"] == 200
    assert opened["/admin/indicators/revision/"] == 200
    looked_at = (
        "indicators/revision",
        "indicators/measurement",
        "indicators/reportinground",
        "cooperation/change",
        "auth/group",
    )
    assert {name: opened[f"/admin/{name}/add/"] for name in looked_at} == dict.fromkeys(looked_at, 403)
    assert not {address: status for address, status in opened.items() if status not in (200, 302, 403, 404)}
    revision = Revision.objects.get()
    for step in ("change", "delete"):
        assert (
            client.post(f"/admin/indicators/revision/{revision.pk}/{step}/", {"value": "9", "post": "yes"}).status_code
            == 403
        )
    assert Revision.objects.get().value == 3


# --- rights that are taken away ------------------------------------------------------------------------------


def test_a_right_taken_away_ends_with_the_next_request(office):
    def answers(role, *addresses):
        return [told(office.clients[role].get(address)) for address in addresses]

    record = f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    assert answers("officer", "/panel/", record) == [200, 200]
    office.unit.members.update(until=date(2025, 2, 10))
    assert answers("officer", record) == [200]  # the last day counts
    office.unit.members.update(until=date(2025, 2, 10) - timedelta(days=1))
    assert answers("officer", "/panel/", record) == [200, 404]
    assert office.clients["officer"].post(record, SAVED).status_code == 404
    office.unit.members.update(until=None)
    office.people["officer"].groups.clear()
    assert answers("officer", "/panel/", record) == [403, 403]
    assert office.clients["officer"].post(record, SAVED).status_code == 403

    decision = f"/panel/wskazniki/{office.numbers['waiting']}/pomiary/2024/decyzja/"
    assert answers("coordinator", decision) == [200]
    office.people["coordinator"].groups.set([Group.objects.get(name="officer")])
    assert answers("coordinator", "/panel/", "/panel/zatwierdzanie/", decision) == [200, 403, 403]
    assert office.clients["coordinator"].post(decision, {"do": "approve", "based_on": "1"}).status_code == 403

    assert answers("administrator", "/admin/cooperation/unit/") == [200]
    office.people["administrator"].groups.clear()
    assert answers("administrator", "/panel/", "/admin/cooperation/unit/") == [ELSEWHERE, 403]
    office.people["administrator"].is_staff = False
    office.people["administrator"].save()
    assert answers("administrator", "/panel/") == [403]

    assert answers("other", "/panel/") == [200]
    office.people["other"].is_active = False
    office.people["other"].save()
    assert answers("other", "/panel/") == [LOGIN]
    assert Revision.objects.count() == 1


def test_the_servers_keeper_gets_nothing_more_in_the_panel(office):
    client = Client()
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    record, decision = (f"/panel/wskazniki/{office.numbers['waiting']}/pomiary/2024/{end}" for end in ("", "decyzja/"))
    addresses = ("/panel/", "/panel/zatwierdzanie/", record, decision)
    assert [told(client.get(address)) for address in addresses] == [ELSEWHERE, 403, 403, 403]
    assert client.post(record, SAVED | {"based_on": "1"}).status_code == 403
    assert client.post(decision, {"do": "approve", "based_on": "1"}).status_code == 403
    assert Revision.objects.count() == 1


def test_a_disabled_account_cannot_log_in(office):
    sent = {"login": office.people["disabled"].username, "password": factories.PASSWORD}
    client = Client()
    client.post("/konto/logowanie/", sent)
    assert told(client.get("/panel/")) == LOGIN
    client.post("/konto/logowanie/", sent | {"login": office.people["officer"].username})
    assert told(client.get("/panel/")) == 200


# --- reading changes nothing ---------------------------------------------------------------------------------

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
MOST_PAGES = 300


def rows_of_every_table() -> dict[str, tuple[int, str]]:
    """Table -> number of its rows and a hash over them; sessions may change."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "django_session":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def crawl(client: Client, *begin: str) -> dict[str, int]:
    """Every page that links lead to -> its answer; under /admin/ without queries (orders and filters have no end)."""
    waiting, seen = list(begin), dict[str, int]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith("/static/"):
            continue
        response = client.get(address)
        seen[address] = response.status_code
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            links = (link.replace("&amp;", "&") for link in LINK.findall(response.content.decode()))
            waiting += [link for link in links if not (link.startswith("/admin/") and "?" in link)]
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_reading_changes_nothing_and_no_link_leads_nowhere(office, role):
    before = rows_of_every_table()
    opened = crawl(office.clients[role], "/", "/en/", "/panel/")
    assert {address: status for address, status in opened.items() if status not in (200, 302)} == {}
    assert rows_of_every_table() == before
    assert 10 < len(opened) < MOST_PAGES
    assert f"/wskazniki/{office.numbers['own']}/" in opened


def test_the_comparison_above_can_see_a_change(office):
    before = rows_of_every_table()
    office.clients["officer"].post(f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/", SAVED)
    after = rows_of_every_table()
    changed = {table for table in before if before[table] != after[table]}
    assert {"indicators_measurement", "indicators_revision", "indicators_chainhead"} <= changed
