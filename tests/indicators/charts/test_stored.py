"""Charts stored with published reports: what is read back draws the same picture."""

import json
from datetime import date
from decimal import Decimal

import pytest

from indicators.charts.drawing import draw_chart
from indicators.charts.shapes import (
    AxisTick,
    ChartColumn,
    ChartSource,
    ChartTarget,
    Columns,
    Phase,
    SpanState,
    Strip,
    StripCell,
    StripRow,
    TargetLinePiece,
    Timeline,
    TimelinePhase,
)
from indicators.charts.stored import chart_from_stored, stored_chart

COLUMNS = Columns(
    columns=(
        ChartColumn(
            label="2021", value=Decimal("-3.5"), value_label="−3,5", status="met", status_label="x", gap_reason=""
        ),
        ChartColumn(
            label="2022", value=None, value_label="", status="overdue", status_label="y", gap_reason="brak danych",
            partial_labels=("2 z 4 kwartałów", "2 z 4"), corrected_from=Decimal(512), base=Decimal(3),
        ),
    ),
    target=ChartTarget(
        label_lines=("20",), pieces=(TargetLinePiece(0, 1, Decimal(20)),), earlier=(TargetLinePiece(1, 1, Decimal(12)),)
    ),
    is_count=True,
    ticks=(AxisTick(Decimal(100), "100%"),),
    extent=(Decimal(-5), Decimal(100)),
)  # fmt: skip
STRIP = Strip(
    heads=("I", "II"),
    short_heads=("1", "2"),
    rows=(
        StripRow(
            label="2021",
            cells=(StripCell(state=SpanState.MET, value_label="2"), StripCell(state=SpanState.MISSING)),
            summary="1 z 1",
            status="met",
        ),
    ),
    key=((SpanState.MET, "co najmniej 1"),),
)
TIMELINE = Timeline(
    first_year=2021,
    last_year=2023,
    phases=(TimelinePhase(phase=Phase.DONE, first_day=date(2021, 1, 1), last_day=date(2023, 12, 31)),),
    deadline=date(2022, 6, 30),
    deadline_labels=("termin",),
    earlier_deadlines=(date(2021, 6, 30),),
)
SOURCES = [
    ChartSource(title="Tytuł", description="Opis", drawing=drawing, signs=("Zdanie.",), unit="mln zł")
    for drawing in (COLUMNS, STRIP, TIMELINE)
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source.drawing).__name__)
def test_stored_chart_is_read_back_unchanged(source: ChartSource) -> None:
    read = chart_from_stored(json.loads(json.dumps(stored_chart(source))))
    assert read == source
    assert draw_chart(read, "c") == draw_chart(source, "c")


def test_field_that_no_longer_exists_is_ignored() -> None:
    data = stored_chart(SOURCES[0])
    data["drawing"]["columns"][0]["colour"] = "red"
    assert chart_from_stored(data) == SOURCES[0]


def test_default_values_are_not_stored() -> None:
    assert "is_planned" not in stored_chart(SOURCES[0])["drawing"]["columns"][0]
