"""A text file as a document: lines become headings, paragraphs, items and tables.

Columns of a table are separated by tabs, by vertical bars (Markdown) or by runs of spaces.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.rules.documents.blocks import Block, BlockKind, Cell, Document, Place, table
from indicators.rules.documents.wording import BULLETS, footnote_text, split_number, tidy

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_TABLE_RULE = re.compile(r"[-–—=:|+\t ]+")
_GAP = re.compile(r"\s{2,}")
_CELL = re.compile(r"\S+(?: \S+)*")
MIN_SPACED_COLUMNS = 3
WRAPPED_LENGTH = 55  # characters; a shorter line ends where its author pressed Enter


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    number: int
    page: int = 0
    is_continued: bool | None = None  # by the next line; None: decide by the words

    @property
    def place(self) -> Place:
        return Place(page=self.page, line=self.number)


def normalise(text: str) -> str:
    """Return the text in NFC, with Unix line ends and without trailing spaces."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def document_of_text(text: str) -> Document:
    source = normalise(text)
    before = len(text) - len(text.lstrip("\r\n"))
    first = text[:before].replace("\r\n", "\n").count("\n") + 1
    lines = (Line(line, number) for number, line in enumerate(source.split("\n"), first))
    return Document(blocks=tuple(blocks_of(lines)), source=source)


def blocks_of(lines: Iterable[Line]) -> list[Block]:
    """Return the blocks of lines of text; blank lines separate paragraphs and tables."""
    blocks: list[Block] = []
    waiting = list(lines)
    at = 0
    while at < len(waiting):
        line = waiting[at]
        if not line.text.strip():
            at += 1
            continue
        for read in (_framed_table, _separated_table, _spaced_table):
            block, length = read(waiting, at)
            if block is not None:
                blocks.append(block)
                break
        else:
            block, length = _paragraph(waiting, at)
            blocks.append(block)
        at += length
    return blocks


# --- tables ----------------------------------------------------------------------------------------------------------


def _cells_of_line(text: str) -> list[str] | None:
    """Return the cells of a line with tabs or vertical bars, None for another line."""
    if "\t" in text.strip():
        return [cell.strip() for cell in text.split("\t")]
    stripped = text.strip()
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 2:
        return [cell.strip().replace("<br>", "\n").replace("<br/>", "\n") for cell in stripped[1:-1].split("|")]
    return None


_FRAME = str.maketrans("│║┃─═━┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╞╪╡╟╫╢", "|||-=-" + "+" * 24)
_FRAME_LINE = re.compile(r"\+[-=+ ]{2,}\+?")


def _framed_table(lines: Sequence[Line], at: int) -> tuple[Block | None, int]:
    """Return a table whose rows are separated by drawn lines ("+---+---+"); a row may have several lines of text."""
    rows: list[list[list[str]]] = []
    numbers: list[int] = []
    length = 0
    is_open = False
    for line in lines[at:]:
        text = line.text.strip().translate(_FRAME)
        if _FRAME_LINE.fullmatch(text):
            is_open = False
        elif length and text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            if is_open and len(rows[-1]) == len(cells):
                rows[-1] = [[*above, cell] for above, cell in zip(rows[-1], cells, strict=True)]
            else:
                rows.append([[cell] for cell in cells])
                numbers.append(line.number)
            is_open = True
        else:
            break
        length += 1
    if not rows:
        return None, 0
    return table(
        [[Cell(text="\n".join(cell).strip()) for cell in row] for row in rows], lines[at].place, numbers
    ), length


def _separated_table(lines: Sequence[Line], at: int) -> tuple[Block | None, int]:
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    length = 0
    for place, line in enumerate(lines[at:], at):
        cells = _cells_of_line(line.text)
        if cells is None and length and ("\t" in line.text or _stands_in_table(lines, place)):
            cells = [cell.strip() for cell in line.text.split("\t")]
        if cells is None:
            break
        length += 1
        if not _TABLE_RULE.fullmatch(line.text):
            rows.append([Cell(text=cell) for cell in cells])
            numbers.append(line.number)
    if not length:
        return None, 0
    return table(rows, lines[at].place, numbers), length


