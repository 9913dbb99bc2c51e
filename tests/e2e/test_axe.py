"""axe-core finds nothing on any page: WCAG 2.0-2.2, A and AA. It sees about a third of what a person would."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
DESK = {"width": 1280, "height": 900}


def violations(page: Page) -> list[str]:
    """Rule, place and piece of each fault, one line each."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:150]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_no_page_has_a_fault(tour):
    found = {}
    for name, page in tour(viewport=DESK):
        found[name] = violations(page)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) > 20


@pytest.mark.parametrize("which", ["indicator", "record"])
def test_the_dark_colours_have_no_fault_either(which, busy, open_page):
    page = open_page(viewport=DESK, color_scheme="dark")
    light = "rgb(255, 255, 255)"
    if which == "record":
        busy.sign_in(page, busy.officer)
    page.goto(busy.public if which == "indicator" else busy.figure("2025"))
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != light
    assert violations(page) == []


def test_a_planted_fault_is_found(busy, page):
    page.goto(busy.public)
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML(
      "beforeend", '<img src="/static/favicon.svg"><input>')""")
    assert {fault.split(":")[0] for fault in violations(page)} == {"image-alt", "label"}
