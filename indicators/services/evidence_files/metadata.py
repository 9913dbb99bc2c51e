"""Removal of metadata from files: authors, devices, places and times must not become public.

Pages and pixels do not change; the pixel data of images are copied bit by bit. Imports no Django, so that `worker`
starts quickly.
"""

import io
import zipfile
from typing import Any

from lxml import etree
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from indicators.services.evidence_files.images import AFTER_END, JPEG_START, PNG_SIGNATURE, jpeg_segments, png_chunks
from indicators.services.evidence_files.pdf import dictionaries_of

ORIENTATION = 0x0112  # the only Exif entry that changes how an image is displayed
JPEG_COMMENT, JPEG_JFIF, JPEG_ICC, JPEG_ADOBE = 0xFE, 0xE0, 0xE2, 0xEE
JPEG_APPLICATIONS = range(0xE0, 0xF0)
JPEG_COLOUR_SEGMENTS = {
    JPEG_JFIF: b"JFIF\0",
    JPEG_ICC: b"ICC_PROFILE\0",
    JPEG_ADOBE: b"Adobe",
}  # the colours depend on them
PNG_DISPLAY_CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
    b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
PDF_METADATA = ("/Metadata", "/PieceInfo", "/LastModified", "/Perms", "/DSS")
PDF_ANNOTATION_METADATA = ("/T", "/M", "/CreationDate", "/NM")  # author and times of an annotation
OOXML = "http://schemas.openxmlformats.org"
PROPERTY_ROOTS = {  # root elements of parts that hold only metadata
    f"{{{OOXML}/package/2006/metadata/core-properties}}coreProperties",
    f"{{{OOXML}/officeDocument/2006/extended-properties}}Properties",
    f"{{{OOXML}/officeDocument/2006/custom-properties}}Properties",
    "{http://schemas.microsoft.com/office/2006/metadata/properties}properties",
}
# Names of persons, and of directories on somebody's computer.
PERSONAL_ATTRIBUTES = {"author", "initials", "userId", "userName"}
PERSONAL_ELEMENTS = {"author", "person", "absPath"}
ANONYMOUS = "–"


def without_metadata(data: bytes, extension: str, title: str) -> bytes:
    """Return a copy of the document without metadata.

    `title` becomes the title of a PDF, which browsers show and screen readers read out.
    """
    match extension:
        case "jpg" | "jpeg":
            return _clean_jpeg(data, exif=_orientation_of(data))
        case "png":
            return _clean_png(data)
        case "pdf":
            return _clean_pdf(data, title)
        case "docx" | "xlsx":
            return _clean_ooxml(data)
        case _:  # CSV has no metadata
            return data


# --- images ------------------------------------------------------------------------------------------------------


def _orientation_of(data: bytes) -> bytes:
    """Return Exif data with only the orientation; empty when the image needs no rotation."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
        orientation = image.getexif().get(ORIENTATION, 1)
    if orientation not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()  # begins with Exif\0\0


def _clean_jpeg(data: bytes, exif: bytes = b"") -> bytes:
    segments = []
    for marker, segment in jpeg_segments(data):
        if marker == JPEG_START:
            segments.append(segment)
            if exif:
                segments.append(b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif)
        elif marker in JPEG_APPLICATIONS:
            if marker in JPEG_COLOUR_SEGMENTS and segment[4:].startswith(JPEG_COLOUR_SEGMENTS[marker]):
                segments.append(segment)
        elif marker not in (JPEG_COMMENT, AFTER_END):
            segments.append(segment)
    return b"".join(segments)


def _clean_png(data: bytes) -> bytes:
    return data[:PNG_SIGNATURE] + b"".join(
        chunk for chunk_type, chunk in png_chunks(data) if chunk_type in PNG_DISPLAY_CHUNKS
    )


# --- PDF -----------------------------------------------------------------------------------------------------------


def _clean_pdf(data: bytes, title: str) -> bytes:
    """Write a new file with everything reachable from the pages; earlier versions and signatures are left out."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    for dictionary in dictionaries_of(reader):
        _clean_dictionary(dictionary)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = {"/Title": title}
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _clean_dictionary(dictionary: DictionaryObject) -> None:
    for key in PDF_METADATA:
        dictionary.pop(NameObject(key), None)
    if dict.get(dictionary, "/FT") == "/Sig":
        dictionary.pop(NameObject("/V"), None)
    is_annotation = "/Rect" in dictionary and dict.get(dictionary, "/Subtype") != "/Widget"
    if is_annotation:  # /T of a widget is not an author but the name of its field
        for key in PDF_ANNOTATION_METADATA:
            dictionary.pop(NameObject(key), None)
    if isinstance(dictionary, StreamObject) and _filters(dictionary) == ["/DCTDecode"]:  # an embedded JPEG
        dictionary._data = _clean_jpeg(dictionary._data)


def _filters(dictionary: DictionaryObject) -> list[object]:
    filters = dict.get(dictionary, "/Filter")
    return list(filters) if isinstance(filters, ArrayObject) else [filters]


# --- office documents ----------------------------------------------------------------------------------------------


def _clean_ooxml(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            clean_entry = zipfile.ZipInfo(entry.filename)  # without the time of packing
            clean_entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(clean_entry, _clean_part(entry.filename, package.read(entry)))
    return target.getvalue()


def _clean_part(name: str, data: bytes) -> bytes:
    extension = name.rpartition(".")[2].lower()
    if extension in ("jpg", "jpeg", "png"):
        try:
            return without_metadata(data, extension, "")
        except OSError:  # not an image in spite of its extension
            return data
    return _clean_xml(data) if extension in ("xml", "psmdcp") else data


def _clean_xml(data: bytes) -> bytes:
    """Empty property parts; replace authors of comments and changes by a dash, so that the document still opens."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    if root.tag in PROPERTY_ROOTS:
        root.clear()
    elif not sum(_anonymise(element) for element in root.iter(etree.Element)):
        return data
    clean: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return clean


def _anonymise(element: Any) -> bool:  # lxml has no types
    """Replace personal data of the element by a dash; return whether it can hold any."""
    is_personal = etree.QName(element).localname in PERSONAL_ELEMENTS
    if is_personal and element.text and element.text.strip():
        element.text = ANONYMOUS
    names = [etree.QName(key).localname for key in element.attrib]
    for key, name in zip(list(element.attrib), names, strict=True):
        if name in PERSONAL_ATTRIBUTES or (is_personal and name in ("displayName", "url")):
            element.set(key, ANONYMOUS)
    return is_personal or not PERSONAL_ATTRIBUTES.isdisjoint(names)