def _stands_in_table(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with one cell, which lost the separators at its end, is followed by another row."""
    following = next(
        (line for line in lines[at + 1 :] if _cells_of_line(line.text) is not None or not line.text.strip()), None
    )
    return bool(lines[at].text.strip()) and following is not None and _cells_of_line(following.text) is not None


def _spaced_table(lines: Sequence[Line], at: int) -> tuple[Block | None, int]:
    """Return a table whose columns begin where those of its first line begin.

    A line whose first column is empty continues the row above it.
    """
    starts = [match.start() for match in _CELL.finditer(lines[at].text)]
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if len(starts) < MIN_SPACED_COLUMNS or len(_GAP.split(below.strip())) < 2:
        return None, 0
    rows: list[list[str]] = []
    numbers: list[int] = []
    length = 0
    for line in lines[at:]:
        if not line.text.strip():
            break
        length += 1
        cells = _cells_at(line.text, starts)
        if rows and not cells[0] and len(numbers) > 1:
            rows[-1] = [
                f"{above}\n{cell}" if above and cell else above or cell
                for above, cell in zip(rows[-1], cells, strict=True)
            ]
        elif not _TABLE_RULE.fullmatch(line.text):
            rows.append(cells)
            numbers.append(line.number)
    return table([[Cell(text=cell) for cell in row] for row in rows], lines[at].place, numbers), length


def _cells_at(text: str, starts: Sequence[int]) -> list[str]:
    """Return the cells of a line, each in the column whose start is nearest to its own."""
    cells = [""] * len(starts)
    for match in _CELL.finditer(text):
        column = min(range(len(starts)), key=lambda place: abs(starts[place] - match.start()))
        cells[column] = f"{cells[column]} {match[0]}".strip()
    return cells


# --- other lines -----------------------------------------------------------------------------------------------------


def _paragraph(lines: Sequence[Line], at: int) -> tuple[Block, int]:
    first = line = lines[at]
    if heading := _HEADING.fullmatch(line.text.strip()):
        return Block(kind=BlockKind.HEADING, text=tidy(heading[2]), level=len(heading[1]), place=line.place), 1
    texts = [line.text.strip()]
    for following in lines[at + 1 :]:
        if not _continues(line, following):
            break
        texts.append(following.text.strip())
        line = following
    return line_block(joined(texts), first.place), len(texts)


def line_block(text: str, place: Place) -> Block:
    """Return the block of a line that is not part of a table or a longer paragraph."""
    if footnote := footnote_text(text):
        return Block(kind=BlockKind.FOOTNOTE, text=footnote, place=place)
    return Block(kind=BlockKind.ITEM if split_number(text).number else BlockKind.PARAGRAPH, text=text, place=place)


_BROKEN_WORD = re.compile(r"\w(?P<hyphen>[-\u00ad\u2010])$")
_COMPOUND = re.compile(r"\w{2}(?:[sc]k|n)o-$")  # "kujawsko-" of "kujawsko-pomorskiego"
_ENDING = re.compile(r"ś[cć]")  # "aktywno-ści" is no compound


def joined(lines: Sequence[str]) -> str:
    """Join lines; a hyphen at the end of a line is dropped, except that of a compound word."""
    text = ""
    for line in lines:
        if line[:1].islower() and (broken := _BROKEN_WORD.search(text)):
            is_compound = _COMPOUND.search(text) and not _ENDING.match(line)
            text = (text if is_compound else text[: broken.start("hyphen")]) + line
        else:
            text = f"{text} {line}".strip()
    return text


_REST_OF_ITEM = re.compile(r"[-–—]\s+\d")  # a target that the line above had no room for


def _continues(above: Line, below: Line) -> bool:
    """Return whether a line continues the sentence of a long line above it, or hangs below the text of an item."""
    text, upper = below.text.strip(), above.text.strip()
    if not text or _cells_of_line(below.text) is not None:
        return False
    is_rest = _REST_OF_ITEM.match(text) and upper[-1].isalpha() and split_number(upper).number not in BULLETS
    if split_number(text).number and not is_rest:
        return False
    if above.is_continued is not None:
        return above.is_continued
    is_hanging = _indent(below) > _indent(above) > 0 and bool(split_number(upper).number)
    is_long = len(upper) >= WRAPPED_LENGTH or is_hanging
    return is_long and upper[-1] not in ".:;" and (bool(is_rest) or text[0].islower())


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())
