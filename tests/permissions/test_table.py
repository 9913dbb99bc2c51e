"""Responses of every route by role and method; a new route fails until it is in the permission table."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLResolver, get_resolver, include, path, resolve
from django.utils import translation

from cooperation import urls
from indicators.models import Revision
from tests import factories
from tests.drill import size
from tests.permissions import headers
from tests.permissions.conftest import ask, outcome
from tests.permissions.headers import CLOSED_TO_FRAMES, EMBED, OPEN_TO_FRAMES, framing
from tests.permissions.table import ADMIN, ELSEWHERE, LOGIN, ROLES, ROWS, SAVED, WITH_LANGUAGE, WITHOUT_LANGUAGE
from tests.tables import changed_tables, rows_of_every_table

OTHER_METHODS = ("put", "patch", "delete", "options", "trace", "propfind")
# An English address leads to the view of the Polish one: these many roles in turn ask for it, besides anonymous users.
ENGLISH_ROLES = size("ENGLISH_ROLES", 2)
# Each role sends these many of the other methods to an address, so that every method is sent by two roles or more.
METHODS_OF_ROLE = size("METHODS_OF_ROLE", 2)


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


def unmatched_routes() -> set[str]:
    """Return routes without a row, and rows without a route."""
    polish = {*WITHOUT_LANGUAGE, *WITH_LANGUAGE, ADMIN}
    english = {*WITHOUT_LANGUAGE, *(f"en/{route}" for route in WITH_LANGUAGE), ADMIN}
    return (routes("pl") ^ polish) | (routes("en") ^ english)


def extra_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a view that nobody decided about")


class UrlconfWithExtraRoute:
    """The URLconf with one more route."""

    handler404 = urls.handler404
    urlpatterns = [*urls.urlpatterns, path("nowe/", include([path("zapomniane/", extra_view)]))]


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert unmatched_routes() == set()


def test_control_route_without_row_is_detected_and_requires_log_in(client, db) -> None:
    with override_settings(ROOT_URLCONF=UrlconfWithExtraRoute):
        assert unmatched_routes() == {"nowe/zapomniane/"}
        assert outcome(client.get("/nowe/zapomniane/")) == LOGIN


@pytest.mark.drill
@pytest.mark.parametrize(("prefix", "route", "row"), ROWS, ids=[f"{prefix}/{route}" for prefix, route, _row in ROWS])
def test_every_route_answers_each_role_as_in_table(office, prefix, route, row):
    """And only embed pages may be framed by other sites, and only public data may be read by their scripts."""
    address = prefix + row.address.format(**office.numbers)
    with translation.override("en" if prefix else "pl"):
        match = resolve(address)
    assert match.route == prefix.lstrip("/") + ("/" if prefix else "") + route
    roles = set(ROLES)
    if prefix:
        assert match.func is resolve(address.removeprefix(prefix)).func
        roles = {"anonymous", *turns(ROLES[1:], list(WITH_LANGUAGE).index(route), ENGLISH_ROLES)}
    for method, wanted in (("get", row.get), ("post", row.post)):
        responses = {role: ask(office.clients[role], method, address, row.sent) for role in roles}
        answers = {role: outcome(response) for role, response in responses.items()}
        assert answers == {role: wanted[role] for role in roles}, method
        for role, response in responses.items():
            may_be_framed = route == EMBED and method == "get"
            assert framing(response) == (OPEN_TO_FRAMES if may_be_framed else CLOSED_TO_FRAMES), (method, role)
            is_data = headers.is_public_data(response, address)
            assert method == "post" or headers.is_open_to_scripts(response) == is_data, role
    for role in () if prefix else ("anonymous", "administrator"):
        assert outcome(ask(office.clients[role], "head", address)) == row.get[role]


def turns(items: Sequence[str], place: int, number: int) -> list[str]:
    """Return that many of the items, in turn for each place."""
    return [items[(place * number + step) % len(items)] for step in range(min(number, len(items)))]


@pytest.mark.drill
@pytest.mark.parametrize("role", ROLES)
def test_other_methods_change_nothing(office, role):
    """They are answered 405; OPTIONS redirects anonymous users to the log-in, or lists the methods."""
    before = rows_of_every_table()
    answers = {}
    for place, (prefix, _route, row) in enumerate(ROWS):
        address = prefix + row.address.format(**office.numbers)
        # English addresses lead to the same views, so one method of each is enough.
        for method in turns(OTHER_METHODS, place + ROLES.index(role), 1 if prefix else METHODS_OF_ROLE):
            response = office.clients[role].generic(method.upper(), address)
            is_named = method == "options" and response.status_code == 200 and response.content == b""
            answers[f"{method} {address}"] = "named" if is_named else outcome(response)
    answers = {request: answer for request, answer in answers.items() if answer not in (405, "named")}
    assert {request: answer for request, answer in answers.items() if not request.startswith("options")} == {}
    assert set(answers.values()) <= {LOGIN, ELSEWHERE}
    assert changed_tables(before) == set()


# --- what is not there ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_missing_objects_answer_404_without_log_in(office, role):
    hidden = factories.in_programme(factories.ProgrammeFactory(slug="szkic", is_published=False), unit=office.unit)
    addresses = [
        "/programy/szkic/",
        "/programy/szkic/diagnoza/",
        "/programy/szkic/dzialania/",
        "/programy/szkic/cele/1/",
        f"/wskazniki/{hidden.pk}/",
        "/wskazniki/999999/",
        "/programy/2021-2025/cele/99/",
        "/programy/nie-ma/",
        "/nie-ma/",
    ]
    answers = {address: office.clients[role].get(address).status_code for address in addresses}
    assert answers == dict.fromkeys(addresses, 404)


@pytest.mark.parametrize("role", ["officer", "other", "unitless", "administrator"])
def test_figure_of_another_unit_answers_404(office, role):
    foreign = office.numbers["waiting" if role == "other" else "other"]
    address = f"/panel/wskazniki/{foreign}/pomiary/2024/"
    client = office.clients[role]
    before = rows_of_every_table()
    for prefix in ("", "/en"):
        assert client.get(prefix + address).status_code == 404
        assert [client.post(f"{prefix}{address}{end}", SAVED).status_code for end in ("", "wycofanie/")] == [404, 404]
        for step in ("approve", "send_back"):
            sent = {"do": step, "based_on": "1", "comment": "x"}
            assert client.post(f"{prefix}{address}decyzja/", sent).status_code == 403
    assert changed_tables(before) == set()
    assert b"tajna uwaga" not in client.get(address).content


@pytest.mark.parametrize("period", ["2020", "2026", "2024-K1", "2024-M01", "2021-2025", "2024-P1", "9999"])
def test_unknown_period_answers_404(office, period):
    address = f"/panel/wskazniki/{office.numbers['own']}/pomiary/{period}/"
    for role in ("officer", "coordinator"):
        client = office.clients[role]
        assert [client.get(address).status_code, client.post(address, SAVED).status_code] == [404, 404]
    assert Revision.objects.count() == 1
