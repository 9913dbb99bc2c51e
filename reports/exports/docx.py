"""The report as DOCX: an office's template (or the built-in one) with the document's outline put into it.

What stands in a table comes through lxml, never through a text of XML: "A & B <x>" stays what it is.
"""

import io
import logging
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from cooperation.text import strip_invalid_xml, typeset
from reports.exports import charts, markdown
from reports.exports.blocks import Block, Heading, Paragraph, Picture, Table, Words, headings_of
from reports.exports.docx_marks import WrongMarks, check_marks
from reports.exports.docx_styles import LEVELS, STEP, Lists, Styles, set_up
from reports.exports.docx_tables import grid, row_of, table_of, text_run
from reports.exports.docx_template import built_in_template
from reports.exports.facts import annex_line
from reports.exports.outline import outline_of

BODY = "\ue000TREŚĆ\ue000"  # of a private use area: no text of an office holds it


logger = logging.getLogger(__name__)


class BrokenTemplate(Exception):
    """The template cannot be filled in; the message says why, in the reader's language."""


def report_docx(content: dict[str, Any], facts: dict[str, str], template: bytes | None = None) -> bytes:
    """`facts`: the lines of the bulletin sheet. Raises BrokenTemplate only for an office's own template."""
    if template is None:
        return _made(content, facts, built_in_template())
    try:
        return _made(content, facts, template)
    except Exception as error:
        raise _broken(error) from error


def check_template(template: bytes) -> None:
    """Raises BrokenTemplate for a document that cannot be opened or whose marks are wrong."""
    try:
        check_marks(Document(io.BytesIO(template)))
    except Exception as error:
        raise _broken(error) from error


def _broken(error: Exception) -> BrokenTemplate:
    if isinstance(error, WrongMarks):
        return BrokenTemplate(str(error))
    logger.warning("a template cannot be filled in", exc_info=error)  # whatever Word or the archive dislike
    return BrokenTemplate(_("It does not open as a document. Save it anew as DOCX in Word or LibreOffice."))


def _made(content: dict[str, Any], facts: dict[str, str], template: bytes) -> bytes:
    names = check_marks(Document(io.BytesIO(template)))
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(_marks(content), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    document = filled.docx
    place = next(one for one in document.element.body.iter(qn("w:p")) if _text_of(one) == BODY)
    set_up(document)
    blocks = outline_of(content)
    writer = _Writer(document, place)
    if "przyklad" not in names and content["programme"]["is_example"]:
        writer.paragraph(_marks(content)["przyklad"])  # an example says so in every template
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
        "zalacznik": strip_invalid_xml(typeset(annex_line(content))),
        "tytul": strip_invalid_xml(typeset(content["title"])),
        "program": strip_invalid_xml(typeset(programme["title"])),
        "urzad": strip_invalid_xml(typeset(content["office"]["name"] or programme["issuer"])),
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
    properties.title = strip_invalid_xml(content["title"])[:255]
    properties.author = strip_invalid_xml(content["office"]["name"] or content["programme"]["issuer"])[:255]
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
        self.styles, self.lists = Styles(document), Lists(document)
        self.numbers_itself = self.styles.numbers_itself("Heading 1")
        self.anchors = 0

    # --- pieces ---

    def paragraph(self, text: str = "", style: str = "") -> Any:
        """Without a style it has the one that the document gives to paragraphs."""
        made = self.document.add_paragraph(strip_invalid_xml(typeset(text)))
        if style:
            made._p.get_or_add_pPr().style = self.styles.id_of(style)
        self.place.addprevious(made._p)
        return made

    def _put(self, element: Any) -> None:
        self.place.addprevious(element)

    def contents(self, blocks: Sequence[Block]) -> None:
        """Filled in already, as links; the numbers of their pages are fields, counted when the document is opened."""
        self.paragraph(_("Contents"), "TOC Heading")
        headings = list(headings_of(blocks))
        for place, heading in enumerate(headings):
            line = self.paragraph("", f"toc {heading.level}")
            if place == 0:
                for piece in _field_begin('TOC \\o "1-2" \\h \\z'):
                    line._p.append(piece)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _bookmark(heading))
            link.append(text_run(f"{heading.number}. {heading.text}"))
            link.append(parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>"))
            for piece in (*_field_begin(f"PAGEREF {_bookmark(heading)} \\h"), text_run("…"), _field_end()):
                link.append(piece)
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
                self._put(table_of(block))
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
        for piece in markdown.pieces(words.text):
            made = self.paragraph("", "Heading 3" if piece.kind == "heading" else "")
            if piece.kind == "heading":
                _set_outline_level(made, words.level)
            elif piece.kind in ("bullet", "number"):
                self._make_item(made, piece)
            elif piece.depth:
                made.paragraph_format.left_indent = Pt(STEP / 20 * piece.depth)
            for run in piece.runs:
                if run.url:
                    self._link(made, run)
                else:
                    added = made.add_run(run.text)
                    added.bold, added.italic = run.is_bold or None, run.is_italic or None

    def _make_item(self, paragraph: Any, piece: markdown.Piece) -> None:
        number = self.lists.number_of(is_bullet=piece.kind == "bullet", depth=piece.depth, starts=piece.starts)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(piece.depth, LEVELS) - 1
        properties.get_or_add_numId().val = number

    def _link(self, paragraph: Any, run: markdown.Run) -> None:
        link = OxmlElement("w:hyperlink")
        target = self.document.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
        link.append(text_run(run.text, '<w:u w:val="single"/>'))
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
        made.add_run(strip_invalid_xml(typeset(after)))

    def _source(self, text: str) -> None:
        made = self.paragraph(text)
        made.paragraph_format.space_before = Pt(2)
        for run in made.runs:
            run.font.size = Pt(8.5)

    def _picture(self, picture: Picture) -> None:
        self._caption(picture.label, "Rysunek", picture.number)
        made = self.paragraph()
        made.paragraph_format.keep_with_next = True
        made.add_run().add_picture(io.BytesIO(charts.bars_png(picture)), width=Cm(16))
        drawn = made._p.find(f".//{qn('wp:docPr')}")
        drawn.set("descr", strip_invalid_xml(picture.alternative))
        drawn.set("title", strip_invalid_xml(picture.label))
        self._source(picture.source)

    def facts(self, facts: dict[str, str]) -> None:
        """The bulletin sheet: who produced the document and when."""
        if not facts:
            return
        self.paragraph(_("Bulletin sheet"), "TOC Heading")
        rows = [
            row_of([(name, False), (value, False)], [3, 7], head=(0,), is_hyphenated=False)
            for name, value in facts.items()
        ]
        self._put(grid([3, 7], rows))


# --- XML ----------------------------------------------------------------------------------------------------------


def _bookmark(heading: Heading) -> str:
    return f"_Toc_{heading.anchor.replace('-', '_')}"


def _set_outline_level(paragraph: Any, level: int) -> None:
    """A heading that was typed stands one level below the one above it, whatever its look."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(element)  # last but for elements that no paragraph of ours has


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
