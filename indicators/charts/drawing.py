"""Layout of an indicator's chart: a column for each year and the target as a line over them.

Every chart is drawn twice, `wide` and `narrow` (for phones); the style sheet shows one. A picture grows in height when
its labels need more lines, and is cut where nothing would be drawn; its width never changes.

- The value is written at the end of its column; there is no value axis and no grid.
- A count up to 12 is drawn as that many blocks, anything else as a plain column.
- A year without a value is a dashed field with the reason; a measured zero is a thin column with "0".
- The target is a line with a label at its end (in the narrow chart above the columns); a schedule has one piece a year.

SVG text anchors place the labels. How many characters fit into a line follows from one mean width of a character; the
first layout that fits is taken (smaller, wrapped, turned).
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.charts.shapes import (
    Chart,
    ChartColumn,
    ChartLine,
    ChartPicture,
    ChartRect,
    ChartTarget,
    ChartText,
    StatusSymbol,
)

# All lengths are in px of the picture's own coordinates.
MAX_BLOCKS = 12
_MIN_BLOCK_HEIGHT = 9.0  # lower blocks look like stripes
_MIN_COLUMN_HEIGHT = 5.0  # also the height of a measured zero
_LEFT = 4.0
_TEXT_MARGIN = 4.0  # between a line and a text
_TARGET_CLEARANCE = 1.6  # with no value to set the scale: height of the target line, in heights of a dashed field
_CHARACTER_WIDTH = 0.58  # of the font size: mean of Public Sans, with room for a text of digits
_DIGIT_HEIGHT = 0.75  # of the font size


@dataclass(frozen=True, kw_only=True)
class _Frame:
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
    has_side_label: bool  # the target's label beside its line and the statuses below; else on top, and no statuses


_WIDE = _Frame(
    css="wide", width=860, height=316, top=34, bottom=250, max_pitch=176, max_column_width=88, column_share=0.5,
    gap_height=70, max_block_height=72, has_side_label=True,
)  # fmt: skip
_NARROW = _Frame(
    css="narrow", width=340, height=246, top=52, bottom=214, max_pitch=110, max_column_width=72, column_share=0.84,
    gap_height=52, max_block_height=54, has_side_label=False,
)  # fmt: skip
_MIN_SIDE_WIDTH, _MAX_UNBROKEN_WIDTH, _MAX_SIDE_WIDTH = 136.0, 176.0, 260.0
# CSS class, font size, space between two values
_VALUE_STYLES = (("ch-v", 20.0, 12.0), ("ch-v ch--m", 16.0, 10.0), ("ch-v ch--s", 13.0, 5.0))


def draw(
    columns: Sequence[ChartColumn],
    target: ChartTarget | None,
    *,
    title: str,
    description: str,
    is_count: bool,
    id_prefix: str,
) -> Chart:
    """Draw the wide and the narrow picture; `id_prefix` keeps the ids of several charts on one page apart.

    Raise `ValueError` if there is no column.
    """
    if not columns:
        raise ValueError("A chart needs at least one column.")
    if target is not None and not target.pieces:
        target = None
    drawings = (_Drawing(frame, tuple(columns), target, is_count) for frame in (_WIDE, _NARROW))
    return Chart(
        title=title, description=description, pictures=tuple(drawing.picture(id_prefix) for drawing in drawings)
    )


# --- texts -------------------------------------------------------------------------------------------------------


def _text_width(text: str, size: float) -> float:
    return len(text) * size * _CHARACTER_WIDTH


def wrap_label(text: str, size: float, width: float) -> list[str]:
    """Break the text at ordinary spaces; a longer word keeps a line of its own."""
    characters = max(int(width / (size * _CHARACTER_WIDTH)), 1)
    return textwrap.wrap(text, characters, break_long_words=False, break_on_hyphens=False)


def _fit(lines: Iterable[str], size: float, width: float) -> bool:
    return all(_text_width(line, size) <= width for line in lines)


def _px(number: float) -> str:
    return f"{number + 0.0:.1f}"  # adding zero turns -0.0 into 0.0


# --- one picture -------------------------------------------------------------------------------------------------


@dataclass
class _Drawing:
    """First the layout is settled, because it determines the height; then the shapes are placed."""

    frame: _Frame
    columns: tuple[ChartColumn, ...]
    target: ChartTarget | None
    is_count: bool
    rects: list[ChartRect] = field(default_factory=list)
    texts: list[ChartText] = field(default_factory=list)
    symbols: list[StatusSymbol] = field(default_factory=list)
    lines: list[ChartLine] = field(default_factory=list)

    def picture(self, id_prefix: str) -> ChartPicture:
        frame = self.frame
        self._lay_out_horizontally()
        self._lay_out_vertically()
        for index, column in enumerate(self.columns):
            if column.value is None:
                self._draw_gap(index, column)
            else:
                self._draw_column(index, column, column.value)
        end = self._draw_labels_below()
        start = self._draw_target()
        end = max(frame.height + self.bottom - frame.bottom, end, *(float(text.y) + 6 for text in self.texts))
        self._draw_line("ch-base", _LEFT, self.right, self.zero)
        return ChartPicture(
            css=frame.css,
            view_box=f"0 {start:.0f} {frame.width:.0f} {end - start:.0f}",
            title_id=f"{id_prefix}-{frame.css}-title",
            desc_id=f"{id_prefix}-{frame.css}-desc",
            rects=tuple(self.rects),
            texts=tuple(self.texts),
            symbols=tuple(self.symbols),
            lines=tuple(self.lines),
        )

    # --- layout

    def _lay_out_horizontally(self) -> None:
        frame, count = self.frame, len(self.columns)
        self.target_label: list[tuple[str, str]] = []  # (css, text)
        side = 0.0
        if self.target is not None and frame.has_side_label:
            words = [word for line in self.target.label_lines for word in line.split(" ")]
            widths = [_text_width(line, 15) for line in self.target.label_lines]
            unbroken = [width for width in widths if width <= _MAX_UNBROKEN_WIDTH]
            side = min(max([_MIN_SIDE_WIDTH, *unbroken, *(_text_width(word, 15) for word in words)]), _MAX_SIDE_WIDTH)
            for position, line in enumerate(self.target.label_lines):
                css, size = ("ch-y", 15.0) if position == 0 else ("ch-t", 14.0)
                self.target_label += [(css, part) for part in wrap_label(line, size, side)]
            side += 14
        elif self.target is not None:
            lines = wrap_label(" ".join(self.target.label_lines), 14, frame.width - 46)
            self.target_label = [("ch-t", line) for line in lines]
        self.pitch = min((frame.width - _LEFT - (side or 4)) / count, frame.max_pitch)
        self.right = _LEFT + self.pitch * count
        share = frame.column_share if count <= 6 else max(frame.column_share, 0.62)
        self.column_width = min(self.pitch * share, frame.max_column_width)

    def _lay_out_vertically(self) -> None:
        frame = self.frame
        values = [column.value for column in self.columns if column.value is not None]
        targets = [value for _, _, value in self.target.pieces] if self.target is not None else []
        lowest, highest = (float(extreme([Decimal(0), *values, *targets])) for extreme in (min, max))
        turned_length = self._choose_value_style()

        label_lines_above = 0 if frame.has_side_label else max(len(self.target_label) - 1, 0)
        extra = max(turned_length - 16, 0.0) + 18.0 * label_lines_above
        below = (turned_length or 18.0) + 10 if lowest < 0 else 0.0
        self.top = frame.top + extra
        self.bottom = frame.bottom + extra + (turned_length if lowest < 0 else 0.0)
        self.scale = (self.bottom - below - self.top) / ((highest - lowest) or 1.0)
        are_countable = all(value == int(value) and 0 <= value <= MAX_BLOCKS for value in values)
        self.has_blocks = self.is_count and are_countable and lowest == 0 and self.scale >= _MIN_BLOCK_HEIGHT
        if self.has_blocks or not values:
            nearest = min((abs(float(target)) for target in targets if target), default=1.0)
            limit = frame.max_block_height if values else frame.gap_height * _TARGET_CLEARANCE / nearest
            self.scale = min(self.scale, limit)
        self.zero = self.bottom - below + lowest * self.scale
        self.peak = self.zero  # the highest point drawn so far

    def _choose_value_style(self) -> float:
        """Set the texts and the font size of the values; return the length of the longest turned one, else 0."""
        filled = [column for column in self.columns if column.value is not None]
        labels = [column.value_label for column in filled]
        short_labels = [column.short_value_label or column.value_label for column in filled]
        options = [(texts, *style) for texts in (labels, short_labels) for style in _VALUE_STYLES]
        fitting = (option for option in options if _fit(option[0], option[2], self.pitch - option[3]))
        texts, self.value_css, self.value_size, space = next(fitting, options[-1])
        self.value_labels = dict(zip(filled, texts, strict=True))
        self.are_values_turned = not _fit(texts, self.value_size, self.pitch - space)
        if not self.are_values_turned:
            return 0.0
        return max((_text_width(text, self.value_size) for text in texts), default=0.0)

    # --- shapes

    def _centre(self, index: int) -> float:
        return _LEFT + self.pitch * (index + 0.5)

    def _target_heights(self, index: int) -> list[float]:
        """Return the y of each piece of the target line that crosses the column, from the top."""
        pieces = self.target.pieces if self.target is not None else ()
        return sorted(self.zero - float(value) * self.scale for first, last, value in pieces if first <= index <= last)

    def _draw_text(
        self, css: str, x: float, y: float, text: str, anchor: str = "middle", *, turned: bool = False
    ) -> None:
        turn = f"rotate(-90 {_px(x)} {_px(y)})" if turned else ""
        length = _text_width(text, 20 if css == "ch-v" else 16)
        rise = {"start": length, "middle": length / 2}.get(anchor, 0.0) if turned else 15.0
        self.peak = min(self.peak, y - rise)
        self.texts.append(ChartText(css=css, x=_px(x), y=_px(y), anchor=anchor, turn=turn, text=text))

    def _draw_rect(self, css: str, index: int, y: float, height: float, width: float | None = None) -> None:
        width = width or self.column_width
        self.peak = min(self.peak, y)
        x = self._centre(index) - width / 2
        self.rects.append(ChartRect(css=css, x=_px(x), y=_px(y), width=_px(width), height=_px(height)))

    def _draw_line(self, css: str, left: float, right: float, y: float) -> None:
        self.lines.append(ChartLine(css=css, x1=_px(left), y1=_px(y), x2=_px(right), y2=_px(y)))

    def _draw_column(self, index: int, column: ChartColumn, value: Decimal) -> None:
        height = abs(float(value)) * self.scale
        end = self.zero - height
        if value == 0:
            self._draw_rect("ch-zero", index, self.zero - _MIN_COLUMN_HEIGHT, _MIN_COLUMN_HEIGHT)
        elif self.has_blocks:
            for number in range(1, int(value) + 1):
                self._draw_rect("ch-bar", index, self.zero - number * self.scale + 3, self.scale - 3)
            end += 3
        else:
            height = max(height, _MIN_COLUMN_HEIGHT)
            end = self.zero - height if value > 0 else self.zero + height
            self._draw_rect("ch-bar", index, min(end, self.zero), height)
        self._draw_value(index, self.value_labels[column], end, upwards=value >= 0)

    def _draw_value(self, index: int, text: str, end: float, *, upwards: bool) -> None:
        """Write the value beyond the end of its column, and beyond a target line that would cross it there."""
        turned = self.are_values_turned and len(text) > 2  # a short one is easier to read upright
        height = _text_width(text, self.value_size) if turned else self.value_size * _DIGIT_HEIGHT
        near = end - 14 if upwards else end + 12
        for target in sorted(self._target_heights(index), reverse=upwards):
            if upwards and near - height - _TEXT_MARGIN < target < near + _TEXT_MARGIN:
                near = target - 8
            elif not upwards and near - _TEXT_MARGIN < target < near + height + _TEXT_MARGIN:
                near = target + 8
        if turned:
            x = self._centre(index) + self.value_size * _DIGIT_HEIGHT / 2
            self._draw_text(self.value_css, x, near, text, "start" if upwards else "end", turned=True)
        else:
            self._draw_text(self.value_css, self._centre(index), near if upwards else near + height, text)

    def _draw_gap(self, index: int, column: ChartColumn) -> None:
        """Draw a dashed field from the base line towards the side with more room, with the reason in it.

        The text starts beyond every target line that would cross it; where there is no room for that, it is left out.
        """
        room_above, room_below = self.zero - self.top, self.bottom - self.zero
        direction = 1 if room_above >= room_below else -1
        room = max(room_above, room_below)
        lines, size, turned = self._gap_text(column.gap_reason, room)
        longest = max((_text_width(line, size) for line in lines), default=0.0)
        text_height = (longest if turned else 16.0 * len(lines)) + 14 if lines else 0.0
        distances = sorted(direction * (self.zero - y) for y in self._target_heights(index))
        text_start = 0.0
        for distance in distances:
            if 0 < distance < text_start + text_height + _TEXT_MARGIN:
                text_start = distance + _TEXT_MARGIN
        if text_start + text_height > room + 18:
            lines, text_height, text_start = [], 0.0, 0.0
        height = text_start + text_height if text_start else max(self.frame.gap_height, text_height)
        beyond = [distance for distance in distances if distance > text_start + text_height]
        if not text_start and beyond:
            height = min(height, beyond[0] - 2)
        width = self.column_width if turned else max(self.column_width, longest + 12 if lines else 0)
        self._draw_rect("ch-gap", index, self.zero - height if direction > 0 else self.zero, height, width)
        middle = self.zero - direction * (text_start + height) / 2
        css = "ch-t" if size == 14 else "ch-t ch--s"
        for number, line in enumerate(lines):
            shift = (number - (len(lines) - 1) / 2) * 16 + 5
            if turned:
                self._draw_text(css, self._centre(index) + shift, middle, line, turned=True)
            else:
                self._draw_text(css, self._centre(index), middle + shift, line)

    def _gap_text(self, reason: str, room: float) -> tuple[list[str], float, bool]:
        """Return the lines, their font size and whether they are turned; no lines if no layout fits."""
        for size in (14.0, 12.0):
            for width in (self.column_width - 6, self.pitch - 18):
                lines = wrap_label(reason, size, width)
                if len(lines) <= 3 and _fit(lines, size, width):
                    return lines, size, False
        for size in (14.0, 12.0):
            lines = wrap_label(reason, size, room - 24)
            if len(lines) * 16 + 6 <= self.column_width and _fit(lines, size, room - 24):
                return lines, size, True
        return [], 14.0, False  # the table under the chart has the reason

    def _draw_labels_below(self) -> float:
        """Draw the years and, in the wide picture, the statuses; return the lowest point."""
        labels, width = [column.label for column in self.columns], self.pitch - 6
        split_labels = [label.replace("–", "– ").split(" ") for label in labels]
        below = self.bottom + 25
        if _fit(labels, 15, width) or _fit(labels, 12, width):
            css = "ch-y" if _fit(labels, 15, width) else "ch-y ch--s"
            for index, label in enumerate(labels):
                self._draw_text(css, self._centre(index), below, label)
        elif all(_fit(parts, 12, width) for parts in split_labels):
            for index, parts in enumerate(split_labels):
                for number, part in enumerate(parts):
                    self._draw_text("ch-y ch--s", self._centre(index), below + 15 * number - 3, part)
            below += 15 * (max(map(len, split_labels)) - 1) - 3
        else:
            for index, label in enumerate(labels):
                self._draw_text("ch-y ch--s", self._centre(index) + 4, self.bottom + 10, label, "end", turned=True)
            below = self.bottom + 10 + max(_text_width(label, 12) for label in labels)
        return self._draw_statuses(below) if self.frame.has_side_label else below + 7

    def _draw_statuses(self, below: float) -> float:
        """Draw each year's symbol with the status under it; return the lowest point."""
        columns = [(self._centre(index), column) for index, column in enumerate(self.columns) if column.status]
        css, wrapped = self._status_lines([column.status_label for _, column in columns])
        for (centre, column), lines in zip(columns, wrapped, strict=True):
            self.symbols.append(StatusSymbol(status=column.status, x=_px(centre - 8), y=_px(below + 12)))
            for number, line in enumerate(lines):
                self._draw_text(css, centre, below + 45 + 16 * number, line)
        return below + 37 + 16 * max(map(len, wrapped), default=0)

    def _status_lines(self, labels: list[str]) -> tuple[str, list[list[str]]]:
        for css, size in (("ch-w", 14.0), ("ch-w ch--s", 12.0)):
            wrapped = [wrap_label(label, size, self.pitch - 6) for label in labels]
            if all(len(lines) <= 3 and _fit(lines, size, self.pitch - 6) for lines in wrapped):
                return css, wrapped
        return "", [[] for _ in labels]  # the symbols alone; the table under the chart has the words

    def _draw_target(self) -> float:
        """Draw the target line and its label; return where the picture starts, since nothing is drawn above."""
        frame = self.frame
        ends: dict[int, float] = {}
        for first, last, value in self.target.pieces if self.target is not None else ():
            y = self.zero - float(value) * self.scale
            left = _LEFT + self.pitch * first + (3 if first > 0 else 0)
            right = _LEFT + self.pitch * (last + 1) - (3 if last < len(self.columns) - 1 else 0)
            self._draw_line("ch-target", left, right, y)
            ends[last] = min(ends.get(last, y), y)
            self.peak = min(self.peak, y)
        if not ends:
            return max(self.peak - 8, 0.0)
        if frame.has_side_label:
            start = max(self.peak - 8, 0.0)
            x, y, step = self.right + 14, max(ends[max(ends)] - 1, start + 15), 19.0
        else:
            start = max(self.peak - 12 - 18 * len(self.target_label), 0.0)
            x, y, step = _LEFT + 38, start + 17, 18.0
            self._draw_line("ch-target", _LEFT, _LEFT + 30, y - 5)
        for number, (css, text) in enumerate(self.target_label):
            self._draw_text(css, x, y + step * number, text, "start")
        return start
