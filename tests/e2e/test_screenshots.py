"""The screenshots of README; run by `make screenshots` only."""

from pathlib import Path

import pytest
from django.urls import reverse

from cooperation.models import Office
from tests import environment, factories

PICTURES = environment.PROJECT / "docs" / "screenshots"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def day(time_machine) -> None:
    """The same day in every picture."""
    time_machine.move_to("2026-02-10T09:00:00Z", tick=True)


def shoot(page, name: str) -> None:
    page.wait_for_load_state("networkidle")  # what a script fills in
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_every_screenshot_is_taken(day, busy, open_page, browser_log, settings):
    settings.MAIL_IS_SET_UP = True
    browser_log.expect("status of 404")  # the page that is not there is one of them
    Office.objects.create(name="Urząd Przykładowy", website="https://urzad.example")
    stranger = open_page(viewport=DESKTOP)
    programme, panel = f"/programy/{busy.programme.slug}/", "/panel/programy/2021-2025/"
    for name, address in {
        "programme": programme,
        "indicator": busy.public,
        "actions": f"{programme}dzialania/",
        "diagnosis": f"{programme}diagnoza/",
        "goal": f"{programme}cele/1/",
        "comparison": f"{programme}porownanie/",
        "report": f"{programme}sprawozdania/2024/",
        "reports": f"{programme}sprawozdania/",
        "data": f"{programme}dane/",
        "api": "/api/v1/docs",
        "changes": "/zmiany/",
        "programmes": "/programy/",
        "method": "/metoda/",
        "accessibility": "/dostepnosc/",
        "privacy": "/prywatnosc/",
        "help": "/pomoc/",
        "ask": f"{busy.public}pytanie/?rok=2024",
        "embedded": f"{busy.public}osadz/",
        "log-in": "/konto/logowanie/",
        "not-found": "/nie-ma-takiej-strony/",
        "english": f"/en{busy.public}",
    }.items():
        stranger.goto(address)
        shoot(stranger, name)
    dark = open_page(viewport=PHONE, color_scheme="dark")
    dark.goto(busy.public)
    shoot(dark, "indicator-phone-dark")

    officer = busy.sign_in(open_page(viewport=DESKTOP), busy.officer)
    of_officer = {"todo": "/panel/", "record": busy.figure("2025"), "grid": f"{panel}2025/"}
    for name, address in (of_officer | {"evidence": f"{busy.figure('2024')}dowody/"}).items():
        officer.goto(address)
        shoot(officer, name)
    coordinator = busy.sign_in(open_page(viewport=DESKTOP), busy.coordinator)
    for name, address in {
        "decision": f"{busy.figure('2021')}decyzja/",
        "approval": "/panel/zatwierdzanie/",
        "rounds": "/panel/okresy/",
        "round": "/panel/okresy/2021-2025/2025/",
        "completeness": "/panel/kompletnosc/",
        "notifications": "/panel/powiadomienia/",
        "readers-questions": "/panel/pytania/czytelnicy/",
        "report-editing": f"{panel}sprawozdania/2024/",
        "report-chapter": f"{panel}sprawozdania/2024/wprowadzenie/",
        "report-finance": f"{panel}sprawozdania/2024/tabela-finansowa/",
    }.items():
        coordinator.goto(address)
        shoot(coordinator, name)

    administrator = busy.sign_in(open_page(viewport=DESKTOP), factories.administrator(username="administrator"))
    for name, address in {
        "admin-list": reverse("admin:indicators_indicator_changelist"),
        "admin-indicator": reverse("admin:indicators_indicator_change", args=[busy.indicator.pk]),
        "admin-questions": reverse("admin:indicators_indicator_questions"),
        "admin-new-terms": reverse("admin:indicators_indicator_amend", args=[busy.indicator.pk]),
    }.items():
        administrator.goto(address)
        shoot(administrator, name)
    assert len(list(Path(PICTURES).glob("*.png"))) >= 40
