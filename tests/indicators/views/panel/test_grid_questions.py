"""The grid asks once about unlikely values; the other cells are saved, and nothing that was typed is lost."""

import re
from decimal import Decimal

import pytest

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON
from tests.indicators.views.panel.conftest import text
from tests.indicators.views.panel.test_grid import ADDRESS, cell, sent


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """Two indicators with the value 3 a year ago, and a new one."""
    office.second = factories.in_programme(office.programme, unit=office.unit, name="Posiedzenia")
    office.new = factories.in_programme(office.programme, unit=office.unit, name="Nowy")
    for indicator in (office.indicator, office.second):
        measurements.submit(office.slot("2023", indicator), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    client.force_login(office.officer)
    office.client = client
    return office


def save(panel, page=None, do="save", **changed):
    return panel.client.post(ADDRESS, sent(page or panel.client.get(ADDRESS), **changed) | {"do": do})


def answer(panel, page, *indicators, do="save", **changed):
    """Send the page with the boxes of these indicators ticked."""
    asked = dict(re.findall(r'name="(f\d+_2024_asked_value)" value="([^"]*)"', page.content.decode()))
    ticks = {cell(indicator, "confirmed"): "on" for indicator in indicators}
    fields = {name: text for name, text in sent(page, **changed).items() if not name.endswith("_confirmed")}
    return panel.client.post(ADDRESS, fields | asked | ticks | {"do": do})


def values():
    return list(Revision.objects.filter(measurement__year=2024).order_by("seq").values_list("value", "state"))


@pytest.mark.parametrize(("do", "state"), [("save", "draft"), ("submit", "submitted")])
def test_unlikely_values_are_listed_and_the_others_saved(panel, do, state):
    page = save(panel, do=do, **{cell(panel.indicator): "140", cell(panel.second): "0", cell(panel.new): "500"})
    content = text(page)
    assert "Czy te 2 wartości są poprawne?" in content
    assert "140, słownie: sto czterdzieści" in content
    assert content.count('type="checkbox"') == 2
    assert "checked" not in content
    assert 'value="140"' in content
    assert values() == [(500, state)]
    answer(panel, page, panel.indicator, panel.second, do=do)
    assert sorted(values()) == [(0, state), (140, state), (500, state)]


def test_value_that_is_not_confirmed_is_asked_about_again_and_a_corrected_one_saved(panel):
    page = save(panel, **{cell(panel.indicator): "140", cell(panel.second): "150"})
    page = answer(panel, page, panel.indicator)
    assert "Czy ta wartość jest poprawna?" in text(page)
    assert values() == [(140, "draft")]
    assert answer(panel, page, **{cell(panel.second): "15"}).status_code == 302
    assert values() == [(140, "draft"), (15, "draft")]


def test_confirmation_does_not_hold_for_another_value(panel):
    page = save(panel, **{cell(panel.indicator): "140"})
    page = answer(panel, page, panel.indicator, **{cell(panel.indicator): "1400"})
    assert "Czy 1400" in text(page).replace("1 400", "1400")
    assert values() == []


def test_note_for_the_value_answers_the_question(panel):
    save(panel, **{cell(panel.indicator): "140", cell(panel.indicator, "note"): "Doszło nowe biuro."})
    assert values() == [(140, "draft")]
    page = save(panel, **{cell(panel.indicator): "1400"})  # the note explains the earlier value
    assert "Czy ta wartość jest poprawna?" in text(page)


def test_confirmed_draft_is_not_asked_about_when_it_is_submitted(panel):
    answer(panel, save(panel, **{cell(panel.indicator): "140"}), panel.indicator)
    assert save(panel, do="submit").status_code == 302
    assert values()[-1] == (140, "submitted")


def test_errors_and_questions_are_shown_together(panel):
    page = save(panel, **{cell(panel.indicator): "140", cell(panel.second): "b.d."})
    content = text(page)
    assert "Zapisano wszystko oprócz 1 pola" in content
    assert "Czy ta wartość jest poprawna?" in content
    assert values() == []
