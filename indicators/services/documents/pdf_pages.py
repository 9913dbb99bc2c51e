"""The text of a page of a PDF in reading order: columns, wrapped lines, marks of footnotes."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import Table

from cooperation.json_object import JsonObject
from indicators.rules.documents.plain_text import Line, joined

MAX_LEADING = 0.9  # of the height of a line; a larger gap separates paragraphs
MIN_COLUMN_LINES = 4
MIN_GAPS = 4  # left margin, two gaps between three columns, right margin
MIN_GUTTER = 8  # points between two columns of text
STEP = 6  # points between the places where a gutter is sought
MAX_GAP = 3  # points between lines that meet
BAND = 20  # points; cells are looked up by the horizontal bands that they touch
RAISED = 0.12  # of the size of a letter
SMALL = 0.8  # size of a footnote mark in relation to the letter before it
_MEASURE = re.compile(r"(?:^|[^\w])[kcd]?m$")
_BREAK = re.compile(r"[-\u00ad\u2010]$")

Box = tuple[float, float, float, float]


def without_marks(page: Page) -> Page:
    """Return the page without the raised numbers of footnotes; exponents as in m² are kept."""
    marks = set()
    before = ""
    letter: JsonObject | None = None
    for char in page.chars:
        if letter is not None and _is_raised(char, letter) and (char["text"].isdigit() or char["text"] in "*)"):
            if not _MEASURE.search(before):
                marks.add((char["x0"], char["top"]))
            continue
        before = (before + char["text"])[-4:]
        letter = char if char["text"].strip() else letter
    if not marks:
        return page
    return page.filter(lambda item: item["object_type"] != "char" or (item["x0"], item["top"]) not in marks)


def _is_raised(char: JsonObject, letter: JsonObject) -> bool:
    size = letter["size"]
    is_beside = abs(char["x0"] - letter["x1"]) < size and abs(char["top"] - letter["top"]) < size
    return bool(is_beside and char["size"] < size * SMALL and letter["bottom"] - char["bottom"] > size * RAISED)


def lines_of(page: Page, number: int) -> list[tuple[float, Line]]:
    """Return the lines of a page with their tops; an empty line separates paragraphs."""
    lines: list[tuple[float, Line]] = []
    for region in _regions(page):
        printed = region.extract_text_lines(layout=False, return_chars=True)
        left = min((line["x0"] for line in printed), default=0.0)
        right = max((line["x1"] for line in printed), default=0.0)
        above = 0.0
        for at, line in enumerate(printed):
            if at and line["top"] - above > MAX_LEADING * (line["bottom"] - line["top"]):
                lines.append((line["top"], Line("", len(lines) + 1, number)))
            is_continued = is_full(line, printed[at + 1], left, right) if at + 1 < len(printed) else None
            lines.append((line["top"], Line(line["text"], len(lines) + 1, number, is_continued)))
            above = line["bottom"]
    return lines


def is_full(line: JsonObject, following: JsonObject, left: float, right: float) -> bool:
    """Return whether the first word of the next line had no room in this line, so that the line was wrapped."""
    if _BREAK.search(line["text"]):
        return True
    length = len(following["text"].split(" ")[0])
    letters = [char for char in following["chars"] if char["text"].strip()][:length]
    width = letters[-1]["x1"] - letters[0]["x0"] + letters[0]["size"] / 4
    room = right - line["x1"]
    if abs((line["x0"] - left) - room) < line["chars"][0]["size"] / 2:  # centred
        room += line["x0"] - left
    return bool(width > room)


def tables_of(page: Page) -> list[Table]:
    """Return the ruled tables of a page.

    Where a page break divides a row or a merged cell, no line closes it: the ends of the vertical lines do.
    """
    edges = page.edges
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    if not upright:
        return _between_rules(page)
    level = [edge for edge in edges if edge["orientation"] == "h"]
    ends = {edge[end] for edge in upright for end in ("top", "bottom")}
    lines = {end for end in ends if not any(abs(end - edge["top"]) < MAX_GAP for edge in level)}
    tables = page.find_tables()
    for table in tables:
        _left, top, _right, bottom = table.bbox  # without a column of open cells
        beside = [edge for edge in upright if edge["top"] < bottom and edge["bottom"] > top]
        left, right = min(edge["x0"] for edge in beside), max(edge["x1"] for edge in beside)
        extent = (min(edge["top"] for edge in beside), max(edge["bottom"] for edge in beside))
        lines |= {end for end in extent if not _is_closed(level, end, left, right)}
    if lines:
        tables = page.find_tables({"explicit_horizontal_lines": sorted(lines)})
    return [table for table in tables if len(table.rows) > 1 or len(table.rows[0].cells) > 1]


def _is_closed(level: Sequence[JsonObject], place: float, left: float, right: float) -> bool:
    """Return whether horizontal lines at a place cover the whole width of a table."""
    spans = sorted((edge["x0"], edge["x1"]) for edge in level if abs(edge["top"] - place) < MAX_GAP)
    for begin, end in spans:
        if begin > left + MAX_GAP:
            return False
        left = max(left, end)
    return left > right - MAX_GAP


def _between_rules(page: Page) -> list[Table]:
    """Return the tables of a page without vertical lines: columns are separated by the gaps that all rows share."""
    edges = [edge for edge in page.edges if edge["x1"] > edge["x0"]]
    tops = sorted({round(edge["top"]) for edge in edges})
    words = page.extract_words() if len(tops) > 2 else []
    tables: list[Table] = []
    first = 0
    while first < len(tops) - 2:
        last, gaps = first, [(0.0, float(page.width))]
        while last + 1 < len(tops):
            narrowed = _shared_gaps(gaps, words, tops[last], tops[last + 1])
            if len(narrowed) < MIN_GAPS:
                break
            last, gaps = last + 1, narrowed
        if last - first > 1:
            left, right = min(edge["x0"] for edge in edges), max(edge["x1"] for edge in edges)
            head, gaps = _header_above(words, tops[first], gaps)
            inner = [(begin + end) / 2 for begin, end in gaps[1:-1]]
            tables += page.find_tables(
                {
                    "vertical_strategy": "explicit",
                    "explicit_vertical_lines": [left, *inner, right],
                    "horizontal_strategy": "explicit",
                    "explicit_horizontal_lines": [*head, *tops[first : last + 1]],
                }
            )
        first = max(last, first + 1)
    return tables


def _header_above(
    words: Sequence[JsonObject], rule: float, gaps: list[tuple[float, float]]
) -> tuple[list[float], list[tuple[float, float]]]:
    """Return the top of a row of headers above the first horizontal line of a table, and the gaps with that row.

    It has words in every column, and none of them between two columns; otherwise there is no such row.
    """
    top, rest = float(rule), gaps
    header: list[JsonObject] = []
    for word in sorted(words, key=lambda word: -float(word["bottom"])):
        if word["bottom"] > rule + 1:
            continue
        free = narrowed(rest, [word])
        if top - word["bottom"] > word["bottom"] - word["top"] or len(free) < len(gaps):
            break
        header.append(word)
        top, rest = min(top, word["top"]), free
    columns = pairwise([(begin + end) / 2 for begin, end in rest])
    is_filled = all(any(left <= word["x0"] < right for word in header) for left, right in columns)
    return ([top - 1], rest) if header and is_filled else ([], gaps)


def _shared_gaps(
    gaps: Sequence[tuple[float, float]], words: Sequence[JsonObject], top: float, bottom: float
) -> list[tuple[float, float]]:
    """Return the parts of the gaps that the words between two horizontal lines leave free."""
    inside = [word for word in words if top - 1 <= word["top"] and word["bottom"] <= bottom + 1]
    return narrowed(gaps, inside) if inside else []


def narrowed(gaps: Sequence[tuple[float, float]], words: Sequence[JsonObject]) -> list[tuple[float, float]]:
    """Return the parts of the gaps that the words leave free."""
    free = list(gaps)
    for word in words:
        parts = []
        for begin, end in free:
            if word["x1"] <= begin or word["x0"] >= end:
                parts.append((begin, end))
            else:
                parts += [(begin, word["x0"]), (word["x1"], end)]
        free = [(begin, end) for begin, end in parts if end - begin > MIN_GUTTER]
    return free


def outside_cells(page: Page, tables: Sequence[Table]) -> Page:
    """Return the page without the text in cells; text between cells is kept, so that nothing is lost."""
    cells: dict[int, list[Box]] = {}
    for table in tables:
        for box in table.cells:
            for band in range(int(box[1] // BAND), int(box[3] // BAND) + 1):
                cells.setdefault(band, []).append(box)

    def is_outside(item: JsonObject) -> bool:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(
            left <= across <= right and top <= down <= bottom
            for left, top, right, bottom in cells.get(int(down // BAND), ())
        )

    return page.filter(is_outside) if cells else page


def cell_text(page: Page, box: Box) -> str:
    """Return the text of a cell; lines that were wrapped by its width are joined.

    A line that begins with a capital letter, or with a digit below a digit, may be an entry of its own.
    """
    printed = page.crop(box, strict=False).extract_text_lines(layout=False, return_chars=True)
    if not printed:
        return ""
    left = min(line["x0"] for line in printed)
    padding = max(left - box[0], 1.0)
    right = max(box[2] - padding, *(line["x1"] for line in printed))
    texts = [printed[0]["text"]]
    for above, line in pairwise(printed):
        first = line["text"][0]
        may_begin = first.isupper() or (not first.islower() and not above["text"][-1].isalpha())
        if is_full(above, line, left, right) and not may_begin:
            texts[-1] = joined([texts[-1], line["text"]])
        else:
            texts.append(line["text"])
    return "\n".join(texts)


# --- columns of text -------------------------------------------------------------------------------------------------


def _regions(page: Page) -> list[Page]:
    """Return the parts of a page in reading order: above two columns of text, the columns, and below them."""
    words = page.extract_words()
    best: tuple[int, Box] | None = None
    place = page.width * 0.3
    while place < page.width * 0.7 and len(words) > MIN_COLUMN_LINES:
        for lines, box in _bands(words, place, page.height):
            if best is None or lines > best[0]:
                best = (lines, box)
        place += STEP
    if best is None:
        return [page]
    _left, top, gutter, bottom = best[1]
    boxes = [(0, 0, page.width, top), (0, top, gutter, bottom), (gutter, top, page.width, bottom)]
    boxes.append((0, bottom, page.width, page.height))
    return [page.filter(_within(box)) for box in boxes]


def _within(box: Box) -> Callable[[JsonObject], bool]:
    left, top, right, bottom = box

    def is_within(item: JsonObject) -> bool:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return bool(left <= across < right and top <= down < bottom)

    return is_within


def _bands(words: Sequence[JsonObject], place: float, height: float) -> Iterator[tuple[int, Box]]:
    """Yield the parts of a page where no word crosses a vertical line between two columns of text.

    Each with the number of lines of its shorter column.
    """
    crossing = sorted(
        (word["top"], word["bottom"])
        for word in words
        if word["x0"] < place + MIN_GUTTER / 2 and word["x1"] > place - MIN_GUTTER / 2
    )
    edges = [(0.0, 0.0), *crossing, (height, height)]
    for (_top, begin), (end, _bottom) in pairwise(edges):
        inside = [word for word in words if begin - 1 <= word["top"] and word["bottom"] <= end + 1]
        left = _filled_lines([word for word in inside if word["x1"] <= place])
        right = _filled_lines([word for word in inside if word["x0"] >= place])
        if min(left, right) >= MIN_COLUMN_LINES:
            yield min(left, right), (0, begin, place, end)


def _filled_lines(words: Sequence[JsonObject]) -> int:
    """Return the number of lines of a column of text, 0 if they are short as in a list of figures."""
    lines: dict[int, list[JsonObject]] = {}
    for word in words:
        lines.setdefault(round(word["bottom"] / 3), []).append(word)
    widths = [max(word["x1"] for word in line) - min(word["x0"] for word in line) for line in lines.values()]
    full = max(widths, default=0.0)
    is_text = sum(width > full * 0.5 for width in widths) * 5 > len(widths) * 2 and full > 120
    return len(widths) if is_text else 0
