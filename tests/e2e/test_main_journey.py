"""The main journey: a figure is recorded, approved and public with the next request.

By mouse, by keyboard alone and without JavaScript; and what happens when something goes wrong on the way.
"""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from indicators.models import Revision
from tests.e2e.gestures import type_text
from tests.factories import PASSWORD

YEAR = "2024"
PARTS = ("1", "1", "1")
SUBMIT = "main button[name=do][value=submit]"
FOCUSED = """async () => {
  const element = document.activeElement, style = getComputedStyle(element);
  const inside = box => box.width > 0 && box.top >= -1 && box.left >= -1
    && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
  // The window follows the focus, with a short animation.
  for (let frame = 0; frame < 60 && !inside(element.getBoundingClientRect()); frame++) {
    await new Promise(requestAnimationFrame);
  }
  const box = element.getBoundingClientRect();
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: element.outerHTML.slice(0, 150),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: inside(box),
    open: over !== null && (element.contains(over) || over.contains(element)),
  };
}"""
IS_FOCUSED = "selector => document.activeElement.matches(selector)"


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        is_styled(self.page)

    def type(self, selector: str, text: str) -> None:
        self.page.locator(selector).click()
        self.page.locator(selector).fill(text)

    def follow(self, selector: str) -> None:
        """Follow a link or button to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        is_styled(self.page)


class Keyboard(Mouse):
    """Uses keys only, from the start of the page; every focused element must show its focus."""

    most_stops = 60

    def reach(self, selector: str, key: str = "Tab") -> None:
        stops = []
        for _ in range(self.most_stops):
            if self.page.evaluate(IS_FOCUSED, selector):
                return
            self.page.keyboard.press(key)
            stops.append(shows_focus(self.page))
        pytest.fail(f"{key} never reaches {selector}:\n" + "\n".join(stops))

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        type_text(self.page, text)

    def follow(self, selector: str) -> None:
        self.reach(selector)
        is_button = self.page.evaluate("() => document.activeElement.tagName === 'BUTTON'")
        with self.page.expect_navigation():
            self.page.keyboard.press("Space" if is_button else "Enter")
        is_styled(self.page)


def is_styled(page: Page) -> None:
    assert "Public Sans" in page.evaluate("() => getComputedStyle(document.body).fontFamily")
    assert page.locator("main h1").count() == 1


def shows_focus(page: Page) -> str:
    """Return the focused element's text; the focus must be visible."""
    focused = page.evaluate(FOCUSED)
    assert focused["ring"], f"no focus ring: {focused['what']}"
    assert focused["inside"], f"focus outside of the window: {focused['what']}"
    assert focused["open"], f"focus covered by something: {focused['what']}"
    return str(focused["what"])


def log_in(hand: Mouse, person: User) -> None:
    hand.type("input[name=login]", person.username)
    hand.type("input[name=password]", PASSWORD)
    hand.follow("main form button.btn-primary")


def main_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_html()


# --- the journey ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["mouse", "keyboard", "without JavaScript"])
def test_figure_is_recorded_approved_and_published(way, office, open_page):
    hand = Keyboard if way == "keyboard" else Mouse
    options = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": way != "without JavaScript"}
    stranger = open_page(**options)
    before = main_of(stranger, office.public)
    assert 'data-status="met"' not in before

    officer = hand(open_page(**options))
    officer.open("/konto/logowanie/")
    log_in(officer, office.officer)
    expect(officer.page).to_have_url("/panel/")
    officer.follow(f'main a[href="{office.figure(YEAR)}"]')
    for place, part in enumerate(PARTS, 1):
        officer.type(f"input[name=part_{place}]", part)
    if options["java_script_enabled"]:
        expect(officer.page.locator("output")).to_have_text("3")
    officer.follow(SUBMIT)
    revision = Revision.objects.get()
    assert (revision.state, revision.value, [part.value for part in revision.parts.all()]) == (
        "submitted",
        3,
        [1, 1, 1],
    )
    assert main_of(stranger, office.public) == before

    coordinator = hand(open_page(**options))
    coordinator.open("/konto/logowanie/")
    log_in(coordinator, office.coordinator)
    coordinator.follow('main a[href="/panel/zatwierdzanie/"]')
    coordinator.follow(f'main a[href="{office.figure(YEAR)}decyzja/"]')
    coordinator.follow("main button[name=do][value=approve]")
    assert Revision.objects.latest("seq").state == "approved"

    stranger.goto(office.public)
    is_styled(stranger)
    table = stranger.locator("main table", has=stranger.locator("caption", has_text="1/rok"))
    row = table.locator("tbody tr", has=stranger.locator("th", has_text=YEAR))
    expect(row.locator("td strong")).to_have_text("3")
    expect(row.locator("[data-status]")).to_have_attribute("data-status", "met")
    expect(row.locator("[data-status]")).to_have_text("osiągnięty")
    assert stranger.context.cookies() == []


