"""Convert the tree that pandoc outputs for a DOCX, ODT, RTF or HTML file to a document.

Pandoc's JSON: {"blocks": [{"t": type, "c": content}, …]}, https://hackage.haskell.org/package/pandoc-types.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from cooperation.json_object import JsonObject
from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import Block, BlockKind, Cell, Document, Place, Row
from indicators.rules.documents.labels import label_of
from indicators.rules.documents.wording import footnote_text, split_number, tidy

Node = JsonObject
Content = Any  # of a node: a text, or lists whose shape depends on its type
_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_NOT_TEXT = {"Image", "RawInline", "RawBlock", "HorizontalRule"}
MAX_DEPTH = 60


class TooDeep(ValueError):
    """Raised for a document whose elements are nested too deeply."""


def document_of_tree(tree: Node) -> Document:
    """Return the document of pandoc's tree; raises TooDeep."""
    reader = _TreeReader()
    meta = tree.get("meta", {})
    for name in ("title", "subtitle", "author", "date", "abstract"):  # paragraphs with these styles of Word
        for value in _meta_values(meta.get(name)):
            reader.read([{"t": "Header", "c": [1, None, value]}], depth=0)
    reader.read(tree["blocks"], depth=0)
    return Document(blocks=tuple(reader.blocks), remarks=tuple(reader.remarks))


def _meta_values(value: Node | None) -> list[Sequence[Node]]:
    """Return the texts of a field of pandoc's metadata, each as inline nodes."""
    if value is None:
        return []
    match value["t"]:
        case "MetaInlines":
            return [value["c"]]
        case "MetaBlocks":
            return [block["c"] for block in value["c"] if block["t"] in ("Para", "Plain")]
        case "MetaList":
            return [inlines for item in value["c"] for inlines in _meta_values(item)]
        case _:
            return []


class _TreeReader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.remarks: list[tuple[Place, str, Sentence]] = []
        self.paragraphs = 0
        self.tables = 0

    def read(  # noqa: PLR0912  # a case for each kind of block
        self, nodes: Sequence[Node], *, depth: int, number: str = ""
    ) -> None:
        """Add the blocks of nodes; the first paragraph has the number of the list item."""
        if depth > MAX_DEPTH:
            raise TooDeep
        for node in nodes:
            content: Content = node.get("c")
            match node["t"]:
                case "Header":
                    self._add(BlockKind.HEADING, content[2], level=content[0])
                case "Para" | "Plain":
                    for part in _parts_of_paragraph(content):
                        self._add(BlockKind.PARAGRAPH, part, number=number)
                        number = ""
                case "LineBlock":
                    for line in content:
                        self._add(BlockKind.PARAGRAPH, line, number=number)
                case "OrderedList":
                    for label, item in zip(_labels(content[0]), content[1], strict=False):
                        self.read(item, depth=depth + 1, number=label)
                case "BulletList":
                    for item in content:
                        self.read(item, depth=depth + 1, number="-")
                case "DefinitionList":
                    for term, definitions in content:
                        self._add(BlockKind.PARAGRAPH, term)
                        for definition in definitions:
                            self.read(definition, depth=depth + 1)
                case "BlockQuote" | "Figure" | "Div":
                    inner = {"BlockQuote": content, "Figure": content[-1], "Div": content[-1]}[node["t"]]
                    self.read(inner, depth=depth + 1, number=number)
                case "Table":
                    self._add_table(content, depth)
                case "CodeBlock":
                    self._add(BlockKind.PARAGRAPH, [{"t": "Str", "c": content[1]}], number=number)
                case _:
                    continue
            number = ""

    def _add(self, kind: BlockKind, inlines: Sequence[Node], *, number: str = "", level: int = 0) -> None:
        notes: list[Sequence[Node]] = []
        text = tidy(_text(inlines, notes, 0))
        self.paragraphs += 1
        place = Place(line=0, row=0) if not text else Place(line=self.paragraphs)
        if text:
            footnote = footnote_text(text)
            if footnote and not number:
                kind, text = BlockKind.FOOTNOTE, footnote
            kind = BlockKind.ITEM if kind is BlockKind.PARAGRAPH and (number or split_number(text).number) else kind
            self.blocks.append(Block(kind=kind, text=text, number=number, level=level, place=place))
        self._add_notes(notes)

    def _add_notes(self, notes: Sequence[Sequence[Node]]) -> None:
        for note in notes:
            self.paragraphs += 1
            text = tidy(_cell_text(note, [], 0))
            if text:
                self.blocks.append(Block(kind=BlockKind.FOOTNOTE, text=text, place=Place(line=self.paragraphs)))

    def _add_table(self, content: Sequence[Content], depth: int) -> None:
        _attributes, caption, _columns, head, bodies, foot = content
        self.read(caption[1], depth=depth + 1)
        self.tables += 1
        place = Place(table=self.tables)
        notes: list[Sequence[Node]] = []
        rows = []
        for number, cells in enumerate(_rows(head, bodies, foot), 1):
            rows.append(Row(cells=tuple(_cell(cell, notes) for cell in cells), number=number))
            if any(block["t"] == "Table" for cell in cells for block in cell[4]):
                why = say("a table inside a cell: its cells are read as lines of text")
                self.remarks.append((Place(table=self.tables, row=number), "", why))
        self.blocks.append(Block(kind=BlockKind.TABLE, place=place, rows=tuple(rows)))
        self._add_notes(notes)


