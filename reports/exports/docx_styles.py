"""Paragraph styles, lists and settings of a DOCX document, whichever program saved it."""

import io
from copy import deepcopy
from functools import cached_property

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.numbering import NumberingPart

from reports.exports.docx_template import built_in_template

# Ids and names of each style in lower case: Word and LibreOffice name styles in the language of the program.
STYLES = {
    "Heading 1": ("heading1", "nagwek1", "heading 1", "nagłówek 1"),
    "Heading 2": ("heading2", "nagwek2", "heading 2", "nagłówek 2"),
    "Heading 3": ("heading3", "nagwek3", "heading 3", "nagłówek 3"),
    "Title": ("title", "tytu", "tytuł"),
    "Subtitle": ("subtitle", "podtytu", "podtytuł"),
    "Caption": ("caption", "legenda", "podpis"),
    "TOC Heading": ("tocheading", "nagwekspisutreci", "toc heading", "nagłówek spisu treści", "contents heading"),
    "toc 1": ("toc1", "spistreci1", "toc 1", "spis treści 1", "contents 1"),
    "toc 2": ("toc2", "spistreci2", "toc 2", "spis treści 2", "contents 2"),
}
LEVELS = 9
BULLETS = "•◦▪"
STEP = 357  # indent of a nested list in twentieths of a point


class ParagraphStyles:
    """The paragraph styles of a document; a missing one is copied from the built-in template."""

    def __init__(self, document: DocxDocument) -> None:
        self._root = document.styles.element

    def id_of(self, name: str) -> str:
        """Return the style's id in the document, found by id, else by name."""
        aliases = STYLES[name]
        names_by_id = {element.get(qn("w:styleId")): _name_of(element) for element in self._paragraph_styles}
        by_id = next((style_id for style_id in names_by_id if style_id.lower() in aliases), None)
        style = by_id or next((style_id for style_id, style_name in names_by_id.items() if style_name in aliases), None)
        return style or self._copy_built_in(name)

    def has_numbering(self, name: str) -> bool:
        style_id = self.id_of(name)
        element = next(style for style in self._paragraph_styles if style.get(qn("w:styleId")) == style_id)
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        return number is not None and number.get(qn("w:val")) != "0"

    @property
    def _paragraph_styles(self) -> list[BaseOxmlElement]:
        return [style for style in self._root.iter(qn("w:style")) if style.get(qn("w:type")) == "paragraph"]

    def _copy_built_in(self, name: str) -> str:
        built_in = next(style for style in self._built_in if _name_of(style) in STYLES[name])
        copy = deepcopy(built_in)
        for tag in ("w:basedOn", "w:next", "w:link"):  # they refer to styles that the document may lack
            for element in copy.findall(qn(tag)):
                copy.remove(element)
        for element in list(copy.iter(qn("w:numPr"))):
            element.getparent().remove(element)
        self._root.append(copy)
        return str(copy.get(qn("w:styleId")))

    @cached_property
    def _built_in(self) -> list[BaseOxmlElement]:
        return list(Document(io.BytesIO(built_in_template())).styles.element.iter(qn("w:style")))


def _name_of(style: BaseOxmlElement) -> str:
    name = style.find(qn("w:name"))
    return str(name.get(qn("w:val"))).lower() if name is not None else ""


