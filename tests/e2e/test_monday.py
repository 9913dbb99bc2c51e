"""The coordinator's Monday from the dashboard alone: remind a unit, approve, answer a reader, open a grid."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail as outgoing
from playwright.sync_api import Page, expect

from cooperation.models import Letter
from indicators.models import ReaderQuestion, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.e2e.conftest import StaffedProgramme
from tests.indicators.conftest import slot_of


@pytest.fixture
def monday(transactional_db: Any, time_machine: Any, settings: Any) -> StaffedProgramme:
    """A figure is overdue, another one and a reader's question wait."""
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to("2025-04-14T06:12:00Z", tick=True)
    programme = factories.ProgrammeFactory(slug="2024-2025", first_year=2024)
    unit = factories.UnitFactory(name="Biuro Współpracy")
    indicator = factories.in_programme(programme, unit=unit, name="Liczba konsultacji")
    office = StaffedProgramme(
        programme, indicator, factories.officer(unit, email="urzednik@example.org"), factories.coordinator()
    )
    submitted = factories.in_programme(programme, unit=unit, name="Liczba spotkań")
    slot = slot_of(submitted, programme, "2024")
    measurements.submit(slot, Figure(Decimal(2)), by=office.officer, based_on=0)
    factories.ReaderQuestionFactory(indicator=indicator, text="Kto prowadzi konsultacje?")
    return office


def task(page: Page, title: str) -> Any:
    return page.locator(".task").filter(has_text=title)


@pytest.mark.parametrize("javascript", [True, False])
def test_monday_from_the_dashboard(monday, open_page, javascript):
    page = monday.sign_in(open_page(java_script_enabled=javascript), monday.coordinator)
    page.goto("/panel/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Czekają 4 sprawy")

    task(page, "Biuro Współpracy: 1 pomiar").get_by_role("button", name="Wyślij przypomnienie").click()
    reminded = task(page, "Biuro Współpracy: 1 pomiar")
    expect(reminded).to_contain_text("Przypomnienie w kolejce od 8.12. Następne można wysłać jutro.")
    expect(page.locator("main")).to_contain_text("Przypomnienie do 1 jednostki jest w kolejce")
    assert Letter.objects.get(kind="reminder").requested_by == monday.coordinator
    assert outgoing.outbox == []

    task(page, "1 pomiar do zatwierdzenia").get_by_role("link").click()
    page.get_by_role("checkbox").first.check()
    page.locator("button[value=approve]").click()
    expect(page.locator("main")).to_contain_text("Zatwierdzono i opublikowano 1 pomiar.")
    assert Revision.objects.filter(state="approved").count() == 1

    page.get_by_role("link", name="Do zrobienia").click()
    expect(task(page, "do zatwierdzenia")).to_have_count(0)
    task(page, "1 pytanie czytelnika").get_by_role("link").click()
    page.locator("textarea[name=answer]").fill("Biuro Współpracy.")
    page.locator("button[value=publish]").click()
    assert ReaderQuestion.objects.get().state == "published"

    page.get_by_role("link", name="Do zrobienia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Czekają 2 sprawy")
    page.locator(".menu summary").click()
    page.locator(".menu-items").get_by_role("link", name="2024").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2024")
    page.get_by_role("link", name="Do zrobienia").first.click()
    page.locator(".grids-t").get_by_role("link", name=re.compile("^2025")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")
