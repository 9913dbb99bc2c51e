"""The list of open questions: what is open, who settles it and where."""

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
