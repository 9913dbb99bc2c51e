"""Chart of years: a column for each year and the target as a line over them.

Every chart is drawn twice, `wide` and `narrow` (for phones); the style sheet shows one. A picture grows in height when
its labels need more lines, and is cut where nothing would be drawn; its width never changes.

- The value is written at the end of its column. Only percentages have an axis.
- A count up to 12 is drawn as that many blocks, anything else as a plain column.
- A year without a value is a dashed field up to the top of the chart, because the value may lie anywhere in it. An
  incomplete value is solid with a dashed field over it. A measured zero is a thin column with "0". A year in which no
  measurement is planned is three dashes.
- A running total is a pale column for earlier years with the year's own part on it.
- The target is a line with a label at its end (in the narrow chart above the columns).

The first layout that fits is taken (smaller, wrapped, turned).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from indicators.charts.canvas import DIGIT_HEIGHT, Canvas, fit, text_width, wrap_label
from indicators.charts.fields import FieldText, free_segments, place_text
from indicators.charts.labels import draw_year_labels
from indicators.charts.shapes import AxisTick, Chart, ChartColumn, ChartPicture, ChartTarget

# All lengths are in px of the picture's own coordinates.
MAX_BLOCKS = 12
_MIN_BLOCK_HEIGHT = 9.0  # lower blocks look like stripes
_MIN_COLUMN_HEIGHT = 5.0  # also the height of a measured zero
_LEFT, _AXIS_WIDTH = 4.0, 44.0
_TEXT_MARGIN = 4.0  # between a line and a text
_TARGET_CLEARANCE = 1.6  # with no value to set the scale: height of the target line, in heights of a dashed field
_FIELD_OVERHANG = 20.0  # of a dashed field over the highest value or target
_FIELD_TEXT_ROOM = 42.0  # for two lines


@dataclass(frozen=True, kw_only=True)
class _ColumnFrame:
    css: str
    width: float
    height: float
    top: float  # the highest a column or a line may reach; above it is room for a value
    bottom: float  # the base line when nothing is negative
    max_pitch: float  # the widest a year may be
    max_column_width: float
    column_share: float  # of a year's width
    gap_height: float  # of a dashed field that nothing else determines
    max_block_height: float
    is_wide: bool  # the target's label beside its line and the statuses in words; else on top, and symbols alone


_WIDE = _ColumnFrame(
    css="wide", width=860, height=316, top=34, bottom=250, max_pitch=176, max_column_width=88, column_share=0.5,
    gap_height=70, max_block_height=72, is_wide=True,
)  # fmt: skip
_NARROW = _ColumnFrame(
    css="narrow", width=340, height=246, top=52, bottom=214, max_pitch=110, max_column_width=72, column_share=0.84,
    gap_height=52, max_block_height=54, is_wide=False,
)  # fmt: skip
_MIN_SIDE_WIDTH, _MAX_UNBROKEN_WIDTH, _MAX_SIDE_WIDTH = 136.0, 176.0, 260.0
# CSS class, font size, space between two values
_VALUE_STYLES = (("ch-v", 20.0, 12.0), ("ch-v ch--m", 16.0, 10.0), ("ch-v ch--s", 13.0, 5.0))


def draw_columns(
    columns: Sequence[ChartColumn],
    target: ChartTarget | None,
    *,
    title: str,
    description: str,
    is_count: bool,
    id_prefix: str,
    ticks: Sequence[AxisTick] = (),
    extent: tuple[Decimal, Decimal] | None = None,
) -> Chart:
    """Draw the wide and the narrow picture; `id_prefix` keeps the ids of several charts on one page apart.

    `extent`: the lowest and the highest value of the scale, the same in charts that are compared.

    Raise `ValueError` if there is no column.
    """
    if not columns:
        raise ValueError("A chart needs at least one column.")
    if target is not None and not target.pieces:
        target = None
    drawings = (
        _ColumnDrawing(frame, tuple(columns), target, is_count, tuple(ticks), extent) for frame in (_WIDE, _NARROW)
    )
    return Chart(
        title=title, description=description, pictures=tuple(drawing.picture(id_prefix) for drawing in drawings)
    )


@dataclass
class _ColumnDrawing:
    """First the layout is settled, because it determines the height; then the shapes are placed."""

    frame: _ColumnFrame
    columns: tuple[ChartColumn, ...]
    target: ChartTarget | None
    is_count: bool
    ticks: tuple[AxisTick, ...]
    extent: tuple[Decimal, Decimal] | None
    canvas: Canvas = field(default_factory=Canvas)

    def picture(self, id_prefix: str) -> ChartPicture:
        frame = self.frame
        self._lay_out_horizontally()
        self._lay_out_vertically()
        self._raise_fields()
        for tick in self.ticks:
            y = self._y(tick.value)
            self.canvas.rect("ch-grid", self.left, y - 0.5, self.right - self.left, 1)
            self._text("ch-t ch--s", self.left - 6, y + 4, tick.label, "end")
        for index, column in enumerate(self.columns):
            if column.value is not None:
                self._draw_column(index, column, column.value)
            elif column.is_planned:
                self._draw_gap(index, column)
            else:
                for shift in (-9, -2, 5):
                    x = self._centre(index) + shift
                    self.canvas.line("ch-none", x, self.zero - 8, x + 4, self.zero - 8)
        centres = [self._centre(index) for index in range(len(self.columns))]
        end = draw_year_labels(self.canvas, self.columns, centres, self.bottom, self.pitch, is_wide=frame.is_wide)
        start = self._draw_target()
        end = max(frame.height + self.bottom - frame.bottom, end, *(float(text.y) + 6 for text in self.canvas.texts))
        self.canvas.line("ch-base", self.left, self.zero, self.right, self.zero)
        return self.canvas.picture(frame.css, id_prefix, top=start, width=frame.width, bottom=end)

    # --- layout

    def _lay_out_horizontally(self) -> None:
        frame, count = self.frame, len(self.columns)
        self.target_label: list[tuple[str, str]] = []  # (css, text)
        side = 0.0
        if self.target is not None and frame.is_wide:
            words = [word for line in self.target.label_lines for word in line.split(" ")]
            widths = [text_width(line, 15) for line in self.target.label_lines]
            unbroken = [width for width in widths if width <= _MAX_UNBROKEN_WIDTH]
            side = min(max([_MIN_SIDE_WIDTH, *unbroken, *(text_width(word, 15) for word in words)]), _MAX_SIDE_WIDTH)
            for position, line in enumerate(self.target.label_lines):
                css, size = ("ch-y", 15.0) if position == 0 else ("ch-t", 14.0)
                self.target_label += [(css, part) for part in wrap_label(line, size, side)]
            side += 14
        elif self.target is not None:
            lines = wrap_label(" ".join(self.target.label_lines), 14, frame.width - 46)
            self.target_label = [("ch-t", line) for line in lines]
        self.left = _AXIS_WIDTH if self.ticks else _LEFT
        self.pitch = min((frame.width - self.left - (side or 4)) / count, frame.max_pitch)
        self.right = self.left + self.pitch * count
        share = frame.column_share if count <= 6 else max(frame.column_share, 0.62)
        self.column_width = min(self.pitch * share, frame.max_column_width)
        if any(column.base for column in self.columns):  # the steps of a running total stand side by side
            self.column_width = self.pitch - 6

    def _lay_out_vertically(self) -> None:
        frame = self.frame
        values = [column.value for column in self.columns if column.value is not None]
        old_values = [column.corrected_from for column in self.columns if column.corrected_from is not None]
        target_pieces = [*self.target.pieces, *self.target.earlier] if self.target is not None else []
        targets = [piece.value for piece in target_pieces]
        limits = [*old_values, *targets, *(tick.value for tick in self.ticks), *(self.extent or ())]
        lowest, highest = (float(extreme([Decimal(0), *values, *limits])) for extreme in (min, max))
        turned_length = self._choose_value_style()

        label_lines_above = 0 if frame.is_wide else max(len(self.target_label) - 1, 0)
        extra = max(turned_length - 16, 0.0) + 18.0 * label_lines_above
        below = (turned_length or 18.0) + 10 if lowest < 0 else 0.0
        self.top = frame.top + extra
        self.bottom = frame.bottom + extra + (turned_length if lowest < 0 else 0.0)
        self.scale = (self.bottom - below - self.top) / ((highest - lowest) or 1.0)
        are_countable = all(value == int(value) and 0 <= value <= MAX_BLOCKS for value in [*values, *old_values])
        is_total = any(column.base for column in self.columns)
        self.has_blocks = (
            self.is_count and are_countable and not is_total and lowest == 0 and self.scale >= _MIN_BLOCK_HEIGHT
        )
        if (self.has_blocks or not values) and not self.ticks and not self.extent:
            nearest = min((abs(float(target)) for target in targets if target), default=1.0)
            limit = frame.max_block_height if values else frame.gap_height * _TARGET_CLEARANCE / nearest
            self.scale = min(self.scale, limit)
        self.zero = self.bottom - below + lowest * self.scale
        self.peak = self.zero  # the highest point drawn so far
        self.field_bottom = self.bottom if lowest < 0 else self.zero
        highest_y = min([self.zero, *(self._y(value) for value in [*values, *limits])])
        self.field_top = highest_y - (0 if self.ticks else _FIELD_OVERHANG)
        if not values and not self.ticks and not self.extent:
            self.field_top = min(self.field_top, self.zero - frame.gap_height)

    def _choose_value_style(self) -> float:
        """Set the texts and the font size of the values; return the length of the longest turned one, else 0."""
        filled = [column for column in self.columns if column.value is not None]
        labels = [column.value_label for column in filled]
        short_labels = [column.short_value_label or column.value_label for column in filled]
        options = [(texts, *style) for texts in (labels, short_labels) for style in _VALUE_STYLES]
        fitting = (option for option in options if fit(option[0], option[2], self.pitch - option[3]))
        texts, self.value_css, self.value_size, space = next(fitting, options[-1])
        self.value_labels = dict(zip(filled, texts, strict=True))
        self.are_values_turned = not fit(texts, self.value_size, self.pitch - space)
        if not self.are_values_turned:
            return 0.0
        return max((text_width(text, self.value_size) for text in texts), default=0.0)

    def _raise_fields(self) -> None:
        """Raise the top of the dashed fields until the text over every incomplete value has room."""
        for index, column in enumerate(self.columns):
            if column.value is None or not column.partial_labels:
                continue
            lower = self._label_top(index, column, column.value)
            if self._field_text(index, column.partial_labels, lower) is None:
                highest_band = min((top for top, _bottom in self._bands(index)), default=lower)
                self.field_top = min(self.field_top, min(highest_band, lower) - _FIELD_TEXT_ROOM)

    # --- positions

    def _y(self, value: Decimal) -> float:
        return self.zero - float(value) * self.scale

    def _centre(self, index: int) -> float:
        return self.left + self.pitch * (index + 0.5)

    def _bands(self, index: int) -> list[tuple[float, float]]:
        """Return the top and bottom of everything that crosses the column: target lines, the plan, an old value."""
        bands = [(y, y) for y in self._target_heights(index)]
        if (old := self.columns[index].corrected_from) is not None:
            bands.append((self._y(old), self._y(old)))
        if self.target is not None and self.target.is_total:
            x = self._centre(index)
            at_edges = [self._plan_y(edge) for edge in (x - self.column_width / 2, x + self.column_width / 2)]
            bands.append((min(at_edges), max(at_edges)))
        return sorted(bands)

    def _target_heights(self, index: int) -> list[float]:
        pieces = [*self.target.pieces, *self.target.earlier] if self.target is not None else []
        return sorted(self._y(piece.value) for piece in pieces if piece.first_column <= index <= piece.last_column)

    def _plan_y(self, x: float) -> float:
        """Return the height of the even plan at `x`; it leads from zero to the total at the end of its column."""
        end = cast(ChartTarget, self.target).pieces[-1]
        last_x = self.left + self.pitch * (end.last_column + 1)
        share = min((x - self.left) / (last_x - self.left), 1.0)
        return self.zero - share * (self.zero - self._y(end.value))

    def _value_position(self, index: int, text: str, end: float, *, upwards: bool) -> tuple[float, float]:
        """Return the near edge and the height of a value beyond the end of its column and of lines that cross it."""
        turned = self._is_turned(text)
        height = text_width(text, self.value_size) if turned else self.value_size * DIGIT_HEIGHT
        near = end - 14 if upwards else end + 12
        lines = [y for top, bottom in self._bands(index) for y in (top, bottom) if top == bottom]
        for line in sorted(lines, reverse=upwards):
            if upwards and near - height - _TEXT_MARGIN < line < near + _TEXT_MARGIN:
                near = line - 8
            elif not upwards and near - _TEXT_MARGIN < line < near + height + _TEXT_MARGIN:
                near = line + 8
        return near, height

    def _is_turned(self, text: str) -> bool:
        return self.are_values_turned and len(text) > 2  # a short text is easier to read upright

    def _end_of_column(self, value: Decimal) -> float:
        """Return the y of the end of a column, which has a minimal height."""
        height = abs(float(value)) * self.scale
        if value == 0:
            return self.zero
        if not self.has_blocks:
            height = max(height, _MIN_COLUMN_HEIGHT)
        return self.zero - height + (3 if self.has_blocks else 0) if value > 0 else self.zero + height

    def _label_top(self, index: int, column: ChartColumn, value: Decimal) -> float:
        """Return the top of what is written over a column; the base line for a column that hangs down."""
        if value < 0:
            return self.zero
        near, height = self._value_position(index, self.value_labels[column], self._end_of_column(value), upwards=True)
        return near - height - (20 if column.correction_label else _TEXT_MARGIN)

    # --- shapes

    def _text(self, css: str, x: float, y: float, text: str, anchor: str = "middle", *, turned: bool = False) -> None:
        length = text_width(text, 20 if css == "ch-v" else 16)
        rise = {"start": length, "middle": length / 2}.get(anchor, 0.0) if turned else 15.0
        self.peak = min(self.peak, y - rise)
        self.canvas.text(css, x, y, text, anchor, turned=turned)

    def _rect(self, css: str, index: int, top: float, bottom: float, width: float | None = None) -> None:
        width = max(width or 0.0, self.column_width)
        self.peak = min(self.peak, top)
        self.canvas.rect(css, self._centre(index) - width / 2, top, width, bottom - top)

    def _draw_column(self, index: int, column: ChartColumn, value: Decimal) -> None:
        end = self._end_of_column(value)
        if value == 0:
            self._rect("ch-zero", index, self.zero - _MIN_COLUMN_HEIGHT, self.zero)
        elif self.has_blocks:
            for number in range(1, int(value) + 1):
                top = self.zero - number * self.scale + 3
                self._rect("ch-outline" if column.is_baseline else "ch-bar", index, top, top + self.scale - 3)
        elif column.base:
            self._rect("ch-past", index, self._y(column.base), self.zero)
            if value != column.base:
                self._rect("ch-bar", index, min(end, self._y(column.base)), max(end, self._y(column.base)))
        else:
            self._rect(
                "ch-outline" if column.is_baseline else "ch-bar", index, min(end, self.zero), max(end, self.zero)
            )
        if column.partial_labels:
            lower = min(end, self.zero - (_MIN_COLUMN_HEIGHT if value == 0 else 0))
            text = self._field_text(index, column.partial_labels, self._label_top(index, column, value))
            self._rect("ch-gap", index, self.field_top, lower, text.width if text else None)
            self._draw_field_text(index, text)
        self._draw_value(index, column, value, end)

    def _draw_value(self, index: int, column: ChartColumn, value: Decimal, end: float) -> None:
        text, upwards, x = self.value_labels[column], value >= 0, self._centre(index)
        near, height = self._value_position(index, text, end, upwards=upwards)
        if self._is_turned(text):
            anchor = "start" if upwards else "end"
            self._text(self.value_css, x + self.value_size * DIGIT_HEIGHT / 2, near, text, anchor, turned=True)
        else:
            self._text(self.value_css, x, near if upwards else near + height, text)
            if column.added_label:
                start = x + text_width(text, self.value_size) / 2 + 4
                if start + text_width(column.added_label, 12) < self._centre(index) + self.pitch / 2:
                    self._text("ch-t ch--s", start, near, column.added_label, "start")
        if column.corrected_from is not None:
            y, half = self._y(column.corrected_from), self.column_width / 2 + 5
            self.canvas.line("ch-was", x - half, y, x + half, y)
            if fit([column.correction_label], 12, self.pitch - 6) and upwards:
                self._text("ch-t ch--s", x, near - height - 6, column.correction_label)

    def _draw_gap(self, index: int, column: ChartColumn) -> None:
        """Draw a dashed field over the whole height, with the reason in it where it has room."""
        text = self._field_text(index, (column.gap_reason,), self.field_bottom)
        self._rect("ch-gap", index, self.field_top, self.field_bottom, text.width if text else None)
        self._draw_field_text(index, text)

    def _field_text(self, index: int, labels: Sequence[str], lower: float) -> FieldText | None:
        bands = self._bands(index)
        if self.field_bottom > self.zero:
            bands.append((self.zero, self.zero))
        segments = free_segments(self.field_top, lower, bands)
        widths = (self.column_width - 4, max(self.column_width, self.pitch - 12) - 4)
        return place_text(labels, segments, widths, may_turn=self.frame.is_wide)

    def _draw_field_text(self, index: int, text: FieldText | None) -> None:
        if text is None:
            return  # the table under the chart has it
        css = "ch-t" if text.size == 14 else "ch-t ch--s"
        for number, line in enumerate(text.lines):
            shift = (number - (len(text.lines) - 1) / 2) * 16 + 5
            if text.turned:
                self._text(css, self._centre(index) + shift, text.middle, line, turned=True)
            else:
                self._text(css, self._centre(index), text.middle + shift, line)

    def _draw_target(self) -> float:
        """Draw the target line and its label; return where the picture starts, since nothing is drawn above."""
        frame, target, canvas = self.frame, self.target, self.canvas
        if target is None:
            return self.peak - 8
        for piece in target.earlier:
            y, right = self._y(piece.value), self.left + self.pitch * (piece.last_column + 1)
            left = right - self.pitch / 2 if target.is_total else self.left + self.pitch * piece.first_column
            canvas.line("ch-before", left, y, right, y)
        ends: dict[int, float] = {}
        previous_y = None
        for piece in target.pieces:
            first, last, y = piece.first_column, piece.last_column, self._y(piece.value)
            margin = 0 if target.is_stepped else 3
            left = self.left + self.pitch * first + (margin if first > 0 else 0)
            right = self.left + self.pitch * (last + 1) - (margin if last < len(self.columns) - 1 else 0)
            if target.is_total:
                right = self.left + self.pitch * (last + 1)
                canvas.line("ch-plan", self.left, self.zero, right, y)
                canvas.dot("ch-dot", right, y, 5)
                left = right - self.pitch / 2
            if target.is_stepped and previous_y is not None:
                canvas.line("ch-target", left, previous_y, left, y)
                if target.is_amended:
                    canvas.dot("ch-dot", left, y, 4)
            canvas.line("ch-target", left, y, right, y)
            previous_y = y
            ends[last] = min(ends.get(last, y), y)
            self.peak = min(self.peak, y)
        if frame.is_wide:
            start = self.peak - 8
            x, y, step = self.right + 14, max(ends[max(ends)] - 1, start + 15), 19.0
        else:
            start = self.peak - 12 - 18 * len(self.target_label)
            x, y, step = _LEFT + 38, start + 17, 18.0
            canvas.line("ch-target", _LEFT, y - 5, _LEFT + 30, y - 5)
        for number, (css, text) in enumerate(self.target_label):
            self._text(css, x, y + step * number, text, "start")
        return start
