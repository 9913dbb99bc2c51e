"""The indicator page in print and in a frame on another site."""

import io
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from pypdf import PdfReader

from indicators.models import Indicator
from indicators.services import example

ORDINARY = "Liczba zadań publicznych zleconych organizacjom"


@pytest.fixture
def address(transactional_db):
    example.load()
    return f"/wskazniki/{Indicator.objects.get(name=ORDINARY).pk}/"


@pytest.fixture
def other_site():
    """The address of a page of another origin, given its HTML; a real one, as the browser keeps invented ones apart."""
    messages: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("".join(messages).encode())

        def log_message(self, *_arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def put(html: str) -> str:
            messages.append(f"<link rel=icon href=data:,>{html}")
            return f"http://127.0.0.1:{server.server_port}/"

        yield put
        server.shutdown()


def test_indicator_prints_on_one_sheet(address, page):
    page.goto(address)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    assert [round(float(side) / 72 * 25.4) for side in sheets[0].mediabox[2:]] == [210, 297]
    # Glyphs of other fonts come with spaces around them: what is compared is the letters.
    printed = "".join(sheets[0].extract_text().split())
    wanted = ("538", "≥520", "częściowoosiągnięty", "Osiągniętyw3z4lat.", "Kartawskaźnika", "Przypis2")
    assert [word for word in wanted if word not in printed] == []
    page.emulate_media(media="print")
    shown = {heading.inner_text() for heading in page.locator("h2").all() if heading.is_visible()}
    assert shown == {"Ocena końcowa", "Rok po roku", "Dlaczego?", "Karta wskaźnika"}
    assert not page.locator(".site-nav").is_visible()


def test_other_site_can_frame_only_the_embed_page(address, page, live_server, browser_log, other_site, settings):
    settings.PORTAL_URL = live_server.url
    browser_log.expect("frame-ancestors|ERR_BLOCKED_BY_RESPONSE|chrome-error")
    frames = "".join(f'<iframe src="{live_server.url}{address}{part}"></iframe>' for part in ("osadz/", ""))
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(other_site(frames))
    window, whole = page.frame_locator("iframe").first, page.frame_locator("iframe").last
    assert window.locator("h1").inner_text() == ORDINARY
    assert window.locator("body").evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Public')
    assert ORDINARY not in whole.locator("body").inner_text()  # the browser's own words about a refusal
    with page.expect_popup() as opened:
        window.locator("a").click()
    assert opened.value.url == f"{live_server.url}{address}"


def test_embed_codes_fit_the_page_without_scroll_bar(address, page, live_server):
    for indicator in Indicator.objects.all():
        page.goto(f"{live_server.url}/wskazniki/{indicator.pk}/")
        codes = page.locator("[id^=kod-]").evaluate_all("fields => fields.map((field) => field.value)")
        sizes = [tuple(map(int, re.findall(r'(?:width|height)="(\d+)"', code))) for code in codes]
        assert [width for width, _height in sizes] == [300, 400, 480]
        page.goto(f"{live_server.url}/wskazniki/{indicator.pk}/osadz/")
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            content = page.locator("main").evaluate("element => element.getBoundingClientRect().height")
            assert content <= height <= content + 130, (indicator.name, width, height, content)


def test_copy_button_copies_the_citation(address, page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(address)
    page.get_by_text("Cytat bibliograficzny i adres").click()
    page.get_by_role("button", name="Kopiuj cytat").click()
    page.get_by_text("Skopiowano.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Cytat bibliograficzny", exact=True).input_value()
    assert ORDINARY in copied
