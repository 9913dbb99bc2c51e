"""PDF/UA-1 from the portal's own HTML and CSS; styles and fonts are read from the disk, never from the network."""

import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from PIL import ImageFile

from reports.exports import charts
from reports.exports.blocks import StatusChart
from reports.exports.indicator_charts import svg_files
from reports.exports.page import polish_outline, report_html
from reports.rules.snapshot import ReportContent

if TYPE_CHECKING:
    from pydyf import PDF

try:  # the system may lack Pango: the portal runs without it and explains why there is no PDF
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:
    weasyprint = None
ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process; the portal refuses truncated images

STATIC = Path(__file__).resolve().parents[2] / "static"
SCHEME = "https://portal.invalid/"  # no server has this name (RFC 6761); links of the HTML are resolved against it
FILES = {
    "report_print.css": "text/css",
    "vendor/fonts/public-sans-latin-wght-normal.woff2": "font/woff2",
    "vendor/fonts/public-sans-latin-ext-wght-normal.woff2": "font/woff2",
    "vendor/fonts/public-sans-latin-wght-italic.woff2": "font/woff2",
    "vendor/fonts/public-sans-latin-ext-wght-italic.woff2": "font/woff2",
}

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|[^\s<>]+@[^\s<>]+\.[^\s<>]+|\b[0-9a-f]{32,}\b")
_HEADING = re.compile(r'<h[1-6] id="([^"]+)">(.*?)</h[1-6]>', re.DOTALL)


class MissingLibrary(Exception):
    """The system has no Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0)."""


def is_available() -> bool:
    """Whether the system libraries for PDF files could be loaded."""
    return weasyprint is not None


def report_pdf(content: ReportContent, facts: dict[str, str]) -> bytes:
    blocks = polish_outline(content)
    status_charts = [block for block in blocks if isinstance(block, StatusChart)]
    pictures = {f"rysunek-{chart.number}.png": charts.bars_png(chart) for chart in status_charts}
    pictures |= svg_files(blocks)
    return pdf_of(report_html(content, facts, template="reports/report_print.html"), pictures)


def pdf_of(html: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return a tagged PDF with language, title and bookmarks. Raises MissingLibrary."""
    if weasyprint is None:
        raise MissingLibrary
    document = weasyprint.HTML(string=_unhyphenated(html), base_url=SCHEME, url_fetcher=_fetcher(pictures or {}))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, finisher=partial(_describe_links, html))
    return pdf


def _unhyphenated(html: str) -> str:
    """Mark addresses and hashes in the HTML against hyphenation, because the hyphens would be copied with them."""
    head, body, rest = html.partition("<body")
    pieces = re.split(r"(<[^>]*>)", rest)
    pieces[::2] = [_ADDRESS.sub(r'<span class="whole">\g<0></span>', piece) for piece in pieces[::2]]
    return head + body + "".join(pieces)


def _describe_links(html: str, _document: object, pdf: "PDF") -> None:
    """Describe each internal link by the heading that it leads to instead of its anchor."""
    titles = {anchor: strip_tags(unescape(title)) for anchor, title in _HEADING.findall(html)}
    for annotation in pdf.objects:
        if isinstance(annotation, dict) and annotation.get("Subtype") == "/Link" and "Dest" in annotation:
            target = annotation["Dest"]
            annotation["Contents"] = type(target)(titles.get(target.string, target.string))


def _fetcher(pictures: Mapping[str, bytes]) -> "URLFetcher":
    class OwnFilesFetcher(URLFetcher):
        """Serves the files of FILES and the charts; every other address is refused."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            name = url.removeprefix(SCHEME).partition("#")[0]
            if url.startswith(SCHEME) and name in pictures:
                media_type = "image/svg+xml" if name.endswith(".svg") else "image/png"
                return URLFetcherResponse(url, pictures[name], {"Content-Type": media_type})
            if url.startswith(SCHEME) and name in FILES:
                return URLFetcherResponse(url, (STATIC / name).read_bytes(), {"Content-Type": FILES[name]})
            raise ValueError(f"{url}: nothing is fetched")

    return OwnFilesFetcher()
