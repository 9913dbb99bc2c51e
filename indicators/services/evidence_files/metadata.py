"""Copies without metadata: what becomes public says nothing of authors, devices, places and times of its making.

Pixels and pages stay as they are, bit for bit in pictures. No framework here: `apart` runs it in a process of its own.
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

ORIENTATION = 0x0112  # the one Exif entry that decides how a picture is seen
JPEG_COMMENT, JPEG_JFIF, JPEG_ICC, JPEG_ADOBE = 0xFE, 0xE0, 0xE2, 0xEE
JPEG_APPLICATIONS = range(0xE0, 0xF0)
JPEG_KEPT = {JPEG_JFIF: b"JFIF\0", JPEG_ICC: b"ICC_PROFILE\0", JPEG_ADOBE: b"Adobe"}  # what colours depend on
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
    b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
PDF_METADATA = ("/Metadata", "/PieceInfo", "/LastModified", "/Perms", "/DSS")
PDF_OF_NOTES = ("/T", "/M", "/CreationDate", "/NM")  # who wrote an annotation, and when
OOXML = "http://schemas.openxmlformats.org"
PROPERTIES = {  # roots of parts that hold nothing but metadata
    f"{{{OOXML}/package/2006/metadata/core-properties}}coreProperties",
    f"{{{OOXML}/officeDocument/2006/extended-properties}}Properties",
    f"{{{OOXML}/officeDocument/2006/custom-properties}}Properties",
    "{http://schemas.microsoft.com/office/2006/metadata/properties}properties",
}
# What names a person, or a folder on somebody's disk.
PERSONAL_ATTRIBUTES = {"author", "initials", "userId", "userName"}
PERSONAL_ELEMENTS = {"author", "person", "absPath"}
NOBODY = "–"


def without_metadata(data: bytes, extension: str, title: str) -> bytes:
    """The same document for readers; `title` becomes that of a PDF, which is read out and shown in a window's bar."""
    match extension:
        case "jpg" | "jpeg":
            return _jpeg(data, exif=_orientation_of(data))
        case "png":
            return _png(data)
        case "pdf":
            return _pdf(data, title)
        case "docx" | "xlsx":
            return _package(data)
        case _:  # CSV has nothing beside its cells
            return data


# --- pictures ----------------------------------------------------------------------------------------------------


def _orientation_of(data: bytes) -> bytes:
    """Exif with the orientation alone; empty for a picture that stands upright as it is."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        orientation = picture.getexif().get(ORIENTATION, 1)
    if orientation not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()  # begins with Exif\0\0


def _jpeg(data: bytes, exif: bytes = b"") -> bytes:
    segments = []
    for marker, segment in jpeg_segments(data):
        if marker == JPEG_START:
            segments.append(segment)
            if exif:
                segments.append(b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif)
        elif marker in JPEG_APPLICATIONS:
            if marker in JPEG_KEPT and segment[4:].startswith(JPEG_KEPT[marker]):
                segments.append(segment)
        elif marker not in (JPEG_COMMENT, AFTER_END):
            segments.append(segment)
    return b"".join(segments)


def _png(data: bytes) -> bytes:
    return data[:PNG_SIGNATURE] + b"".join(chunk for kind, chunk in png_chunks(data) if kind in PNG_KEPT)


# --- PDF -----------------------------------------------------------------------------------------------------------


def _pdf(data: bytes, title: str) -> bytes:
    """Written anew from what the pages lead to: earlier states of the file and signatures with their names stay out."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    for one in dictionaries_of(reader):
        _clear(one)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = {"/Title": title}
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _clear(one: DictionaryObject) -> None:
    for key in PDF_METADATA:
        one.pop(NameObject(key), None)
    if dict.get(one, "/FT") == "/Sig":
        one.pop(NameObject("/V"), None)
    if "/Rect" in one and dict.get(one, "/Subtype") != "/Widget":  # /T of a widget is the name of its field
        for key in PDF_OF_NOTES:
            one.pop(NameObject(key), None)
    if isinstance(one, StreamObject) and _filters(one) == ["/DCTDecode"]:
        one._data = _jpeg(one._data)


def _filters(one: DictionaryObject) -> list[Any]:
    filters = dict.get(one, "/Filter")
    return list(filters) if isinstance(filters, ArrayObject) else [filters]


# --- office documents ----------------------------------------------------------------------------------------------


def _package(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            member = zipfile.ZipInfo(entry.filename)  # without the time at which it was packed
            member.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(member, _part(entry.filename, package.read(entry)))
    return target.getvalue()


def _part(name: str, data: bytes) -> bytes:
    extension = name.rpartition(".")[2].lower()
    if extension in ("jpg", "jpeg", "png"):
        try:
            return without_metadata(data, extension, "")
        except OSError:  # a picture that the document has under a wrong name
            return data
    return _without_people(data) if extension in ("xml", "psmdcp") else data


def _without_people(data: bytes) -> bytes:
    """Authors of comments and of changes stay as a dash, so that the document still opens."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    if root.tag in PROPERTIES:
        root.clear()
    elif not sum(_is_cleared(element) for element in root.iter(etree.Element)):
        return data
    cleared: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return cleared


def _is_cleared(element: Any) -> bool:
    """Whether the element held something personal, which is a dash now."""
    is_personal = etree.QName(element).localname in PERSONAL_ELEMENTS
    if is_personal and element.text and element.text.strip():
        element.text = NOBODY
    names = [etree.QName(key).localname for key in element.attrib]
    for key, name in zip(list(element.attrib), names, strict=True):
        if name in PERSONAL_ATTRIBUTES or (is_personal and name in ("displayName", "url")):
            element.set(key, NOBODY)
    return is_personal or not PERSONAL_ATTRIBUTES.isdisjoint(names)
