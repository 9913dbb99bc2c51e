"""Expired sessions: input is kept and restored after logging in again."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from cooperation.web import sessions
from reports.models import Chapter
from tests import factories
from tests.e2e.conftest import sign_in
from tests.factories import PASSWORD

CHAPTER = "/panel/programy/2021-2025/sprawozdania/2023/wprowadzenie/"
NOTICE = "Sesja wygasła. Tekst jest zachowany. Zaloguj się ponownie w nowej karcie"


def log_in(page: Page, person: User) -> None:
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def written() -> str:
    return Chapter.objects.get(report__first_year=2023).text


def wait_until_written(page: Page, text: str) -> None:
    """Wait for the automatic save, which may follow the preview that has announced the log-in."""
    for _attempt in range(100):
        if written() == text:
            return
        page.wait_for_timeout(100)
    assert written() == text


@pytest.fixture
def chapter(busy: Any, page: Page, browser_log: Any) -> Page:
    """A chapter with its first words saved, and then no session any more."""
    browser_log.expect("status of 401|Status Error Code 401")
    page.goto(CHAPTER)
    log_in(page, busy.coordinator)
    page.wait_for_url(f"**{CHAPTER}")
    page.wait_for_load_state()
    page.locator("[name=text]").fill("Przed przerwą.")
    expect(page.locator("#zapisano")).to_contain_text("Zapisano automatycznie")
    end_session(page)
    return page


def test_autosave_reports_expired_session_and_resumes_after_log_in(busy, chapter):
    chapter.locator("[name=text]").fill("Przed przerwą. Po przerwie.")
    notice = chapter.get_by_role("alert")
    expect(notice).to_have_text(NOTICE)
    assert chapter.locator("h1").count() == 1  # no page is drawn inside the page
    assert chapter.locator("[name=password]").count() == 0
    expect(chapter.locator("[name=text]")).to_have_value("Przed przerwą. Po przerwie.")
    assert written() == "Przed przerwą."

    with chapter.expect_popup() as tab:
        notice.get_by_role("link").click()
    log_in(tab.value, busy.coordinator)
    expect(tab.value.get_by_role("heading", name="Zalogowano")).to_be_visible()
    tab.value.close()
    expect(notice).to_have_text("Zalogowano ponownie, zapisywanie działa dalej.", timeout=15_000)
    wait_until_written(chapter, "Przed przerwą. Po przerwie.")
    chapter.locator("[name=text]").fill("Jeszcze dalej.")
    expect(chapter.locator("#podglad")).to_contain_text("Jeszcze dalej.")
    expect(notice).to_be_hidden(timeout=15_000)
    wait_until_written(chapter, "Jeszcze dalej.")
    chapter.get_by_role("button", name="Zapisz rozdział").click()
    expect(chapter.get_by_text("Rozdział zapisany.")).to_be_visible()


def test_autosave_rejects_text_of_another_user(busy, chapter):
    other = factories.coordinator(username="druga")
    chapter.locator("[name=text]").fill("Słowa pierwszej osoby.")
    with chapter.expect_popup() as tab:
        chapter.get_by_role("alert").get_by_role("link").click()
    log_in(tab.value, other)
    expect(tab.value.get_by_role("heading", name="Zalogowano")).to_be_visible()
    tab.value.close()
    expect(chapter.get_by_role("alert")).to_contain_text("jest teraz zalogowana inna osoba", timeout=15_000)
    expect(chapter.locator("[name=text]")).to_have_value("Słowa pierwszej osoby.")
    assert written() == "Przed przerwą."


def test_autosave_reports_unreachable_server_and_retries(busy, page, browser_log):
    browser_log.expect("status of 503|Status Error Code 503")
    busy.sign_in(page, busy.coordinator).goto(CHAPTER)
    page.wait_for_load_state()
    page.route(
        f"**{CHAPTER}", lambda route: route.fulfill(status=503) if route.request.method == "POST" else route.continue_()
    )
    page.locator("[name=text]").fill("Nie zginie.")
    expect(page.get_by_role("alert")).to_contain_text("Nie zapisano automatycznie: portal nie odpowiada.")
    page.unroute(f"**{CHAPTER}")
    expect(page.locator("#zapisano")).to_contain_text("Zapisano automatycznie", timeout=15_000)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert written() == "Nie zginie."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_form_sent_after_session_end_is_restored(busy, open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    address = busy.figure("2023")
    page.goto(address)
    log_in(page, busy.officer)
    page.locator("[name=value]").fill("5")
    page.locator("[name=note]").fill("Dwa wiersze\nuwagi.")
    page.locator("[name=reason]").fill("Pomyłka w liczeniu.")
    end_session(page)
    page.locator("main button[value=submit]").click()
    expect(page.get_by_text("Wpisany tekst zachowamy przez dobę")).to_be_visible()
    log_in(page, busy.officer)
    expect(page.locator("[name=note]")).to_have_value("Dwa wiersze\nuwagi.")
    page.reload()  # it is not lost by loading the page again
    expect(page.locator("[name=value]")).to_have_value("5")
    page.locator("main button[value=submit]").click()
    expect(page.get_by_text("Przekazano do zatwierdzenia").first).to_be_visible()


@pytest.mark.parametrize("address", ["/panel/", "/admin/"])
def test_warning_before_session_end_extends_session(busy, page, monkeypatch, browser_log, address):
    browser_log.expect("status of 401|Status Error Code 401")
    monkeypatch.setattr(settings, "SESSION_COOKIE_AGE", 122)  # seconds: the page asks two seconds after it was opened
    monkeypatch.setattr(sessions, "SAVE_INTERVAL", 0)
    sign_in(page, factories.administrator()).goto(address)
    warning = page.get_by_role("alert").filter(has_text=re.compile(r"Sesja zakończy się\so\sgodz\.\s\d{1,2}\.\d{2},"))
    expect(warning).to_be_visible()
    link = page.locator("a[href]").first
    link.focus()
    warning.get_by_role("button", name="Pozostań w sesji").press("Enter")
    expect(warning).to_be_hidden()
    expect(link).to_be_focused()  # the focus returns
    Session.objects.all().delete()
    expect(page.get_by_role("alert").filter(has_text="Sesja się zakończyła")).to_be_visible(timeout=10_000)
