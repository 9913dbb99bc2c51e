"""An officer's and a reader's way through the installed portal, in Chromium and through TLS."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deploy.installed.conftest import HOST, OFFICE, PASSWORD, SendRequest, run, settings_of, shell

APPROVE = """
from django.contrib.auth.models import User
from indicators.models import Measurement, Revision
from indicators.services import measurements
measurement = Measurement.objects.get()
last = Revision.objects.latest("seq").seq
measurements.approve(measurement, by=User.objects.get(username="koordynator"), based_on=last)
"""


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
    page.goto("/konto/logowanie/")
    page.locator("input[name=login]").fill("urzednik")
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert "__Host-session" in names
    assert all(cookie["secure"] for cookie in page.context.cookies())
    figure = f"/panel/wskazniki/{indicator_id}/pomiary/2023/"
    page.goto(figure)
    page.locator("input[name=value]").fill("2")
    with page.expect_navigation():
        page.locator("main button[name=do][value=submit]").click()
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
