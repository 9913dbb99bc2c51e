"""The built-in template of the report, which an office can download, change in Word or LibreOffice and upload.

Marks in double braces are filled in; {{ tresc }}, alone in its paragraph, is replaced by the report's blocks.
"""

import io
from datetime import datetime

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
NUMBERING = 90  # id of the headings' numbering; small ids are used by the list styles
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001  # constant, so that the file is always the same


def built_in_template() -> bytes:
    document = Document()
    _set_page(document)
    _set_styles(document)
    _number_headings(document)
    _add_paragraph(document, "{{ zalacznik }}", "Normal", WD_ALIGN_PARAGRAPH.RIGHT)
    _add_paragraph(document, "{{ przyklad }}", "Subtitle")
    _add_paragraph(document, "{{ urzad }}", "Subtitle")
    _add_paragraph(document, "{{ tytul }}", "Title")
    _add_paragraph(document, "{{ program }}", "Subtitle")
    _add_paragraph(document, "{{ stan_na }}", "Subtitle")
    _add_paragraph(document, "{{ tresc }}", "Normal")
    _add_footer(document)
    return document_bytes(document)


def document_bytes(document: DocxDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add_paragraph(document: DocxDocument, text: str, style: str, alignment: WD_ALIGN_PARAGRAPH | None = None) -> None:
    paragraph = document.add_paragraph(text, style=style)
    if alignment is not None:
        paragraph.alignment = alignment


def _set_page(document: DocxDocument) -> None:
    document.settings.element.find(qn("w:zoom")).set(qn("w:percent"), "100")  # required by the schema
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    properties = document.core_properties
    properties.created = properties.modified = LONG_AGO
    properties.author, properties.comments, properties.title = "", "", "{{ tytul }}"
    properties.language = "pl-PL"


def _set_styles(document: DocxDocument) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for language in defaults.findall(qn("w:lang")):
        defaults.remove(language)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="pl-PL" w:eastAsia="pl-PL" w:bidi="ar-SA"/>'))
    for name, size, is_bold, before, after in (
        ("Normal", 10.5, False, 0, 6),
        ("Title", 18, True, 18, 6),
        ("Subtitle", 11, False, 0, 4),
        ("Heading 1", 14, True, 18, 6),
        ("Heading 2", 12, True, 14, 4),
        ("Heading 3", 10.5, True, 10, 3),
        ("Caption", 9.5, True, 8, 3),
        ("TOC Heading", 12, True, 14, 4),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), is_bold, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        fonts.set(qn("w:cs"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].element.get_or_add_pPr().insert_element_before(
            OxmlElement("w:suppressAutoHyphens"), "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
        )
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["TOC Heading"].base_style = styles["Normal"]  # not based on a heading, so that it has no number
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for spacing in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(spacing)
        line = styles[name].element.pPr.find(qn("w:pBdr"))
        if line is not None:
            styles[name].element.pPr.remove(line)
    for level in (1, 2):
        contents = styles.add_style(f"toc {level}", 1)
        contents.base_style = styles["Normal"]
        contents.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        contents.paragraph_format.space_after = Pt(2)
        contents.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), 2, 1)  # right, with dots


def _number_headings(document: DocxDocument) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{place + 1}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
        for place, text, indent in ((0, "%1.", 454), (1, "%1.%2.", 624))
    )
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    first.addprevious(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
    )
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        properties._insert_numPr(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
        )


def _add_footer(document: DocxDocument) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, is_field in (("strona ", False), ("PAGE", True), (" z ", False), ("NUMPAGES", True)):
        if is_field:
            paragraph._p.append(
                parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{text}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
            )
        else:
            paragraph.add_run(text)
