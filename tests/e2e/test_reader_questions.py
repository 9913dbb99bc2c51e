"""Readers' questions with mouse, keyboard, on a phone and without JavaScript."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail as outgoing
from playwright.sync_api import Page, expect

from cooperation.services import delivery
from indicators.forms.reader_questions import MIN_FILL_TIME
from indicators.models import ReaderQuestion
from tests.drill import size
from tests.e2e.test_main_journey import Keyboard, Mouse
from tests.e2e.tour import READERS_QUESTIONS
from tests.permissions.scripts import PAYLOADS

EMAIL = "ewa@example.org"
WORDS = "Było pięć warsztatów, nie trzy."


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True


def letters(number: int) -> list[Any]:
    """Send the letters in the outbox; return the messages, of which there are as many as given."""
    delivery.send()
    assert len(outgoing.outbox) == number
    return list(outgoing.outbox)


def ask(hand: Mouse, words: str) -> None:
    begun = time.monotonic()
    if isinstance(hand, Keyboard):
        hand.reach("input[name=kind]")
        hand.page.keyboard.press("ArrowDown")
        assert hand.page.locator("input[name=kind][value=error]").is_checked()
    else:
        hand.page.locator("input[name=kind][value=error]").check()
    hand.type("textarea[name=text]", words)
    hand.type("input[name=email]", EMAIL)
    time.sleep(max(0.0, MIN_FILL_TIME.total_seconds() + 1.1 - (time.monotonic() - begun)))  # stamps count whole seconds
    hand.follow("main form button.btn-primary")


@pytest.mark.parametrize("way", ["mouse", "keyboard", "without JavaScript", "phone"])
def test_question_is_asked_confirmed_answered_and_published(way, office, open_page):
    hand = Keyboard if way == "keyboard" else Mouse
    # High enough for fields of six lines: the browser follows the place where one types, not the field's end.
    window = {"width": 320, "height": 640} if way == "phone" else {"width": 1280, "height": 1300}
    options = {"viewport": window, "java_script_enabled": way != "without JavaScript"}
    reader = hand(open_page(**options))
    reader.open(office.public)
    reader.follow(f'main a[href="{office.public}pytanie/"]')
    ask(reader, WORDS)
    expect(reader.page).to_have_url(f"{office.public}pytanie/wyslano/")
    address = re.search(r"https://portal\.example\.org(/pytania/\S+)", letters(1)[0].body)[1]
    reader.open(urlsplit(address).path)
    assert ReaderQuestion.objects.get().state == "unconfirmed"
    reader.follow("main button[name=do][value=confirm]")
    assert ReaderQuestion.objects.get().state == "waiting"
    reader.open(office.public)
    assert "1 pytanie czeka na odpowiedź" in reader.page.locator("#pytania").inner_text().replace("\u00a0", " ")

    coordinator = hand(office.sign_in(open_page(**options), office.coordinator))
    coordinator.open("/panel/pytania/")
    coordinator.follow(f'main a[href="{READERS_QUESTIONS}"]')
    question = ReaderQuestion.objects.get()
    coordinator.follow(f'main a[href="{READERS_QUESTIONS}{question.pk}/"]')
    coordinator.type("textarea[name=answer]", "Racja, poprawimy.")
    coordinator.follow("main button[name=do][value=publish]")
    expect(coordinator.page).to_have_url(READERS_QUESTIONS)
    assert letters(2)[1].to == [EMAIL]
    question.refresh_from_db()
    assert (question.state, question.email) == ("published", "")

    reader.open(office.public)
    shown = reader.page.locator("#pytania .qa")
    expect(shown.locator("blockquote")).to_have_text(WORDS)
    expect(shown).to_contain_text("Racja, poprawimy.")
    assert reader.page.context.cookies() == []


def test_invalid_form_focuses_error_summary_and_keeps_input(office, page, browser_log):
    browser_log.expect("status of 422")
    page.goto(f"{office.public}pytanie/")
    page.locator("textarea[name=text]").fill(WORDS)
    Mouse(page).follow("main form button.btn-primary")
    summary = page.locator("main > .errsum")
    expect(summary).to_be_focused()
    summary.get_by_role("link").last.click()
    expect(page.locator("input[name=email]")).to_be_focused()
    expect(page.locator("textarea[name=text]")).to_have_value(WORDS)


def test_honeypot_field_is_hidden_from_people(office, page):
    page.goto(f"{office.public}pytanie/")
    trap = page.locator("input[name=topic]")
    box = trap.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] < 0
    assert "Zostaw to pole puste" not in page.locator("main").aria_snapshot()


@pytest.mark.drill
def test_scripts_in_questions_do_not_run(office, open_page, browser_log):
    """Every payload in the panel, on the public page, in the letter; every third in the form (all in the drill)."""
    browser_log.expect("status of 422")
    dialogs: list[Any] = []

    def tab() -> Page:
        page = open_page()
        page.on("dialog", lambda dialog: dialogs.append(dialog))
        return page

    reader, panel = tab(), office.sign_in(tab(), office.coordinator)
    for payload in PAYLOADS[:: size("SCRIPT_STEP", 3)]:
        reader.goto(f"{office.public}pytanie/")
        reader.locator("textarea[name=text]").fill(payload)
        reader.locator("input[name=email]").fill(payload)
        Mouse(reader).follow("main form button.btn-primary")
        expect(reader.locator("textarea[name=text]")).to_have_value(payload)
    reader.locator("input[name=kind][value=error]").check()
    reader.locator("textarea[name=text]").fill("\n".join(PAYLOADS)[:2000])
    reader.locator("input[name=email]").fill(EMAIL)
    reader.wait_for_timeout(MIN_FILL_TIME.total_seconds() * 1000 + 1100)
    Mouse(reader).follow("main form button.btn-primary")
    letter = letters(1)[0]
    reader.goto(re.search(r"https://portal\.example\.org(/pytania/\S+)", letter.body)[1])
    Mouse(reader).follow("main button[value=confirm]")
    question = ReaderQuestion.objects.get()
    panel.goto(READERS_QUESTIONS)
    panel.goto(f"{READERS_QUESTIONS}{question.pk}/")
    panel.locator("textarea[name=answer]").fill("\n".join(PAYLOADS))
    Mouse(panel).follow("main button[value=publish]")
    panel.goto(f"{READERS_QUESTIONS}{question.pk}/")
    reader.goto(office.public)
    expect(reader.locator("#pytania .qa")).to_contain_text(PAYLOADS[0])
    reader.set_content(letters(2)[1].alternatives[0][0])
    question.refresh_from_db()
    assert dialogs == []
    assert [line for line in browser_log.unexpected() if "style-src" not in line] == []
    browser_log.expect("style-src")  # the letter's own styles, shown here under the page's policy
