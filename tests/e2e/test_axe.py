"""Automatic accessibility checks of all pages with axe-core (WCAG 2.0-2.2, A and AA).

Each page is checked once, /wzorce/ (every component in every state) in all colour schemes and sizes; `make drill`
checks every page in all of them.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from tests import drill, factories

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations", "incomplete"]}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 800}
COLOURS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}
SIZES = {"1280 px": DESKTOP, "320 px": PHONE, "200 % text": DESKTOP}
MODES = [(colour, size) for colour in COLOURS for size in SIZES]
ADMIN_BASELINE = Path(__file__).parent / "admin_axe_baseline.json"
IS_STYLED = "() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim() !== ''"
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  ["wider than its window", ...[...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 100)).slice(0, 3)]"""
# Axe does not decide on text over a picture or a gradient, or on very short text.
CONTRAST = "color-contrast"
# Reviewed by hand: a goal without actions is one cell across all columns, which axe does not count as data.
REVIEWED = ("th-has-data-cells",)


def enlarge(page: Page, size: str) -> None:
    if size == "200 % text":
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")


def settle(page: Page) -> None:
    """Wait for the style sheet, the fonts and the end of animations: after a click, the text of a page is there first.

    Without its style sheet the links of the navigation are lines of text, too near to each other (target-size).
    """
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")


def violations(page: Page) -> list[str]:
    """Return one line for each fault; contrast that axe leaves undecided is computed here."""
    settle(page)
    answer = Axe().run(page, options=OPTIONS).response
    faults = [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:150]}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
    unsure = [rule for rule in answer["incomplete"] if rule["id"] not in (CONTRAST, *REVIEWED)]
    faults += [f"unsure, {rule['id']}: {node['html'][:150]}" for rule in unsure for node in rule["nodes"]]
    return faults + [
        f"unsure, {CONTRAST}: {node['html'][:150]}"
        for rule in answer["incomplete"]
        if rule["id"] == CONTRAST
        for node in rule["nodes"]
        if not is_readable(page, node)
    ]


def is_readable(page: Page, node: dict[str, Any]) -> bool:
    """Return whether the contrast with the nearest opaque background is 4.5:1 (3:1 for large text)."""
    colours = page.evaluate(_COLOURS, node["target"][0]) if isinstance(node["target"][0], str) else None
    if not colours:
        return False
    lighter, darker = sorted((luminance(colours["text"]), luminance(colours["behind"])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) >= (3 if colours["large"] else 4.5)


def luminance(colour: list[float]) -> float:
    """Return the relative luminance (WCAG 2.2) of [red, green, blue], 0-255 each."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# A canvas converts any colour notation to bytes. Half-transparent backgrounds, pictures and gradients give null.
_COLOURS = """target => {
  const element = document.querySelector(target);
  if (!element) return null;
  const bytes = colour => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const style = getComputedStyle(element), svg = element instanceof SVGElement;
  const text = bytes(svg ? style.fill : style.color);
  let behind = null;
  if (svg && element.ownerSVGElement) {  // the last filled rectangle under the middle of the text
    const box = element.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    for (const rect of element.ownerSVGElement.querySelectorAll("rect")) {
      const area = rect.getBoundingClientRect(), own = getComputedStyle(rect);
      const isUnder = area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
      const isLine = Math.min(area.width, area.height) < 4;  // of the axis: the text has an outline that covers it
      if (isUnder && !isLine && own.fill !== "none" && own.fillOpacity === "1") behind = bytes(own.fill);
    }
  }
  for (let place = element; place && !behind; place = place.parentElement) {
    const own = getComputedStyle(place);
    if (own.backgroundImage !== "none") return null;
    const colour = bytes(own.backgroundColor);
    if (colour[3] === 255) behind = colour; else if (colour[3] !== 0) return null;
  }
  behind = behind || bytes("Canvas");
  const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
  return {text: text.slice(0, 3), behind: behind.slice(0, 3), large: size >= 24 || (bold && size >= 18.66)};
}"""


def check(page: Page, size: str) -> list[str]:
    """Return the faults of the page: missing style sheet, horizontal scrolling, violations."""
    enlarge(page, size)
    faults = [] if page.evaluate(IS_STYLED) else ["the style sheet did not apply"]
    return faults + page.evaluate(WIDER) + violations(page)


BY_TURNS = ("by turns", "")
WAYS = MODES[: drill.size("A11Y_WAYS", 0)] or [BY_TURNS]


@pytest.mark.drill
@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_pages_have_no_accessibility_fault(tour, way):
    """Alternate between desktop in light and phone in dark colours; the drill uses every combination."""
    colour, size = way
    if way == BY_TURNS:
        faults_by_page = {name: check_by_turns(page, place) for place, (name, page) in enumerate(tour(viewport=PHONE))}
    else:
        faults_by_page = {name: check(page, size) for name, page in tour(viewport=SIZES[size], **COLOURS[colour])}
    faults = {name: page_faults for name, page_faults in faults_by_page.items() if page_faults}
    label = f"axe, {len(faults_by_page)} pages, {' '.join(way).strip()}"
    drill.row("G29", label, wanted="0 faults", measured=str(len(faults)), met=not faults)
    assert faults == {}
    assert len(faults_by_page) > 40


def check_by_turns(page: Page, place: int) -> list[str]:
    """Check the page, and that it fits a phone: every second page dark on a phone, the others light on a desktop."""
    fits = page.evaluate(WIDER)
    if place % 2:
        page.emulate_media(color_scheme="dark")
        faults = check(page, "320 px")
        page.emulate_media(color_scheme="light")
    else:
        page.set_viewport_size(DESKTOP)
        faults = check(page, "1280 px")
        page.set_viewport_size(PHONE)
    return fits + faults


@pytest.mark.parametrize(("colour", "size"), MODES)
def test_pattern_page_has_no_fault_in_any_mode(busy, open_page, browser_log, colour, size):
    browser_log.expect("status of 405")
    page = busy.sign_in(open_page(viewport=SIZES[size], **COLOURS[colour]), busy.officer)
    page.goto("/wzorce/")
    assert page.locator(".st[data-status]").count() > 12
    assert check(page, size) == []
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (colour == "dark")


def test_violations_reports_inserted_fault(busy, page):
    page.goto(busy.public)
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML(
      "beforeend", '<img src="/static/favicon.svg"><input>')""")
    assert {fault.split(":")[0] for fault in violations(page)} == {"image-alt", "label"}


