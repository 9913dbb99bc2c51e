"""Polish typography of rendered templates."""

import re
from html.parser import HTMLParser

import pytest
from django.template import TemplateDoesNotExist, engines

from cooperation.text import NBSP
from cooperation.web.typography import typeset_html
from tests.indicators.conftest import office
from tests.test_languages import (
    _today,  # noqa: F401  # the day that `busy` is made for
    pages,
    portal,
)

__all__ = ["office", "portal"]
LEFT = {"script", "style", "textarea", "pre", "code"}
# What a line may not end with: a single letter, a number before its unit, either side of a pause dash.
LOOSE = re.compile(r"(?:(?<=^)|(?<=[\s(„]))[aiouwzAIOUWZ] (?=\S)|\d (?:r\.|zł|dni|kB)(?!\w)|\S – | – \S|\d{4}–\d{4}")


class Pieces(HTMLParser):
    """Collect the visible texts of a page; text of `nb` elements is joined, because it is not wrapped."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.stack, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "input", "img", "br", "hr", "use", "rect", "line", "path", "circle"):
            self.stack.append("nb" if ("class", "nb") in attrs else tag)

    def handle_endtag(self, tag):
        if self.stack and tag not in (
            "meta",
            "link",
            "input",
            "img",
            "br",
            "hr",
            "use",
            "rect",
            "line",
            "path",
            "circle",
        ):
            self.stack.pop()

    def handle_data(self, data):
        if not LEFT & set(self.stack):
            is_whole = {"nb", "title", "option", "svg"} & set(self.stack)
            self.texts.append(re.sub(r"\d{4}–\d{4}", "", data) if is_whole else data)


@pytest.mark.parametrize(
    ("html", "typeset"),
    [
        ("<p>w programie i z nim</p>", f"<p>w{NBSP}programie i{NBSP}z{NBSP}nim</p>"),
        ("<p>strona w <a href='/w x'>portalu</a></p>", f"<p>strona w{NBSP}<a href='/w x'>portalu</a></p>"),
        ("<p>jeden i\n  drugi</p>\n<p>x</p>", f"<p>jeden i{NBSP}drugi</p>\n<p>x</p>"),
        ("<p>w</p> <p>24 dni</p>", f"<p>w</p> <p>24{NBSP}dni</p>"),
        ("lata 2021–2025", 'lata <span class="nb">2021–2025</span>'),
        ('<span class="nb">2021–2025</span>', '<span class="nb">2021–2025</span>'),
        ("<title>w 2021–2025</title>", f"<title>w{NBSP}2021–2025</title>"),
        ("<select><option>w 2021–2025</option></select>", f"<select><option>w{NBSP}2021–2025</option></select>"),
        ("<textarea>a i b</textarea><code>a i b</code>", "<textarea>a i b</textarea><code>a i b</code>"),
        ("<script>a i b</script><!-- a i b -->", "<script>a i b</script><!-- a i b -->"),
        ('<i title="a i b">x – y</i>', f'<i title="a i b">x{NBSP}–{NBSP}y</i>'),
    ],
)
def test_typeset_html_changes_texts_only_and_is_idempotent(html, typeset):
    assert typeset_html(html) == typeset
    assert typeset_html(typeset) == typeset


def test_english_pages_and_feeds_are_not_typeset(portal, client, settings):
    settings.TYPESET = True
    assert f"a{NBSP}" not in client.get("/en/metoda/").content.decode()
    feed = client.get("/zmiany/atom.xml").content.decode()
    settings.TYPESET = False
    assert client.get("/zmiany/atom.xml").content.decode() == feed


def test_missing_template_raises():
    with pytest.raises(TemplateDoesNotExist, match=r"no_such\.html"):
        engines["django"].get_template("no_such.html")


def test_every_page_is_typeset(portal, client, settings):
    settings.TYPESET = True
    for address, reader in pages(portal, client):
        page = Pieces(reader.get(address).content.decode())
        loose = [
            match[0] + text[match.end() : match.end() + 15] for text in page.texts for match in LOOSE.finditer(text)
        ]
        assert loose == [], address


def test_control_without_filter_pages_are_not_typeset(portal, client):
    """Control: the check detects the fault that it looks for."""
    page = Pieces(client.get("/metoda/").content.decode())
    assert any(LOOSE.search(text) for text in page.texts)
