"""The largest grid that a page shows can be saved; other forms may not have so many fields."""

import time
from copy import copy
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models.base import ModelState
from django.test import Client

from cooperation.models.unsaved_input import UnsavedInput
from indicators.forms.grid import digest, touched_fields
from indicators.models import Indicator, Revision, RevisionPart, Target
from indicators.views.panel import grid
from tests import factories
from tests.sessions import browser_after_session

ADDRESS = "/panel/programy/2021-2025/2024/"
FORM = "application/x-www-form-urlencoded"
PARTS = ("urząd", "gminy", "powiaty", "organizacje", "razem")


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(db: Any) -> SimpleNamespace:
    programme = factories.ProgrammeFactory(slug="2021-2025")
    unit = factories.UnitFactory()
    breakdown = factories.BreakdownFactory(programme=programme, categories=PARTS)
    return SimpleNamespace(
        programme=programme, unit=unit, breakdown=breakdown, officer=factories.officer(unit, username="urzednik")
    )


def add_indicators(panel: SimpleNamespace, number: int) -> list[Any]:
    """Add indicators with a target. The first is created, the others are copies of its rows: hundreds of histories take
    half a minute."""
    action = factories.ActionFactory(specific_goal__main_goal__programme=panel.programme)
    first = factories.IndicatorFactory(action=action, unit=panel.unit, terms__breakdown=panel.breakdown)
    copies = [
        copy_of(first, position=first.position + place, name=f"{first.name} {place}") for place in range(1, number)
    ]
    Indicator._base_manager.bulk_create(copies)
    target = first.targets.get()
    Target._base_manager.bulk_create(copy_of(target, indicator=indicator) for indicator in copies)
    return [first, *copies]


def copy_of(row: Any, **fields: Any) -> Any:
    """Return an unsaved copy of the row with other values in some fields."""
    row = copy(row)
    row.pk, row._state = None, ModelState()
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def typed(indicators: list[Any], parts: int = len(PARTS)) -> dict[str, str]:
    """Return every cell of the page with its parts and a note, without a value, as a browser sends them."""
    sent = {"do": "save", "request_key": "k"}
    for indicator in indicators:
        prefix = f"f{indicator.pk}_2024"
        fields = {"based_on": "0", "was": digest({}), "value": "", "no_value_reason": "", "note": "każda część"}
        fields |= {f"part_{place}": str(place) for place in range(1, parts + 1)}
        sent |= {f"{prefix}_{name}": value for name, value in fields.items()}
    return sent


def post(client: Client, fields: dict[str, str], address: str = ADDRESS, **headers: str) -> Any:
    return client.post(address, urlencode(fields), content_type=FORM, headers=headers)


def test_grid_of_four_hundred_indicators_with_five_parts_is_saved(panel, client):
    indicators = add_indicators(panel, 400)
    client.force_login(panel.officer)
    page = client.get(ADDRESS).content.decode()
    assert page.count("_based_on") == 400  # all of them are offered
    fields = typed(indicators)
    assert len(fields) > 4000
    assert post(client, fields)["Location"] == ADDRESS
    assert Revision.objects.filter(value=15, note="każda część").count() == 400
    assert RevisionPart.objects.count() == 2000


def test_four_hundred_changed_figures_are_saved_within_two_seconds(panel, client):
    fields = {"do": "save", "request_key": "k"}
    for indicator in add_indicators(panel, 400):
        prefix = f"f{indicator.pk}_2024"
        fields |= {f"{prefix}_based_on": "0", f"{prefix}_was": digest({}), f"{prefix}_value": "3"}
    client.force_login(panel.officer)
    begin = time.process_time()
    assert post(client, fields)["Location"] == ADDRESS
    assert time.process_time() - begin < 2
    assert Revision.objects.filter(value=3).count() == 400


def test_large_grid_is_restored_after_session_end(panel):
    indicators = add_indicators(panel, 120)
    client = browser_after_session(panel.officer)
    post(client, typed(indicators))
    client.force_login(panel.officer)
    page = client.get(ADDRESS).content.decode()
    assert page.count("każda część</textarea>") == 120
    assert page.count('_part_5" value="5"') == 120
    assert len(UnsavedInput.objects.get().data) > 1000


def test_many_fields_are_accepted_only_from_person_with_grid(panel):
    fields = typed(add_indicators(panel, 1)) | {f"x{number}": "1" for number in range(1000)}
    stranger, other = Client(), Client()
    assert post(stranger, fields).status_code == 302  # to the log-in; nothing is read
    assert not UnsavedInput.objects.exists()
    other.force_login(factories.officer(factories.UnitFactory()))
    assert post(other, fields).status_code == 404
    own = Client()
    own.force_login(panel.officer)
    assert post(own, fields).status_code == 302
    assert post(own, fields, "/panel/powiadomienia/wybor/").status_code == 400  # every other form
    assert post(own, fields | {f"y{number}": "1" for number in range(grid.MAX_FIELDS)}).status_code == 400
    assert Revision.objects.count() == 1


def test_large_grid_obeys_limit_of_body_size(panel, client, settings):
    settings.FORM_MAX_BYTES = 10_000
    client.force_login(panel.officer)
    assert post(client, {"do": "save", "note": "x" * 10_000}).status_code == 413


def test_grid_requires_csrf_token(panel):
    client = Client(enforce_csrf_checks=True)
    client.force_login(panel.officer)
    fields = typed(add_indicators(panel, 1))
    assert post(client, fields, origin="http://evil.example").status_code == 403
    assert post(client, fields, origin="http://testserver").status_code == 302  # kept, and shown in a fresh form
    assert not Revision.objects.exists()
    page = client.get(ADDRESS)
    token = client.cookies["csrftoken"].value
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert post(client, fields | {"csrfmiddlewaretoken": token}).status_code == 302
    assert Revision.objects.count() == 1


def test_page_offers_at_most_the_accepted_number_of_fields(panel, client, monkeypatch):
    monkeypatch.setattr(grid, "MAX_FIELDS_ON_PAGE", 30)
    monkeypatch.setattr(grid, "MAX_CELLS", 400)
    indicators = add_indicators(panel, 5)
    client.force_login(panel.officer)
    page = client.get(ADDRESS).content.decode()
    assert page.count("_based_on") == 2  # of eleven fields each
    assert "Pokazano 2 z 5 wskaźników" in page
    wrong = {name: "dwa" if name.endswith("part_1") else text for name, text in typed(indicators[-1:]).items()}
    page = post(client, wrong).content.decode()
    assert 'value="dwa"' in page  # a row with something unsaved in it is always there


def test_forty_two_parts_and_long_notes_are_saved_whole():
    parts = {f"f1_2024_part_{place}": str(place) for place in range(1, 43)}
    sent = parts | {"f1_2024_was": "x", "f1_2024_based_on": "0", "f1_2024_note": "ą" * 6000, "f2_2024_note": "nie"}
    assert touched_fields(sent) == {name: text for name, text in sent.items() if name.startswith("f1_")}


def test_touched_fields_of_twenty_thousand_is_fast():
    sent: dict[str, str] = {}
    for number in range(2000):
        sent |= {
            f"f{number}_2024_{field}": "1"
            for field in ("was", "based_on", "value", "note", *(f"part_{n}" for n in range(6)))
        }
    begin = time.process_time()
    assert len(touched_fields(sent)) == len(sent)
    assert time.process_time() - begin < 5
