"""The strip of an indicator whose target applies to each month, quarter or half-year."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.text import Sentence, say
from indicators.charts.shapes import (
    ChartSource,
    SpanState,
    Strip,
    StripCell,
    StripRow,
)
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.cases import MONTHS_OF_SCOPE, Case
from indicators.rules.drawings import TargetSpan, spans_of
from indicators.web.chart_texts import chart_title, latest_meaning, status_label, target_in_words
from indicators.wording import charts as wording
from indicators.wording.periods import ROMAN


def strip_chart(node: IndicatorNode, on: date) -> ChartSource:
    rows = node.years(on)
    spans = {row.year: spans_of(Case(node.facts, row.year, on)) for row in rows}
    strip_rows = [
        StripRow(
            label=str(row.year),
            cells=tuple(_cell(node, span) for span in spans[row.year]),
            summary=_spans_summary(spans[row.year]),
            status=str(row.result.status),
        )
        for row in rows
    ]
    states = {cell.state for strip_row in strip_rows for cell in strip_row.cells}
    labels = {
        SpanState.MET: _threshold_label(node, on),
        SpanState.NOT_MET: _("target of the period not met"),
        SpanState.MISSING: _("no data"),
        SpanState.NOT_COUNTED: _("not counted"),
    }
    heads = _span_heads(rows, on)
    strip = Strip(
        heads=heads,
        short_heads=tuple(str(place + 1) for place in range(len(heads))),
        rows=tuple(strip_rows),
        key=tuple((state, labels[state]) for state in labels if state in states),
    )
    clauses = [_strip_clause(row, spans[row.year]) for row in rows]
    description = wording.description(clauses, latest_meaning(node))
    return ChartSource(title=chart_title(node), description=description, drawing=strip)


def _cell(node: IndicatorNode, span: TargetSpan) -> StripCell:
    if not span.is_counted:
        return StripCell(state=SpanState.NOT_COUNTED)
    if span.figure is None or span.is_met is None:
        return StripCell(state=SpanState.MISSING)
    state = SpanState.MET if span.is_met else SpanState.NOT_MET
    return StripCell(state=state, value_label=wording.chart_value(node, span.figure, node.decimals))


def _spans_summary(spans: Sequence[TargetSpan]) -> str:
    judged = [span.is_met for span in spans if span.is_met is not None]
    if not judged:
        return "–"
    return rendering.render(say("{filled} of {total}", filled=sum(judged), total=len(judged)))


def _strip_clause(row: YearRow, spans: Sequence[TargetSpan]) -> Sentence:
    judged = [span.is_met for span in spans if span.is_met is not None]
    if not judged:
        return wording.year_clause(row, "", status_label(row))
    return say(
        "in {year} the target was met in {share} ({status})",
        year=str(row.year),
        share=wording.share_of_periods(len(spans), sum(judged), len(judged)),
        status=status_label(row),
    )


def _threshold_label(node: IndicatorNode, on: date) -> str:
    """Return the target of one period, "co najmniej 1 w każdym miesiącu", if it is the same in every year."""
    if len({terms.meaning for terms in node.facts.terms.values()}) > 1:
        return _("target of the period met")
    sentence = target_in_words(node)
    return rendering.render(sentence) if sentence else ""


def _span_heads(rows: Sequence[YearRow], on: date) -> tuple[str, ...]:
    scope = Case(rows[-1].indicator.facts, rows[-1].year, on).meaning.scope
    count = 12 // MONTHS_OF_SCOPE[scope] if scope else 1
    names = {12: "{roman}", 4: _("quarter {roman}"), 2: _("half-year {roman}")}
    return tuple(names[count].format(roman=ROMAN[place]) for place in range(count))
