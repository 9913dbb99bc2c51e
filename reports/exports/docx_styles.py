"""What a report needs of a document whoever saved it: styles by any of their names, lists, settings of the document."""

import io
from copy import deepcopy
from functools import cached_property
from typing import Any

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

from reports.exports.docx_template import built_in_template

# Word and LibreOffice name styles in the language of the program: style -> its ids and names, small letters.
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
STEP = 357  # twentieths of a point that a nested list is moved by


class Styles:
    """Styles of paragraphs in a document; one that it lacks is taken over from the built-in template."""

    def __init__(self, document: Any) -> None:
        self._root = document.styles.element

    def id_of(self, name: str) -> str:
        """The id under which the document has the style: by id, else by name."""
        wanted = STYLES[name]
        known = {element.get(qn("w:styleId")): _name_of(element) for element in self._paragraph_styles}
        by_id = next((one for one in known if one.lower() in wanted), None)
        style = by_id or next((one for one, called in known.items() if called in wanted), None)
        return style or self._take_over(name)

    def numbers_itself(self, name: str) -> bool:
        style_id = self.id_of(name)
        element = next(one for one in self._paragraph_styles if one.get(qn("w:styleId")) == style_id)
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        return number is not None and number.get(qn("w:val")) != "0"

    @property
    def _paragraph_styles(self) -> list[Any]:
        return [one for one in self._root.iter(qn("w:style")) if one.get(qn("w:type")) == "paragraph"]

    def _take_over(self, name: str) -> str:
        built_in = next(one for one in self._built_in if _name_of(one) in STYLES[name])
        copy = deepcopy(built_in)
        for tag in ("w:basedOn", "w:next", "w:link"):  # of styles that the document may not have
            for element in copy.findall(qn(tag)):
                copy.remove(element)
        for element in list(copy.iter(qn("w:numPr"))):
            element.getparent().remove(element)
        self._root.append(copy)
        return str(copy.get(qn("w:styleId")))

    @cached_property
    def _built_in(self) -> list[Any]:
        return list(Document(io.BytesIO(built_in_template())).styles.element.iter(qn("w:style")))


def _name_of(style: Any) -> str:
    name = style.find(qn("w:name"))
    return str(name.get(qn("w:val"))).lower() if name is not None else ""


class Lists:
    """Lists of a document, nested as they were typed: bullets share a numbering, each numbered list has its own."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._bullets: int | None = None
        self._numbers: dict[int, int] = {}  # depth -> the numbering of the list that is open there

    def number_of(self, *, is_bullet: bool, depth: int, starts: bool) -> int:
        """The w:numId of an item; `starts`: it is the first one of a numbered list."""
        if is_bullet:
            if self._bullets is None:
                self._bullets = self._add(is_bullet=True)
            return self._bullets
        if starts or depth not in self._numbers:
            self._numbers[depth] = self._add(is_bullet=False)
        return self._numbers[depth]

    def _add(self, *, is_bullet: bool) -> int:
        """A new definition and its number; definitions stand before numbers in the part."""
        root = self._root
        definition = 1 + max((int(one.get(qn("w:abstractNumId"))) for one in root.iter(qn("w:abstractNum"))), default=0)
        number = 1 + max((int(one.get(qn("w:numId"))) for one in root.iter(qn("w:num"))), default=0)
        levels = "".join(_level(place, is_bullet=is_bullet) for place in range(LEVELS))
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{definition}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        )
        first = root.find(qn("w:num"))
        if first is None:
            root.append(made)
        else:
            first.addprevious(made)
        last = root.findall(qn("w:num"))
        entry = parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{definition}"/></w:num>')
        if last:
            last[-1].addnext(entry)
        else:
            root.append(entry)
        return number

    @cached_property
    def _root(self) -> Any:
        part = self._document.part
        try:
            return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:  # a document without any list
            element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
            made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, part.package)
            part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
            return element


def _level(place: int, *, is_bullet: bool) -> str:
    kind, text = ("bullet", BULLETS[place % len(BULLETS)]) if is_bullet else ("decimal", f"%{place + 1}.")
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (place + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
    )


def set_up(document: Any) -> None:
    """Settings: long words are hyphenated, fields (numbers of pages) are counted anew when Word opens the document."""
    settings = document.settings.element
    zoom = settings.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), zoom.get(qn("w:percent")) or "100")  # the schema wants it
    for name, followers in (("w:autoHyphenation", _AFTER_HYPHENATION), ("w:updateFields", _AFTER_UPDATE)):
        element = settings.find(qn(name))
        if element is None:
            element = OxmlElement(name)
            settings.insert_element_before(element, *followers)
        element.set(qn("w:val"), "true")


# The schema orders the elements of the settings; those that come after ours.
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
