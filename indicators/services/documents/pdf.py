"""PDF files with text: lines and ruled tables of each page."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from cooperation.json_object import JsonObject
from cooperation.text import say
from indicators.rules.documents.blocks import Block, Cell, Document, Place, table
from indicators.rules.documents.plain_text import Line, blocks_of
from indicators.services.documents.errors import DocumentRefused

MAX_PAGES = 200
MAX_LEADING = 0.9  # of the height of a line; a larger gap separates paragraphs
MIN_CHARACTERS = 20  # on all pages; a scanned document has stamps and page numbers at most


def document_of_pdf(raw: bytes) -> Document:
    """Return the text of a PDF; raises DocumentRefused for scans and passwords."""
    try:
        file = pdfplumber.open(io.BytesIO(raw))
    except Exception as error:
        if "password" in type(error).__name__.lower() or "Password" in repr(error):
            raise DocumentRefused(
                say("The file is protected by a password. Save it without the password and send it again.")
            ) from error
        raise
    blocks: list[Block] = []
    characters = 0
    with file:
        if len(file.pages) > MAX_PAGES:
            raise DocumentRefused(
                say(
                    "The document has {pages} pages; at most {limit} are read. Send the programme without its "
                    "attachments.",
                    pages=str(len(file.pages)),
                    limit=str(MAX_PAGES),
                )
            )
        tables = 0
        for number, page in enumerate(file.pages, 1):
            characters += len(page.chars)
            page_blocks, tables = _page_blocks(page, number, tables)
            blocks += page_blocks
            page.close()
    if characters < MIN_CHARACTERS:
        raise DocumentRefused(
            say(
                "The pages of this PDF are pictures without text (page {page}). Send the original document, or "
                "run text recognition (OCR) first.",
                page="1",
            )
        )
    return Document(blocks=tuple(without_running_lines(blocks)))


def _page_blocks(page: Page, number: int, tables: int) -> tuple[list[Block], int]:
    """Return the blocks of a page from top to bottom, and the number of tables so far."""
    areas = [area for area in page.find_tables() if len(area.rows) > 1 or len(area.rows[0].cells) > 1]
    placed: list[tuple[float, Block]] = []
    for area in areas:
        tables += 1
        place = Place(page=number, table=tables)
        placed.append((area.bbox[1], _table_block(area, page, place)))
    outside = page
    for area in areas:
        left, top, right, bottom = area.bbox
        box = (max(left, 0), max(top, 0), min(right, page.width), min(bottom, page.height))
        outside = outside.outside_bbox(box, strict=False) if len(areas) == 1 else outside.filter(_outside(box))
    edges = sorted(top for top, _block in placed)
    groups: dict[int, list[tuple[float, Line]]] = {}
    above = 0.0
    printed = outside.extract_text_lines(layout=False, return_chars=False)
    right = max((line["x1"] for line in printed), default=0.0)
    for at, line in enumerate(printed, 1):
        group = sum(edge < line["top"] for edge in edges)
        lines = groups.setdefault(group, [])
        if lines and line["top"] - above > MAX_LEADING * (line["bottom"] - line["top"]):
            lines.append((line["top"], Line("", at, number)))
        following = printed[at] if at < len(printed) else None
        is_continued = _is_full(line, following, right) if following is not None else None
        lines.append((line["top"], Line(line["text"], at, number, is_continued)))
        above = line["bottom"]
    for lines in groups.values():
        for block in blocks_of(line for _top, line in lines):
            top = next(top for top, line in lines if line.number == block.place.line and line.text)
            placed.append((top, block))
    return [block for _top, block in sorted(placed, key=lambda pair: pair[0])], tables


def _is_full(line: JsonObject, following: JsonObject, right: float) -> bool:
    """Return whether the first word of the next line had no room in this line, so that the line was wrapped."""
    word = following["text"].split(" ")[0]
    width = (following["x1"] - following["x0"]) * (len(word) + 1) / max(len(following["text"]), 1)
    return bool(line["x1"] + width * 0.9 > right)


def _outside(box: Sequence[float]) -> Callable[[JsonObject], bool]:
    left, top, right, bottom = box

    def is_outside(item: JsonObject) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        return not (left <= (item["x0"] + item["x1"]) / 2 <= right and top <= middle <= bottom)

    return is_outside


def _table_block(area: Table, page: Page, place: Place) -> Block:
    """Return a ruled table; a cell that covers several rows or columns is recognised by the lines around it."""
    lefts = sorted({round(cell[0]) for cell in area.cells})
    tops = sorted({round(cell[1]) for cell in area.cells})
    rows: list[list[Cell]] = [[] for _top in tops]
    for cell in sorted(area.cells, key=lambda box: (round(box[1]), round(box[0]))):
        left, top, right, bottom = (round(edge) for edge in cell)
        text = page.crop(cell, strict=False).extract_text() or ""
        rows[tops.index(top)].append(
            Cell(
                text=text,
                column=lefts.index(left) + 1,
                column_span=max(sum(left <= edge < right for edge in lefts), 1),
                row_span=max(sum(top <= edge < bottom for edge in tops), 1),
            )
        )
    return table(rows, place)


def without_running_lines(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without page numbers and lines that occur at the edge of most pages."""
    pages: dict[int, list[Block]] = {}
    for block in blocks:
        pages.setdefault(block.place.page, []).append(block)
    edges: dict[str, int] = {}
    for page in pages.values():
        for text in {_running(block) for block in (page[0], page[-1]) if block.text}:
            edges[text] = edges.get(text, 0) + 1
    repeated = {text for text, count in edges.items() if count > 2 and count * 2 > len(pages)}
    return [
        replace(block)
        for block in blocks
        if not (
            block.text
            and (_running(block) in repeated or _running(block) in ("#", "- # -", "strona # z #", "strona #"))
        )
    ]


def _running(block: Block) -> str:
    text = " ".join(block.text.lower().split())
    return (
        "".join("#" if character.isdigit() else character for character in text).replace("##", "#").replace("##", "#")
    )
