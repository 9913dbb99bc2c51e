"""Charts of indicators in reports and sheets: drawn from the frozen content, in every format, with their texts."""

import io
from copy import deepcopy
from decimal import Decimal

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.exports import outline
from reports.exports.blocks import IndicatorCharts
from reports.exports.content import report_content
from reports.exports.docx import report_docx
from reports.exports.outline import outline_of, tables_of_goals
from reports.exports.page import report_html
from reports.exports.pdf import report_pdf
from reports.exports.sheet import sheet_pdf
from reports.queries.report_sources import report_source_of
from reports.rules.snapshot import canonical, read
from reports.rules.span import Span
from tests.indicators.conftest import ON, approve
from tests.reports.conftest import YEAR, publish

ALTERNATIVE = "w 2024 r. 3 ("


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


@pytest.fixture
def content(office):
    approve(office, "3")
    return read(canonical(report_content(report_source_of(office.programme, YEAR, on=ON))))


def correct(office, value):
    later = measurements.submit(
        office.slot(), Figure(Decimal(value)), by=office.officer, based_on=2, reason="Pominięto Toruń", on=ON
    )
    measurements.approve(later.measurement, by=office.coordinator, based_on=3)


def indicators(content):
    return [row for goal in content["goals"] for action in goal["actions"] for row in action["indicators"]]


def charts(blocks):
    return [block for block in blocks if isinstance(block, IndicatorCharts)]


def without_charts(content):
    """Return the content as versions before 0.4.0 froze it."""
    earlier = deepcopy(content)
    for indicator in indicators(earlier):
        indicator.pop("chart", None)
    return earlier


def test_indicator_without_any_value_has_no_chart(office):
    content = report_content(report_source_of(office.programme, YEAR, on=ON))
    assert "chart" not in indicators(content)[0]
    assert charts(outline_of(content)) == []


def test_chart_shows_every_year_of_the_programme(content):
    (figure,) = charts(outline_of(content))
    labels = [column["label"] for column in indicators(content)[0]["chart"]["drawing"]["columns"]]
    assert labels == ["2021", "2022", "2023", "2024", "2025"]
    assert figure.label.startswith("Rysunek 2. Wskaźniki celu 1")


def test_page_shows_the_chart_with_its_description(content):
    html = report_html(content, {}).replace("\u00a0", " ")
    assert html.count('role="img"') == 1
    assert ALTERNATIVE in html


def test_docx_has_the_picture_with_alternative_text(content):
    document = Document(io.BytesIO(report_docx(content, {})))
    descriptions = [drawing.get("descr") for drawing in document.element.iter(qn("wp:docPr"))]
    assert sum(ALTERNATIVE in text.replace("\u00a0", " ") for text in descriptions) == 1


@pytest.mark.parametrize("kind", ["report", "sheet"])
def test_pdf_has_the_texts_of_the_chart(content, kind):
    facts = {"kind": "indicator", "key": str(indicators(content)[0]["id"]), "address": "https://example.org/"}
    draw = report_pdf if kind == "report" else sheet_pdf
    with_chart, without = (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(draw(version, facts))).pages)
        for version in (content, without_charts(content))
    )
    assert "co najmniej 1" in with_chart.replace("\u00a0", " ")
    assert len(without) < len(with_chart)


def test_report_published_earlier_has_no_chart(content):
    assert charts(outline_of(without_charts(content))) == []
    assert 'role="img"' not in report_html(without_charts(content), {})


def test_published_chart_does_not_follow_a_later_correction(office):
    approve(office, "3")
    publication = publish(office)
    before = report_html(publication.content, {})
    correct(office, "4")
    publication.refresh_from_db()
    assert report_html(publication.content, {}) == before
    corrected = report_content(report_source_of(office.programme, YEAR, on=ON))
    assert any("*" in column["value_label"] for column in indicators(corrected)[0]["chart"]["drawing"]["columns"])


def test_too_many_charts_are_replaced_by_a_sentence(content, monkeypatch):
    monkeypatch.setattr(outline, "MOST_CHARTS", 0)
    blocks = outline_of(content)
    assert charts(blocks) == []
    assert any(getattr(block, "text", "").startswith("Wykresów poszczególnych wskaźników") for block in blocks)


def test_programme_sheet_lists_tables_and_goal_sheet_shows_charts(content):
    assert charts(tables_of_goals(content)) == []
    assert len(charts(tables_of_goals(content, 1))) == 1


def test_one_query_reads_all_corrections(office, django_assert_num_queries):
    approve(office, "3")
    correct(office, "4")
    source = report_source_of(office.programme, Span(2021, 2025, is_final=True), on=ON)
    with django_assert_num_queries(1):
        (corrections,) = source.corrections_of_indicators.values()
    assert [(row.before.value, row.after.value) for row in corrections] == [(3, 4)]
