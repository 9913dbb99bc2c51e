"""The code that puts the embed page of an indicator on another site, in sizes that its content fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cooperation import rendering
from cooperation.text import Sentence, typeset
from indicators.charts.shapes import Chart, ChartPicture
from indicators.queries.indicators import IndicatorPage
from indicators.rules.status import ProgrammeStatus

WIDTHS = (300, 400, 480)  # px: of a narrow, a usual and the widest column
_PADDING = 34  # px: both sides, with the border
_SPARE = 30  # px: texts that break earlier than their length says


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedCode:
    """The HTML of a frame and its size in px."""

    width: int
    height: int
    html: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A paragraph of the embed page; in px: the mean width of a letter, the height of a line and of the margins."""

    text: str
    letter: float
    line: float
    margin: float = 12

    def height(self, width: int) -> float:
        return ceil(len(self.text) * self.letter / width) * self.line + self.margin


def embed_codes(
    url: str, page: IndicatorPage, chart: Chart, overall: ProgrammeStatus, target: Sentence | None
) -> tuple[EmbedCode, ...]:
    """Return the codes from the narrowest to the widest; a frame cannot ask its page how high it is."""
    lines, picture = list(_lines(page, overall, target)), chart.pictures[-1]
    sizes = [(width, embed_height(width, lines, picture)) for width in WIDTHS]
    return tuple(
        EmbedCode(width=width, height=height, html=_frame(url, page.indicator.name, width, height))
        for width, height in sizes
    )


def embed_height(width: int, lines: Iterable[_Line], picture: ChartPicture) -> int:
    """Return the height, in whole tens, at which the page needs no scroll bar; estimated from its texts."""
    inner = width - _PADDING
    _left, _top, picture_width, picture_height = map(float, picture.view_box.split())
    drawn = picture_height * inner / picture_width
    return ceil((_PADDING + _SPARE + drawn + sum(line.height(inner) for line in lines)) / 10) * 10


def _lines(page: IndicatorPage, overall: ProgrammeStatus, target: Sentence | None) -> Iterable[_Line]:
    """Return the texts of `indicator_embed.html`, those of the figure and the foot as long as they usually are."""
    target_text = rendering.render(target) if target else ""
    is_marked = settings.DEMO or page.programme.is_example
    yield _Line(text="x" if is_marked else "", letter=1, line=25, margin=12 if is_marked else 0)
    yield _Line(text=page.indicator.name, letter=10.2, line=23.2)
    yield _Line(text=rendering.render(overall.label), letter=8.3, line=23.3)
    if overall.sentence != overall.label:
        yield _Line(text=rendering.render(overall.sentence), letter=9, line=23.8)
    yield _Line(text=f"Wartość za 2025 r. 1234567 ({page.indicator.measure})", letter=8.3, line=23.3, margin=17)
    yield _Line(text=f"Wartość docelowa na 2025 r. {target_text}", letter=8.3, line=23.3, margin=29)
    yield _Line(text="Rok po roku, z opisem metody", letter=8.3, line=23.3)
    yield _Line(
        text=f"Monitoring programu współpracy, {page.programme.issuer}" + 60 * "x", letter=7, line=18.2, margin=0
    )


def _frame(url: str, name: str, width: int, height: int) -> SafeString:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
        url, typeset(name), width, height,
    )  # fmt: skip
