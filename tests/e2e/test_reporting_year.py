"""A whole reporting year: opening, reminders, recording, return, approval, closing, correction."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cooperation.models import Letter, UnitMember
from indicators.models import ReportingRound, Revision
from tests import factories
from tests.e2e.conftest import StaffedProgramme
from tests.e2e.tour import press

SLUG, YEAR = "2021-2025", 2025
GRID = f"/panel/programy/{SLUG}/{YEAR}/"
ROUND = f"/panel/okresy/{SLUG}/{YEAR}/"


@pytest.fixture
def year(transactional_db, time_machine, settings):
    """Three units, four officers, one coordinator, fourteen indicators; the years before 2025 have their rounds."""
    time_machine.move_to("2026-02-02T08:00:00Z", tick=True)
    settings.MAIL_IS_SET_UP, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    programme = factories.ProgrammeFactory(slug=SLUG, issuer="Urząd", title="Program współpracy")
    ReportingRound.objects.filter(year=YEAR).delete()
    ReportingRound.objects.filter(year__lt=YEAR).update(opens_on=date(2021, 1, 1))
    units = [factories.UnitFactory(name=f"Departament {letter}") for letter in "ABC"]
    officers = [
        factories.officer(units[place], username=f"urzednik{number}", email=f"urzednik{number}@urzad.example")
        for number, place in enumerate((0, 0, 1, 2), 1)
    ]
    coordinator = factories.coordinator(username="koordynator", email="koordynator@urzad.example")
    goal = factories.in_programme(programme, unit=units[0], name="Warsztaty 1").action.specific_goal
    indicators = [goal.actions.get().indicators.get()]
    for number in range(2, 15):
        terms = {"terms__verbatim": "4/rok", "terms__frequency": "quarterly"} if number == 14 else {}
        action = factories.ActionFactory(specific_goal=goal, position=number + 1)
        unit = units[0 if number <= 6 else 1 if number <= 10 else 2]
        indicators.append(factories.IndicatorFactory(action=action, unit=unit, name=f"Warsztaty {number}", **terms))
    assert UnitMember.objects.count() == 4
    return programme, indicators, officers, coordinator


def type_in(page: Page, indicator, text: str, period: str = str(YEAR), field: str = "value") -> None:
    page.locator(f"[name='f{indicator.pk}_{period}_{field}']").fill(text)


def test_reporting_year_from_opening_to_correction_succeeds(year, open_page, browser_log):
    programme, indicators, officers, coordinator = year
    office = StaffedProgramme(programme, indicators[0], officers[0], coordinator)
    panel = office.sign_in(open_page(), coordinator)

    # The coordinator opens the year; everybody is told once.
    panel.goto(ROUND)
    panel.locator("[name=opens_on]").fill("1.02.2026")
    panel.locator("[name=due_on]").fill("31.03.2026")
    press(panel, "open")
    assert str(ReportingRound.objects.get(year=YEAR).due_on) == "2026-03-31"
    for _ in range(2):
        call_command("send_reminders", verbosity=0)
    opened = Letter.objects.filter(kind=Letter.Kind.ROUND_OPENED, sent_at__isnull=False)
    assert {notification.recipient for notification in opened} == {*officers, coordinator}
    assert len(mail.outbox) == Letter.objects.count() == len({message["Message-ID"] for message in sent()})

    # Four officers type in the grid: one makes a mistake, one has no value and a reason, one has quarters.
    pages = [office.sign_in(open_page(viewport={"width": 1280, "height": 900}), person) for person in officers]
    for page in pages:
        page.goto(GRID)
    for indicator in indicators[:3]:
        type_in(pages[0], indicator, "3")
    type_in(pages[0], indicators[1], "1.5")
    press(pages[0], "submit")
    expect(pages[0].locator("main > .errsum")).to_contain_text("Wpisz liczbę całkowitą")
    type_in(pages[0], indicators[1], "5")
    press(pages[0], "submit")
    pages[1].goto(GRID)
    for indicator in indicators[3:6]:
        type_in(pages[1], indicator, "2")
    press(pages[1], "submit")
    for indicator in indicators[6:9]:
        type_in(pages[2], indicator, "1")
    pages[2].locator(f"[name='f{indicators[9].pk}_2025_no_value_reason']").select_option("not_measured")
    press(pages[2], "submit")
    for indicator in indicators[10:12]:  # the thirteenth is forgotten
        type_in(pages[3], indicator, "7")
    for quarter in range(1, 5):
        type_in(pages[3], indicators[13], str(quarter), f"2025-K{quarter}")
    press(pages[3], "submit")
    assert Revision.objects.filter(state="submitted").count() == 16

    # One goes back and is mended; the rest is approved, most of it together.
    panel.goto(f"/panel/wskazniki/{indicators[0].pk}/pomiary/2025/decyzja/")
    panel.locator("[name=comment]").fill("Proszę doliczyć warsztat z grudnia.")
    press(panel, "send_back")
    pages[0].goto(GRID)
    expect(pages[0].locator("main")).to_contain_text("Proszę doliczyć warsztat z grudnia.")
    type_in(pages[0], indicators[0], "4")
    press(pages[0], "submit")
    panel.goto("/panel/zatwierdzanie/")
    press(panel, "tick_all")
    press(panel, "approve")
    panel.goto(f"/panel/wskazniki/{indicators[9].pk}/pomiary/2025/decyzja/")  # no value: looked at by itself
    press(panel, "approve")
    assert Revision.objects.filter(state="approved").count() == 16

    # Closed with one gap and a reason.
    panel.goto(ROUND)
    expect(panel.locator("main")).to_contain_text("Warsztaty 13")
    panel.locator("[name=reason]").first.fill("Departament C nie prowadził rejestru.")
    press(panel, "close")
    row = ReportingRound.objects.get(year=YEAR)
    assert (row.is_closed, row.closing_reason) == (True, "Departament C nie prowadził rejestru.")
    pages[3].goto(f"/panel/wskazniki/{indicators[12].pk}/pomiary/2025/")
    expect(pages[3].locator("main")).to_contain_text("zamknięt")
    assert pages[3].locator("input[name=value]").count() == 0

    # A closed year takes a coordinator's correction with its reason only.
    panel.goto(f"/panel/wskazniki/{indicators[1].pk}/pomiary/2025/")
    panel.locator("[name=value]").fill("6")
    panel.locator("[name=reason]").fill("Pominięto warsztat w Toruniu.")
    press(panel, "submit")
    stranger = open_page()
    stranger.goto(f"/wskazniki/{indicators[1].pk}/")
    assert "Pominięto" not in stranger.content()
    panel.goto(f"/panel/wskazniki/{indicators[1].pk}/pomiary/2025/decyzja/")
    press(panel, "approve")

    # What everybody reads, to the letter.
    stranger.goto(f"/wskazniki/{indicators[1].pk}/")
    notice = stranger.locator("#sprostowania .notice")
    assert plain(notice.locator("h3")) == "Wartość za 2025 r. – było: 5, jest: 6"
    assert "Pominięto warsztat w Toruniu." in plain(notice)
    stranger.goto(f"/programy/{SLUG}/")
    completeness = plain(stranger.locator("section", has=stranger.locator("#h-komplet")))
    assert "2025 16 z 17" in completeness
    assert "Departament C nie prowadził rejestru." in completeness
    assert stranger.context.cookies() == []


def sent() -> list[Any]:
    return [message.message() for message in mail.outbox]


def plain(place) -> str:
    return re.sub(r"\s+", " ", place.inner_text().replace("\u00a0", " ")).strip()
