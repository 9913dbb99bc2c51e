"""Accessibility of the PDF: ordered headings, repeated table headings, nothing cut off or wrongly hyphenated."""

import io
import re
from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from indicators.rules.facts import Status
from reports.exports import charts
from reports.exports.blocks import StatusBar, StatusChart, StatusShare
from reports.exports.content import report_content
from reports.exports.pdf import pdf_of, report_pdf
from reports.exports.sheet import sheet_pdf
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span
from tests.indicators.conftest import ON, approve
from tests.reports.conftest import YEAR, publish, write

ADDRESS = "https://bip.example.org/" + "bardzo-dlugi-odcinek-adresu/" * 8
SHA256 = "0123456789abcdef" * 4
UNBROKEN = "x" * 100


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def structure(reader):
    """Return the roles of the document's structure elements in order."""
    roles = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for element in node:
                walk(element)
        elif isinstance(node, dict):
            if "/S" in node:
                roles.append(str(node["/S"]).lstrip("/"))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return roles


def chart_of(*bars):
    return StatusChart(number=1, caption="x", bars=bars, source="y")


def levels(reader):
    return [int(role[1]) for role in structure(reader) if re.fullmatch(r"H[1-6]", role)]


def assert_in_order(levels_of_headings):
    assert levels_of_headings[0] == 1
    assert [(level, following) for level, following in pairwise(levels_of_headings) if following > level + 1] == []


@pytest.fixture
def drawn(office):
    approve(office)
    goal = office.indicator.action.specific_goal
    for key in ("wprowadzenie", "wnioski", f"cel-{goal.pk}"):
        write(office, key, f"### Śródtytuł\n\n*kursywa żółta* {ADDRESS} {UNBROKEN}\n\n# Inny")
    publication = publish(office)
    facts = {"SHA-256": SHA256, "Wydał": "Biuro"}
    return PdfReader(io.BytesIO(report_pdf(publication.content, facts)))


def test_report_headings_skip_no_level(drawn):
    heading_levels = levels(drawn)
    assert_in_order(heading_levels)
    assert heading_levels[:3] == [1, 2, 3]  # title, introduction, a heading in its text
    assert 4 in heading_levels  # a heading in the text of a goal


@pytest.mark.parametrize(("kind", "key"), [("programme", ""), ("goal", "1"), ("indicator", None)])
def test_sheet_headings_skip_no_level(office, kind, key):
    approve(office)
    content = report_content(report_source_of(office.programme, YEAR, on=ON))
    facts = {"kind": kind, "key": str(office.indicator.pk) if key is None else key, "address": ADDRESS}
    assert_in_order(levels(PdfReader(io.BytesIO(sheet_pdf(content, facts)))))


def test_addresses_and_hashes_are_not_hyphenated(drawn):
    text = "".join(page.extract_text() for page in drawn.pages).replace("\n", "").replace("\0", "")
    assert ADDRESS in text
    assert SHA256 in text


def test_long_unbroken_text_stays_on_page(drawn):
    text = "".join(page.extract_text() for page in drawn.pages)
    assert UNBROKEN not in text  # broken over two lines
    assert UNBROKEN in text.replace("\n", "")


def test_italic_font_is_embedded(drawn):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in drawn.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("Public-Sans-Italic" in name for name in fonts)
    assert any("Public-Sans-Ext-Italic" in name for name in fonts)


def test_links_in_contents_are_described_by_headings(drawn):
    links = [note.get_object() for page in drawn.pages for note in page.annotations or ()]
    inner = {str(link["/Dest"]): str(link["/Contents"]) for link in links if "/Dest" in link}
    assert inner["r-1"] == "1. Wprowadzenie"
    assert not any(title.startswith("r-") for title in inner.values())


@pytest.mark.parametrize("is_marked", [True, False])
def test_row_taller_than_page_repeats_table_headings(office, is_marked, monkeypatch):
    """Control: without the permission to break a row, the headings are missing on the pages that it fills."""
    if not is_marked:
        monkeypatch.setattr("reports.exports.page.TALL", 10**9)
    approve(office)
    content = report_content(report_source_of(office.programme, YEAR, on=ON))
    content["goals"][0]["actions"][0]["indicators"][0]["years"][0]["notes"] = ["Bardzo długa uwaga. " * 600]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(content, {}))).pages]
    pages = [page for page in pages if page.count("Bardzo") > 20]
    assert len(pages) >= 3
    assert all("Uwagi" in page for page in pages) is is_marked


def test_bars_differ_by_pattern_as_well_as_colour():
    statuses = [*charts.PATTERNS, "met"]
    bars = tuple(StatusBar(status, (StatusShare(status, "słowo", 1),)) for status in statuses)
    image = Image.open(io.BytesIO(charts.bars_png(chart_of(*bars)))).convert("L")
    patterns = set()
    for row in range(len(statuses)):
        top = charts.TOP + row * (charts.BAR + charts.GAP)
        grey = image.crop((900, top, 1400, top + charts.BAR)).tobytes()  # a part of the bar without its label
        darkest = min(grey)
        patterns.add(bytes(shade > darkest for shade in grey))
    assert len(patterns) == len(statuses)


def test_every_status_has_a_pattern():
    assert {str(status) for status in Status} - {"met"} == set(charts.PATTERNS)


def test_wide_bar_is_labelled_with_status(monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(charts, "_write", lambda _draw, _place, text, _fill: written.append(text))
    shares = (StatusShare("met", "osiągnięty", 9), StatusShare("overdue", "brak danych po terminie", 1))
    charts.bars_png(chart_of(StatusBar("Cel 1", shares)))
    assert written == ["Cel 1", "osiągnięty: 9", "1", "osiągnięty", "brak danych po terminie"]


def test_hash_in_title_is_unchanged():
    pdf = pdf_of(f'<html lang="pl"><head><title>{SHA256}</title></head><body><p>tu</p></body></html>')
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == SHA256


def test_report_of_several_years_has_ordered_headings(office):
    approve(office)
    content = report_content(report_source_of(office.programme, Span(2021, 2024), on=ON))
    assert_in_order(levels(PdfReader(io.BytesIO(report_pdf(content, {})))))
