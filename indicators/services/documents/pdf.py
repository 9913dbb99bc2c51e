"""PDF files with text: lines and ruled tables of each page."""

import io

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from cooperation.text import say
from indicators.rules.documents.blocks import Block, Cell, Document, Place, table
from indicators.rules.documents.pages import over_pages
from indicators.rules.documents.plain_text import Line, blocks_of
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.pdf_open_tables import open_tables
from indicators.services.documents.pdf_pages import cell_text, lines_of, outside_cells, tables_of, without_marks

MAX_PAGES = 200
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
    return Document(blocks=tuple(over_pages(blocks)))


def _page_blocks(page: Page, number: int, tables: int) -> tuple[list[Block], int]:
    """Return the blocks of a page from top to bottom, and the number of tables so far."""
    page = without_marks(page)
    areas = tables_of(page)
    areas += open_tables(outside_cells(page, areas))
    placed: list[tuple[float, Block]] = []
    for area in areas:
        tables += 1
        place = Place(page=number, table=tables)
        placed.append((area.bbox[1], _table_block(area, page, place)))
    edges = sorted(top for top, _block in placed)
    groups: dict[int, list[tuple[float, Line]]] = {}
    for top, line in lines_of(outside_cells(page, areas), number):
        groups.setdefault(sum(edge < top for edge in edges), []).append((top, line))
    for lines in groups.values():
        above = 0.0  # the second column of a page follows the first one
        for block in blocks_of(line for _top, line in lines):
            above = max(above, next(top for top, line in lines if line.number == block.place.line and line.text))
            placed.append((above, block))
    return [block for _top, block in sorted(placed, key=lambda pair: pair[0])], tables


def _table_block(area: Table, page: Page, place: Place) -> Block:
    """Return a ruled table; a cell that covers several rows or columns is recognised by the lines around it."""
    lefts = sorted({round(cell[0]) for cell in area.cells})
    tops = sorted({round(cell[1]) for cell in area.cells})
    rows: list[list[Cell]] = [[] for _top in tops]
    for cell in sorted(area.cells, key=lambda box: (round(box[1]), round(box[0]))):
        left, top, right, bottom = (round(edge) for edge in cell)
        rows[tops.index(top)].append(
            Cell(
                text=cell_text(page, cell),
                column=lefts.index(left) + 1,
                column_span=max(sum(left <= edge < right for edge in lefts), 1),
                row_span=max(sum(top <= edge < bottom for edge in tops), 1),
            )
        )
    return table(rows, place)
