"""Access to every page of the administration by role; a new model or page fails until it is in the table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse

from indicators.models import Revision
from tests.permissions.conftest import ask, outcome
from tests.permissions.table import LOGIN, ROLES
from tests.tables import changed_tables, rows_of_every_table

EDITED, LOOKED_AT, CLOSED = "edited", "looked at", "closed"
MODELS = {
    "account.emailaddress": CLOSED,
    "auth.group": LOOKED_AT,
    "auth.user": EDITED,
    "cooperation.change": LOOKED_AT,
    "cooperation.conclusion": EDITED,
    "cooperation.deputy": EDITED,
    "cooperation.letter": LOOKED_AT,
    "cooperation.office": EDITED,
    "cooperation.programme": EDITED,
    "cooperation.swotfinding": EDITED,
    "cooperation.unit": EDITED,
    "goals.findinglink": EDITED,
    "goals.maingoal": EDITED,
    "goals.specificgoal": EDITED,
    "indicators.action": EDITED,
    "indicators.assessment": LOOKED_AT,
    "indicators.breakdown": EDITED,
    "indicators.decision": LOOKED_AT,
    "indicators.evidence": LOOKED_AT,
    "indicators.indicator": EDITED,
    "indicators.measurement": LOOKED_AT,
    "indicators.reportinground": LOOKED_AT,
    "indicators.revision": LOOKED_AT,
    "reports.reporttemplate": EDITED,
}
# Pages of every model, and what GET answers the administrator there (an object that is not there: to the list).
PAGES = {
    "changelist": {EDITED: 200, LOOKED_AT: 200, CLOSED: 403},
    "add": {EDITED: 200, LOOKED_AT: 403, CLOSED: 403},
}
OTHER_ROLES = [role for role in ROLES if role != "administrator"]
POSTING_ROLES = 3  # GET is sent by all of them, POST to each address by every third


def flattened(patterns: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from flattened(pattern.url_patterns, route)
        else:
            yield route, pattern


def addresses() -> dict[str, str]:
    """Return route of the administration -> an address, with the key of an object that does not exist."""
    addresses_by_route = {}
    for route, pattern in flattened(admin.site.get_urls()):
        if pattern.name == "app_list":
            addresses_by_route[route] = reverse("admin:app_list", args=["cooperation"])
        elif pattern.name is None:  # an old form of an address, or whatever is left over
            addresses_by_route[route] = f"/admin/{route}".replace("<path:object_id>", "999999").replace(
                "(?P<url>.*)$", "nie/ma/"
            )
        else:
            addresses_by_route[route] = reverse(
                f"admin:{pattern.name}", args=[999999] * len(pattern.pattern.converters)
            )
    return addresses_by_route


def test_every_model_has_a_row_in_the_table() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(MODELS)


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_administration_is_closed_to_other_roles(office, role):
    """Anonymous users are redirected to the log-in; other roles get 403."""
    client, before = office.clients[role], rows_of_every_table()
    wanted = LOGIN if role in ("anonymous", "disabled") else 403
    answers = {}
    for place, (route, address) in enumerate(addresses().items()):
        if route == "logout/":  # anybody may log out
            continue
        is_posted = (place - OTHER_ROLES.index(role)) % POSTING_ROLES == 0
        for method in ("get", "post") if is_posted else ("get",):
            response = ask(client, method, address, {"name": "x", "post": "yes"})
            if response.status_code == 302 and response["Location"].startswith("/admin/login/?"):
                response = ask(client, "get", response["Location"])
            answers[f"{method} {route}"] = outcome(response)
    assert {request: answer for request, answer in answers.items() if answer != wanted} == {}
    assert len(answers) > 130
    assert changed_tables(before) == set()


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_model_pages_answer_administrator_as_in_table(office, model):
    client, kind = office.clients["administrator"], MODELS[model._meta.label_lower]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for page, answers in PAGES.items():
        assert ask(client, "get", reverse(f"{name}_{page}")).status_code == answers[kind], page
    before = rows_of_every_table()
    if kind != EDITED:
        obj = model.objects.first()
        for step in ("change", "delete"):
            address = reverse(f"{name}_{step}", args=[obj.pk if obj else 1])
            assert client.post(address, {"post": "yes", "value": "9"}).status_code == 403, step
        assert client.post(reverse(f"{name}_add"), {"value": "9"}).status_code == 403
    assert changed_tables(before) == set()


def test_revisions_are_read_only_in_administration(office):
    revision = Revision.objects.get()
    page = office.clients["administrator"].get(reverse("admin:indicators_revision_change", args=[revision.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
