"""Questions of a first-time visitor: how many clicks and how far down the page the answers are."""

import pytest
from playwright.sync_api import Locator, Page

from cooperation.models import SwotFinding
from goals.models import SpecificGoal
from indicators.services import example
from tests import factories

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 800}


class Visitor:
    """Starts at a programme, by default on the front page, and follows at most two links by their text."""

    def __init__(self, page: Page, address: str = "/") -> None:
        self.page, self.clicks = page, 0
        page.goto(address)

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
def visit(busy, time_machine, open_page):
    """Return a function that opens the front page without JavaScript, on a screen of the given size.

    The programme has figures, and all its findings but one are linked to a goal.
    """
    for finding in SwotFinding.objects.exclude(text__startswith="ograniczanie współpracy"):
        factories.FindingLinkFactory(finding=finding, specific_goal=SpecificGoal.objects.get(position=2))
    time_machine.move_to("2025-06-02T10:00:00Z", tick=True)
    return lambda viewport: Visitor(open_page(java_script_enabled=False, viewport=viewport))


@pytest.fixture
def visit_example(transactional_db, time_machine, open_page):
    """Return the same for the example programme, after its last due date."""
    programme, *_others = example.load()
    time_machine.move_to("2026-06-02T10:00:00Z", tick=True)
    address = f"/programy/{programme.slug}/"
    return lambda viewport: Visitor(open_page(java_script_enabled=False, viewport=viewport), address)


def bottom(locator: Locator) -> float:
    """Return how far the element's lower edge is from the top of the page, in px."""
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"] + float(locator.page.evaluate("scrollY"))


@pytest.mark.parametrize(("viewport", "limit"), [(DESKTOP, 800), (PHONE, 1200)])
def test_result_is_on_first_screen_without_a_click(visit, viewport, limit):
    visitor = visit(viewport)
    assert visitor.read(".answer").startswith("Jedyny wskaźnik w dostępnym tekście: ")
    assert bottom(visitor.page.locator(".answer")) <= min(limit, 800)
    assert bottom(visitor.page.locator(".pic")) <= limit
    assert bottom(visitor.page.locator(".key")) <= limit
    assert visitor.page.locator("#h-cel").bounding_box()["y"] > bottom(visitor.page.locator(".key"))
    symbol = visitor.page.get_by_role("link", name="Liczba warsztatów, 2024: osiągnięty, 3", exact=True)
    with visitor.page.expect_navigation():
        symbol.click()
    assert visitor.read("h1") == "Liczba warsztatów"


def test_status_of_key_dims_other_symbols(visit):
    visitor = visit(DESKTOP)
    total = visitor.page.locator(".pic .glyphs a").count()
    with visitor.page.expect_navigation():
        visitor.page.locator(".legend a", has_text="osiągnięty").first.click()
    assert 0 < visitor.page.locator(".pic .is-dim").count() < total
    visitor.follow("Pokaż wszystkie statusy")
    assert visitor.page.locator(".pic .is-dim").count() == 0


def test_front_page_shows_goals_without_actions(visit):
    visitor = visit(DESKTOP)
    assert visitor.read_all(".pic tr:has(td.none) .name") == [
        "podnoszenie efektywności działań urzędu i organizacji w zakresie realizacji zadań publicznych",
        "wzmacnianie relacji i partnerskiego modelu współpracy samorządu z organizacjami pozarządowymi",
    ]
    assert visitor.read_all("td.none") == ["brak działań w dostępnym tekście"] * 2


def test_year_page_shows_verdict_of_2024(visit):
    visitor = visit(DESKTOP).follow("2024")
    assert visitor.read(".answer") == (
        "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku. "
        "Jedyny wskaźnik w dostępnym tekście: „Liczba warsztatów”."
    )
    assert visitor.page.locator("td [data-status]").get_attribute("data-status") == "met"
    assert bottom(visitor.page.locator(".mx--year")) <= DESKTOP["height"]


def test_threat_without_answer_is_on_first_screen_after_one_click(visit):
    visitor = visit(DESKTOP).follow("Diagnoza")
    threats = visitor.page.locator(".mx--findings tbody", has_text="Zagrożenia")
    unanswered = threats.locator("tr:has(.unanswered)")
    assert text_of(unanswered.locator(".finding")) == (
        "ograniczanie współpracy urzędu wciąż w stosunku do tych samych podmiotów"
    )
    assert "finding" in threats.locator("th").nth(1).get_attribute("class").split()
    assert text_of(threats.locator(".finding").first) == text_of(unanswered.locator(".finding"))
    assert bottom(threats) <= DESKTOP["height"]
    assert visitor.read(".answer").endswith("bez odpowiedzi: jedno zagrożenie.")


def test_front_page_shows_next_due_figure(visit):
    assert visit(DESKTOP).read("#nastepny") == (
        "Następny pomiar: „Liczba warsztatów” za 2025 r., do 31 marca 2026 r. Po terminie brakuje 2 pomiarów."
    )


# --- the five questions, asked about the example programme ----------------------------------------------------------


def test_how_is_it_going_is_answered_on_first_screen(visit_example):
    visitor = visit_example(DESKTOP)
    assert visitor.read(".answer").startswith("Z 14 wskaźników w pełni osiągnięto 1, częściowo 8, nie osiągnięto 1.")
    assert bottom(visitor.page.locator(".pic")) <= DESKTOP["height"]


def test_grants_of_2024_are_beside_their_target(visit_example):
    visitor = visit_example(DESKTOP).follow("2024")
    row = visitor.page.locator("tr", has_text="Kwota dotacji przekazanych organizacjom")
    assert text_of(row).endswith("osiągnięty 12 610 400,00 zł ≥ 12 500 000")
    assert bottom(row) <= 2 * DESKTOP["height"]


@pytest.mark.parametrize(("viewport", "limit"), [(DESKTOP, 800), (PHONE, 1600)])
def test_reason_of_short_workshops_is_beside_the_verdict(visit_example, viewport, limit):
    visitor = visit_example(viewport)
    visitor.follow("Liczba warsztatów dla organizacji, 2023: częściowo osiągnięty, 3 z 4")
    reason = visitor.page.get_by_text("Warsztat z września odwołano: zgłosiły się trzy organizacje.")
    assert reason.is_visible()
    assert bottom(reason) <= limit
    assert visitor.page.locator("details", has=reason).count() == 0


def test_who_owes_2025_since_when_and_until_when(visit_example):
    visitor = visit_example(DESKTOP).follow("2025")
    assert visitor.read_all(".t-owed thead th") == ["Odpowiada", "Brakuje", "Po terminie od", "Spodziewane", "Kontakt"]
    assert visitor.read_all(".t-owed tbody tr")[0] == (
        "Biuro Współpracy z Organizacjami (przykład) 4 30 października 2025 r. 15 marca 2026 r. (1 z 4) "
        "wspolpraca@urzad.example"
    )
    visitor.follow("Odsetek ofert złożonych elektronicznie")
    missing = visitor.page.locator(".why .missing")
    assert "w opracowaniu, spodziewane 15 marca 2026 r., termin minął 31 marca 2026 r." in text_of(missing.first)
    assert text_of(missing.last).endswith("Biuro Współpracy z Organizacjami (przykład), wspolpraca@urzad.example")


def test_threats_without_answer_are_on_first_screen(visit_example):
    visitor = visit_example(DESKTOP).follow("Diagnoza")
    threats = visitor.page.locator(".mx--findings tbody", has_text="Zagrożenia")
    unanswered = threats.locator("tr:has(.unanswered)")
    assert unanswered.count() >= 1
    assert bottom(unanswered.last) <= DESKTOP["height"]