def test_violations_waits_for_style_sheet(busy, open_page):
    """A page that a click has opened shows its text before its style sheet has arrived."""
    page = busy.sign_in(open_page(viewport=PHONE), busy.coordinator)
    held = []
    page.route("**/*.css", lambda route: held.append(route))
    page.goto("/panel/", wait_until="commit")
    page.locator("main h1").wait_for(state="attached")
    assert not page.evaluate(IS_STYLED)
    early = Axe().run(page, options=OPTIONS).response["violations"]
    assert "target-size" in [rule["id"] for rule in early]  # control
    for route in held:
        route.continue_()
    assert violations(page) == []


def test_check_reports_missing_style_sheet_and_horizontal_overflow(busy, page):
    page.goto(busy.public)
    page.evaluate("""() => {
      for (const sheet of [...document.styleSheets]) sheet.disabled = true;
      document.querySelector("main").insertAdjacentHTML("beforeend", '<div>x</div>');
      document.querySelector("main").lastElementChild.style.width = "3000px"; }""")
    faults = check(page, "1280 px")
    assert {"the style sheet did not apply", "wider than its window"} <= set(faults)


def test_is_readable_computes_contrast(page, busy):
    page.goto(busy.public)
    page.evaluate("""() => { document.body.innerHTML = '<p id="a">x</p><p id="b">x</p><p id="c">x</p>';
      a.style.color = "#767676"; b.style.color = "#777777"; c.style.color = "#777777"; c.style.fontSize = "24px";
      document.body.style.background = "#ffffff"; }""")
    assert [is_readable(page, {"target": [f"#{id_}"]}) for id_ in "abc"] == [True, False, True]


# --- the administration: Django's own pages have their baseline -------------------------------------------------


@pytest.fixture
def administration(busy, page):
    """Return a generator of (name, page) for each kind of page of the administration."""
    busy.sign_in(page, factories.administrator(username="administrator"))
    change = reverse("admin:indicators_indicator_change", args=[busy.indicator.pk])
    places = {
        "index": reverse("admin:index"),
        "list": reverse("admin:indicators_indicator_changelist"),
        "indicator": change,
        "new indicator": reverse("admin:indicators_indicator_add"),
        "history": reverse("admin:indicators_indicator_history", args=[busy.indicator.pk]),
        "open questions": reverse("admin:indicators_indicator_questions"),
        "new terms": reverse("admin:indicators_indicator_amend", args=[busy.indicator.pk]),
        "programme": reverse("admin:cooperation_programme_change", args=[busy.programme.pk]),
        "programme tree": reverse("admin:cooperation_programme_tree", args=[busy.programme.pk]),
        "publication": reverse("admin:cooperation_programme_publication", args=[busy.programme.pk]),
        "withdrawal": reverse("admin:indicators_indicator_withdrawal", args=[busy.indicator.pk]),
        "new breakdown": reverse("admin:indicators_breakdown_add"),
        "finding link": reverse("admin:goals_findinglink_add"),
        "unit": reverse("admin:cooperation_unit_change", args=[busy.indicator.unit.pk]),
        "person": reverse("admin:auth_user_change", args=[busy.officer.pk]),
        "new person": reverse("admin:auth_user_add"),
        "people": reverse("admin:auth_user_changelist"),
        "people from a file": reverse("admin:auth_user_import"),
    }

    def walk():
        for name, address in places.items():
            page.goto(address)
            yield name, page

    return walk


def test_administration_has_only_known_faults(administration, browser_log):
    """A new fault fails, and so does a known one that no longer occurs, so that the baseline gets shorter."""
    browser_log.expect("style-src")  # axe inserts style sheets
    faults_by_page = {}
    for name, page in administration():
        answer = Axe().run(page, options=OPTIONS).response
        faults_by_page[name] = sorted({rule["id"] for rule in answer["violations"]})
    assert faults_by_page == json.loads(ADMIN_BASELINE.read_text(encoding="utf-8"))


def test_administration_conforms_to_content_security_policy(administration, browser_log):
    for name, page in administration():
        assert page.locator("#content").count() == 1, name
    assert browser_log.unexpected() == []


def test_target_preview_updates_while_typing(administration):
    pages = (page for name, page in administration() if name == "new terms")
    page = next(pages)
    page.locator("[name=verbatim]").fill("3/kwartał")
    page.get_by_text("co najmniej 3 w każdym kwartale").wait_for()
