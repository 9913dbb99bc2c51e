"""Ways of readers, officers, administrators and coordinators through the installed portal, in Chromium and TLS."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deploy.installed.conftest import (
    ADMINISTRATOR,
    HOST,
    OFFICE,
    PASSWORD,
    OpenPage,
    SendRequest,
    run,
    settings_of,
    shell,
)
from tests.one_time_codes import totp

APPROVE = """
from django.contrib.auth.models import User
from indicators.models import Measurement, Revision
from indicators.services import measurements
measurement = Measurement.objects.get()
last = Revision.objects.latest("seq").seq
measurements.approve(measurement, by=User.objects.get(username="koordynator"), based_on=last)
"""


def log_in(page: Page, name: str) -> None:
    page.goto("/konto/logowanie/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").first.click()


def submit_figure(page: Page, figure: str, value: str) -> None:
    page.goto(figure)
    page.locator("input[name=value]").fill(value)
    with page.expect_navigation():
        page.locator("main button[name=do][value=submit]").click()


def accept_invitation(page: Page, text: str, name: str) -> str:
    """Follow the link in the text, set a password, log in, and set up the app; return the secret of its codes."""
    link = re.search(r"https://[^\s\"<]+/konto/zaproszenie/[^\s\"<]+", text)
    assert link is not None, text
    page.goto(link[0])
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Ustaw hasło").click()
    log_in(page, name)
    page.goto("/panel/")
    expect(page).to_have_url(re.compile("/konto/bezpieczenstwo/$"))  # nothing else is open without a second factor
    page.get_by_role("link", name="Ustaw aplikację").click()
    secret = "".join(page.locator("main code").inner_text().split())
    page.get_by_label("Kod z aplikacji").fill(totp(secret))
    page.get_by_role("button", name="Ustaw aplikację").click()
    expect(page.get_by_role("button", name="Pokaż nowe kody zapasowe")).to_be_visible()
    return secret


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_reader_opens_public_pages(browser: Browser, indicator_id: int, java_script: bool) -> None:
    context = browser.new_context(
        ignore_https_errors=True,
        base_url=f"https://{HOST}",
        java_script_enabled=java_script,
        viewport={"width": 320, "height": 700},
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for address in ("/", "/programy/2021-2025/", f"/wskazniki/{indicator_id}/", "/en/programy/2021-2025/", "/zmiany/"):
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        expect(page.locator("main h1")).to_have_count(1)
        assert "Public Sans" in page.evaluate("() => getComputedStyle(document.body).fontFamily")
    assert context.cookies() == []
    assert errors == []
    context.close()


def test_officer_records_figure_with_evidence_and_reader_sees_it(
    page: Page, send: SendRequest, indicator_id: int
) -> None:
    log_in(page, "urzednik")
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert "__Host-session" in names
    assert all(cookie["secure"] for cookie in page.context.cookies())
    figure = f"/panel/wskazniki/{indicator_id}/pomiary/2023/"
    submit_figure(page, figure, "2")
    page.goto(f"{figure}dowody/")
    page.locator("input[type=file]").set_input_files(
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": b"lp;nazwa\n1;Fundacja"}
    )
    page.locator("input[name=title]").fill("Lista warsztatów")
    with page.expect_navigation():
        page.locator("main form", has=page.locator("input[type=file]")).locator("button").last.click()
    expect(page.locator("main")).to_contain_text("Lista warsztatów")
    assert len(run("ls", f"{settings_of()['EVIDENCE_DIR']}").split()) == 1
    assert not re.search("<strong>2</strong>", send("GET", f"/wskazniki/{indicator_id}/").text)
    shell(APPROVE)
    assert re.search("<strong>2</strong>", send("GET", f"/wskazniki/{indicator_id}/").text)
    assert "intact" in run("portal", OFFICE, "verify_history") or "nienaruszona" in run(
        "portal", OFFICE, "verify_history"
    )


def test_first_administrator_adds_coordinator_who_approves_figure(
    open_page: OpenPage, send: SendRequest, indicator_id: int
) -> None:
    administrator = open_page()
    printed = run("portal", OFFICE, "setup_office", "--email", ADMINISTRATOR, "--print-link")
    accept_invitation(administrator, printed, ADMINISTRATOR)
    administrator.goto("/admin/auth/user/add/")
    administrator.locator("[name=username]").fill("koordynatorka")
    administrator.locator("[name=email]").fill("koordynatorka@example.org")
    administrator.get_by_role("checkbox", name=re.compile(r"^\s*koordynator:")).check()
    with administrator.expect_navigation():
        administrator.locator("[name=_save]").click()

    coordinator = open_page()
    secret = accept_invitation(coordinator, administrator.content(), "koordynatorka")  # e-mail is not set up
    coordinator.context.clear_cookies()
    log_in(coordinator, "koordynatorka")
    coordinator.get_by_label("Kod").fill(totp(secret, time.time() + 30))  # each code is accepted once
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(coordinator).to_have_url(re.compile("/panel/$"))

    officer = open_page()
    log_in(officer, "urzednik")
    figure = f"/panel/wskazniki/{indicator_id}/pomiary/2022/"
    submit_figure(officer, figure, "7")
    assert "<strong>7</strong>" not in send("GET", f"/wskazniki/{indicator_id}/").text
    coordinator.goto(f"{figure}decyzja/")
    with coordinator.expect_navigation():
        coordinator.locator("main button[name=do][value=approve]").click()
    assert "<strong>7</strong>" in send("GET", f"/wskazniki/{indicator_id}/").text
