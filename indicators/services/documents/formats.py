"""The format of a file, recognised by its content and compared with its extension."""

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from cooperation.text import say
from indicators.services.documents.errors import DocumentRefused
from indicators.services.evidence_files.ooxml import MACRO_PARTS

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO, SMALL = 1_000, 50 * 1024 * 1024, 100, 1024 * 1024
BASIC_MODULE = re.compile(r"Basic/[^/]+/(?!script-l)[^/]+\.xml$")  # of an OpenDocument file
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Format(StrEnum):
    TXT = "txt"
    MD = "md"
    CSV = "csv"
    TSV = "tsv"
    HTML = "html"
    RTF = "rtf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PDF = "pdf"


EXTENSIONS = {
    **{format_.value: format_ for format_ in Format},
    "htm": Format.HTML,
    "xhtml": Format.HTML,
    "markdown": Format.MD,
    "text": Format.TXT,
    "tab": Format.TSV,
    "dotx": Format.DOCX,
    "xltx": Format.XLSX,
    "ott": Format.ODT,
    "ots": Format.ODS,
}
_TEXTS = {Format.TXT, Format.MD, Format.CSV, Format.TSV}


def format_of(raw: bytes, name: str) -> Format:
    """Return the format of a file; raises DocumentRefused for others, and where extension and content differ."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentRefused(say("The file is empty. Send the file with the programme's text."))
    if len(raw) > MAX_BYTES:
        raise too_large()
    extension = PurePath(name).suffix.lower().lstrip(".")
    stated = EXTENSIONS.get(extension)
    if extension in ("docm", "dotm", "xlsm", "xltm"):
        raise _with_macros()
    if stated is None:
        raise DocumentRefused(
            say(
                "Files of the type “.{extension}” are not read. Save the document as DOCX, ODT, RTF, PDF, "
                "XLSX, ODS, CSV, "
                "HTML or TXT.",
                extension=extension,
            )
        )
    actual = _format_of_content(raw)
    if actual is None and (is_picture(raw) or (stated not in _TEXTS and _is_binary(raw))):
        raise DocumentRefused(
            say("The content of the file is a picture. Send the document itself, as DOCX, ODT, PDF with text or XLSX.")
            if is_picture(raw)
            else say(
                "The file is named .{extension}, but its content is of another type, or it is damaged. Open it in an "
                "office program, save it again and send it.",
                extension=extension,
            )
        )
    if actual is None:
        actual = stated if stated in _TEXTS or stated is Format.HTML else Format.TXT
    if actual is not stated and not (actual is Format.HTML and stated in _TEXTS):
        raise DocumentRefused(
            say(
                "The file is named .{extension}, but its content is {kind}. Give it the extension .{right}, or save it "
                "again in an office program.",
                extension=extension,
                kind=actual.upper(),
                right=actual.value,
            )
        )
    return actual


_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def is_picture(raw: bytes) -> bool:
    is_webp = raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"
    return (raw.startswith(_PICTURES) and _is_binary(raw)) or is_webp


def _is_binary(raw: bytes) -> bool:
    """Whether the first bytes contain control characters that no text has."""
    return any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in raw[:1024])


def _format_of_content(raw: bytes) -> Format | None:
    """Return the format that the first bytes indicate; None for text."""
    begin = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if raw.startswith(b"PK\x03\x04"):
        return _format_of_package(raw)
    if raw.startswith(OLE):
        return _format_of_ole(raw)
    if begin.startswith(b"%PDF-"):
        return Format.PDF
    if begin.startswith(b"{\\rtf"):
        return Format.RTF
    if begin[:9].lower() == b"<!doctype" or begin[:5].lower() == b"<html" or b"<html" in raw[:2000].lower():
        return Format.HTML
    if begin.startswith(b"<?xml"):
        raise DocumentRefused(say("The file is XML, not a document. Save it as DOCX, ODT, PDF, XLSX or TXT."))
    return None


def _format_of_ole(raw: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise DocumentRefused(
            say("The file is protected by a password. Save it without the password and send it again.")
        )
    if "WordDocument".encode("utf-16-le") in raw:
        raise DocumentRefused(
            say("This is a document of an old version of Word (.doc). Save it as DOCX or ODT and send it again.")
        )
    if "_VBA_PROJECT".encode("utf-16-le") in raw:
        raise _with_macros()
    return Format.XLS


def _with_macros() -> DocumentRefused:
    return DocumentRefused(
        say("The file contains macros. Save it without them, as DOCX, XLSX, ODT or ODS, and send it again.")
    )


def _format_of_package(raw: bytes) -> Format:
    """Return the format of a ZIP package; raises DocumentRefused for other archives, bombs and passwords."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
            _check_sizes(entries)
            names = {entry.filename for entry in entries}
            kind = package.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
            manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            _check_declarations(package, entries)
    except DocumentRefused:
        raise
    except Exception as error:  # zipfile raises errors of many types for damaged files
        raise damaged() from error
    if b"encryption-data" in manifest or any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefused(
            say("The file is protected by a password. Save it without the password and send it again.")
        )
    if any(MACRO_PARTS.search(f"/{name}") or BASIC_MODULE.match(name) for name in names):
        raise _with_macros()
    if "opendocument.text" in kind:
        return Format.ODT
    if "opendocument.spreadsheet" in kind:
        return Format.ODS
    if "word/document.xml" in names:
        return Format.DOCX
    if "xl/workbook.xml" in names:
        return Format.XLSX
    raise DocumentRefused(
        say(
            "The file is an archive or another kind of document. Send the programme itself as DOCX, ODT, PDF, "
            "XLSX or TXT."
        )
    )


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_bomb = any(entry.file_size > max(entry.compress_size * MAX_RATIO, SMALL) for entry in entries)
    is_bomb = is_bomb or unpacked > MAX_UNPACKED or unpacked > max(packed * MAX_RATIO, SMALL)
    if len(entries) > MAX_ENTRIES or is_bomb:
        raise DocumentRefused(
            say(
                "The file is too large when unpacked. Remove pictures and empty rows, save it again and send "
                "the new file."
            )
        )


def _check_declarations(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse document type declarations, which office programs do not write, and parts longer than declared."""
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with package.open(entry) as part:
            data = part.read(entry.file_size + 1)
        if len(data) > entry.file_size:
            raise damaged()
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data:
            raise DocumentRefused(
                say(
                    "The file contains declarations that office programs do not write ({part}). Open it, save "
                    "it again and "
                    "send the new file.",
                    part=entry.filename,
                )
            )


def too_large() -> DocumentRefused:
    return DocumentRefused(
        say(
            "The file is larger than {limit} MB. Remove its pictures, or save only the programme, and send it again.",
            limit=MAX_BYTES // 1024 // 1024,
        )
    )


def damaged() -> DocumentRefused:
    return DocumentRefused(
        say("The file is damaged or incomplete. Open it in an office program, save it again and send the new file.")
    )


def too_expensive() -> DocumentRefused:
    return DocumentRefused(
        say(
            "Reading this file takes too much time or memory. Save only the programme, without pictures and "
            "empty rows, and "
            "send it again."
        )
    )
