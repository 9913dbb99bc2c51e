"""Tables of a report as DOCX XML: headings repeat on every page, the last row stays on the page of the source."""

from collections.abc import Container, Sequence
from typing import Literal

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from cooperation.text import strip_invalid_xml, typeset
from reports.exports.blocks import DocumentTable

TWIPS = 9_400  # width of a table: the text's width on A4
SMALL = 16  # font size of tables in half-points


def text_run(text: str, properties: str = "") -> BaseOxmlElement:
    """Return a run with line breaks; `properties` is XML."""
    run = parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{properties}</w:rPr></w:r>")
    for place, line in enumerate(strip_invalid_xml(typeset(text)).split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        node = OxmlElement("w:t")
        node.set(qn("xml:space"), "preserve")
        node.text = line
        run.append(node)
    return run


def table_of(table: DocumentTable) -> BaseOxmlElement:
    weights = [column.weight for column in table.columns]
    rows = [row_of([(column.name, column.is_number) for column in table.columns], weights, head="all")]
    for cells in table.rows:
        pairs = [(cell.text, column.is_number) for cell, column in zip(cells, table.columns, strict=True)]
        rows.append(row_of(pairs, weights))
    if table.total is not None:
        pairs = [(cell.text, column.is_number) for cell, column in zip(table.total, table.columns, strict=True)]
        rows.append(row_of(pairs, weights, head=range(len(pairs))))
    for row in (rows[0], rows[-1]):  # the headings stay with the first row, the last row with the source below
        for properties in row.iter(qn("w:pPr")):
            properties.insert(0, OxmlElement("w:keepNext"))
    return grid(weights, rows, table.caption)


def grid(weights: Sequence[int], rows: Sequence[BaseOxmlElement], caption: str = "") -> BaseOxmlElement:
    line = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    borders = "".join(line.format(side=side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{TWIPS}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        "<w:tblGrid/></w:tbl>"
    )
    if caption:
        description = OxmlElement("w:tblCaption")
        description.set(qn("w:val"), strip_invalid_xml(caption))
        table[0].append(description)
    for width in _widths(weights):
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        table[1].append(column)
    for row in rows:
        table.append(row)
    return table


def _widths(weights: Sequence[int]) -> list[int]:
    total = sum(weights)
    return [TWIPS * weight // total for weight in weights]


def row_of(
    cells: Sequence[tuple[str, bool]],
    weights: Sequence[int],
    head: Literal["all"] | Container[int] = (),
    *,
    is_hyphenated: bool = True,
) -> BaseOxmlElement:
    """Return a row; `head`: "all" for a row repeated on every page, else the positions of bold cells."""
    is_head = head == "all"
    whole = "" if is_hyphenated else "<w:suppressAutoHyphens/>"
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr></w:tr>")
    for place, ((text, is_number), width) in enumerate(zip(cells, _widths(weights), strict=True)):
        side = "right" if is_number else "left"
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF3"/>' if is_head else ""
        cell = parse_xml(
            f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
            f'<w:p><w:pPr>{whole}<w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr></w:p></w:tc>'
        )
        is_bold = head == "all" or place in head
        cell[1].append(text_run(text, f'{"<w:b/>" if is_bold else ""}<w:sz w:val="{SMALL}"/><w:szCs w:val="{SMALL}"/>'))
        row.append(cell)
    return row
