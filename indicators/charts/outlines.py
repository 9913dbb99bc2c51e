"""Texts as outlines of the portal's typeface, for pictures that cannot load a font."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "static/vendor/fonts"
_SUBSETS = ("public-sans-latin-wght-normal.woff2", "public-sans-latin-ext-wght-normal.woff2")
_REPLACEMENT = "?"  # for a character that neither file has


def outlined_text(
    text: str, *, x: float, y: float, size: float, weight: int, fill: str, anchor: str = "start", turn: str = ""
) -> str:
    """Return the text as an SVG group whose base line is at `y`."""
    x -= {"middle": outlined_width(text, size, weight) / 2, "end": outlined_width(text, size, weight)}.get(anchor, 0.0)
    paths = []
    for path, scale, advance in _glyphs(text, weight):
        if path:
            factor = f"{size * scale:.5f}"
            paths.append(f'<path d="{path}" transform="matrix({factor} 0 0 -{factor} {x:.2f} {y:.2f})"/>')
        x += advance * scale * size
    rotation = f' transform="{escape(turn)}"' if turn else ""
    return f'<g fill="{fill}"{rotation}>{"".join(paths)}</g>'


def outlined_width(text: str, size: float, weight: int) -> float:
    return sum(advance * scale * size for _path, scale, advance in _glyphs(text, weight))


def _glyphs(text: str, weight: int) -> Iterator[tuple[str, float, float]]:
    """Yield each character's outline, the size of its unit in ems, and its advance."""
    return (_glyph(character, weight) for character in text)


@lru_cache(maxsize=2048)
def _glyph(character: str, weight: int) -> tuple[str, float, float]:
    font = next((font for font in _fonts() if ord(character) in font.getBestCmap()), None)
    if font is None:
        return _glyph(_REPLACEMENT, weight)
    glyphs = font.getGlyphSet(location={"wght": weight})
    name = font.getBestCmap()[ord(character)]
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}")
    glyphs[name].draw(pen)
    return pen.getCommands(), 1 / font["head"].unitsPerEm, glyphs[name].width


@lru_cache(maxsize=1)
def _fonts() -> tuple[TTFont, ...]:
    return tuple(TTFont(FONTS / name) for name in _SUBSETS)
