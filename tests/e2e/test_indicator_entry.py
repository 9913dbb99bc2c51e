"""An indicator is entered in one form and several as a pasted table, with and without JavaScript."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from indicators.models import Indicator
from tests import factories
from tests.e2e.gestures import fits_screen
from tests.e2e.test_axe import DESKTOP, PHONE, violations

TABLE = "Lp.\tWskaźnik\tWartość docelowa\tStan 2025\n1\tLiczba grantów\t20/rok\t17\n2\tLiczba porad\t5\t7.5"


@pytest.fixture
def action(office: Any) -> Any:
    factories.administrator(username="administrator")
    programme = factories.ProgrammeFactory(first_year=2026, last_year=2030, slug="nowy", rounds=False)
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    return factories.ActionFactory(specific_goal=goal)


def address_of(name: str, action: Any) -> str:
    return f"{reverse(f'admin:indicators_indicator_{name}')}?action={action.pk}"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_indicators_are_entered_one_after_the_other(office, action, open_page, has_scripts):
    page = open_page(viewport=DESKTOP, java_script_enabled=has_scripts)
    page = office.sign_in(page, User.objects.get(username="administrator"))
    page.goto(address_of("add", action))
    page.fill("#id_name", "Kwota dotacji [tys. zł]")
    page.fill("#id_targets-0-verbatim", "30 rocznie")
    page.fill("#id_targets-0-frequency_verbatim", "kwartalnie")
    if not has_scripts:
        page.get_by_role("button", name="Pokaż, jak to rozumiemy").click()
    expect(page.locator(".entry-sentence")).to_have_text("Co najmniej 30 w każdym roku; co kwartał.")
    expect(page.locator("[data-proposal=measure]")).to_have_text("Proponujemy: tys. zł, bo „tys. zł”.")
    page.get_by_role("button", name="Zapisz i dodaj następny").click()
    expect(page.locator("#id_position")).to_have_value("2")
    expect(page.locator(".messagelist")).to_contain_text("Zapisano: 1. Kwota dotacji")
    indicator = Indicator.objects.get(action=action)
    assert (indicator.value_type, indicator.measure, indicator.targets.get().aggregation) == ("money", "tys. zł", "sum")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_indicators_are_pasted_as_table(office, action, open_page, has_scripts):
    page = open_page(viewport=DESKTOP, java_script_enabled=has_scripts)
    page = office.sign_in(page, User.objects.get(username="administrator"))
    page.goto(address_of("paste", action))
    page.locator("[name=text]").fill(TABLE)
    page.get_by_role("button", name="Pokaż, jak to rozumiemy").click()
    expect(page.locator(".entry-table .entry-gap")).to_contain_text("Wiersz 3, wartość bazowa")
    page.locator("[name=text]").fill(TABLE.replace("7.5", "7,5"))
    page.get_by_role("button", name="Sprawdź jeszcze raz").click()
    page.get_by_role("button", name="Dodaj wybrane wskaźniki").click()
    expect(page.locator(".messagelist")).to_contain_text("Dodano 2 wskaźniki.")
    assert list(Indicator.objects.filter(action=action).values_list("position", flat=True)) == [1, 2]


def test_new_unit_of_popup_is_selected(office, action, open_page):
    page = office.sign_in(open_page(viewport=DESKTOP), User.objects.get(username="administrator"))
    page.goto(address_of("add", action))
    with page.expect_popup() as popup:
        page.locator("#add_id_unit").click()
    popup.value.fill("#id_name", "Nowe biuro")
    popup.value.locator("[name=_save]").click()
    expect(page.locator("#id_unit option:checked")).to_have_text("Nowe biuro")


def test_entry_pages_have_no_accessibility_fault(office, action, open_page, browser_log):
    browser_log.expect("style-src")  # axe inserts style sheets
    page = office.sign_in(open_page(viewport=DESKTOP), User.objects.get(username="administrator"))
    for name in ("add", "paste"):
        page.goto(address_of(name, action))
        if name == "add":
            page.fill("#id_name", "Liczba skarg")
            page.fill("#id_targets-0-verbatim", "5")
            expect(page.locator(".entry-question")).to_have_count(2)
        else:
            page.locator("[name=text]").fill(TABLE)
            page.get_by_role("button", name="Pokaż, jak to rozumiemy").click()
        for colour in ("light", "dark"):
            page.emulate_media(color_scheme=colour)
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                assert violations(page) == [], (name, colour, size)
                assert fits_screen(page), (name, size)