def _parts_of_paragraph(inlines: Sequence[Node]) -> Sequence[Sequence[Node]]:
    """Return the lines of a paragraph; a line that neither begins an item nor follows a colon is joined to the last."""
    parts: list[list[Node]] = [[]]
    for node in inlines:
        if node["t"] == "LineBreak":
            parts.append([])
        else:
            parts[-1].append(node)
    lines: list[list[Node]] = parts[:1]
    for part in parts[1:]:
        above, text = tidy(_text(lines[-1], [], 0)), tidy(_text(part, [], 0))
        if above.endswith((":", ";")) or split_number(text).number or label_of(text) is not None:
            lines.append(part)
        else:
            lines[-1] += [{"t": "Space"}, *part]
    return lines


def _rows(head: Sequence[Content], bodies: Sequence[Content], foot: Sequence[Content]) -> Iterator[Sequence[Content]]:
    for row in head[1]:
        yield row[1]
    for body in bodies:
        for row in [*body[2], *body[3]]:
            yield row[1]
    for row in foot[1]:
        yield row[1]


def _cell(cell: Sequence[Content], notes: list[Sequence[Node]]) -> Cell:
    return Cell(text=_cell_text(cell[4], notes, 0), row_span=cell[2], column_span=cell[3])


def _cell_text(nodes: Sequence[Node], notes: list[Sequence[Node]], depth: int) -> str:
    """Return the text of blocks inside a cell, a line for each paragraph and item."""
    if depth > MAX_DEPTH:
        raise TooDeep
    lines: list[str] = []
    for node in nodes:
        content: Content = node.get("c")
        match node["t"]:
            case "Para" | "Plain":
                lines.append(_text(content, notes, depth))
            case "Header":
                lines.append(_text(content[2], notes, depth))
            case "OrderedList":
                items = zip(_labels(content[0]), content[1], strict=False)
                lines += [f"{label} {_cell_text(item, notes, depth + 1)}" for label, item in items]
            case "BulletList":
                lines += [f"- {_cell_text(item, notes, depth + 1)}" for item in content]
            case "LineBlock":
                lines += [_text(line, notes, depth) for line in content]
            case "Table":
                rows = _rows(content[3], content[4], content[5])
                lines += [_cell_text(cell[4], notes, depth + 1) for row in rows for cell in row]
            case "BlockQuote":
                lines.append(_cell_text(content, notes, depth + 1))
            case "Div" | "Figure":
                lines.append(_cell_text(content[-1], notes, depth + 1))
            case _:
                continue
    return "\n".join(lines)


def _text(inlines: Sequence[Node], notes: list[Sequence[Node]], depth: int) -> str:
    """Return the text of inline nodes; footnotes are added to `notes`."""
    if depth > MAX_DEPTH:
        raise TooDeep
    parts: list[str] = []
    for node in inlines:
        content: Content = node.get("c")
        match node["t"]:
            case "Str":
                parts.append(content)
            case "Space" | "SoftBreak" | "LineBreak":
                parts.append(_SPACES[node["t"]])
            case "Code" | "Math":
                parts.append(content[1])
            case "Note":
                notes.append(content)
            case "Superscript" if _is_mark(content, "".join(parts)):
                continue
            case "Quoted":
                opening, closing = ("‚", "’") if content[0]["t"] == "SingleQuote" else ("„", "”")
                parts.append(f"{opening}{_text(content[1], notes, depth + 1)}{closing}")
            case "Link" | "Span" | "Cite":
                parts.append(_text(content[1], notes, depth + 1))
            case name if name in _NOT_TEXT:
                continue
            case _:
                parts.append(_text(content, notes, depth + 1))
    return "".join(parts)


_AFTER_MEASURE = re.compile(r"\b[kcd]?m$")


def _is_mark(content: Sequence[Node], before: str) -> bool:
    """Return whether a superscript is a footnote mark, not an exponent as in m²."""
    text = "".join(str(node.get("c", "")) for node in content).strip("*[]() ")
    return not text or (text.isdigit() and not _AFTER_MEASURE.search(before))


def _labels(attributes: Sequence[Content]) -> Iterator[str]:
    """Yield the numbers of an ordered list: "1.", "2." or "a)", "b)"."""
    start, style, delimiter = attributes[0], attributes[1]["t"], attributes[2]["t"]
    number = start
    while True:
        yield _with_delimiter(_in_style(number, style), delimiter)
        number += 1


def _in_style(number: int, style: str) -> str:
    if style in ("LowerAlpha", "UpperAlpha") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if style == "UpperAlpha" else letter
    if style in ("LowerRoman", "UpperRoman") and 0 < number < 40:
        tens, units = divmod(number, 10)
        roman = "x" * tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][units]
        return roman.upper() if style == "UpperRoman" else roman
    return str(number)


def _with_delimiter(number: str, delimiter: str) -> str:
    match delimiter:
        case "OneParen":
            return f"{number})"
        case "TwoParens":
            return f"({number})"
        case _:
            return f"{number}."
