"""The data of a chart and the shapes that the template prints."""

from dataclasses import dataclass
from decimal import Decimal

# --- input -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ChartColumn:
    """One year: its value or the reason for having none. All texts are translated, all numbers formatted."""

    label: str  # "2021", "2021–2022"
    value: Decimal | None
    value_label: str  # "12 610 400,00 zł"
    short_value_label: str = ""  # "12,6 mln zł": used where `value_label` is too long for the column
    status: str  # "" for none; also the name of its symbol
    status_label: str
    gap_reason: str  # "brak danych"; used when `value` is None


@dataclass(frozen=True, kw_only=True)
class ChartTarget:
    """The target: its label and the pieces of its line (first column, last column, value), both columns included."""

    label_lines: tuple[str, ...]
    pieces: tuple[tuple[int, int, Decimal], ...]


# --- output: numbers are strings with a decimal point, which no template can localise ------------------------------


@dataclass(frozen=True, kw_only=True)
class ChartRect:
    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, kw_only=True)
class ChartLine:
    css: str
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, kw_only=True)
class ChartText:
    css: str
    x: str
    y: str
    anchor: str
    turn: str  # an SVG transform or ""
    text: str


@dataclass(frozen=True, kw_only=True)
class StatusSymbol:
    status: str
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class ChartPicture:
    css: str
    view_box: str
    title_id: str
    desc_id: str
    rects: tuple[ChartRect, ...]
    texts: tuple[ChartText, ...]
    symbols: tuple[StatusSymbol, ...]
    lines: tuple[ChartLine, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    title: str
    description: str
    pictures: tuple[ChartPicture, ...]
