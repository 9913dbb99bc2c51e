"""Text files, and CSV and TSV files, which are one table whatever separates its cells."""

import csv
import io
from collections import Counter

from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import Cell, Document, Place, table
from indicators.rules.documents.plain_text import document_of_text, normalise
from indicators.services.documents.encodings import decoded
from indicators.services.documents.errors import DocumentRefused

MAX_ROWS, MAX_CELLS = 20_000, 200_000
_SEPARATORS = ";\t,|"


def document_of_txt(raw: bytes) -> Document:
    return document_of_text(decoded(raw))


def document_of_csv(raw: bytes) -> Document:
    """Return the rows of the file as a table; raises DocumentRefused when there are too many."""
    text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    cells = 0
    reader = csv.reader(io.StringIO(text), delimiter=separator_of(text))
    first = 1
    try:
        for row in reader:
            if len(rows) >= MAX_ROWS or cells > MAX_CELLS:
                raise DocumentRefused(too_many_rows(len(rows)))
            rows.append([Cell(text=cell.strip(" \t")) for cell in row])
            numbers.append(first)
            first, cells = reader.line_num + 1, cells + len(row)
    except csv.Error as error:
        raise DocumentRefused(
            say("Line {line}: the quotation marks of the table do not match. Save it again as CSV.", line=str(first))
        ) from error
    return Document(blocks=(table(rows, Place(line=1), numbers),), source=normalise(text))


def separator_of(text: str) -> str:
    """Return the separator that gives the most rows of equal width above 1; separators in quoted cells do not count."""
    best, score = ",", (0, 0)
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(text[:100_000]), delimiter=separator) if row)
        except csv.Error:
            continue
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1), key=lambda pair: pair[1], default=(0, 0)
        )
        if (count, width) > score:
            best, score = separator, (count, width)
    return best


def too_many_rows(rows: int) -> Sentence:
    return say(
        "Row {row}: the table has too many rows. Keep only the programme's rows and send the file again.", row=str(rows)
    )
