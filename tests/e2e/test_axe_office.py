"""Accessibility of publication, previews, withdrawal, set-up, approval and dashboard in all states and both sizes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from cooperation.models import Letter, Programme
from indicators.models import Indicator
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.notifications import queue
from tests import factories
from tests.e2e.conftest import sign_in
from tests.e2e.test_axe import DESKTOP, PHONE, WIDER, violations
from tests.e2e.tour import press
from tests.indicators.conftest import slot_of

Named = Iterator[tuple[str, Page]]
# Reviewed by hand: Django's links with an icon, for which axe does not compute the contrast.
REVIEWED = 'class="addlink"'


@pytest.fixture
def draft(busy: Any) -> Programme:
    """A programme in preparation with every kind of shortcoming."""
    draft = factories.ProgrammeFactory(slug="szkic", first_year=2026, last_year=2030, is_published=False)
    complete = factories.in_programme(draft, unit=busy.indicator.unit, terms__verbatim="90%", name="Odsetek uwag")
    factories.in_programme(draft, unit=None, value_type="decimal", terms__applies_from=2027)
    factories.ActionFactory(specific_goal=complete.action.specific_goal, position=90)
    factories.SpecificGoalFactory(main_goal=complete.action.specific_goal.main_goal, position=90)
    factories.SwotFindingFactory(programme=draft)
    return draft


def administrators_pages(busy: Any, draft: Programme, page: Page) -> Named:
    empty = factories.ProgrammeFactory(slug="pusty", first_year=2031, last_year=2031, is_published=False)
    for programme in (draft, empty, busy.programme):
        page.goto(reverse("admin:cooperation_programme_publication", args=[programme.pk]))
        yield f"publication of {programme.slug}", page
    slug, indicator = draft.slug, Indicator.objects.in_programme(draft).first()
    places = [
        "",
        "diagnoza/",
        "cele/1/",
        "dzialania/",
        "dzialania/?widok=karty",
        "porownanie/",
        "dane/",
        "sprawozdania/",
    ]
    for address in [*(f"{slug}/{place}" for place in places), f"wskazniki/{indicator.pk}/"]:
        page.goto(f"/panel/podglad/{address}")
        yield f"preview {address}", page
    withdrawal = reverse("admin:indicators_indicator_withdrawal", args=[indicator.pk])
    page.goto(withdrawal)
    yield "withdrawal", page
    save(page)
    yield "withdrawal, refused", page
    page.locator("[name=withdrawn_from]").select_option(index=1)
    page.locator("[name=withdrawn_reason]").fill("Zadanie przejęła fundacja.")
    save(page)
    page.goto(withdrawal)
    yield "withdrawn", page
    page.goto("/panel/uruchomienie/")
    yield "set-up", page


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#content button.default").click()


def coordinators_pages(busy: Any, page: Page) -> Named:
    factories.in_programme(busy.programme, unit=factories.UnitFactory(name="Wydział bez osób"))
    busy.officer.email = "urzednik@example.org"
    busy.officer.save()
    page.goto("/panel/")
    yield "dashboard with overdue units", unfolded(page)
    queue.request_reminders(None, by=busy.coordinator, on=timezone.localdate())
    Letter.objects.update(fault="SMTPRecipientsRefused: 550 no such user")
    page.goto("/panel/")
    yield "dashboard after reminders, with an undelivered letter", unfolded(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Wyślij ponownie").first.click()
    yield "dashboard with a queued letter", page
    submitted = factories.in_programme(busy.programme, unit=busy.indicator.unit)
    slot = slot_of(submitted, busy.programme, "2024")
    measurements.submit(slot, Figure(Decimal(3), note="Trzy spotkania."), by=busy.officer, based_on=0)
    page.goto("/panel/zatwierdzanie/")
    press(page, "approve")
    yield "approval, nothing ticked", page
    press(page, "tick_all")
    yield "approval, all ticked", page
    for place in ("", f"{busy.programme.slug}/2022/", f"{busy.programme.slug}/2025/"):
        page.goto(f"/panel/okresy/{place}")
        yield f"rounds {place}", page


def unfolded(page: Page) -> Page:
    page.evaluate("() => document.querySelectorAll('main details, .menu').forEach(place => { place.open = true; })")
    return page


def faults_of(pages: Named) -> dict[tuple[str, str], list[str]]:
    """Return the faults by page and size; each page is opened once."""
    faults = {}
    for name, page in pages:
        for label, size in (("1280 px", DESKTOP), ("320 px", PHONE)):
            page.set_viewport_size(size)
            faults[name, label] = [line for line in violations(page) if REVIEWED not in line] + page.evaluate(WIDER)
        page.set_viewport_size(DESKTOP)
    return {place: list_ for place, list_ in faults.items() if list_}


def test_administrators_pages_have_no_fault(busy, draft, page, browser_log):
    browser_log.expect("style-src")  # axe inserts style sheets
    busy.sign_in(page, factories.administrator(username="administrator", email="administrator@example.org"))
    assert faults_of(administrators_pages(busy, draft, page)) == {}


def test_coordinators_pages_have_no_fault(busy, draft, page, settings):
    settings.MAIL_IS_SET_UP = True
    busy.sign_in(page, busy.coordinator)
    assert faults_of(coordinators_pages(busy, page)) == {}


def test_dashboard_on_which_nothing_waits_has_no_fault(transactional_db, open_page, time_machine):
    time_machine.move_to("2026-02-01T08:00:00Z", tick=True)
    programme = factories.ProgrammeFactory(slug="2026", first_year=2026, last_year=2026)
    unit = factories.UnitFactory(name="Biuro Współpracy")
    factories.in_programme(programme, unit=unit)
    officer = factories.officer(unit)
    for person in (officer, factories.coordinator()):
        page = sign_in(open_page(viewport=DESKTOP), person)
        page.goto("/panel/")
        assert page.get_by_role("heading", level=1).inner_text() == "Nic nie czeka"
        assert faults_of(iter([("nothing waits", page)])) == {}
