"""Pasting a block into the grid on its own page: without a script, by keyboard, at 320 px."""

from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import Revision
from tests import factories
from tests.e2e.gestures import fits_screen
from tests.e2e.test_axe import violations

GRID = "/panel/programy/2021-2025/2024/"


@pytest.mark.parametrize(("javascript", "width"), [(False, 320), (True, 1280)])
def test_block_is_previewed_corrected_and_saved(office: Any, open_page: Any, javascript: bool, width: int) -> None:
    unit = office.indicator.unit
    quarterly = factories.in_programme(office.programme, unit=unit, name="Porady", terms__frequency="quarterly")
    yearly = factories.in_programme(office.programme, unit=unit, name="Spotkania")
    page = open_page(java_script_enabled=javascript, viewport={"width": width, "height": 900})
    office.sign_in(page, office.officer).goto(GRID)
    page.get_by_role("link", name="Wklej z arkusza").click()
    page.get_by_label("Komórki skopiowane z arkusza").fill(
        "\tI kw.\tII kw.\t2024\nPorady\t4\tb.d.\t\nSpotkania\t\t\t12\nInne\t\t\t1"
    )
    page.get_by_role("button", name="Pokaż, co gdzie trafi").click()
    expect(page.get_by_text("3 wartości do zmiany.")).to_be_visible()
    expect(page.get_by_text("w siatce nie ma wskaźnika o tej nazwie")).to_be_visible()
    wrong = page.locator(f"#f{quarterly.pk}_2024-K2_value")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert fits_screen(page)
    if javascript:
        # Reviewed by hand: the blue corner of a pasted field is a gradient, on which axe does not decide.
        assert [fault for fault in violations(page) if "is-pasted" not in fault] == []
    wrong.fill("5")
    page.get_by_role("button", name="Sprawdź poprawione pola").click(delay=200)  # a page that moves meanwhile loses it
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    expect(wrong).to_have_value("5")
    page.get_by_role("button", name="Zapisz zmiany").click()
    expect(page).to_have_url(GRID)
    expect(page.get_by_text("Zapisano 3 wartości.")).to_be_visible()
    saved = Revision.objects.filter(measurement__indicator__in=[quarterly, yearly])
    assert set(saved.values_list("value", "state")) == {(4, "draft"), (5, "draft"), (12, "draft")}
