"""The years of a report and their codes in addresses."""

import pytest

from reports.rules.span import Span, span_of, spans_of


@pytest.mark.parametrize(
    ("code", "span"),
    [
        ("2021", Span(2021, 2021)),
        ("2025", Span(2025, 2025)),
        ("2022-2024", Span(2022, 2024)),
        ("koncowe", Span(2021, 2025, is_final=True)),
        ("2020", None),
        ("2026", None),
        ("2024-2022", None),
        ("2024-2024", None),  # one year has one address
        ("2021-2025", None),  # the whole programme has the code koncowe
        ("2021-2026", None),
        ("x", None),
        ("", None),
        ("2021-", None),
        ("20211", None),
    ],
)
def test_span_of_returns_span_or_none(code, span):
    assert span_of(code, 2021, 2025) == span


def test_span_of_code_of_span_is_the_same_span():
    spans = [Span(2021, 2021), Span(2022, 2024), Span(2021, 2025, is_final=True)]
    assert [span_of(span.code, 2021, 2025) for span in spans] == spans


def test_spans_of_lists_yearly_and_final_reports():
    assert [span.code for span in spans_of(2021, 2023)] == ["2021", "2022", "2023", "koncowe"]
    assert [span.code for span in spans_of(2021, 2021)] == ["2021"]


def test_span_begins_with_its_first_year():
    assert not Span(2022, 2024).has_begun(2021)
    assert Span(2022, 2024).has_begun(2022)


def test_span_ends_after_its_last_year():
    assert not Span(2022, 2024).has_ended(2024)
    assert Span(2022, 2024).has_ended(2025)
