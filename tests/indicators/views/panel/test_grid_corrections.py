"""A corrected figure in the grid: the new value, the one before it struck through, and the reason."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest

from indicators.rules.figures import Figure
from indicators.services import measurements
from tests.indicators.conftest import approve
from tests.indicators.views.panel.test_grid import ADDRESS, close_year, text


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The coordinator's client, and an approved figure of 2024."""
    approve(office)
    client.force_login(office.coordinator)
    return SimpleNamespace(**vars(office), client=client)


def test_corrected_figure_shows_the_previous_one_struck_through(panel):
    close_year(panel)
    struck = re.compile(r"<del[^>]*>(.*?)</del>", re.S)
    assert not struck.search(panel.client.get(ADDRESS).content.decode())
    slot, reason = panel.slot(), "Pominięto warsztat"
    corrected = measurements.correct(slot, Figure(Decimal(12)), by=panel.coordinator, based_on=2, reason=reason)
    for step in ("submitted", "approved"):
        if step == "approved":
            measurements.approve(corrected.measurement, by=panel.coordinator, based_on=3)
        page = panel.client.get(ADDRESS).content.decode()
        assert " ".join(re.sub("<.*?>", "", struck.search(page)[1]).split()) == "przedtem: 3"
        assert '<span class="fixed">12</span>' in page
        assert "sprostowano 10 lutego 2025 r.: „Pominięto warsztat”" in text(SimpleNamespace(content=page.encode()))


def test_withdrawn_correction_leaves_the_approved_figure(panel):
    correction = measurements.correct(panel.slot(), Figure(Decimal(12)), by=panel.coordinator, based_on=2, reason="x")
    measurements.withdraw(correction.measurement, by=panel.coordinator, based_on=3)
    page = panel.client.get(ADDRESS).content.decode()
    assert '<span class="fixed">3</span>' in page
    assert "<del" not in page


def test_english_grid_has_no_markup_in_attributes(panel):
    """Polish words of English sentences are marked with an element, which would end an attribute."""
    panel.indicator.measure = "dni"
    panel.indicator.save()
    page = panel.client.get("/en/panel/programy/2021-2025/2025/").content.decode()
    assert "3 dni" in re.findall(r'data-last="([^"]*)"', page.replace("\u00a0", " "))
