"""Where a text has room in a dashed field that lines may cross."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.charts.canvas import fit, text_width, wrap_label

LINE_HEIGHT = 16.0
_MARGIN = 5.0  # between a text and the lines above and below it
_MAX_LINES = 3


@dataclass(frozen=True, kw_only=True)
class FieldText:
    """The lines of a text, their font size, and the middle of the place that they take."""

    lines: tuple[str, ...]
    size: float
    turned: bool
    middle: float
    width: float  # of the field that contains it


def free_segments(top: float, bottom: float, bands: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the parts of the field between `top` and `bottom` that no band covers, the highest part first."""
    segments, start = [], top
    for band_top, band_bottom in sorted(bands):
        if band_bottom < top or band_top > bottom:
            continue
        segments.append((start, band_top))
        start = max(start, band_bottom)
    segments.append((start, bottom))
    return [(first, last) for first, last in segments if last > first]


def place_text(
    labels: Sequence[str], segments: Sequence[tuple[float, float]], widths: Sequence[float], *, may_turn: bool
) -> FieldText | None:
    """Return the first layout of the first label that fits into a segment, the roomiest tried first; None if none does.

    `widths`: of the column, and the widest to which a field may grow. A text is turned only where it fits in no other
    way.
    """
    roomiest = sorted(segments, key=lambda segment: segment[0] - segment[1])
    for lines, size, turned in _layouts(labels, widths, roomiest, may_turn=may_turn):
        longest = max(text_width(line, size) for line in lines)
        height = (longest if turned else LINE_HEIGHT * len(lines)) + 2 * _MARGIN
        for top, bottom in roomiest:
            if height <= bottom - top:
                width = widths[0] if turned else longest
                return FieldText(
                    lines=tuple(lines), size=size, turned=turned, middle=(top + bottom) / 2, width=width + 4
                )
    return None


def _layouts(
    labels: Sequence[str], widths: Sequence[float], segments: Sequence[tuple[float, float]], *, may_turn: bool
) -> Iterator[tuple[list[str], float, bool]]:
    """Yield lines, font size and whether they are turned, the most readable first."""
    for label in filter(None, labels):
        for size, width in ((14.0, widths[0]), (12.0, widths[0]), (14.0, widths[-1]), (12.0, widths[-1])):
            lines = wrap_label(label, size, width)
            if len(lines) <= _MAX_LINES and fit(lines, size, width):
                yield lines, size, False
    if not (may_turn and segments):
        return
    room = segments[0][1] - segments[0][0] - 2 * _MARGIN
    for label in filter(None, labels):
        for size in (14.0, 12.0):
            lines = wrap_label(label, size, room)
            if len(lines) * LINE_HEIGHT <= widths[0] and fit(lines, size, room):
                yield lines, size, True
