"""PDF/UA-1 from our own HTML and CSS. Nothing is fetched: style and fonts are read from the disk."""

from pathlib import Path
from typing import Any

from PIL import ImageFile

from reports.exports import charts
from reports.exports.page import pictures_of, report_html

try:  # Pango of the system may be missing: the portal runs without it, and says so where a PDF is asked for
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:
    weasyprint = None
ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint takes half a picture, for the whole process; the portal does not

STATIC = Path(__file__).resolve().parents[2] / "static"
SCHEME = "https://portal.invalid/"  # no server has this name (RFC 6761); links of the HTML are resolved against it
FILES = {
    "report_print.css": "text/css",
    "vendor/fonts/public-sans-latin-wght-normal.woff2": "font/woff2",
    "vendor/fonts/public-sans-latin-ext-wght-normal.woff2": "font/woff2",
}


class MissingLibrary(Exception):
    """The system has no Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0)."""


def is_available() -> bool:
    """Whether the system libraries for PDF files could be loaded."""
    return weasyprint is not None


def report_pdf(content: dict[str, Any], facts: dict[str, str]) -> bytes:
    pictures = {f"rysunek-{one.number}.png": charts.bars_png(one) for one in pictures_of(content)}
    return pdf_of(report_html(content, facts, template="reports/report_print.html"), pictures)


def pdf_of(html: str, pictures: dict[str, bytes] | None = None) -> bytes:
    """Tagged, with its language, title and bookmarks. Raises MissingLibrary."""
    if weasyprint is None:
        raise MissingLibrary
    document = weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=_fetcher(pictures or {}))
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return made


def _fetcher(pictures: dict[str, bytes]) -> Any:
    class OwnFiles(URLFetcher):
        """A closed list; every other address, of the web or of the disk, is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(SCHEME).partition("#")[0]
            if url.startswith(SCHEME) and name in pictures:
                return URLFetcherResponse(url, pictures[name], {"Content-Type": "image/png"})
            if url.startswith(SCHEME) and name in FILES:
                return URLFetcherResponse(url, (STATIC / name).read_bytes(), {"Content-Type": FILES[name]})
            raise ValueError(f"{url}: nothing is fetched")

    return OwnFiles()
