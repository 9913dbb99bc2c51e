"""Five questions of somebody who has never been here, each answered from the front page in two clicks at the most."""

import pytest
from playwright.sync_api import Locator, Page

from cooperation.models import SwotFinding
from goals.models import SpecificGoal
from tests import factories


class Stranger:
    """Begins at the front page; follows what is written on a link, twice at the most."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        page.goto("/")

    def follow(self, words: str) -> "Stranger":
        self.clicks += 1
        assert self.clicks <= 2
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()
        return self

    def read(self, selector: str) -> str:
        return said(self.page.locator(selector))

    def read_all(self, selector: str) -> list[str]:
        return [said(one) for one in self.page.locator(selector).all()]


def said(place: Locator) -> str:
    return " ".join(place.inner_text().split())


@pytest.fixture
def stranger(busy, time_machine, open_page):
    """The programme as it is loaded, with figures; the office has linked all findings but one to goals."""
    for finding in SwotFinding.objects.exclude(text__startswith="ograniczanie współpracy"):
        factories.FindingLinkFactory(finding=finding, specific_goal=SpecificGoal.objects.get(position=2))
    time_machine.move_to("2025-06-02T10:00:00Z", tick=True)
    return Stranger(open_page(java_script_enabled=False))


def test_what_is_the_main_goal(stranger):
    assert stranger.read("section[aria-labelledby=h-cel] .statement") == (
        "Ugruntowanie pozycji i wzmacnianie rozwoju społeczeństwa obywatelskiego w województwie kujawsko-pomorskim"
    )


def test_which_goals_have_no_action_in_the_text(stranger):
    stranger.follow("Działania")
    assert stranger.read_all("tbody:has(tr.none) tr.grp th") == [
        "2) podnoszenie efektywności działań urzędu i organizacji w zakresie realizacji zadań publicznych",
        "3) wzmacnianie relacji i partnerskiego modelu współpracy samorządu z organizacjami pozarządowymi",
    ]
    assert stranger.read_all("tr.none") == ["brak działań w dostępnym tekście"] * 2


def test_was_the_workshop_target_met_in_2024(stranger):
    stranger.follow("2024")
    assert stranger.read("section[aria-labelledby=h-ocena] .statement") == (
        "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku. "
        "Jedyny wskaźnik w dostępnym tekście: „Liczba warsztatów”."
    )
    assert stranger.page.locator("td [data-status]").get_attribute("data-status") == "met"


def test_which_threat_has_no_answer(stranger):
    stranger.follow("Diagnoza")
    answer = "section[aria-labelledby=bez-odpowiedzi]"
    assert stranger.read_all(f"{answer} h3") == ["Zagrożenia"]
    assert stranger.read_all(f"{answer} li") == [
        "ograniczanie współpracy urzędu wciąż w stosunku do tych samych podmiotów"
    ]


def test_when_does_the_next_figure_come(stranger):
    assert stranger.read("#nastepny") == (
        "Następny pomiar: „Liczba warsztatów” za 2025 r., do 31 marca 2026 r. Po terminie brakuje 2 pomiarów."
    )
