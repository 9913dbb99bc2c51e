"""Charts of indicators in reports and on printed sheets, drawn from the frozen content alone.

Reports published before version 0.4.0 have no chart in their content; they keep their form.
"""

from collections.abc import Iterable, Mapping

from cooperation.json_object import JsonObject
from cooperation.text import typeset
from indicators.charts.drawing import draw_chart
from indicators.charts.standalone import png_of, standalone_svg
from indicators.charts.stored import chart_from_stored, stored_chart
from indicators.queries.tree import IndicatorNode
from indicators.web.charts import chart_source
from reports.exports.blocks import DocumentBlock, IndicatorChart, IndicatorCharts
from reports.queries.report_sources import ReportSource

PDF_FONTS = "Public Sans, Public Sans Ext, DejaVu Sans"  # as in static/report_print.css
PNG_ZOOM = 1.5  # about 150 dots an inch at the width in a DOCX


def chart_content(node: IndicatorNode, source: ReportSource) -> JsonObject:
    """Return what is frozen of the indicator's chart: all its years as of the report's day; nothing without a value."""
    readings = (reading for of_year in node.facts.readings.values() for reading in of_year)
    if all(reading.value is None for reading in readings):
        return {}
    corrections = source.corrections_of_indicators.get(node.id, ())
    return {"chart": stored_chart(chart_source(node, source.on, corrections))}


def chart_of(indicator: JsonObject) -> IndicatorChart | None:
    """Return the chart of an indicator in a report's content, None if the content has none."""
    if "chart" not in indicator:
        return None
    source = chart_from_stored(indicator["chart"])
    return IndicatorChart(
        key=f"wykres-{indicator['id']}",
        name=typeset(indicator["name"]),
        unit=source.unit,
        signs=source.signs,
        chart=draw_chart(source, f"wykres-{indicator['id']}"),
    )


def svg_files(blocks: Iterable[DocumentBlock]) -> Mapping[str, bytes]:
    """Return the SVG of each chart by the name of its file, with texts in the typeface of the document."""
    return {
        f"{item.key}.svg": standalone_svg(block.picture_of(item), fonts=PDF_FONTS).encode()
        for block in blocks
        if isinstance(block, IndicatorCharts)
        for item in block.charts
    }


def chart_png(item: IndicatorChart) -> bytes:
    """Return the narrow picture."""
    return png_of(standalone_svg(item.chart.pictures[-1]), zoom=PNG_ZOOM)
