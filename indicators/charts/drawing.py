"""Drawing of a chart from its source, whatever its kind."""

from indicators.charts.columns import draw_columns
from indicators.charts.shapes import Chart, ChartSource, Columns, Strip, Timeline
from indicators.charts.strips import draw_strip
from indicators.charts.timelines import draw_timeline


def draw_chart(source: ChartSource, id_prefix: str) -> Chart:
    """Return the wide and the narrow picture; `id_prefix` keeps the ids of several charts on one page apart."""
    title, description = source.title, source.description
    match source.drawing:
        case Timeline() as timeline:
            return draw_timeline(timeline, title=title, description=description, id_prefix=id_prefix)
        case Strip() as strip:
            return draw_strip(strip, title=title, description=description, id_prefix=id_prefix)
        case Columns() as drawing:
            return draw_columns(
                drawing.columns, drawing.target, title=title, description=description, is_count=drawing.is_count,
                id_prefix=id_prefix, ticks=drawing.ticks, extent=drawing.extent,
            )  # fmt: skip
