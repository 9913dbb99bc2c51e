"""The canvas that every kind of chart draws on, and the width of texts.

SVG text anchors place the labels. How many characters fit into a line follows from one mean width of a character.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from indicators.charts.shapes import ChartDot, ChartLine, ChartPicture, ChartRect, ChartText, StatusSymbol

CHARACTER_WIDTH = 0.58  # of the font size: mean of Public Sans, with room for a text of digits
DIGIT_HEIGHT = 0.75  # of the font size
SYMBOL_SIZE = 16


def text_width(text: str, size: float) -> float:
    return len(text) * size * CHARACTER_WIDTH


def wrap_label(text: str, size: float, width: float) -> list[str]:
    """Break the text at ordinary spaces; a longer word keeps a line of its own."""
    characters = max(int(width / (size * CHARACTER_WIDTH)), 1)
    return textwrap.wrap(text, characters, break_long_words=False, break_on_hyphens=False)


def fit(lines: Iterable[str], size: float, width: float) -> bool:
    return all(text_width(line, size) <= width for line in lines)


def _px(number: float) -> str:
    return f"{number + 0.0:.1f}"  # adding zero turns -0.0 into 0.0


@dataclass
class Canvas:
    rects: list[ChartRect] = field(default_factory=list)
    texts: list[ChartText] = field(default_factory=list)
    symbols: list[StatusSymbol] = field(default_factory=list)
    lines: list[ChartLine] = field(default_factory=list)
    dots: list[ChartDot] = field(default_factory=list)

    def rect(self, css: str, x: float, y: float, width: float, height: float) -> None:
        self.rects.append(ChartRect(css=css, x=_px(x), y=_px(y), width=_px(width), height=_px(height)))

    def text(self, css: str, x: float, y: float, text: str, anchor: str = "middle", *, turned: bool = False) -> None:
        turn = f"rotate(-90 {_px(x)} {_px(y)})" if turned else ""
        self.texts.append(ChartText(css=css, x=_px(x), y=_px(y), anchor=anchor, turn=turn, text=text))

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.lines.append(ChartLine(css=css, x1=_px(x1), y1=_px(y1), x2=_px(x2), y2=_px(y2)))

    def dot(self, css: str, x: float, y: float, radius: float) -> None:
        self.dots.append(ChartDot(css=css, x=_px(x), y=_px(y), radius=_px(radius)))

    def symbol(self, status: str, x: float, y: float) -> None:
        """Draw the symbol of a status around the point `x`, its top at `y`."""
        self.symbols.append(StatusSymbol(status=status, x=_px(x - SYMBOL_SIZE / 2), y=_px(y)))

    def picture(self, css: str, id_prefix: str, *, top: float, width: float, bottom: float) -> ChartPicture:
        return ChartPicture(
            css=css,
            view_box=f"0 {top:.0f} {width:.0f} {bottom - top:.0f}",
            title_id=f"{id_prefix}-{css}-title",
            desc_id=f"{id_prefix}-{css}-desc",
            rects=tuple(self.rects),
            texts=tuple(self.texts),
            symbols=tuple(self.symbols),
            lines=tuple(self.lines),
            dots=tuple(self.dots),
        )