class ListNumbering:
    """The numbering of a document's lists: bullet lists share one, each numbered list has its own."""

    def __init__(self, document: DocxDocument) -> None:
        self._document = document
        self._bullets: int | None = None
        self._numbers: dict[int, int] = {}  # the current list's numbering, by depth

    def number_of(self, *, is_bullet: bool, depth: int, starts: bool) -> int:
        """Return the w:numId of an item; `starts`: it is the first item of a numbered list."""
        if is_bullet:
            if self._bullets is None:
                self._bullets = self._add(is_bullet=True)
            return self._bullets
        if starts or depth not in self._numbers:
            self._numbers[depth] = self._add(is_bullet=False)
        return self._numbers[depth]

    def _add(self, *, is_bullet: bool) -> int:
        """Add a definition and a number for it; the schema puts all definitions before the numbers."""
        root = self._root
        definition = 1 + max(
            (int(element.get(qn("w:abstractNumId"))) for element in root.iter(qn("w:abstractNum"))), default=0
        )
        number = 1 + max((int(element.get(qn("w:numId"))) for element in root.iter(qn("w:num"))), default=0)
        levels = "".join(_level(place, is_bullet=is_bullet) for place in range(LEVELS))
        abstract_number = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{definition}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        )
        first = root.find(qn("w:num"))
        if first is None:
            root.append(abstract_number)
        else:
            first.addprevious(abstract_number)
        last = root.findall(qn("w:num"))
        entry = parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{definition}"/></w:num>')
        if last:
            last[-1].addnext(entry)
        else:
            root.append(entry)
        return number

    @cached_property
    def _root(self) -> BaseOxmlElement:
        part = self._document.part
        try:
            return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]  # an XmlPart
        except KeyError:  # a document without any list
            element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
            numbering = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, part.package)
            part.relate_to(numbering, RELATIONSHIP_TYPE.NUMBERING)
            return element


def _level(place: int, *, is_bullet: bool) -> str:
    kind, text = ("bullet", BULLETS[place % len(BULLETS)]) if is_bullet else ("decimal", f"%{place + 1}.")
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (place + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
    )


def set_document_settings(document: DocxDocument) -> None:
    """Switch on hyphenation, and the update of fields (page numbers) when Word opens the document."""
    settings = document.settings.element
    zoom = settings.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), zoom.get(qn("w:percent")) or "100")  # required by the schema
    for name, followers in (("w:autoHyphenation", _AFTER_HYPHENATION), ("w:updateFields", _AFTER_UPDATE)):
        element = settings.find(qn(name))
        if element is None:
            element = OxmlElement(name)
            settings.insert_element_before(element, *followers)
        element.set(qn("w:val"), "true")


# The elements that follow ours in the order of the schema.
_AFTER_UPDATE = (
    "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr",
    "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats",
    "w:doNotAutoCompressPictures", "w:forceUpgrade", "w:captions", "w:readModeInkLockDown", "w:smartTagType",
    "sl:schemaLibrary", "w:shapeDefaults", "w:doNotEmbedSmartTags", "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip
_AFTER_HYPHENATION = (
    "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps", "w:showEnvelope", "w:summaryLength",
    "w:clickAndTypeStyle", "w:defaultTableStyle", "w:evenAndOddHeaders", "w:bookFoldRevPrinting",
    "w:bookFoldPrinting", "w:bookFoldPrintingSheets", "w:drawingGridHorizontalSpacing",
    "w:drawingGridVerticalSpacing", "w:displayHorizontalDrawingGridEvery", "w:displayVerticalDrawingGridEvery",
    "w:doNotUseMarginsForDrawingGridOrigin", "w:drawingGridHorizontalOrigin", "w:drawingGridVerticalOrigin",
    "w:doNotShadeFormData", "w:noPunctuationKerning", "w:characterSpacingControl", "w:printTwoOnOne",
    "w:strictFirstAndLastChars", "w:noLineBreaksAfter", "w:noLineBreaksBefore", "w:savePreviewPicture",
    "w:doNotValidateAgainstSchema", "w:saveInvalidXml", "w:ignoreMixedContent", "w:alwaysShowPlaceholderText",
    "w:doNotDemarcateInvalidXml", "w:saveXmlDataOnly", "w:useXSLTWhenSaving", "w:saveThroughXslt",
    "w:showXMLTags", "w:alwaysMergeEmptyNamespace", "w:updateFields", *_AFTER_UPDATE,
)  # fmt: skip
