"""The list of actions and the selection of indicators for comparison."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories


@pytest.fixture
def listed(office):
    for place, name in ((2, "Łączna liczba porad"), (3, "Odsetek uwag")):
        factories.IndicatorFactory(action=office.indicator.action, position=place, unit=None, name=name)
    return "/programy/2021-2025/dzialania/"


def test_list_updates_while_filters_are_typed(listed, page):
    page.goto(listed)
    stays = page.locator("#q").element_handle()
    page.locator("#q").press_sequentially("laczna")
    expect(page.locator("#ile")).to_have_text("1 z 3 wskaźników")
    expect(page.locator("#wyniki th[scope=row]")).to_have_text(["Łączna liczba porad"])
    expect(page).to_have_url(re.compile(r"/dzialania/\?q=laczna$"))
    assert stays.evaluate("field => field.isConnected && document.activeElement === field")
    page.locator("#f-rok").select_option("2024")
    expect(page).to_have_url(re.compile(r"/dzialania/\?q=laczna&rok=2024$"))
    page.locator("#q").fill("stypendia")
    expect(page.locator("#wyniki h3")).to_have_text("Nic nie pasuje do „stypendia” przy tych filtrach")
    page.go_back()
    expect(page.locator("#q")).to_have_value("laczna")
    expect(page.locator("#ile")).to_have_text("1 z 3 wskaźników w 2024 r.")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_selected_indicators_are_compared(listed, open_page, has_scripts):
    page = open_page(java_script_enabled=has_scripts)
    page.goto(listed)
    page.locator("#q").fill("liczba")
    page.get_by_role("button", name="Pokaż").click()
    expect(page.locator("#ile")).to_have_text("2 z 3 wskaźników")
    for name in ("Porównaj: Liczba warsztatów", "Porównaj: Łączna liczba porad"):
        page.get_by_label(name).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Porównaj zaznaczone").click()
    expect(page.locator("thead th")).to_have_text(["Rok", "Liczba warsztatów", "Łączna liczba porad"])
