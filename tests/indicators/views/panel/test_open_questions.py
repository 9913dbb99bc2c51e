"""The list of open questions, with who answers each and where."""

import re

import pytest

from tests import factories
from tests.indicators.views.panel.conftest import text


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def test_list_links_each_question_to_its_form(rulings_office):
    page = text(rulings_office.client.get("/panel/pytania/"))
    assert "Do rozstrzygnięcia: 2 pytania" in page
    assert f'href="{rulings_office.ruling}"' in page
    assert f'href="{rulings_office.assessment}"' in page
    assert "Niczego jeszcze nie rozstrzygnięto" in page
    assert 'aria-current="page">Pytania' in page


def test_missing_unit_is_settled_in_administration(rulings_office):
    rulings_office.open.unit = None
    rulings_office.open.save()
    assert "Ustala administrator" in text(rulings_office.client.get("/panel/pytania/"))
    factories.administrator(username="obie")
    rulings_office.coordinator.groups.add(*factories.administrator().groups.all())
    assert f"/admin/indicators/indicator/{rulings_office.open.pk}/change/" in text(
        rulings_office.client.get("/panel/pytania/")
    )


def test_every_question_has_an_action(rulings_office):
    """Also one about words without an approved figure, or one that only the administrator answers."""
    office = rulings_office
    waiting = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="zgodnie z planem")
    without_frequency = factories.in_programme(office.programme, unit=office.unit, terms__frequency="")
    without_unit = factories.in_programme(office.programme, unit=None)
    page = text(office.client.get("/panel/pytania/"))
    rows = re.findall(r'<div class="owe">(.*?)</div> ?</div>', page)
    assert len(rows) == 5
    assert all("<a " in row.split('class="go"')[1] for row in rows)
    for indicator in (office.words, waiting, without_frequency):
        assert f'href="/panel/wskazniki/{indicator.pk}/rozstrzygniecie/#div_id_sets"' in page
    assert f'href="/panel/programy/2021-2025/2025/#w{without_unit.pk}"' in page


@pytest.mark.parametrize("terms", [{"terms__verbatim": "zgodnie z planem"}, {"terms__frequency": ""}])
def test_decision_that_years_are_not_judged_settles_question(office, client, terms):
    indicator = factories.in_programme(office.programme, unit=office.unit, **terms)
    client.force_login(office.coordinator)
    assert "Do rozstrzygnięcia: 1 pytanie" in text(client.get("/panel/pytania/"))
    address = f"/panel/wskazniki/{indicator.pk}/rozstrzygniecie/"
    for year in range(2021, 2026):
        based_on = re.search(r'name="based_on" value="(\d+)"', text(client.get(address)))[1]
        fields = {"sets": f"exempt_year:{year}", "text": "Nie dotyczy.", "is_public": "on", "based_on": based_on}
        assert client.post(address, {**fields, "do": "decide"}).status_code == 302
    assert "Do rozstrzygnięcia: " not in text(client.get("/panel/pytania/"))
