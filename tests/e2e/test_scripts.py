"""Stored scripts in a browser: no dialog, no CSP violation, no console error."""

from typing import Any

import pytest

from cooperation.models import Office
from tests import factories
from tests.drill import size
from tests.permissions.scripts import PAYLOADS, write_payloads
from tests.permissions.test_scripts import pages_of


@pytest.mark.drill
@pytest.mark.parametrize("turn", range(0, len(PAYLOADS), size("SCRIPT_TURN", len(PAYLOADS))))
def test_stored_scripts_do_not_run(busy, open_page, browser_log, turn):
    busy.administrator = factories.administrator(username="administrator")
    Office.objects.create(name="Urząd", website="https://urzad.example")
    assert write_payloads(turn) > 60
    browser_log.expect("status of 403 .*/delete/")  # what is used is not deleted
    browser_log.expect("status of 404 .*/nie-ma/")  # a missing page has texts too
    browser_log.expect("/static/admin/img/.*ERR_ABORTED")  # an icon overtaken by the next page
    dialogs: list[Any] = []
    tabs: dict[Any, Any] = {}
    seen = 0
    for who, address in pages_of(busy):
        if who not in tabs:
            page = open_page(viewport={"width": 1280, "height": 900})
            page.on("dialog", lambda dialog: dialogs.append(dialog))
            tabs[who] = busy.sign_in(page, who) if who is not None else page
        if address != "/sitemap.xml":
            tabs[who].goto(address)
            seen += 1
    assert dialogs == []
    assert browser_log.unexpected() == []
    assert seen > 60


def test_browser_log_records_running_script(busy, page, browser_log):
    """The control: the policy stops a script that got into the page, and its report is in the log."""
    browser_log.expect("script-src")
    page.goto(busy.public)
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML(
      "beforeend", "<img src='/favicon.ico' onload=alert(1)>")""")
    page.wait_for_load_state("networkidle")
    assert any("CSP: script-src" in line for line in browser_log._errors)
