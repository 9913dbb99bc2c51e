"""Image of 1200 x 630 px that other sites show beside a link: title, status, sentence, and a chart or counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.charts.colours import ACCENT, INK, INK_2, PAPER
from indicators.charts.outlines import outlined_text, outlined_width
from indicators.charts.shapes import ChartPicture
from indicators.charts.standalone import picture_shapes, status_symbol

WIDTH, HEIGHT = 1200, 630
_MARGIN, _BAR = 60, 14
_CHART = (570.0, 110.0, 570.0, 410.0)  # left, top, width, height
_TEXT_WIDTH = 490.0  # beside the chart
_FOOT = 540.0
_TITLE_SIZES = ((46.0, 3), (38.0, 3), (32.0, 5))  # font size, the most lines


@dataclass(frozen=True, kw_only=True)
class ShareImageCount:
    status: str
    label: str
    indicators: int


@dataclass(frozen=True, kw_only=True)
class ShareImage:
    """The texts of an image, all translated; either a picture or counts fill its right half."""

    above: str  # "Program współpracy 2022–2025"
    title: str
    status: str = ""
    status_label: str = ""
    sentence: str
    office: str
    note: str  # after the office's name: "Monitoring programu współpracy (dane przykładowe)"
    dated: str  # "stan na 27 lipca 2025 r."
    picture: ChartPicture | None = None
    counts: Sequence[ShareImageCount] = ()


def share_image_svg(image: ShareImage) -> str:
    """Return the image as SVG, with texts as outlines."""
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<rect width="{WIDTH}" height="{_BAR}" fill="{ACCENT}"/>',
        _line(_cut(image.above, 21, 500, WIDTH - 2 * _MARGIN), 21, 500, 91, fill=INK_2),
    ]
    title_size, title = _fitted_title(image.title)
    y = 110.0
    for line in title:
        y += title_size * 1.1
        parts.append(_line(line, title_size, 750, y))
    y += 24
    if image.status:
        parts.append(status_symbol(image.status, _MARGIN, y + 4, 25))
        status_lines = _wrapped(image.status_label, 25, 550, _TEXT_WIDTH - 37, 2)
        for line in status_lines:
            y += 30
            parts.append(_line(line, 25, 550, y - 4, x=_MARGIN + 37))
        y += 12
    room = max(int((_FOOT - 14 - y) // 33), 0)
    for line in _wrapped(image.sentence, 25, 450, _TEXT_WIDTH, room):
        y += 33
        parts.append(_line(line, 25, 450, y - 4))
    parts.append(_right_half(image))
    parts.append(f'<rect x="{_MARGIN}" y="{_FOOT}" width="{WIDTH - 2 * _MARGIN}" height="2" fill="{INK}"/>')
    parts += _foot(image)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _fitted_title(title: str) -> tuple[float, list[str]]:
    """Return the largest font size at which the whole title fits, and its lines; the smallest one may cut it."""
    layouts = [(size, _wrapped(title, size, 750, _TEXT_WIDTH, most)) for size, most in _TITLE_SIZES]
    whole = (layout for layout in layouts if not any(line.endswith("…") for line in layout[1]))
    return next(whole, layouts[-1])


def _right_half(image: ShareImage) -> str:
    left, top, width, height = _CHART
    if image.picture is not None:
        x, y, own_width, own_height = map(float, image.picture.view_box.split())
        scale = min(width / own_width, height / own_height)
        shift_x, shift_y = left + width - own_width * scale, top + (height - own_height * scale) / 2
        place = f"translate({shift_x - x * scale:.1f} {shift_y - y * scale:.1f}) scale({scale:.4f})"
        return f'<g transform="{place}">{picture_shapes(image.picture)}</g>'
    rows = []
    step = min(height / max(len(image.counts), 1), 58.0)
    for place_, count in enumerate(image.counts):
        y = top + 20 + step * (place_ + 1)
        rows.append(status_symbol(count.status, left + 60, y - 26, 30))
        rows.append(_line(str(count.indicators), 34, 700, y, x=left + 168, anchor="end"))
        rows.append(_line(_cut(count.label, 25, 500, width - 190), 25, 500, y - 2, x=left + 188))
    return "".join(rows)


def _foot(image: ShareImage) -> list[str]:
    """Return the office, what the portal is, and the day."""
    y = _FOOT + 38
    dated_width = outlined_width(image.dated, 20, 450)
    room = WIDTH - 2 * _MARGIN - dated_width - 30
    office = _cut(image.office, 20, 700, room)
    office_width = outlined_width(office, 20, 700)
    parts = [
        _line(office, 20, 700, y),
        _line(image.dated, 20, 450, y, x=WIDTH - _MARGIN, anchor="end", fill=INK_2),
    ]
    note = f" – {image.note}" if office else image.note
    if office_width + outlined_width(note, 20, 450) <= room:
        parts.append(_line(note, 20, 450, y, x=_MARGIN + office_width, fill=INK_2))
    return parts


def _line(
    text: str, size: float, weight: int, y: float, *, x: float = _MARGIN, anchor: str = "start", fill: str = INK
) -> str:
    return outlined_text(text, x=x, y=y, size=size, weight=weight, fill=fill, anchor=anchor)


def _wrapped(text: str, size: float, weight: int, width: float, most: int) -> list[str]:
    """Break the text at ordinary spaces into at most `most` lines; the last one is cut where more would follow."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most:
        count = 1
        while count < len(words) and outlined_width(" ".join(words[: count + 1]), size, weight) <= width:
            count += 1
        is_last = len(lines) == most - 1
        line = " ".join(words if is_last else words[:count])
        lines.append(_cut(line, size, weight, width))
        words = [] if is_last else words[count:]
    return lines


def _cut(text: str, size: float, weight: int, width: float) -> str:
    if outlined_width(text, size, weight) <= width:
        return text
    while text and outlined_width(f"{text}…", size, weight) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