def test_keyboard_navigates_back_and_skips_navigation(office, page):
    hand = Keyboard(page)
    hand.open("/konto/logowanie/")
    hand.type("input[name=login]", "x")
    hand.reach("input[name=password]")
    hand.reach("input[name=login]", key="Shift+Tab")
    hand.type("input[name=login]", "")
    office.sign_in(page, office.officer)
    hand.open("/panel/")  # the form of a figure opens with the focus on its value
    page.keyboard.press("Tab")
    assert page.evaluate(IS_FOCUSED, "a.skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('header, main, footer').localName") == "main"
    shows_focus(page)


def test_control_removed_focus_ring_is_detected(office, page):
    Mouse(page).open("/konto/logowanie/")
    page.keyboard.press("Tab")
    shows_focus(page)
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*:focus-visible { outline: none !important; }");
      document.adoptedStyleSheets = [sheet];
    }""")
    with pytest.raises(AssertionError, match="no focus ring"):
        shows_focus(page)


# --- when something goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize("java_script", [True, False])
def test_invalid_figure_shows_error_summary_and_keeps_input(java_script, office, open_page, browser_log):
    browser_log.expect("status of 422")
    page = office.sign_in(open_page(java_script_enabled=java_script), office.officer)
    page.goto(office.figure(YEAR))
    page.locator("input[name=value]").fill("1.234")
    page.locator("textarea[name=note]").fill("Bez oddziału w Toruniu")
    with page.expect_navigation():
        page.locator("input[name=value]").press("Enter")
    summary = page.locator("main > .errsum")
    assert page.evaluate("() => document.querySelector('main').firstElementChild.matches('.errsum')")
    if java_script:
        expect(summary).to_be_focused()
    summary.locator("a").first.click()
    expect(page.locator("input[name=value]")).to_be_focused()
    expect(page.locator("input[name=value]")).to_be_in_viewport()
    expect(page.locator("input[name=value]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input[name=value]")).to_have_value("1.234")
    expect(page.locator("textarea[name=note]")).to_have_value("Bez oddziału w Toruniu")
    is_styled(page)
    assert not Revision.objects.exists()


def test_conflicting_edit_shows_both_figures(office, open_page, browser_log):
    browser_log.expect("status of 409")
    first, second = (office.sign_in(open_page(), person) for person in (office.officer, office.coordinator))
    for page, value in ((first, "3"), (second, "5")):
        page.goto(office.figure(YEAR))
        page.locator("input[name=value]").fill(value)
    second.locator("textarea[name=note]").fill("liczone inaczej")
    Mouse(first).follow(SUBMIT)
    with second.expect_navigation() as navigation:
        second.locator(SUBMIT).click()
    is_styled(second)
    assert navigation.value.status == 409
    summary = second.locator("main > .errsum")
    expect(summary).to_be_focused()
    assert [text.split()[0] for text in summary.locator("strong").all_inner_texts()] == ["5", "3"]
    expect(second.locator("input[name=value]")).to_have_value("5")
    expect(second.locator("textarea[name=note]")).to_have_value("liczone inaczej")
    assert Revision.objects.get().value == 3
    Mouse(second).follow(SUBMIT)
    assert [revision.value for revision in Revision.objects.order_by("seq")] == [3, 5]


@pytest.mark.parametrize("java_script", [True, False])
def test_input_survives_expired_session(java_script, office, open_page):
    page = office.sign_in(open_page(java_script_enabled=java_script), office.officer)
    page.goto(office.figure(YEAR))
    for place, part in enumerate(PARTS, 1):
        page.locator(f"input[name=part_{place}]").fill(part)
    page.locator("textarea[name=note]").fill("długa uwaga")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    Mouse(page).follow(SUBMIT)
    assert page.url.split("?")[0].endswith("/konto/logowanie/")
    log_in(Mouse(page), office.officer)
    expect(page).to_have_url(re.compile(re.escape(office.figure(YEAR))))
    assert [page.locator(f"input[name=part_{place}]").input_value() for place in (1, 2, 3)] == list(PARTS)
    expect(page.locator("textarea[name=note]")).to_have_value("długa uwaga")
    Mouse(page).follow(SUBMIT)
    assert Revision.objects.get().value == 3


# --- what the browser itself would complain about --------------------------------------------------------------


def test_browser_log_records_script_and_csp_errors(office, page, browser_log):
    """The control for `browser_log`, which fails tests with errors in the browser."""
    page.goto(office.public)
    page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p><img src="/static/none.png" alt="">');
      setTimeout(() => { throw new Error("planted"); });
    }""")
    complaints = ""
    for _wait in range(100):  # the browser reports them one after another
        page.wait_for_timeout(100)
        complaints = "\n".join(browser_log.unexpected())
        if all(words in complaints for words in ("style-src", "status of 404", "planted")):
            break
    else:
        pytest.fail(complaints)
    browser_log.expect("CSP|style-src|inline style|status of 404|planted")
