"""DOCX, ODT, RTF and HTML through pandoc, which reads numbering, merged cells, footnotes and tracked changes."""

import json
import re
import subprocess
from pathlib import Path

import pypandoc
from lxml import etree, html

from cooperation.json_object import JsonObject
from indicators.rules.documents.blocks import Document
from indicators.rules.documents.pandoc_tree import document_of_tree
from indicators.services.documents.formats import damaged, too_expensive

PANDOC = Path(pypandoc.__file__).parent / "files" / "pandoc"  # pypandoc would run it twice more
SECONDS = 15
# With a limited heap 10,000 rows of a DOCX need 270 MB instead of 310 MB; a larger file ends with code 251.
_MEMORY = ("+RTS", "-M190m", "-RTS")
_NOT_CONTENT = ("script", "style", "nav", "noscript", "template", "iframe", "object", "embed", "svg", "form")


def document_of_docx(raw: bytes) -> Document:
    return document_of_tree(tree_of(raw, "docx"))


def document_of_odt(raw: bytes) -> Document:
    return document_of_tree(tree_of(raw, "odt"))


def document_of_rtf(raw: bytes) -> Document:
    return document_of_tree(tree_of(with_unicode(raw), "rtf"))


def document_of_html(raw: bytes) -> Document:
    return document_of_tree(tree_of(well_formed(raw), "html"))


def tree_of(raw: bytes, format_: str) -> JsonObject:
    """Return pandoc's tree of a file; pandoc reads no other file and opens no connection (`--sandbox`)."""
    command = [str(PANDOC), "--sandbox", f"--from={format_}", "--to=json", "--track-changes=accept", *_MEMORY]
    try:
        result = subprocess.run(  # noqa: S603  # pandoc of the package, started without a shell
            command, input=raw, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise too_expensive() from error
    if result.returncode == 251 or result.returncode < 0:  # out of memory, or killed
        raise too_expensive()
    if result.returncode:
        raise damaged()
    tree = json.loads(result.stdout)
    return tree if isinstance(tree, dict) else {"blocks": []}


def _drop_navigation(page: html.HtmlElement) -> None:
    """Drop lists of links, and the tables that only arrange other tables on the page."""
    for links in list(page.iter("ul", "ol")):
        text = "".join("".join(link.itertext()) for link in links.iter("a"))
        if text.strip() and "".join(text.split()) == "".join("".join(links.itertext()).split()):
            links.drop_tree()
    for layout in [table for table in page.iter("table") if table.find(".//table") is not None]:
        for part in list(layout.iter("tr", "td", "th", "thead", "tbody", "tfoot")):
            if next(part.iterancestors("table")) is layout:
                part.tag = "div"
        layout.tag = "div"


_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
# "\u8211-2030": one character for readers without Unicode follows; pandoc drops two unless it is escaped.
_SUBSTITUTE = re.compile(rb"(\\u-?\d+) ?[^\\{}\r\n\d]")
_OTHER_SUBSTITUTES = re.compile(rb"\\uc[02-9]")
_ESCAPED = re.compile(rb"(\\u-?\d+ ?)?\\'([0-9a-fA-F]{2})")


def with_unicode(raw: bytes) -> bytes:
    """Return the RTF with letters as Unicode escapes and with list numbers as text.

    Pandoc reads every escaped byte as Windows-1252, and drops the numbers that Word writes for older readers.
    """
    page = _CODE_PAGE.search(raw[:2000])
    encoding = f"cp{page[1].decode()}" if page else "cp1252"
    if encoding == "cp1252" and b"\\fcharset238" in raw:  # fonts of Central Europe
        encoding = "cp1250"

    def unicode_escape(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return match[0]  # the byte is the substitute for readers without Unicode
        try:
            letter = bytes.fromhex(match[2].decode()).decode(encoding)
        except (UnicodeDecodeError, LookupError):
            return match[0]
        return f"\\u{ord(letter)}\\'3f".encode()

    if not _OTHER_SUBSTITUTES.search(raw):
        raw = _SUBSTITUTE.sub(rb"\1\\'3f", raw)
    raw = re.sub(rb"\{\\(?:listtext|pntext)\b", b"{", raw)
    return _ESCAPED.sub(unicode_escape, raw)


def well_formed(raw: bytes) -> bytes:
    """Return a page as XHTML: pandoc drops the tables of pages that leave out closing tags."""
    try:
        raw.decode("utf-8")
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    except UnicodeDecodeError:
        parser = html.HTMLParser(remove_comments=True, no_network=True)
    page = html.document_fromstring(raw, parser=parser)
    for name in _NOT_CONTENT:
        for node in list(page.iter(name)):
            node.drop_tree()
    for node in list(page.iter("header", "footer", "aside")):
        node.drop_tree()
    _drop_navigation(page)
    # Pandoc ends merged cells at the last row of <thead>, which would shift the cells of a second header row.
    for cell in page.iter("th"):
        cell.tag = "td"
    for part in list(page.iter("thead", "tbody", "tfoot")):
        part.drop_tag()
    body = page.find("body")
    content = body if body is not None else page
    return bytes(etree.tostring(content, method="xml", encoding="utf-8"))
