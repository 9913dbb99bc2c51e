"""The report as DOCX: the office's template, or the built-in one, with the report's blocks inserted.

Texts are inserted through lxml and never as XML source, so "A & B <x>" is preserved.
"""

import io
import logging
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from cooperation.text import strip_invalid_xml, typeset
from reports.exports import charts, markdown
from reports.exports.blocks import (
    ChapterText,
    DocumentBlock,
    DocumentHeading,
    DocumentParagraph,
    DocumentTable,
    IndicatorCharts,
    StatusChart,
    headings_of,
)
from reports.exports.docx_marks import InvalidMarks, check_marks
from reports.exports.docx_styles import LEVELS, STEP, ListNumbering, ParagraphStyles, set_document_settings
from reports.exports.docx_tables import grid, row_of, table_of, text_run
from reports.exports.docx_template import built_in_template
from reports.exports.facts import annex_line
from reports.exports.indicator_charts import chart_png
from reports.exports.outline import outline_of
from reports.rules.snapshot import ReportContent

BODY = "\ue000TREŚĆ\ue000"  # characters of a private use area, which no office's text contains


logger = logging.getLogger(__name__)


class BrokenTemplate(Exception):
    """The template cannot be filled in; the message says why, in the reader's language."""


def report_docx(content: ReportContent, facts: dict[str, str], template: bytes | None = None) -> bytes:
    """Return the file; `facts` are the lines of the bulletin sheet.

    Raises BrokenTemplate if the office's own template cannot be filled in.
    """
    if template is None:
        return _fill_template(content, facts, built_in_template())
    try:
        return _fill_template(content, facts, template)
    except Exception as error:
        raise _broken_template(error) from error


def check_template(template: bytes) -> None:
    """Raise BrokenTemplate for a document that cannot be opened or has wrong marks."""
    try:
        check_marks(Document(io.BytesIO(template)))
    except Exception as error:
        raise _broken_template(error) from error


def _broken_template(error: Exception) -> BrokenTemplate:
    if isinstance(error, InvalidMarks):
        return BrokenTemplate(str(error))
    logger.warning("a template cannot be filled in", exc_info=error)  # any error of the archive or of the XML
    return BrokenTemplate(_("The file cannot be opened as a document. Save it again as DOCX in Word or LibreOffice."))


