"""Pictures of a report as PNG: one bar for each goal, parted by status; every part has its number beside the colour."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from reports.exports.outline import Picture

FONT_FILE = Path(__file__).resolve().parents[2] / "static/vendor/fonts/public-sans-latin-ext-wght-normal.woff2"
PLAIN_FILE = FONT_FILE.with_name("public-sans-latin-wght-normal.woff2")
# The hues of the status vocabulary on white; the number and the legend's word carry the meaning.
HUES = {
    "met": "#1d6b3f", "partly_met": "#8a5a00", "not_met": "#9c2f1b", "overdue": "#97206b", "awaited": "#2a5aa8",
    "in_progress": "#2a5aa8", "ahead": "#2a5aa8", "on_track": "#2a5aa8", "behind": "#2a5aa8",
    "no_threshold": "#51606f", "to_be_assessed": "#6a3f9c", "no_data": "#97206b",
}  # fmt: skip
GREY = "#747b88"
WIDTH, BAR, GAP, LEFT, TOP = 1600, 54, 26, 190, 20


def bars_png(picture: Picture) -> bytes:
    rows = len(picture.bars)
    legend = _legend(picture)
    lines = -(-len(legend) // 3)
    height = TOP + rows * (BAR + GAP) + 20 + lines * 46
    image = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(image)
    most = max((sum(count for _s, _w, count in bar.shares) for bar in picture.bars), default=0) or 1
    for place, bar in enumerate(picture.bars):
        _bar(draw, bar, TOP + place * (BAR + GAP), most)
    for place, (status, word) in enumerate(legend):
        x, y = 20 + (place % 3) * 530, height - lines * 46 + (place // 3) * 46
        draw.rectangle((x, y + 6, x + 26, y + 32), fill=HUES.get(status, GREY))
        _write(draw, (x + 40, y + 4), word, "#14171e")
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True, dpi=(250, 250))
    return target.getvalue()


def _legend(picture: Picture) -> list[tuple[str, str]]:
    found = {status: word for bar in picture.bars for status, word, _count in bar.shares}
    return list(found.items())


def _bar(draw: Any, bar: Any, y: int, most: int) -> None:
    _write(draw, (20, y + 10), bar.label, "#14171e")
    x, unit = float(LEFT), (WIDTH - LEFT - 20) / most
    if not bar.shares:
        draw.line((x, y + BAR / 2, x + 60, y + BAR / 2), fill=GREY, width=3)
    for status, _word, count in bar.shares:
        wide = count * unit
        draw.rectangle((x, y, x + wide - 4, y + BAR), fill=HUES.get(status, GREY))
        _write(draw, (x + 12, y + 10), str(count), "white")
        x += wide


def _write(draw: Any, place: tuple[float, float], text: str, fill: str) -> None:
    """Letter by letter from the file that has it."""
    x, y = place
    for letter in text:
        font, known = _font(PLAIN_FILE)
        if ord(letter) not in known:
            font, known = _font(FONT_FILE)
        draw.text((x, y), letter, font=font, fill=fill)
        x += draw.textlength(letter, font=font)


@lru_cache(maxsize=2)
def _font(path: Path) -> tuple[Any, frozenset[int]]:
    """The web font of the pages, unpacked in memory, and the characters that it has."""
    opened = TTFont(path)
    known = frozenset(opened.getBestCmap())
    opened.flavor = None
    target = io.BytesIO()
    opened.save(target)
    target.seek(0)
    font = ImageFont.truetype(target, 30)
    font.set_variation_by_axes([500])  # the file begins with the thinnest weight
    return font, known
