"""The neutral document: headings, paragraphs, list items, tables and footnotes, each with its place.

Every reader (`indicators.services.documents`) produces it, and the rules of this package know nothing of file formats.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from cooperation.json_object import JsonObject
from cooperation.text import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of a text in its file; 0 and "" where the file has no such thing. All numbers are counted from 1."""

    page: int = 0
    sheet: str = ""
    line: int = 0  # of a text file; otherwise the number of the paragraph
    table: int = 0
    row: int = 0
    column: int = 0

    def sentence(self) -> Sentence:
        """Return “page 4, table 2, row 7, column C”."""
        parts = [
            say("page {number}", number=str(self.page)) if self.page else None,
            say("sheet “{name}”", name=self.sheet) if self.sheet else None,
            say("table {number}", number=str(self.table)) if self.table and not self.sheet else None,
            say("row {number}", number=str(self.row)) if self.row else None,
            say("line {number}", number=str(self.line)) if self.line else None,
            say("column {letters}", letters=column_letters(self.column)) if self.column else None,
        ]
        present = [part for part in parts if part]
        sentence = present[0] if present else say("the document")
        for part in present[1:]:
            sentence = say("{place}, {detail}", place=sentence, detail=part)
        return sentence


NOWHERE = Place()


def column_letters(column: int) -> str:
    """Return the name of a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; it may contain line breaks."""

    text: str = ""
    row_span: int = 1
    column_span: int = 1
    column: int = 0  # its first column, counted from 1; 0: after the cell before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[Cell, ...]
    number: int = 0  # in its sheet, page or file


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of the document. `number` precedes the text: "§ 3", "1)", "a)", "-"; `level`: of a heading."""

    kind: BlockKind
    text: str = ""
    number: str = ""
    level: int = 0
    place: Place = NOWHERE
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The blocks in their order, and the remarks of the reader that read the file."""

    blocks: tuple[Block, ...]
    remarks: tuple[tuple[Place, str, Sentence], ...] = ()  # (place, text, reason)
    source: str = ""  # the text as it is stored; of a text file its own lines


@dataclass(frozen=True, slots=True)
class TableCell:
    """A position of a table; a merged cell is repeated at every position that it covers."""

    text: str
    place: Place
    cell: tuple[int, int]  # row and column of the cell that covers the position


@dataclass(slots=True)
class TableGrid:
    """A table as a rectangle of positions."""

    rows: list[list[TableCell]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


MAX_COLUMNS = 200


def grid_of(block: Block) -> TableGrid:
    """Return the table as a rectangle; a cell that covers several positions is repeated at each of them."""
    covered: dict[tuple[int, int], TableCell] = {}
    width = 0
    for row_at, row in enumerate(block.rows):
        column_at = 0
        for cell in row.cells:
            column_at = max(column_at, cell.column - 1)
            while (row_at, column_at) in covered:
                column_at += 1
            place = _row_place(block, row, column_at + 1)
            rows = range(row_at, min(row_at + max(cell.row_span, 1), len(block.rows)))
            columns = range(column_at, min(column_at + max(cell.column_span, 1), MAX_COLUMNS))
            for position in ((row, column) for row in rows for column in columns):
                covered.setdefault(position, TableCell(cell.text, place, (row_at, column_at)))
            column_at += max(cell.column_span, 1)
            width = max(width, min(column_at, MAX_COLUMNS))
    return TableGrid(
        [
            [
                covered.get((row_at, column)) or TableCell("", _row_place(block, row, column + 1), (row_at, column))
                for column in range(width)
            ]
            for row_at, row in enumerate(block.rows)
        ]
    )


def _row_place(block: Block, row: Row, column: int) -> Place:
    """Return the place of a cell; in a text file the numbers of rows are numbers of lines."""
    if block.place.line:
        return replace(block.place, line=row.number, table=0, column=column)
    return replace(block.place, row=row.number, column=column)


def text_of(document: Document) -> str:
    """Return the document as plain text, which is stored with the programme: a line for each block or row."""
    if document.source:
        return document.source
    lines: list[str] = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            lines += ["\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows]
        else:
            lines.append(f"{block.number} {block.text}".strip())
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


# --- JSON: from the sandboxed process, and for drafts that are stored -------------------------------------------------


def document_to_json(document: Document) -> JsonObject:
    return {
        "blocks": [asdict(block) for block in document.blocks],
        "remarks": [[asdict(place), text, sentence_to_json(why)] for place, text, why in document.remarks],
        "source": document.source,
    }


def document_from_json(data: JsonObject) -> Document:
    return Document(
        blocks=tuple(_block_from_json(block) for block in data["blocks"]),
        remarks=tuple((Place(**place), text, sentence_from_json(why)) for place, text, why in data["remarks"]),
        source=data["source"],
    )


def _block_from_json(data: JsonObject) -> Block:
    rows = [Row(number=row["number"], cells=tuple(Cell(**cell) for cell in row["cells"])) for row in data["rows"]]
    return Block(
        **{**data, "kind": BlockKind(data["kind"]), "place": Place(**data["place"]), "rows": tuple(rows)},
    )


def sentence_to_json(sentence: Sentence) -> JsonObject:
    params = {
        name: {"sentence": sentence_to_json(value)} if isinstance(value, Sentence) else value
        for name, value in sentence.params.items()
    }
    return {"msgid": sentence.msgid, "params": params, "plural": sentence.plural, "count": sentence.count}


def sentence_from_json(data: JsonObject) -> Sentence:
    params = {
        name: sentence_from_json(value["sentence"]) if isinstance(value, dict) else value
        for name, value in data["params"].items()
    }
    return Sentence(data["msgid"], params, data["plural"], data["count"])


def table(rows: Sequence[Sequence[Cell]], place: Place, numbers: Sequence[int] = ()) -> Block:
    """Return a table of rows of cells; `numbers` are those of the rows in their file, otherwise 1, 2, 3…"""
    return Block(
        kind=BlockKind.TABLE,
        place=place,
        rows=tuple(
            Row(cells=tuple(cells), number=number)
            for cells, number in zip(rows, numbers or range(1, len(rows) + 1), strict=True)
        ),
    )
