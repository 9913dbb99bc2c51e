"""The report as DOCX: an office's template (or the built-in one) with the document's outline put into it.

What stands in a table comes through lxml, never through a text of XML: "A & B <x>" stays what it is.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from cooperation.text import in_xml
from reports.exports import charts, markdown
from reports.exports.docx_template import built_in_template
from reports.exports.facts import annex_line
from reports.exports.outline import Block, Heading, Paragraph, Picture, Table, Words, headings_of, outline_of

BODY = "\ue000TREŚĆ\ue000"  # of a private use area: no text of an office holds it
TWIPS = 9_400  # the width of a table: that of the text, on A4
SMALL = 16  # half-points: the type of tables


class BrokenTemplate(Exception):
    """The template cannot be filled in; the message says why."""


def report_docx(content: dict[str, Any], facts: dict[str, str], template: bytes | None = None) -> bytes:
    """`facts`: the lines of the bulletin sheet. Raises BrokenTemplate only for an office's own template."""
    if template is None:
        return _made(content, facts, built_in_template())
    try:
        return _made(content, facts, template)
    except BrokenTemplate:
        raise
    except Exception as error:  # whatever Word, Jinja or the archive dislike
        raise BrokenTemplate(f"{type(error).__name__}: {error}") from error


def _made(content: dict[str, Any], facts: dict[str, str], template: bytes) -> bytes:
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(_marks(content), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    document = filled.docx
    place = next((one for one in document.element.body.iter(qn("w:p")) if _text_of(one) == BODY), None)
    if place is None:
        raise BrokenTemplate(_("The template has no paragraph with {{ tresc }} alone in it."))
    blocks = outline_of(content)
    writer = _Writer(document, place)
    writer.contents(blocks)
    for block in blocks:
        writer.add(block)
    writer.facts(facts)
    place.getparent().remove(place)
    _drop_empty_marks(document)
    _properties(document, content)
    target = io.BytesIO()
    document.save(target)
    return _stable(target.getvalue())


def _marks(content: dict[str, Any]) -> dict[str, str]:
    programme = content["programme"]
    return {
        "zalacznik": in_xml(annex_line(content)),
        "tytul": in_xml(content["title"]),
        "program": in_xml(programme["title"]),
        "urzad": in_xml(content["office"]["name"] or programme["issuer"]),
        "stan_na": _("State of the data: %(day)s") % {"day": content["as_of_shown"]},
        "przyklad": _("EXAMPLE DATA: everything in this report is made up") if programme["is_example"] else "",
        "tresc": BODY,
    }


def _text_of(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip()


def _drop_empty_marks(document: Any) -> None:
    """A mark that had nothing to say leaves no empty line above the title."""
    for paragraph in list(document.paragraphs[:12]):
        if not paragraph.text.strip() and not list(paragraph._p.iter(qn("w:drawing"), qn("w:br"), qn("w:sectPr"))):
            paragraph._p.getparent().remove(paragraph._p)


def _properties(document: Any, content: dict[str, Any]) -> None:
    properties = document.core_properties
    properties.title = in_xml(content["title"])[:255]
    properties.author = in_xml(content["office"]["name"] or content["programme"]["issuer"])[:255]
    properties.language = "pl-PL"
    properties.created = properties.modified = datetime.fromisoformat(content["as_of"])


def _stable(package: bytes) -> bytes:
    """The same parts in the same order with one date: the same report gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, given.read(name))
    return target.getvalue()


class _Writer:
    """Puts blocks before the paragraph that holds the mark."""

    def __init__(self, document: Any, place: Any) -> None:
        self.document, self.place = document, place
        self.names = {style.name.lower() for style in document.styles}
        self.numbers_itself = self._has_numbering("Heading 1")
        self.anchors = 0

    def _has_numbering(self, name: str) -> bool:
        if name.lower() not in self.names:
            return False
        properties = self.document.styles[name].element.pPr
        return properties is not None and properties.numPr is not None

    # --- pieces ---

    def paragraph(self, text: str = "", style: str = "Normal") -> Any:
        made = self.document.add_paragraph(in_xml(text))
        if style.lower() in self.names:
            made.style = self.document.styles[style]
        self.place.addprevious(made._p)
        return made

    def _put(self, element: Any) -> None:
        self.place.addprevious(element)

    def contents(self, blocks: Sequence[Block]) -> None:
        """Filled in already, as links; Word adds the numbers of pages, which nobody knows before, when it opens."""
        self.paragraph(_("Contents"), "TOC Heading")
        headings = list(headings_of(blocks))
        for place, heading in enumerate(headings):
            line = self.paragraph("", f"toc {heading.level}")
            if place == 0:
                for piece in _field_begin('TOC \\o "1-2" \\h \\z \\u'):
                    line._p.append(piece)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _bookmark(heading))
            link.append(_run(f"{heading.number}. {heading.text}"))
            line._p.append(link)
            if place == len(headings) - 1:
                line._p.append(_field_end())

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Words():
                self._words(block)
            case Paragraph():
                made = self.paragraph(block.text)
                for run in made.runs if block.is_missing else ():
                    run.italic = True
            case Table():
                self._caption(block.label, "Tabela", block.number)
                self._put(_table(block))
                self._source(block.source)
            case Picture():
                self._picture(block)

    def _heading(self, heading: Heading) -> None:
        text = heading.text if self.numbers_itself else f"{heading.number}. {heading.text}"
        made = self.paragraph(text, f"Heading {heading.level}")
        self.anchors += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        begin.set(qn("w:id"), str(1000 + self.anchors))
        begin.set(qn("w:name"), _bookmark(heading))
        end.set(qn("w:id"), str(1000 + self.anchors))
        made._p.insert(1 if made._p.pPr is not None else 0, begin)
        made._p.append(end)

    def _words(self, words: Words) -> None:
        number = 0
        for piece in markdown.pieces(words.text):
            style = {"heading": "Heading 3", "bullet": "List Bullet"}.get(piece.kind, "Normal")
            made = self.paragraph("", style)
            if piece.kind == "number":
                number = 1 if piece.starts else number + 1
                made.paragraph_format.left_indent = Cm(0.8 * piece.depth)
                made.paragraph_format.first_line_indent = Cm(-0.6)
                made.add_run(f"{number}.\u00a0")
            for run in piece.runs:
                if run.url:
                    self._link(made, run)
                else:
                    added = made.add_run(run.text)
                    added.bold, added.italic = run.is_bold or None, run.is_italic or None

    def _link(self, paragraph: Any, run: markdown.Run) -> None:
        link = OxmlElement("w:hyperlink")
        target = self.document.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
        link.append(_run(run.text, '<w:u w:val="single"/>'))
        paragraph._p.append(link)

    def _caption(self, label: str, sequence: str, number: int) -> None:
        """Tabela 1. …: the number is a field, so that a table added by hand counts too."""
        made = self.paragraph("", "Caption")
        made.paragraph_format.keep_with_next = True
        before, _number, after = label.partition(str(number))
        made.add_run(before)
        made._p.append(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr="SEQ {sequence} \\* ARABIC">'
                f"<w:r><w:t>{number}</w:t></w:r></w:fldSimple>"
            )
        )
        made.add_run(in_xml(after))

    def _source(self, text: str) -> None:
        made = self.paragraph(text)
        for run in made.runs:
            run.font.size = Cm(0.3)

    def _picture(self, picture: Picture) -> None:
        self._caption(picture.label, "Rysunek", picture.number)
        made = self.paragraph()
        made.add_run().add_picture(io.BytesIO(charts.bars_png(picture)), width=Cm(16))
        drawn = made._p.find(f".//{qn('wp:docPr')}")
        drawn.set("descr", in_xml(picture.alternative))
        drawn.set("title", in_xml(picture.label))
        self._source(picture.source)

    def facts(self, facts: dict[str, str]) -> None:
        """The bulletin sheet: who produced the document and when."""
        if not facts:
            return
        self.paragraph(_("Bulletin sheet"), "TOC Heading")
        rows = [_row([(name, False), (value, False)], [3, 7], head=(0,)) for name, value in facts.items()]
        self._put(_grid([3, 7], rows))


# --- XML ----------------------------------------------------------------------------------------------------------


def _bookmark(heading: Heading) -> str:
    return f"_Toc_{heading.anchor.replace('-', '_')}"


def _run(text: str, look: str = "") -> Any:
    made = parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{look}</w:rPr></w:r>")
    for place, line in enumerate(in_xml(text).split("\n")):
        if place:
            made.append(OxmlElement("w:br"))
        node = OxmlElement("w:t")
        node.set(qn("xml:space"), "preserve")
        node.text = line
        made.append(node)
    return made


def _field_begin(instruction: str) -> list[Any]:
    run = f"<w:r {nsdecls('w')}>"
    made = [
        parse_xml(f'{run}<w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'),
        parse_xml(f'{run}<w:instrText xml:space="preserve"> </w:instrText></w:r>'),
        parse_xml(f'{run}<w:fldChar w:fldCharType="separate"/></w:r>'),
    ]
    made[1][0].text = f" {instruction} "
    return made


def _field_end() -> Any:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>')


def _table(table: Table) -> Any:
    weights = [column.weight for column in table.columns]
    rows = [_row([(column.name, column.is_number) for column in table.columns], weights, head="all")]
    for cells in table.rows:
        pairs = [(one.text, column.is_number) for one, column in zip(cells, table.columns, strict=True)]
        rows.append(_row(pairs, weights))
    if table.total is not None:
        pairs = [(one.text, column.is_number) for one, column in zip(table.total, table.columns, strict=True)]
        rows.append(_row(pairs, weights, head=range(len(pairs))))
    return _grid(weights, rows, table.caption)


def _grid(weights: Sequence[int], rows: Sequence[Any], caption: str = "") -> Any:
    line = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    borders = "".join(line.format(side=side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{TWIPS}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        "<w:tblGrid/></w:tbl>"
    )
    if caption:
        told = OxmlElement("w:tblCaption")
        told.set(qn("w:val"), in_xml(caption))
        made[0].append(told)
    for width in _widths(weights):
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        made[1].append(column)
    for row in rows:
        made.append(row)
    return made


def _widths(weights: Sequence[int]) -> list[int]:
    total = sum(weights)
    return [TWIPS * weight // total for weight in weights]


def _row(cells: Sequence[tuple[str, bool]], weights: Sequence[int], head: Any = ()) -> Any:
    """`head`: "all" makes a row that is repeated on every page; places of cells are set bold."""
    is_head = head == "all"
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr></w:tr>")
    for place, ((text, is_number), width) in enumerate(zip(cells, _widths(weights), strict=True)):
        side = "right" if is_number else "left"
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF3"/>' if is_head else ""
        made = parse_xml(
            f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
            f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr></w:p></w:tc>'
        )
        is_bold = is_head or place in head
        made[1].append(_run(text, f'{"<w:b/>" if is_bold else ""}<w:sz w:val="{SMALL}"/><w:szCs w:val="{SMALL}"/>'))
        row.append(made)
    return row
