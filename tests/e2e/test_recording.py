"""Recording figures one after another, and the question about an unlikely value."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.e2e.conftest import StaffedProgramme
from tests.e2e.gestures import fits_screen, type_text
from tests.e2e.test_axe import violations
from tests.indicators.conftest import slot_of

NAMES = ("Liczba porad", "Liczba spotkań", "Liczba szkoleń")


@pytest.fixture
def series(transactional_db: Any, time_machine: Any) -> StaffedProgramme:
    """Three figures of 2024 to enter; the approved figures of 2023 are 3."""
    time_machine.move_to("2025-02-10T09:00:00Z", tick=True)
    programme = factories.ProgrammeFactory(slug="2021-2025")
    unit = factories.UnitFactory()
    indicators = [factories.in_programme(programme, unit=unit, name=name) for name in NAMES]
    office = StaffedProgramme(programme, indicators[0], factories.officer(unit), factories.coordinator())
    programme.rounds.filter(year__lt=2023).update(closed_at="2024-01-01T00:00Z", closed_by=office.coordinator)
    for indicator in indicators:
        slot = slot_of(indicator, programme, "2023")
        revision = measurements.submit(slot, Figure(Decimal(3)), by=office.officer, based_on=0)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    return office


def submitted() -> list[tuple[str, Decimal | None]]:
    rows = Revision.objects.filter(state="submitted", measurement__year=2024).order_by("seq")
    return list(rows.values_list("measurement__indicator__name", "value"))


def heading(page: Page) -> Any:
    return page.locator("main h1")


def test_three_figures_in_a_row_take_two_interactions_each(series, page):
    """Each figure: type the value, press Enter; Tab and the mouse are not needed."""
    series.sign_in(page, series.officer).goto("/panel/")
    page.locator(f'main a[href="{series.figure("2024")}"]').click()
    for place, name in enumerate(NAMES):
        expect(heading(page)).to_have_text(name)
        if place < 2:
            expect(page.locator("button[value=submit]")).to_contain_text(f"Przekaż i przejdź do: {NAMES[place + 1]}")
        else:
            expect(page.locator("button[value=submit]")).to_contain_text("Przekaż i wróć do listy")
        type_text(page, str(place + 4))
        page.keyboard.press("Enter")
    expect(page).to_have_url("/panel/")
    assert submitted() == [(NAMES[0], 4), (NAMES[1], 5), (NAMES[2], 6)]


def test_double_enter_saves_once_and_leaves_next_figure_empty(series, page, browser_log):
    browser_log.expect("POST .*ERR_ABORTED")  # of the first Enter, when the second one comes before its answer
    series.sign_in(page, series.officer).goto(series.figure("2024"))
    type_text(page, "4")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(NAMES[1])
    page.wait_for_load_state()
    assert submitted() == [(NAMES[0], 4)]


def test_back_button_shows_what_was_submitted(series, page):
    series.sign_in(page, series.officer).goto(series.figure("2024"))
    type_text(page, "4")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(NAMES[1])
    page.go_back()
    expect(heading(page)).to_have_text(NAMES[0])
    expect(page.locator("[name=value]")).to_have_value("4")
    page.locator("[name=value]").fill("5")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(NAMES[1])
    assert submitted() == [(NAMES[0], 4), (NAMES[0], 5)]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_unlikely_value_is_confirmed_in_second_step(series, open_page, javascript, width):
    page = open_page(java_script_enabled=javascript, viewport={"width": width, "height": 900})
    series.sign_in(page, series.officer).goto(series.figure("2024"))
    type_text(page, "140")
    page.keyboard.press("Enter")
    question = page.locator("fieldset.ask")
    expect(question).to_contain_text("140, słownie: sto czterdzieści")
    expect(question).to_be_focused()
    expect(page.locator("[name=value]")).to_have_value("140")
    assert question.get_by_role("radio").evaluate_all("boxes => boxes.every(box => !box.checked)")
    assert fits_screen(page)
    if javascript:
        assert violations(page) == []
    assert submitted() == []
    question.get_by_label("140 to poprawna wartość").check()
    question.get_by_label("Dlaczego tak dużo?").fill("Doszło nowe biuro.")
    page.locator("button[value=submit]").click()
    expect(heading(page)).to_have_text(NAMES[1])
    assert submitted() == [(NAMES[0], 140)]
    assert Revision.objects.latest("seq").note == "Doszło nowe biuro."


def test_mistake_is_corrected_with_keyboard(series, page):
    series.sign_in(page, series.officer).goto(series.figure("2024"))
    type_text(page, "140")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.ask")).to_be_focused()
    page.keyboard.press("Enter")  # nothing is chosen: nothing is sent
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    type_text(page, "14")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(NAMES[1])
    assert submitted() == [(NAMES[0], 14)]
