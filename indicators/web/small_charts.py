"""Charts of several indicators beside each other, with equal scales where their units agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.charts.drawing import draw_chart
from indicators.charts.shapes import Chart, ChartSource, Columns
from indicators.queries.revisions import Correction
from indicators.queries.tree import IndicatorNode
from indicators.web.charts import chart_source


@dataclass(frozen=True, kw_only=True)
class SmallChart:
    node: IndicatorNode
    source: ChartSource
    has_common_scale: bool

    @property
    def chart(self) -> Chart:
        return draw_chart(self.source, f"wykres-{self.node.id}")


def small_charts(
    nodes: Sequence[IndicatorNode],
    on: date,
    corrections: Mapping[int, Sequence[Correction]],
    *,
    has_equal_scales: bool = False,
) -> list[SmallChart]:
    """Return the chart of each indicator; `has_equal_scales`: columns with the same unit get the same scale."""
    sources = [chart_source(node, on, corrections.get(node.id, ())) for node in nodes]
    units = [_unit_of(node, source) if has_equal_scales else None for node, source in zip(nodes, sources, strict=True)]
    charts = []
    for node, source, unit in zip(nodes, sources, units, strict=True):
        shared = [other for other, its_unit in zip(sources, units, strict=True) if its_unit == unit and unit]
        drawing = source.drawing
        if len(shared) > 1 and isinstance(drawing, Columns):
            drawing = replace(drawing, extent=_extent(shared))
        charts.append(SmallChart(node=node, source=replace(source, drawing=drawing), has_common_scale=len(shared) > 1))
    return charts


def signs_of(charts: Iterable[SmallChart]) -> str:
    """Return what the signs of the charts mean, each once."""
    return " ".join(dict.fromkeys(sign for chart in charts for sign in chart.source.signs))


def _unit_of(node: IndicatorNode, source: ChartSource) -> tuple[str, str] | None:
    """Return what makes columns comparable; None for other charts."""
    return (str(node.value_type), node.measure) if isinstance(source.drawing, Columns) else None


def _extent(sources: Iterable[ChartSource]) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value, target or tick of the charts, zero included."""
    values = [Decimal(0)]
    for source in sources:
        if not isinstance(source.drawing, Columns):
            continue
        target = source.drawing.target
        values += [tick.value for tick in source.drawing.ticks]
        values += [piece.value for piece in (*target.pieces, *target.earlier)] if target else []
        for column in source.drawing.columns:
            values += [value for value in (column.value, column.corrected_from) if value is not None]
    return min(values), max(values)
