"""The blocks of a document (headings, texts, tables, charts) and the builder that numbers them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.text import join_sentences, typeset
from indicators.charts.shapes import Chart, ChartPicture


@dataclass(frozen=True)
class DocumentHeading:
    """Level 1 is a chapter, 2 a section in it; the number is part of the document."""

    level: int
    number: str
    text: str

    @property
    def anchor(self) -> str:
        return f"r-{self.number.replace('.', '-')}"


@dataclass(frozen=True)
class ChapterText:
    """A text by a coordinator in a subset of Markdown; `level` is the level of the headings in it."""

    text: str
    level: int = 3


@dataclass(frozen=True)
class DocumentParagraph:
    text: str
    is_missing: bool = False  # stands for something that the programme lacks


@dataclass(frozen=True)
class DocumentCell:
    lines: tuple[str, ...]
    status: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class DocumentColumn:
    """`weight` is its share of the width; numbers are aligned to the right."""

    name: str
    weight: int
    is_number: bool = False


@dataclass(frozen=True)
class DocumentTable:
    number: int
    caption: str
    columns: tuple[DocumentColumn, ...]
    rows: tuple[tuple[DocumentCell, ...], ...]
    source: str
    total: tuple[DocumentCell, ...] | None = None

    @property
    def label(self) -> str:
        return _("Table %(number)s. %(caption)s") % {"number": self.number, "caption": self.caption}


class StatusShare(NamedTuple):
    """The part of a bar for one status; the width is the number of indicators."""

    status: str
    status_label: str
    indicators: int


@dataclass(frozen=True)
class StatusBar:
    label: str
    shares: tuple[StatusShare, ...]


@dataclass(frozen=True)
class StatusChart:
    number: int
    caption: str
    bars: tuple[StatusBar, ...]
    source: str

    @property
    def label(self) -> str:
        return _("Figure %(number)s. %(caption)s") % {"number": self.number, "caption": self.caption}

    @property
    def alternative(self) -> str:
        """The alternative text: everything that the chart shows."""
        shares_of_bars = [
            f"{bar.label}: "
            + (", ".join(f"{share.status_label} – {share.indicators}" for share in bar.shares) or _("no indicator"))
            for bar in self.bars
        ]
        return join_sentences(self.caption, "; ".join(shares_of_bars))


@dataclass(frozen=True, kw_only=True)
class IndicatorChart:
    key: str  # unique in the document
    name: str
    unit: str  # "mln zł", where every value has it
    signs: tuple[str, ...]
    chart: Chart

    @property
    def title(self) -> str:
        return _("%(name)s (%(unit)s)") % {"name": self.name, "unit": self.unit} if self.unit else self.name

    @property
    def alternative(self) -> str:
        """The alternative text: everything that the chart shows."""
        return join_sentences(self.chart.title, self.chart.description)


@dataclass(frozen=True, kw_only=True)
class IndicatorCharts:
    """The charts of several indicators as one figure; `is_single`: of one indicator, over the width of the page."""

    number: int
    caption: str
    charts: tuple[IndicatorChart, ...]
    source: str
    is_single: bool = False

    @property
    def label(self) -> str:
        return _("Figure %(number)s. %(caption)s") % {"number": self.number, "caption": self.caption}

    @property
    def signs(self) -> str:
        """What the signs of the charts mean, each once."""
        return " ".join(dict.fromkeys(sign for chart in self.charts for sign in chart.signs))

    def picture_of(self, chart: IndicatorChart) -> ChartPicture:
        return chart.chart.pictures[0 if self.is_single else -1]


DocumentBlock = DocumentHeading | ChapterText | DocumentParagraph | DocumentTable | StatusChart | IndicatorCharts


@dataclass
class DocumentBuilder:
    """Collects the blocks of a document and numbers its headings, tables and charts."""

    chapter: int = 0
    section: int = 0
    tables: int = 0
    charts: int = 0
    source: str = ""
    blocks: list[DocumentBlock] = field(default_factory=list)

    def heading(self, text: str) -> None:
        self.chapter, self.section = self.chapter + 1, 0
        self.blocks.append(DocumentHeading(1, str(self.chapter), typeset(text)))

    def subheading(self, text: str) -> None:
        self.section += 1
        self.blocks.append(DocumentHeading(2, f"{self.chapter}.{self.section}", typeset(text)))

    def paragraph(self, text: str, *, is_missing: bool = False) -> None:
        self.blocks.append(DocumentParagraph(typeset(text), is_missing))

    def chapter_text(self, text: str) -> None:
        if text.strip():
            self.blocks.append(ChapterText(text, level=3 if self.section else 2))
        else:
            self.paragraph(_("This chapter was not written."), is_missing=True)

    def indicator_charts(self, caption: str, charts: Sequence[IndicatorChart], *, is_single: bool = False) -> None:
        self.charts += 1
        self.blocks.append(
            IndicatorCharts(
                number=self.charts,
                caption=typeset(caption),
                charts=tuple(charts),
                source=self.source,
                is_single=is_single,
            )
        )

    def table(
        self,
        caption: str,
        columns: Sequence[DocumentColumn],
        rows: Sequence[Sequence[DocumentCell]],
        total: Sequence[DocumentCell] | None = None,
    ) -> None:
        self.tables += 1
        frozen_rows = tuple(tuple(row) for row in rows)
        self.blocks.append(
            DocumentTable(
                self.tables, typeset(caption), tuple(columns), frozen_rows, self.source, tuple(total) if total else None
            )
        )


def headings_of(blocks: Sequence[DocumentBlock]) -> Iterator[DocumentHeading]:
    return (block for block in blocks if isinstance(block, DocumentHeading))


def cell(*lines: str | int | None, status: str = "") -> DocumentCell:
    return DocumentCell(tuple(typeset(str(line)) for line in lines if line not in ("", None)), status)
