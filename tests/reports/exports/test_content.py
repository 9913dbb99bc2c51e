"""Reports in edge cases: empty, withdrawn, very large."""

import io

import openpyxl
import pytest
from django.utils import translation
from docx import Document

from reports.exports.content import report_content
from reports.exports.docx import report_docx
from reports.exports.report_xlsx import report_xlsx
from reports.queries.report_sources import report_source_of
from reports.rules.span import Span
from tests import factories
from tests.indicators.conftest import ON
from tests.reports.conftest import YEAR

WHOLE = Span(2021, 2025, is_final=True)


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def drawn(programme, span):
    content = report_content(report_source_of(programme, span, on=ON))
    document = Document(io.BytesIO(report_docx(content, {})))
    rows = openpyxl.load_workbook(io.BytesIO(report_xlsx(content, {})))["wskaźniki"].max_row - 1
    return content, document, rows


@pytest.mark.parametrize("span", [YEAR, Span(2021, 2023), WHOLE], ids=lambda span: span.code)
def test_report_of_year_without_figures_lists_gaps_of_ended_years(office, span):
    content, _document, rows = drawn(office.programme, span)
    assert rows == len(span.years)
    assert {year["value"] for year in content["goals"][0]["actions"][0]["indicators"][0]["years"]} == {None}
    assert len(content["gaps"]) == sum(year < ON.year for year in span.years)  # the last year is not over


@pytest.mark.parametrize("span", [YEAR, WHOLE], ids=lambda span: span.code)
def test_report_of_programme_without_goals_says_that_there_are_none(db, span):
    content, document, rows = drawn(factories.ProgrammeFactory(), span)
    assert (content["goals"], rows) == ([], 0)
    assert "Program nie ma wskaźników." in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_withdrawn_indicator_is_not_a_gap_of_report(office):
    office.indicator.withdrawn_from = 2023
    office.indicator.save()
    content, _document, _rows = drawn(office.programme, YEAR)
    year = content["goals"][0]["actions"][0]["indicators"][0]["years"][0]
    assert year["status"] == "not_applicable"
    assert content["gaps"] == []


def test_report_of_four_hundred_indicators_has_a_row_for_each(office):
    action = office.indicator.action
    for number in range(399):
        factories.IndicatorFactory(action=action, position=30_000 + number, name=f"Wskaźnik {number}")
    _content, document, rows = drawn(office.programme, YEAR)
    assert rows == 400
    assert max(len(table.rows) for table in document.tables) == 401


def test_year_of_monthly_indicator_lists_its_twelve_periods(office):
    monthly = factories.in_programme(office.programme, terms__verbatim="1/miesiąc", terms__frequency="monthly")
    content = report_content(report_source_of(office.programme, YEAR, on=ON))
    year = next(
        indicator["years"][0]
        for goal in content["goals"] for action in goal["actions"] for indicator in action["indicators"]
        if indicator["id"] == monthly.pk
    )  # fmt: skip
    assert [period["code"] for period in year["periods"]][:2] == ["2024-M01", "2024-M02"]
    assert len(year["periods"]) == 12
