"""Restored input is shown beside what somebody else has saved since it was typed."""

import re
from typing import Any

import pytest
from django.test import Client

from indicators.forms.grid import digest
from tests import factories
from tests.permissions.test_unsaved_input import FIGURE, INDICATOR, REPORT, address_of, log_in, shown
from tests.sessions import browser_after_session

GRID = "panel/programy/<slug:slug>/<year:year>/"
OWN, NEWER = "wpisane przed końcem sesji", "zapisane później przez kogoś innego"


def grid_cell(office: Any, value: str, note: str) -> dict[str, str]:
    cell = f"f{office.numbers['own']}_2024"
    return {f"{cell}_based_on": "0", f"{cell}_was": digest({}), f"{cell}_value": value, f"{cell}_note": note}


def finance_line(name: str) -> dict[str, str]:
    return {"based_on": "0", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": name}


# Route -> (role, what is typed, what another coordinator saves, texts of the page)
FORMS: dict[str, tuple[str, Any, Any, list[str]]] = {
    FIGURE: (
        "officer",
        {"value": "7", "note": OWN, "based_on": "0", "do": "draft"},
        {"value": "93", "based_on": "0", "do": "draft"},
        ["93"],
    ),
    GRID: (
        "officer",
        lambda office: grid_cell(office, "7", OWN),
        lambda office: grid_cell(office, "93", "") | {"do": "draft"},
        ["93"],
    ),
    f"{INDICATOR}rozstrzygniecie/": (
        "coordinator",
        {"do": "decide", "text": OWN, "based_on": "0", "sets": ""},
        {"do": "decide", "text": NEWER, "based_on": "0", "sets": ""},
        [NEWER],
    ),
    f"{REPORT}<chapter:key>/": (
        "coordinator",
        {"text": OWN, "based_on": "0", "do": "save"},
        {"text": NEWER, "based_on": "0", "do": "save"},
        [NEWER],
    ),
    f"{REPORT}tabela-finansowa/": ("coordinator", finance_line(OWN), finance_line(NEWER), [NEWER]),
}


@pytest.mark.parametrize("route", FORMS)
def test_restored_input_is_shown_beside_newer_values(office, route):
    role, typed, saved, texts = FORMS[route]
    person, address = office.people[role], address_of(route, office)
    browser = browser_after_session(person)
    answer = browser.post(address, {**(typed(office) if callable(typed) else typed), "typed_by": person.pk})
    colleague = Client()
    colleague.force_login(factories.coordinator())
    assert colleague.post(address, saved(office) if callable(saved) else saved).status_code == 302
    page = shown(log_in(browser, answer["Location"], person))
    start = page.index('role="alert"')
    alert = page[start : page.index("<h1", start)]
    assert OWN in page
    assert [text for text in texts if text not in alert] == []
    numbers = set(re.findall(r'name="[^"]*based_on"[^>]*value="(\d+)"', page))
    assert numbers
    assert "0" not in numbers or route == GRID  # sending it again replaces the newer value knowingly
