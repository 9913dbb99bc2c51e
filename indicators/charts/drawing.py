"""The chart of one indicator: a column a year, the target line over them; coordinates that a template only prints.

Pure arithmetic, no Django: the words come translated and the numbers formatted. Every chart is drawn twice, `wide`
and `narrow` (for phones); the style sheet shows one. A picture grows in height when its words need more lines, and
loses what would stay empty above; its width never changes. The rules, from the design:

- the value stands on its column; there is no value axis and no grid;
- a count up to 12 is drawn as blocks, one block one thing; anything else is a plain column;
- a missing year is a dashed field with its reason, a measured zero is a thin column with "0": they never look alike;
- the target is an ink line, named in words at its end (on top in the narrow chart); a schedule is a piece a year.

No two texts meet and no line crosses a text: the first layout that fits is taken (smaller, wrapped, turned).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.charts.typeface import fits, text_width, wrap

MAX_BLOCKS = 12
_LEAST_BLOCK = 9.0  # px: lower than this, blocks become stripes
_ZERO = 5.0  # px: the thin column of a measured zero; a value is never drawn lower than that
_LEFT = 4.0
_AWAY = 4.0  # px between a line and a text
_CLEAR = 1.6  # with no value to be drawn to scale, the target's line stays this far above the dashed fields


# --- what a caller gives ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One year: its value or, when there is none, the words why."""

    label: str  # "2021", "2021–2022"
    value: Decimal | None
    shown: str  # the value as the reader writes it: "12 610 400,00 zł"
    status: str  # the status word, "" for none: also the name of its shape
    word: str  # the status in the reader's language
    why_empty: str  # "brak danych"; used when value is None
    short: str = ""  # used where `shown` is too long for its column: "12,6 mln zł"


@dataclass(frozen=True)
class Aim:
    """The target: its words, and the line as pieces (first column, last column, value), both columns included."""

    label_lines: tuple[str, ...]
    pieces: tuple[tuple[int, int, Decimal], ...]


# --- what a template prints: every number is a string with a dot, so that no localisation can touch it ------------


@dataclass(frozen=True)
class Rect:
    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Line:
    css: str
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Text:
    css: str
    x: str
    y: str
    anchor: str
    turn: str  # an SVG transform or ""
    text: str


@dataclass(frozen=True)
class Mark:
    status: str
    x: str
    y: str