def _fill_template(content: ReportContent, facts: dict[str, str], template: bytes) -> bytes:
    names = check_marks(Document(io.BytesIO(template)))
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(_marks(content), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    document = filled.docx
    body_mark = next(paragraph for paragraph in document.element.body.iter(qn("w:p")) if _text_of(paragraph) == BODY)
    set_document_settings(document)
    blocks = outline_of(content)
    writer = DocxWriter(document, body_mark)
    if "przyklad" not in names and content["programme"]["is_example"]:
        writer.paragraph(_marks(content)["przyklad"])  # example data are marked in every template
    writer.contents(blocks)
    for block in blocks:
        writer.add(block)
    writer.facts(facts)
    body_mark.getparent().remove(body_mark)
    _drop_empty_marks(document)
    _properties(document, content)
    target = io.BytesIO()
    document.save(target)
    return _stable(target.getvalue())


def _marks(content: ReportContent) -> dict[str, str]:
    programme = content["programme"]
    return {
        "zalacznik": strip_invalid_xml(typeset(annex_line(content))),
        "tytul": strip_invalid_xml(typeset(content["title"])),
        "program": strip_invalid_xml(typeset(programme["title"])),
        "urzad": strip_invalid_xml(typeset(content["office"]["name"] or programme["issuer"])),
        "stan_na": _("Data as at: %(day)s") % {"day": content["as_of_shown"]},
        "przyklad": _("EXAMPLE DATA: everything in this report is fictitious") if programme["is_example"] else "",
        "tresc": BODY,
    }


def _text_of(paragraph: BaseOxmlElement) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip()


def _drop_empty_marks(document: DocxDocument) -> None:
    """Remove the paragraphs of marks without a text, which would be empty lines above the title."""
    for paragraph in list(document.paragraphs[:12]):
        if not paragraph.text.strip() and not list(paragraph._p.iter(qn("w:drawing"), qn("w:br"), qn("w:sectPr"))):
            paragraph._p.getparent().remove(paragraph._p)


def _properties(document: DocxDocument, content: ReportContent) -> None:
    properties = document.core_properties
    properties.title = strip_invalid_xml(content["title"])[:255]
    properties.author = strip_invalid_xml(content["office"]["name"] or content["programme"]["issuer"])[:255]
    properties.language = "pl-PL"
    properties.created = properties.modified = datetime.fromisoformat(content["as_of"])


def _stable(package: bytes) -> bytes:
    """Return the package with constant dates, so that the same report gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as original, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as stable:
        for name in original.namelist():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            stable.writestr(entry, original.read(name))
    return target.getvalue()


class DocxWriter:
    """Inserts blocks before the paragraph with the mark for the body."""

    def __init__(self, document: DocxDocument, body_mark: BaseOxmlElement) -> None:
        self.document, self.body_mark = document, body_mark
        self.styles, self.lists = ParagraphStyles(document), ListNumbering(document)
        self.has_numbered_headings = self.styles.has_numbering("Heading 1")
        self.anchors = 0

    # --- parts ---

    def paragraph(self, text: str = "", style: str = "") -> Paragraph:
        """Insert a paragraph; without a style it has the document's default one."""
        paragraph = self.document.add_paragraph(strip_invalid_xml(typeset(text)))
        if style:
            paragraph._p.get_or_add_pPr().style = self.styles.id_of(style)
        self.body_mark.addprevious(paragraph._p)
        return paragraph

    def _put(self, element: BaseOxmlElement) -> None:
        self.body_mark.addprevious(element)

    def contents(self, blocks: Sequence[DocumentBlock]) -> None:
        """Insert the table of contents as links; page numbers are fields, computed when the document is opened."""
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

    def add(self, block: DocumentBlock) -> None:
        match block:
            case DocumentHeading():
                self._heading(block)
            case ChapterText():
                self._chapter_text(block)
            case DocumentParagraph():
                paragraph = self.paragraph(block.text)
                for run in paragraph.runs if block.is_missing else ():
                    run.italic = True
            case DocumentTable():
                self._caption(block.label, "Tabela", block.number)
                self._put(table_of(block))
                self._source(block.source)
            case StatusChart():
                self._caption(block.label, "Rysunek", block.number)
                paragraph = self.paragraph()
                paragraph.paragraph_format.keep_with_next = True
                _add_picture(paragraph, charts.bars_png(block), block.label, block.alternative, width=Cm(16))
                self._source(block.source)
            case IndicatorCharts():
                self._indicator_charts(block)

    def _heading(self, heading: DocumentHeading) -> None:
        text = heading.text if self.has_numbered_headings else f"{heading.number}. {heading.text}"
        paragraph = self.paragraph(text, f"Heading {heading.level}")
        self.anchors += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        begin.set(qn("w:id"), str(1000 + self.anchors))
        begin.set(qn("w:name"), _bookmark(heading))
        end.set(qn("w:id"), str(1000 + self.anchors))
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, begin)
        paragraph._p.append(end)

    def _chapter_text(self, chapter_text: ChapterText) -> None:
        for text in markdown.paragraphs(chapter_text.text):
            paragraph = self.paragraph("", "Heading 3" if text.kind == "heading" else "")
            if text.kind == "heading":
                _set_outline_level(paragraph, chapter_text.level)
            elif text.kind in ("bullet", "number"):
                self._number_item(paragraph, text)
            elif text.depth:
                paragraph.paragraph_format.left_indent = Pt(STEP / 20 * text.depth)
            for run in text.runs:
                if run.url:
                    self._link(paragraph, run)
                else:
                    docx_run = paragraph.add_run(run.text)
                    docx_run.bold, docx_run.italic = run.is_bold or None, run.is_italic or None

    def _number_item(self, paragraph: Paragraph, text: markdown.TextParagraph) -> None:
        number = self.lists.number_of(is_bullet=text.kind == "bullet", depth=text.depth, starts=text.starts)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(text.depth, LEVELS) - 1
        properties.get_or_add_numId().val = number

    def _link(self, paragraph: Paragraph, run: markdown.TextRun) -> None:
        link = OxmlElement("w:hyperlink")
        target = self.document.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
        link.append(text_run(run.text, '<w:u w:val="single"/>'))
        paragraph._p.append(link)

    def _caption(self, label: str, sequence: str, number: int) -> None:
        """Insert e.g. "Tabela 1. …", with a field as number, so that tables added by hand are counted."""
        paragraph = self.paragraph("", "Caption")
        paragraph.paragraph_format.keep_with_next = True
        before, _number, after = label.partition(str(number))
        paragraph.add_run(before)
        paragraph._p.append(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr="SEQ {sequence} \\* ARABIC">'
                f"<w:r><w:t>{number}</w:t></w:r></w:fldSimple>"
            )
        )
        paragraph.add_run(strip_invalid_xml(typeset(after)))

    def _source(self, text: str) -> None:
        paragraph = self.paragraph(text)
        paragraph.paragraph_format.space_before = Pt(2)
        for run in paragraph.runs:
            run.font.size = Pt(8.5)

    def _indicator_charts(self, block: IndicatorCharts) -> None:
        self._caption(block.label, "Rysunek", block.number)
        for item in block.charts:
            name = self.paragraph(item.title)
            name.paragraph_format.keep_with_next = True
            name.runs[0].font.size = Pt(8.5)
            _add_picture(self.paragraph(), chart_png(item), item.title, item.alternative, width=Cm(8.5))
        if block.signs:
            self._source(block.signs)
        self._source(block.source)

    def facts(self, facts: dict[str, str]) -> None:
        """Insert the bulletin sheet."""
        if not facts:
            return
        self.paragraph(_("Bulletin sheet"), "TOC Heading")
        rows = [
            row_of([(name, False), (value, False)], [3, 7], head=(0,), is_hyphenated=False)
            for name, value in facts.items()
        ]
        self._put(grid([3, 7], rows))


def _add_picture(paragraph: Paragraph, png: bytes, title: str, alternative: str, *, width: Cm) -> None:
    paragraph.add_run().add_picture(io.BytesIO(png), width=width)
    drawing = paragraph._p.find(f".//{qn('wp:docPr')}")
    drawing.set("descr", strip_invalid_xml(alternative))
    drawing.set("title", strip_invalid_xml(title))


# --- XML ----------------------------------------------------------------------------------------------------------


def _bookmark(heading: DocumentHeading) -> str:
    return f"_Toc_{heading.anchor.replace('-', '_')}"


def _set_outline_level(paragraph: Paragraph, level: int) -> None:
    """Set the level of a heading in a chapter's text, independently of its style."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(element)  # the schema's order: nothing of these paragraphs comes after it


def _field_begin(instruction: str) -> list[BaseOxmlElement]:
    run = f"<w:r {nsdecls('w')}>"
    runs = [
        parse_xml(f'{run}<w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'),
        parse_xml(f'{run}<w:instrText xml:space="preserve"> </w:instrText></w:r>'),
        parse_xml(f'{run}<w:fldChar w:fldCharType="separate"/></w:r>'),
    ]
    runs[1][0].text = f" {instruction} "
    return runs


def _field_end() -> BaseOxmlElement:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>')
