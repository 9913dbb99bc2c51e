"""What a document is made of: headings, words, paragraphs, tables and pictures; put together with running numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cooperation.text import join_sentences, typeset


@dataclass(frozen=True)
class Heading:
    """Level 1 is a chapter, 2 a section in it; the number is part of the document."""

    level: int
    number: str
    text: str

    @property
    def anchor(self) -> str:
        return f"r-{self.number.replace('.', '-')}"


@dataclass(frozen=True)
class Words:
    """What a coordinator wrote, in the subset of Markdown; `level`: of the headings in it, below the one above it."""

    text: str
    level: int = 3


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_missing: bool = False  # said instead of what is not there


@dataclass(frozen=True)
class Cell:
    lines: tuple[str, ...]
    status: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Column:
    """`weight`: its share of the width; a column of numbers is set right."""

    name: str
    weight: int
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    number: int
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    total: tuple[Cell, ...] | None = None

    @property
    def label(self) -> str:
        return _("Table %(number)s. %(caption)s") % {"number": self.number, "caption": self.caption}


@dataclass(frozen=True)
class Bar:
    label: str
    shares: tuple[tuple[str, str, int], ...]  # status, its word, how many


@dataclass(frozen=True)
class Picture:
    number: int
    caption: str
    bars: tuple[Bar, ...]
    source: str

    @property
    def label(self) -> str:
        return _("Figure %(number)s. %(caption)s") % {"number": self.number, "caption": self.caption}

    @property
    def alternative(self) -> str:
        """Everything that the picture shows, in words."""
        told = [
            f"{bar.label}: "
            + (", ".join(f"{word} – {count}" for _status, word, count in bar.shares) or _("no indicator"))
            for bar in self.bars
        ]
        return join_sentences(self.caption, "; ".join(told))


Block = Heading | Words | Paragraph | Table | Picture


@dataclass
class Document:
    """A document that is being put together, with its running numbers."""

    chapter: int = 0
    section: int = 0
    tables: int = 0
    pictures: int = 0
    source: str = ""
    blocks: list[Block] = field(default_factory=list)

    def heading(self, text: str) -> None:
        self.chapter, self.section = self.chapter + 1, 0
        self.blocks.append(Heading(1, str(self.chapter), typeset(text)))

    def subheading(self, text: str) -> None:
        self.section += 1
        self.blocks.append(Heading(2, f"{self.chapter}.{self.section}", typeset(text)))

    def tell(self, text: str, *, is_missing: bool = False) -> None:
        self.blocks.append(Paragraph(typeset(text), is_missing))

    def words(self, text: str) -> None:
        if text.strip():
            self.blocks.append(Words(text, level=3 if self.section else 2))
        else:
            self.tell(_("This chapter was not written."), is_missing=True)

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        total: Sequence[Cell] | None = None,
    ) -> None:
        self.tables += 1
        kept = tuple(tuple(row) for row in rows)
        self.blocks.append(
            Table(self.tables, typeset(caption), tuple(columns), kept, self.source, tuple(total) if total else None)
        )


def headings_of(blocks: Sequence[Block]) -> Iterator[Heading]:
    return (block for block in blocks if isinstance(block, Heading))


def cell(*lines: Any, status: str = "") -> Cell:
    return Cell(tuple(typeset(str(line)) for line in lines if line not in ("", None)), status)