@dataclass(frozen=True)
class Picture:
    css: str
    view_box: str
    title_id: str
    desc_id: str
    rects: tuple[Rect, ...]
    texts: tuple[Text, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    pictures: tuple[Picture, ...]


def draw(cols: Sequence[Column], aim: Aim | None, *, title: str, description: str, counted: bool, prefix: str) -> Chart:
    """Draw both pictures. `counted`: the values count things; `prefix` keeps the ids of two charts on a page apart."""
    if not cols:
        raise ValueError("A chart needs at least one column.")
    if aim is not None and not aim.pieces:
        aim = None
    drawings = (_Drawing(frame, tuple(cols), aim, counted) for frame in (_WIDE, _NARROW))
    return Chart(title, description, tuple(drawing.picture(prefix) for drawing in drawings))


# --- the two frames ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Frame:
    css: str
    width: float
    height: float
    top: float  # where the highest column or line may reach; above it is room for its value
    bottom: float  # the base line when nothing is negative
    pitch: float  # the widest a year may be
    column: float  # the widest a column may be
    share: float  # of a year's width that its column takes
    gap: float  # height of a dashed field that nothing else decides
    block: float  # the tallest block
    aim_beside: bool  # the target is named beside its line and the status under the year; else on top, and no status


_WIDE = _Frame("wide", 860, 316, 34, 250, 176, 88, 0.5, 70, 72, aim_beside=True)
_NARROW = _Frame("narrow", 340, 246, 52, 214, 110, 72, 0.84, 52, 54, aim_beside=False)
_SIDE = 136.0  # px at least for the target's words beside the wide chart
_SIDE_WHOLE = 176.0  # a line up to this long is not broken
_SIDE_MOST = 260.0
# Class, size and the space between two values.
_VALUE_SIZES = (("ch-v", 20.0, 12.0), ("ch-v ch--m", 16.0, 10.0), ("ch-v ch--s", 13.0, 5.0))
_CAP = 0.75  # height of figures, of the type size


def _px(number: float) -> str:
    return f"{number + 0.0:.1f}"


@dataclass
class _Drawing:
    """One picture being drawn: the layout is settled first (it may need more height), then the parts are placed."""

    frame: _Frame
    columns: tuple[Column, ...]
    aim: Aim | None
    counted: bool
    rects: list[Rect] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def picture(self, prefix: str) -> Picture:
        frame = self.frame
        self._lay_out_across()
        self._lay_out_upwards()
        for index, column in enumerate(self.columns):
            if column.value is None:
                self._gap(index, column)
            else:
                self._column(index, column, column.value)
        end = self._under_the_base()
        start = self._target()
        end = max(frame.height + self.bottom - frame.bottom, end, *(float(text.y) + 6 for text in self.texts))
        self.lines.append(Line("ch-base", _px(_LEFT), _px(self.zero), _px(self.right), _px(self.zero)))
        return Picture(
            css=frame.css,
            view_box=f"0 {start:.0f} {frame.width:.0f} {end - start:.0f}",
            title_id=f"{prefix}-{frame.css}-title",
            desc_id=f"{prefix}-{frame.css}-desc",
            rects=tuple(self.rects),
            texts=tuple(self.texts),
            marks=tuple(self.marks),
            lines=tuple(self.lines),
        )

    # --- layout

    def _lay_out_across(self) -> None:
        frame, count = self.frame, len(self.columns)
        self.aim_lines: list[tuple[str, str]] = []  # (css, text)
        side = 0.0
        if self.aim is not None and frame.aim_beside:
            words = [word for line in self.aim.label_lines for word in line.split(" ")]
            whole = [width for line in self.aim.label_lines if (width := text_width(line, 15)) <= _SIDE_WHOLE]
            side = min(max([_SIDE, *whole, *(text_width(word, 15) for word in words)]), _SIDE_MOST)
            for position, line in enumerate(self.aim.label_lines):
                css, size = ("ch-y", 15.0) if position == 0 else ("ch-t", 14.0)
                self.aim_lines += [(css, part) for part in wrap(line, size, side)]
            side += 14
        elif self.aim is not None:
            self.aim_lines = [("ch-t", part) for part in wrap(" ".join(self.aim.label_lines), 14, frame.width - 46)]
        self.pitch = min((frame.width - _LEFT - (side or 4)) / count, frame.pitch)
        self.right = _LEFT + self.pitch * count
        self.breadth = min(self.pitch * (frame.share if count <= 6 else max(frame.share, 0.62)), frame.column)

    def _lay_out_upwards(self) -> None:
        frame = self.frame
        values = [column.value for column in self.columns if column.value is not None]
        aims = [value for _, _, value in self.aim.pieces] if self.aim is not None else []
        lowest, highest = (float(most([Decimal(0), *values, *aims])) for most in (min, max))
        turned = self._lay_out_values()

        more = max(turned - 16, 0.0) + 18.0 * max(len(self.aim_lines) - 1, 0) * (not frame.aim_beside)
        below = (turned or 18.0) + 10 if lowest < 0 else 0.0
        self.top = frame.top + more
        self.bottom = frame.bottom + more + (turned if lowest < 0 else 0.0)
        self.scale = (self.bottom - below - self.top) / ((highest - lowest) or 1.0)
        whole = all(value == int(value) and 0 <= value <= MAX_BLOCKS for value in values)
        self.blocks = self.counted and whole and lowest == 0 and self.scale >= _LEAST_BLOCK
        nearest = min((abs(float(aim)) for aim in aims if aim), default=1.0)
        if self.blocks or not values:
            self.scale = min(self.scale, frame.block if values else frame.gap * _CLEAR / nearest)
        self.zero = self.bottom - below + lowest * self.scale
        self.peak = self.zero  # the highest point drawn so far

    def _lay_out_values(self) -> float:
        """Choose how the values are written; returns the length of the longest one that must be turned."""
        filled = [column for column in self.columns if column.value is not None]
        long = [column.shown for column in filled]
        short = [column.short or column.shown for column in filled]
        options = [(words, *size) for words in (long, short) for size in _VALUE_SIZES]
        fitting = (option for option in options if fits(option[0], option[2], self.pitch - option[3]))
        words, self.value_css, self.value_size, apart = next(fitting, options[-1])
        self.shown = dict(zip(filled, words, strict=True))
        self.is_turned = not fits(words, self.value_size, self.pitch - apart)
        return max((text_width(text, self.value_size) for text in words), default=0.0) if self.is_turned else 0.0

    # --- parts

    def _centre(self, index: int) -> float:
        return _LEFT + self.pitch * (index + 0.5)

    def _targets_at(self, index: int) -> list[float]:
        pieces = self.aim.pieces if self.aim is not None else ()
        return sorted(self.zero - float(value) * self.scale for first, last, value in pieces if first <= index <= last)

    def _write(self, css: str, x: float, y: float, text: str, anchor: str = "middle", *, turned: bool = False) -> None:
        turn = f"rotate(-90 {_px(x)} {_px(y)})" if turned else ""
        length = text_width(text, 20 if css == "ch-v" else 16)
        rise = {"start": length, "middle": length / 2}.get(anchor, 0.0) if turned else 15.0
        self.peak = min(self.peak, y - rise)
        self.texts.append(Text(css, _px(x), _px(y), anchor, turn, text))

    def _rect(self, css: str, index: int, y: float, height: float, breadth: float | None = None) -> None:
        breadth = breadth or self.breadth
        self.peak = min(self.peak, y)
        self.rects.append(Rect(css, _px(self._centre(index) - breadth / 2), _px(y), _px(breadth), _px(height)))

    def _column(self, index: int, column: Column, value: Decimal) -> None:
        tall = abs(float(value)) * self.scale
        end = self.zero - tall
        if value == 0:
            self._rect("ch-zero", index, self.zero - _ZERO, _ZERO)
        elif self.blocks:
            for number in range(1, int(value) + 1):
                self._rect("ch-bar", index, self.zero - number * self.scale + 3, self.scale - 3)
            end += 3
        else:
            tall = max(tall, _ZERO)
            end = self.zero - tall if value > 0 else self.zero + tall
            self._rect("ch-bar", index, min(end, self.zero), tall)
        self._value(index, self.shown[column], end, upwards=value >= 0)

    def _value(self, index: int, text: str, end: float, *, upwards: bool) -> None:
        """Beyond the end of its column and, where a target line would cross it, beyond that line."""
        turned = self.is_turned and len(text) > 2  # a single figure reads better upright
        tall = text_width(text, self.value_size) if turned else self.value_size * _CAP
        near = end - 14 if upwards else end + 12
        for target in sorted(self._targets_at(index), reverse=upwards):
            if upwards and near - tall - _AWAY < target < near + _AWAY:
                near = target - 8
            elif not upwards and near - _AWAY < target < near + tall + _AWAY:
                near = target + 8
        if turned:
            x = self._centre(index) + self.value_size * _CAP / 2
            self._write(self.value_css, x, near, text, "start" if upwards else "end", turned=True)
        else:
            self._write(self.value_css, self._centre(index), near if upwards else near + tall, text)

    def _gap(self, index: int, column: Column) -> None:
        """A dashed field on the base line; `out` is the way from the base line towards the larger room."""
        above, beneath = self.zero - self.top, self.bottom - self.zero
        out = 1 if above >= beneath else -1
        room = max(above, beneath)
        lines, size, turned = self._gap_words(column.why_empty, room)
        widest = max((text_width(line, size) for line in lines), default=0.0)
        need = (widest if turned else 16.0 * len(lines)) + 14 if lines else 0.0
        away = sorted(out * (self.zero - y) for y in self._targets_at(index))
        foot = 0.0  # the words stand from here outwards: beyond every line that would cross them
        for target in away:
            if 0 < target < foot + need + _AWAY:
                foot = target + _AWAY
        if foot + need > room + 18:
            lines, need, foot = [], 0.0, 0.0
        tall = foot + need if foot else max(self.frame.gap, need)
        beyond = [target for target in away if target > foot + need]
        if not foot and beyond:
            tall = min(tall, beyond[0] - 2)
        breadth = self.breadth if turned else max(self.breadth, widest + 12 if lines else 0)
        self._rect("ch-gap", index, self.zero - tall if out > 0 else self.zero, tall, breadth)
        middle = self.zero - out * (foot + tall) / 2
        css = "ch-t" if size == 14 else "ch-t ch--s"
        for number, line in enumerate(lines):
            shift = (number - (len(lines) - 1) / 2) * 16 + 5
            if turned:
                self._write(css, self._centre(index) + shift, middle, line, turned=True)
            else:
                self._write(css, self._centre(index), middle + shift, line)

    def _gap_words(self, words: str, room: float) -> tuple[list[str], float, bool]:
        for size in (14.0, 12.0):
            for across in (self.breadth - 6, self.pitch - 18):
                lines = wrap(words, size, across)
                if len(lines) <= 3 and fits(lines, size, across):
                    return lines, size, False
        for size in (14.0, 12.0):
            lines = wrap(words, size, room - 24)
            if len(lines) * 16 + 6 <= self.breadth and fits(lines, size, room - 24):
                return lines, size, True
        return [], 14.0, False  # nothing fits: the dashes stay, the table below has the words

    def _under_the_base(self) -> float:
        """The years and, in the wide picture, their statuses; returns the lowest point."""
        labels, room = [column.label for column in self.columns], self.pitch - 6
        split = [label.replace("–", "– ").split(" ") for label in labels]
        below = self.bottom + 25
        if fits(labels, 15, room) or fits(labels, 12, room):
            css = "ch-y" if fits(labels, 15, room) else "ch-y ch--s"
            for index, label in enumerate(labels):
                self._write(css, self._centre(index), below, label)
        elif all(fits(parts, 12, room) for parts in split):
            for index, parts in enumerate(split):
                for number, part in enumerate(parts):
                    self._write("ch-y ch--s", self._centre(index), below + 15 * number - 3, part)
            below += 15 * (max(map(len, split)) - 1) - 3
        else:
            for index, label in enumerate(labels):
                self._write("ch-y ch--s", self._centre(index) + 4, self.bottom + 10, label, "end", turned=True)
            below = self.bottom + 10 + max(text_width(label, 12) for label in labels)
        return self._statuses(below) if self.frame.aim_beside else below + 7

    def _statuses(self, below: float) -> float:
        marked = [(self._centre(index), column) for index, column in enumerate(self.columns) if column.status]
        if all(22 + text_width(column.word, 14) <= self.pitch - 8 for _, column in marked):
            for centre, column in marked:
                start = centre - (22 + text_width(column.word, 14)) / 2
                self.marks.append(Mark(column.status, _px(start), _px(below + 12)))
                self._write("ch-w", start + 22, below + 25, column.word, "start")
            return below + 41
        css, wrapped = self._wrapped([column.word for _, column in marked])
        for (centre, column), lines in zip(marked, wrapped, strict=True):
            self.marks.append(Mark(column.status, _px(centre - 8), _px(below + 12)))
            for number, line in enumerate(lines):
                self._write(css, centre, below + 45 + 16 * number, line)
        return below + 37 + 16 * max(map(len, wrapped), default=0)

    def _wrapped(self, words: list[str]) -> tuple[str, list[list[str]]]:
        for css, size in (("ch-w", 14.0), ("ch-w ch--s", 12.0)):
            wrapped = [wrap(word, size, self.pitch - 6) for word in words]
            if all(len(lines) <= 3 and fits(lines, size, self.pitch - 6) for lines in wrapped):
                return css, wrapped
        return "", [[] for _ in words]  # the shapes alone; the table below has the words

    def _target(self) -> float:
        """The line, piece by piece, and its words; returns where the picture starts: nothing is above."""
        frame = self.frame
        ends: dict[int, float] = {}
        for first, last, value in self.aim.pieces if self.aim is not None else ():
            y = self.zero - float(value) * self.scale
            left = _LEFT + self.pitch * first + (3 if first > 0 else 0)
            right = _LEFT + self.pitch * (last + 1) - (3 if last < len(self.columns) - 1 else 0)
            self.lines.append(Line("ch-target", _px(left), _px(y), _px(right), _px(y)))
            ends[last] = min(ends.get(last, y), y)
            self.peak = min(self.peak, y)
        if not ends:
            return max(self.peak - 8, 0.0)
        if frame.aim_beside:
            start = max(self.peak - 8, 0.0)
            x, y, step = self.right + 14, max(ends[max(ends)] - 1, start + 15), 19.0
        else:
            start = max(self.peak - 12 - 18 * len(self.aim_lines), 0.0)
            x, y, step = _LEFT + 38, start + 17, 18.0
            self.lines.append(Line("ch-target", _px(_LEFT), _px(y - 5), _px(_LEFT + 30), _px(y - 5)))
        for number, (css, text) in enumerate(self.aim_lines):
            self._write(css, x, y + step * number, text, "start")
        return start
