"""Five questions of a first-time visitor, each answered at most two clicks from the front page."""

import pytest
from playwright.sync_api import Locator, Page

from cooperation.models import SwotFinding
from goals.models import SpecificGoal
from tests import factories


class Visitor:
    """Starts at the front page and follows at most two links by their text."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        page.goto("/")

    def follow(self, words: str) -> "Visitor":
        self.clicks += 1
        assert self.clicks <= 2
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()
        return self

    def read(self, selector: str) -> str:
        return text_of(self.page.locator(selector))

    def read_all(self, selector: str) -> list[str]:
        return [text_of(locator) for locator in self.page.locator(selector).all()]


def text_of(locator: Locator) -> str:
    return " ".join(locator.inner_text().split())


@pytest.fixture
def visitor(busy, time_machine, open_page):
    """A visitor of a programme with figures and with all findings but one linked to a goal."""
    for finding in SwotFinding.objects.exclude(text__startswith="ograniczanie współpracy"):
        factories.FindingLinkFactory(finding=finding, specific_goal=SpecificGoal.objects.get(position=2))
    time_machine.move_to("2025-06-02T10:00:00Z", tick=True)
    return Visitor(open_page(java_script_enabled=False))


def test_front_page_shows_main_goal(visitor):
    assert visitor.read("section[aria-labelledby=h-cel] .statement") == (
        "Ugruntowanie pozycji i wzmacnianie rozwoju społeczeństwa obywatelskiego w województwie kujawsko-pomorskim"
    )


def test_action_list_shows_goals_without_actions(visitor):
    visitor.follow("Działania")
    assert visitor.read_all("tbody:has(tr.none) tr.grp th") == [
        "2) podnoszenie efektywności działań urzędu i organizacji w zakresie realizacji zadań publicznych",
        "3) wzmacnianie relacji i partnerskiego modelu współpracy samorządu z organizacjami pozarządowymi",
    ]
    assert visitor.read_all("tr.none") == ["brak działań w dostępnym tekście"] * 2


def test_year_page_shows_verdict_of_2024(visitor):
    visitor.follow("2024")
    assert visitor.read("section[aria-labelledby=h-ocena] .statement") == (
        "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku. "
        "Jedyny wskaźnik w dostępnym tekście: „Liczba warsztatów”."
    )
    assert visitor.page.locator("td [data-status]").get_attribute("data-status") == "met"


def test_diagnosis_shows_unanswered_threat(visitor):
    visitor.follow("Diagnoza")
    answer = "section[aria-labelledby=bez-odpowiedzi]"
    assert visitor.read_all(f"{answer} h3") == ["Zagrożenia"]
    assert visitor.read_all(f"{answer} li") == [
        "ograniczanie współpracy urzędu wciąż w stosunku do tych samych podmiotów"
    ]


def test_front_page_shows_next_due_figure(visitor):
    assert visitor.read("#nastepny") == (
        "Następny pomiar: „Liczba warsztatów” za 2025 r., do 31 marca 2026 r. Po terminie brakuje 2 pomiarów."
    )
