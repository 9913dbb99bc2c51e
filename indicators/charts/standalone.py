"""A chart as SVG that needs nothing else: with its colours and with texts as outlines; and any such SVG as PNG."""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

import resvg_py

from indicators.charts.colours import ACCENT, BAR, BRICK, INK, INK_2, INK_3, LINE, LINE_STRONG, PAPER, STATUS_HUES
from indicators.charts.outlines import outlined_text
from indicators.charts.shapes import ChartPicture, ChartText

STATUS_SYMBOLS = Path(__file__).resolve().parents[2] / "static/status.svg"
_SYMBOL = re.compile(r'<symbol id="s-(\w+)"[^>]*>(.*?)</symbol>', re.DOTALL)
# CSS class (assets/site.css/5-charts.css): font size, weight, colour
_TEXT_STYLES = {
    "ch-t": (14, 500, INK_2),
    "ch-w": (14, 600, INK),
    "ch-y": (15, 650, INK),
    "ch-v": (20, 700, INK),
    "ch-on": (12, 650, PAPER),
}
_SIZES = {"ch-v ch--m": 16, "ch-v ch--s": 13}
_SHAPE_STYLES = {
    "ch-bar": f'fill="{BAR}"',
    "ch-zero": f'fill="{BAR}"',
    "ch-done": f'fill="{BAR}"',
    "ch-past": f'fill="{BAR}" fill-opacity=".3" stroke="{BAR}"',
    "ch-outline": f'fill="{PAPER}" stroke="{BAR}" stroke-width="2"',
    "ch-met": f'fill="{ACCENT}"',
    "ch-unmet": f'fill="{PAPER}" stroke="{BRICK}" stroke-width="2.5"',
    "ch-off": f'fill="{LINE}"',
    "ch-grid": f'fill="{LINE}"',
    "ch-gap": f'fill="none" stroke="{LINE_STRONG}" stroke-width="1.5" stroke-dasharray="4 4"',
    "ch-dot": f'fill="{INK}"',
    "ch-base": f'stroke="{INK}" stroke-width="1.5"',
    "ch-day": f'stroke="{INK}" stroke-width="1.5"',
    "ch-target": f'stroke="{INK}" stroke-width="2.5"',
    "ch-plan": f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="2 3"',
    "ch-hatch": f'stroke="{INK}" stroke-width="1.5"',
    "ch-none": f'stroke="{INK_2}" stroke-width="1.5"',
    "ch-before": f'stroke="{INK}" stroke-width="2.5" stroke-linecap="round" stroke-dasharray="0.1 6"',
    "ch-was": f'stroke="{INK_2}" stroke-width="1.5" stroke-dasharray="3 3"',
}


def standalone_svg(picture: ChartPicture, *, fonts: str = "") -> str:
    """Return the picture as an SVG document without any outside resource.

    `fonts`: the families of a document that has the typeface; its texts remain texts, otherwise they become outlines.
    """
    _left, _top, width, height = picture.view_box.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{picture.view_box}" width="{width}" height="{height}">'
        f"{picture_shapes(picture, fonts=fonts)}</svg>"
    )


def picture_shapes(picture: ChartPicture, *, fonts: str = "") -> str:
    """Return the shapes of a picture in its own coordinates, in the order in which the page draws them."""
    shapes = [
        f'<rect x="{rect.x}" y="{rect.y}" width="{rect.width}" height="{rect.height}" {_SHAPE_STYLES[rect.css]}/>'
        for rect in picture.rects
    ]
    shapes += [
        f'<line x1="{line.x1}" y1="{line.y1}" x2="{line.x2}" y2="{line.y2}" {_SHAPE_STYLES[line.css]}/>'
        for line in picture.lines
    ]
    shapes += [f'<circle cx="{dot.x}" cy="{dot.y}" r="{dot.radius}" {_SHAPE_STYLES[dot.css]}/>' for dot in picture.dots]
    shapes += [_text(text, fonts) for text in picture.texts]
    shapes += [status_symbol(symbol.status, float(symbol.x), float(symbol.y), 16) for symbol in picture.symbols]
    return "".join(shapes)


def _text(text: ChartText, fonts: str) -> str:
    size, weight, fill = _TEXT_STYLES[text.css.split()[0]]
    size = _SIZES.get(text.css, 12 if text.css.endswith("ch--s") else size)
    if fonts:
        turn = f' transform="{text.turn}"' if text.turn else ""
        return (
            f'<text x="{text.x}" y="{text.y}" text-anchor="{text.anchor}" font-family="{fonts}" font-size="{size}" '
            f'font-weight="{weight}" fill="{fill}"{turn}>{escape(text.text)}</text>'
        )
    return outlined_text(
        text.text, x=float(text.x), y=float(text.y), size=size, weight=weight, fill=fill, anchor=text.anchor,
        turn=text.turn,
    )  # fmt: skip


def status_symbol(status: str, x: float, y: float, size: float) -> str:
    """Return the symbol of a status in its colour; `x` and `y`: its left upper corner."""
    hue = STATUS_HUES.get(status, INK_3)
    shape = _symbols()[status].replace("currentColor", hue)
    return f'<g fill="{hue}" transform="translate({x:.1f} {y:.1f}) scale({size / 16:.4f})">{shape}</g>'


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    """Return the symbols that pages show, by status."""
    return dict(_SYMBOL.findall(STATUS_SYMBOLS.read_text(encoding="utf-8")))


def png_of(svg: str, *, zoom: float = 1) -> bytes:
    """Return the SVG as PNG in its own size, or `zoom` times as large."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=zoom))
