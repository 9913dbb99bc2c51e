"""What the pages of a file interrupt: running lines, paragraphs and rows of tables that a page break divides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from indicators.rules.documents.blocks import Block, BlockKind, Cell, Row
from indicators.rules.documents.plain_text import joined
from indicators.rules.documents.wording import split_number, tidy


def over_pages(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without running lines; what a page break divided is one again."""
    result: list[Block] = []
    for block in without_running_lines(blocks):
        at = next((at for at in range(len(result) - 1, -1, -1) if result[at].kind is not BlockKind.FOOTNOTE), None)
        above = result[at] if at is not None else None
        if at is None or above is None or above.place.page >= block.place.page:
            result.append(block)
        elif above.kind is BlockKind.TABLE and block.kind is BlockKind.TABLE:
            result[at], rest = _rejoined(above, block)
            result += [rest] if rest.rows else []
        elif _goes_on(above, block):
            result[at] = replace(above, text=joined([above.text, block.text]))
        else:
            result.append(block)
    return result


def _goes_on(above: Block, below: Block) -> bool:
    """Return whether a paragraph continues on the next page: it begins with a small letter and without a number."""
    is_text = above.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and below.kind is BlockKind.PARAGRAPH
    return is_text and above.text[-1] not in ".:;," and below.text[0].islower()


def _rejoined(above: Block, below: Block) -> tuple[Block, Block]:
    """Return two tables; the first row of the second is added to the last row of the first if it is its rest."""
    pairs = zip(above.rows, below.rows, strict=False)
    headers = len(list(takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), pairs)))
    if headers == len(below.rows):
        return above, below
    rest = {cell.column: cell.text for cell in below.rows[headers].cells if tidy(cell.text)}
    last = above.rows[-1]
    if not _is_rest({cell.column: tidy(cell.text) for cell in last.cells}, rest):
        return above, below
    cells = tuple(_continued(cell, rest.get(cell.column, "")) for cell in last.cells)
    rows = (*above.rows[:-1], replace(last, cells=cells))
    return replace(above, rows=rows), replace(below, rows=(*below.rows[:headers], *below.rows[headers + 1 :]))


def _is_rest(upper: Mapping[int, str], rest: Mapping[int, str]) -> bool:
    """Return whether a row is the rest of the row above the page break.

    Each of its texts begins with a small letter and without a number, so that no entry begins there, or stands where
    the row above is empty; a text of that kind alone is not enough, unless the two rows together fill the table.
    """
    if not rest or not rest.keys() <= upper.keys():
        return False
    going_on = [column for column, text in rest.items() if upper[column]]
    if not all(rest[column][0].islower() and not split_number(rest[column]).number for column in going_on):
        return False
    return bool(going_on) or all(upper[column] or column in rest for column in upper)


def _continued(cell: Cell, rest: str) -> Cell:
    if not rest:
        return cell
    lines, (first, *others) = cell.text.split("\n"), rest.split("\n")
    return replace(cell, text="\n".join([*lines[:-1], joined([lines[-1], first]), *others]))


def _texts(row: Row) -> list[str]:
    return [tidy(cell.text) for cell in row.cells]


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
    ends = [id(block) for page in pages.values() for block in (page[0], page[-1])]
    return [
        block
        for block in blocks
        if not (block.text and (_running(block) in repeated or (id(block) in ends and _is_page_number(block))))
    ]


def _is_page_number(block: Block) -> bool:
    return _running(block) in _PAGE_NUMBERS and not _YEAR.fullmatch(block.text.strip())


_YEAR = re.compile(r"(?:19|20)\d\d")
_PAGE_NUMBERS = {"#", "- # -", "strona # z #", "strona #", "str. #", "s. #", "# / #", "#/#", "– # –"}


def _running(block: Block) -> str:
    text = " ".join(block.text.lower().split())
    return (
        "".join("#" if character.isdigit() else character for character in text).replace("##", "#").replace("##", "#")
    )
