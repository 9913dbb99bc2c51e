"""Strip of months, quarters or half-years: each cell tells whether its own target was met.

A solid cell is met, a thick outline is not met, a dashed one has no value yet. A cell contains its value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indicators.charts.canvas import SYMBOL_SIZE, Canvas, fit, text_width
from indicators.charts.shapes import Chart, ChartPicture, SpanState, Strip, StripCell, StripRow

_CELL_CSS = {
    SpanState.MET: "ch-met",
    SpanState.NOT_MET: "ch-unmet",
    SpanState.MISSING: "ch-gap",
    SpanState.NOT_COUNTED: "ch-off",
}
_TEXT_CSS = {SpanState.MET: "ch-on", SpanState.NOT_MET: "ch-w ch--s"}
_GAP = 4.0  # px, between two cells
_KEY_SQUARE = 12.0


@dataclass(frozen=True, kw_only=True)
class _StripFrame:
    css: str
    width: float
    label_width: float
    summary_width: float
    row: float  # height of a row of cells, without the gap
    max_cell: float


_WIDE = _StripFrame(css="wide", width=860, label_width=58, summary_width=110, row=30, max_cell=96)
_NARROW = _StripFrame(css="narrow", width=340, label_width=36, summary_width=62, row=28, max_cell=60)


def draw_strip(strip: Strip, *, title: str, description: str, id_prefix: str) -> Chart:
    """Draw the wide and the narrow picture."""
    pictures = tuple(_StripDrawing(strip, frame).picture(id_prefix) for frame in (_WIDE, _NARROW))
    return Chart(title=title, description=description, pictures=pictures)


@dataclass
class _StripDrawing:
    strip: Strip
    frame: _StripFrame
    canvas: Canvas = field(default_factory=Canvas)

    def picture(self, id_prefix: str) -> ChartPicture:
        frame, strip = self.frame, self.strip
        room = frame.width - frame.label_width - frame.summary_width
        self.pitch = min(room / len(strip.heads), frame.max_cell)
        heads = strip.heads if fit(strip.heads, 12, self.pitch) else strip.short_heads
        for place, head in enumerate(heads):
            self.canvas.text("ch-t ch--s", self._left(place) + (self.pitch - _GAP) / 2, 14, head)
        y = 22.0
        for row in strip.rows:
            self._draw_row(row, y)
            y += frame.row + _GAP + 2
        bottom = self._draw_key(strip.key, y + 8)
        return self.canvas.picture(frame.css, id_prefix, top=0, width=frame.width, bottom=bottom)

    def _left(self, place: int) -> float:
        return self.frame.label_width + self.pitch * place

    def _draw_row(self, row: StripRow, y: float) -> None:
        middle = y + self.frame.row / 2 + 5
        self.canvas.text("ch-y" if self.frame is _WIDE else "ch-y ch--s", 2, middle, row.label, "start")
        for place, cell in enumerate(row.cells):
            self._draw_cell(cell, self._left(place), y, middle)
        right = self._left(len(self.strip.heads))
        if row.status:
            self.canvas.symbol(row.status, right + 4 + SYMBOL_SIZE / 2, y + (self.frame.row - SYMBOL_SIZE) / 2)
        css = "ch-w" if self.frame is _WIDE else "ch-t ch--s"
        self.canvas.text(css, right + SYMBOL_SIZE + 8, middle, row.summary, "start")

    def _draw_cell(self, cell: StripCell, x: float, y: float, middle: float) -> None:
        # An outline is drawn inside its cell, so that cells of all kinds have the same outer size.
        inset = {SpanState.MET: 0.0, SpanState.NOT_MET: 1.25}.get(cell.state, 0.75)
        width = self.pitch - _GAP
        self.canvas.rect(_CELL_CSS[cell.state], x + inset, y + inset, width - 2 * inset, self.frame.row - 2 * inset)
        if cell.value_label and cell.state in _TEXT_CSS and fit([cell.value_label], 12, width - 2):
            self.canvas.text(_TEXT_CSS[cell.state], x + width / 2, middle - 1, cell.value_label)

    def _draw_key(self, key: Sequence[tuple[SpanState, str]], y: float) -> float:
        """Draw what each kind of cell means, in as many lines as needed; return the lowest point."""
        x = start = self.frame.label_width if self.frame is _WIDE else 2.0
        for state, label in key:
            width = _KEY_SQUARE + 6 + text_width(label, 14)
            if x > start and x + width > self.frame.width:
                x, y = start, y + 22
            self.canvas.rect(_CELL_CSS[state], x, y, _KEY_SQUARE, _KEY_SQUARE)
            self.canvas.text("ch-t", x + _KEY_SQUARE + 6, y + 11, label, "start")
            x += width + 20
        return y + 20
