"""The chart of an indicator, the same on its page, in a frame, on its printed sheet, in reports and images."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from indicators.charts.drawing import draw_chart
from indicators.charts.shapes import Chart, ChartSource, Columns
from indicators.queries.revisions import Correction
from indicators.queries.tree import IndicatorNode
from indicators.rules.drawings import Drawing, drawing_of
from indicators.web.chart_columns import column_chart, corrected_values, total_chart
from indicators.web.chart_strips import strip_chart
from indicators.web.chart_timelines import timeline_chart
from indicators.wording import charts as wording


def indicator_chart(
    node: IndicatorNode, on: date, *, corrections: Sequence[Correction] = (), id_prefix: str = "wykres"
) -> Chart:
    """Return the chart of the indicator's years as of one day."""
    return draw_chart(chart_source(node, on, corrections), id_prefix)


def chart_source(node: IndicatorNode, on: date, corrections: Sequence[Correction] = ()) -> ChartSource:
    """Return what the chart of the indicator's years is drawn from, as of one day."""
    match drawing_of(node.facts):
        case Drawing.TIMELINE:
            source = timeline_chart(node, on)
        case Drawing.STRIP:
            source = strip_chart(node, on)
        case Drawing.TOTAL:
            source = total_chart(node, on, corrections)
        case _:
            source = column_chart(node, on, corrections)
    return replace(source, signs=tuple(_signs(node, on, corrections)), unit=_unit(node, source))


def _unit(node: IndicatorNode, source: ChartSource) -> str:
    return wording.unit_of_amounts(node) if isinstance(source.drawing, Columns) else ""


def chart_caption(source: ChartSource) -> str:
    """Return what the signs of the chart mean, as far as they occur."""
    sentences = list(source.signs)
    if source.unit:
        sentences.append(_("Values in %(unit)s.") % {"unit": source.unit})
    return " ".join(sentences)


def _signs(node: IndicatorNode, on: date, corrections: Sequence[Correction]) -> list[str]:
    rows, drawing = node.years(on), drawing_of(node.facts)
    if drawing is Drawing.TIMELINE:
        return [_("The outlined part is the time before the task was done.")]
    if drawing is Drawing.STRIP:
        return [_("The target applies to each period by itself: a surplus in one does not make up for another.")]
    sentences = []
    if drawing is Drawing.TOTAL:
        sentences.append(_("Pale: earlier years. Full colour: what the year added."))
    if any(wording.partial_share(row) for row in rows):
        sentences.append(_("A dashed field over a column: not all figures of the year are approved."))
    if any(row.is_gap for row in rows):
        sentences.append(_("A dashed field is a year without data, not a zero."))
    if any(row.result.actual == 0 for row in rows):
        sentences.append(_("A zero is a measured value."))
    if corrected_values(node, corrections):
        sentences.append(_("An asterisk marks a corrected figure."))
    return sentences
