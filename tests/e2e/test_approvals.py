"""Approval of several figures, with and without JavaScript."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.e2e.conftest import StaffedProgramme
from tests.indicators.conftest import slot_of


@pytest.fixture
def waiting(transactional_db: Any, time_machine: Any) -> StaffedProgramme:
    """The four quarters of 2024 wait, one workshop in each."""
    time_machine.move_to("2025-02-10T09:00:00Z", tick=True)
    programme = factories.ProgrammeFactory(slug="2021-2025")
    unit = factories.UnitFactory()
    indicator = factories.in_programme(programme, unit=unit, terms__verbatim="1/kwartał", terms__frequency="quarterly")
    office = StaffedProgramme(programme, indicator, factories.officer(unit), factories.coordinator())
    for quarter in range(1, 5):
        slot = slot_of(indicator, programme, f"2024-K{quarter}")
        measurements.submit(slot, Figure(Decimal(1)), by=office.officer, based_on=0)
    return office


@pytest.mark.parametrize("javascript", [True, False])
def test_preview_changes_with_ticked_figures(waiting, open_page, browser_log, javascript):
    page = waiting.sign_in(open_page(java_script_enabled=javascript), waiting.coordinator)
    page.goto("/panel/zatwierdzanie/")
    rows = page.locator("#zaznaczone .pick")
    assert rows.get_by_role("checkbox").evaluate_all("boxes => boxes.every(box => !box.checked)")
    expect(rows.first).to_contain_text("brak 2 z 4 pomiarów")
    page.locator("button[value=tick_all]").click()
    expect(rows.first).to_contain_text("4 z 4 kwartałów")
    page.wait_for_load_state()  # the scripts follow a change of ticks from then on
    rows.nth(1).get_by_role("checkbox").uncheck()
    if not javascript:
        page.locator("button[value=preview]").click()
    expect(page.locator("#podglad")).to_contain_text("3 zaznaczonych")
    expect(rows.nth(1)).to_contain_text("Po zatwierdzeniu")
    expect(rows.first).not_to_contain_text("4 z 4")
    assert rows.get_by_role("checkbox").evaluate_all("boxes => boxes.filter(box => box.checked).length") == 3
    page.locator("button[value=approve]").click()
    expect(page.locator("main")).to_contain_text("Zatwierdzono i opublikowano 3 pomiary.")
    assert Revision.objects.filter(state="approved").count() == 3
