"""Charts of a report as PNG: a bar for each goal, divided by status; a status has a colour, a pattern and a label."""

import io
import math
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from reports.exports.blocks import StatusBar, StatusChart

LATIN_EXTENDED_FONT = (
    Path(__file__).resolve().parents[2] / "static/vendor/fonts/public-sans-latin-ext-wght-normal.woff2"
)
LATIN_FONT = LATIN_EXTENDED_FONT.with_name("public-sans-latin-wght-normal.woff2")
# The colours of statuses on white; in a grey print patterns distinguish them, labels name them.
HUES = {
    "met": "#1d6b3f", "partly_met": "#8a5a00", "not_met": "#9c2f1b", "overdue": "#97206b", "awaited": "#2a5aa8",
    "in_progress": "#2a5aa8", "ahead": "#2a5aa8", "on_track": "#2a5aa8", "behind": "#2a5aa8",
    "no_threshold": "#51606f", "to_be_assessed": "#6a3f9c", "no_data": "#97206b",
}  # fmt: skip
GREY = "#5b6270"
# Lines on the colour: their direction and the distance between them in pixels.
PATTERNS = {
    "partly_met": (("/", 22),), "not_met": (("/", 22), ("\\", 22)), "overdue": (("|", 18),), "awaited": (("-", 18),),
    "in_progress": (("|", 18), ("-", 18)), "ahead": (("\\", 22),), "on_track": (("\\", 11),), "behind": (("/", 11),),
    "no_threshold": (("-", 9),), "to_be_assessed": (("|", 9),), "no_data": (("|", 9), ("-", 18)),
    "no_reading": (("|", 18), ("-", 9)), "not_applicable": (("/", 11), ("\\", 11)), "not_due_yet": (("/", 40),),
}  # fmt: skip
WIDTH, BAR, GAP, LEFT, TOP = 1600, 54, 26, 190, 20


def bars_png(chart: StatusChart) -> bytes:
    """Return the chart with its legend, which has three statuses in a line."""
    rows = len(chart.bars)
    legend = _legend(chart)
    lines = math.ceil(len(legend) / 3)
    height = TOP + rows * (BAR + GAP) + 20 + lines * 46
    image = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(image)
    most = max((sum(share.indicators for share in bar.shares) for bar in chart.bars), default=0) or 1
    for index, bar in enumerate(chart.bars):
        _bar(image, draw, bar, TOP + index * (BAR + GAP), most)
    for index, (status, label) in enumerate(legend):
        line, column = divmod(index, 3)
        x, y = 20 + column * 530, height - (lines - line) * 46
        _fill(image, (x, y + 2, x + 44, y + 36), status)
        _write(draw, (x + 58, y + 4), label, "#14171e")
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True, dpi=(250, 250))
    return target.getvalue()


def _legend(chart: StatusChart) -> list[tuple[str, str]]:
    """Return (status, its label) of each status in the chart."""
    labels = {share.status: share.status_label for bar in chart.bars for share in bar.shares}
    return list(labels.items())


def _bar(image: Image.Image, draw: ImageDraw.ImageDraw, bar: StatusBar, y: int, most: int) -> None:
    _write(draw, (20, y + 10), bar.label, "#14171e")
    x, unit = float(LEFT), (WIDTH - LEFT - 20) / most
    if not bar.shares:
        draw.line((x, y + BAR / 2, x + 60, y + BAR / 2), fill=GREY, width=3)
    for share in bar.shares:
        width = share.indicators * unit
        _fill(image, (round(x), y, round(x + width) - 4, y + BAR), share.status)
        long_label, short_label = f"{share.status_label}: {share.indicators}", str(share.indicators)
        label = long_label if _length(draw, long_label) < width - 40 else short_label
        draw.rectangle((x + 6, y + 7, x + 18 + _length(draw, label), y + BAR - 7), fill=HUES.get(share.status, GREY))
        _write(draw, (x + 12, y + 10), label, "white")
        x += width


def _fill(image: Image.Image, box: tuple[int, int, int, int], status: str) -> None:
    """Fill the box with the status's colour and its pattern in a lighter one."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    tile = Image.new("RGB", (wide, high), HUES.get(status, GREY))
    draw = ImageDraw.Draw(tile)
    light = Image.blend(tile, Image.new("RGB", tile.size, "white"), 0.55).getpixel((0, 0))
    for direction, gap in PATTERNS.get(status, ()):
        for place in range(0, wide + high, gap):
            lines = {
                "|": (place, 0, place, high), "-": (0, place, wide, place),
                "/": (place, 0, place - high, high), "\\": (place - high, 0, place, high),
            }  # fmt: skip
            draw.line(lines[direction], fill=light, width=3)
    image.paste(tile, (left, top))


def _length(draw: ImageDraw.ImageDraw, text: str) -> float:
    return sum(draw.textlength(letter, font=_font_with(letter)) for letter in text)


def _write(draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, fill: str) -> None:
    """Draw each letter from the font file that contains it."""
    x, y = place
    for letter in text:
        font = _font_with(letter)
        draw.text((x, y), letter, font=font, fill=fill)
        x += draw.textlength(letter, font=font)


def _font_with(letter: str) -> ImageFont.FreeTypeFont:
    """Return the Latin font, or the extended Latin font (ą, ł, ő …) for a letter that it lacks."""
    font, characters = _font(LATIN_FONT)
    return font if ord(letter) in characters else _font(LATIN_EXTENDED_FONT)[0]


@lru_cache(maxsize=2)
def _font(path: Path) -> tuple[ImageFont.FreeTypeFont, frozenset[int]]:
    """Return the web font of the pages, unpacked in memory, and the characters that it contains."""
    web_font = TTFont(path)
    characters = frozenset(web_font.getBestCmap())
    web_font.flavor = None
    target = io.BytesIO()
    web_font.save(target)
    target.seek(0)
    font = ImageFont.truetype(target, 30)
    font.set_variation_by_axes([500])  # the file begins with the thinnest weight
    return font, characters
