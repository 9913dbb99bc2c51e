"""Validation of DOCX and XLSX files: declared sizes, macros, embedded objects and external references."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from xml.parsers import expat  # DTDs are refused, so no entity is ever expanded

from cooperation.text import Sentence, say, say_many
from indicators.services.errors import UploadRefused

MAX_ENTRIES = 1_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
SMALL = 1024 * 1024  # bytes; up to this size any compression ratio is harmless
MAX_DEPTH = 200
END_RECORD = 22  # bytes of the record that ends a ZIP archive, with an empty comment
CONTENT_TYPES = "[Content_Types].xml"
MAIN_CONTENT_TYPE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
DAMAGED = say("The file cannot be opened: it is damaged or incomplete. Save it again and send the new file.")
BOMB = say("The file is too large when unpacked. Save it again with less content, or send a PDF.")
MACROS = say("The file contains macros. Save it without macros (DOCX or XLSX) or as PDF and send the new file.")
EMBEDDED = say("Another file or object is embedded in the document. Paste it as a picture, or send a PDF.")
EXTERNAL = say("The document loads external content: a template, a picture or data. Break the links or send a PDF.")
DOCTYPE = say(
    "The document contains XML declarations that office programs do not write. Save it again and send the new file."
)
MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|customui", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(
    r"/embeddings/|/activex/|oleobject|/afchunk|\.(?:exe|dll|com|bat|cmd|js|vbs|ps1|html?|mht|lnk|jar|zip)$",
    re.IGNORECASE,
)
EXTERNAL_PARTS = re.compile(r"/externallinks/|/connections\.xml$|/querytables/|/webextensions/", re.IGNORECASE)
EMBEDDED_RELATIONSHIPS = ("/oleobject", "/package", "/afchunk", "/control", "/vbaproject")
FETCHING_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|IMPORT)\b")

Attributes = dict[str, str]


def check_ooxml(path: Path, extension: str) -> None:
    """Raise `UploadRefused` unless the file is a document of that type without active or external content."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_archive(path, entries)
            for entry in entries:
                _check_entry_name(entry)
            if len({entry.filename.lower() for entry in entries}) != len(entries):
                raise UploadRefused(
                    say("The file contains two parts with the same name. Save it again and send the new file.")
                )
            types = _content_types(package)
            _check_types(types, extension)
            for entry in entries:
                _check_part(entry.filename, _unpack(package, entry))
    except UploadRefused:
        raise
    except Exception as error:  # zipfile and expat raise errors of many types for damaged files
        raise UploadRefused(DAMAGED) from error


def _check_archive(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse, before anything is unpacked, extra data, encryption and declared sizes that are too large.

    `_unpack` enforces the declared sizes.
    """
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(-END_RECORD, 2)
        end = file.read(4)
    if begin != b"PK\x03\x04" or end != b"PK\x05\x06" or min(entry.header_offset for entry in entries) != 0:
        raise UploadRefused(
            say("The file has extra data before or after the document. Save it again and send the new file.")
        )
    if len(entries) > MAX_ENTRIES:
        raise UploadRefused(
            say_many(
                "The file contains more than {count} part. Save it again or send a PDF.",
                "The file contains more than {count} parts. Save it again or send a PDF.",
                MAX_ENTRIES,
                count=MAX_ENTRIES,
            )
        )
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > max(packed * MAX_RATIO, SMALL):
        raise UploadRefused(BOMB)
    if any(entry.file_size > max(entry.compress_size * MAX_RATIO, SMALL) for entry in entries):
        raise UploadRefused(BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused(say("The file is protected by a password. Send it without the password."))
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UploadRefused(DAMAGED)


def _check_entry_name(entry: zipfile.ZipInfo) -> None:
    name, path = entry.orig_filename, PurePosixPath(entry.filename)
    if "\0" in name or "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts:
        raise UploadRefused(
            say(
                "A part of the file refers to a place outside it. Save it again in an office program and send the "
                "new file."
            )
        )
    absolute_name = f"/{entry.filename}"
    for pattern, sentence in ((MACRO_PARTS, MACROS), (EMBEDDED_PARTS, EMBEDDED), (EXTERNAL_PARTS, EXTERNAL)):
        if pattern.search(absolute_name):
            raise UploadRefused(sentence)


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the content of a part; raise `UploadRefused` when it is longer than declared."""
    with package.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise UploadRefused(BOMB)
    return data


def _content_types(package: zipfile.ZipFile) -> list[str]:
    if CONTENT_TYPES not in package.namelist():
        raise UploadRefused(
            say("This is a ZIP archive, not an office document. Unpack it and send the files one by one.")
        )
    types: list[str] = []

    def element(_name: str, attributes: Attributes) -> None:
        types.append(attributes.get("ContentType", ""))

    _parse(_unpack(package, package.getinfo(CONTENT_TYPES)), element)
    return types


def _check_types(types: list[str], extension: str) -> None:
    if any("macroenabled" in name.lower() or "vbaproject" in name.lower() for name in types):
        raise UploadRefused(MACROS)
    if any("oleobject" in name.lower() or "activex" in name.lower() for name in types):
        raise UploadRefused(EMBEDDED)
    if MAIN_CONTENT_TYPE[extension] not in types:
        raise UploadRefused(
            say(
                "The content does not match the extension .{extension}. Save the document as {kind} and send the new "
                "file.",
                extension=extension,
                kind=extension.upper(),
            )
        )


def _check_part(name: str, data: bytes) -> None:
    name = name.lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UploadRefused(EMBEDDED)
    if name.endswith(".rels"):
        _parse(data, _check_relationship)
    elif name.endswith((".xml", ".vml")):
        fields: list[str] = []
        _parse(data, lambda _name, attributes: fields.append(_instruction(attributes)), fields.append)
        if name.startswith("word/") and FETCHING_FIELD.search(" ".join(filter(None, fields))):
            raise UploadRefused(EXTERNAL)


def _instruction(attributes: Attributes) -> str:
    """Return the instruction of a field: `<w:fldSimple w:instr="…">`."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"), "")


def _check_relationship(name: str, attributes: Attributes) -> None:
    if name.rpartition(":")[2] != "Relationship":
        return
    kind = attributes.get("Type", "").lower()
    if kind.endswith(EMBEDDED_RELATIONSHIPS):
        raise UploadRefused(EXTERNAL if attributes.get("TargetMode") == "External" else EMBEDDED)
    if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink"):
        raise UploadRefused(EXTERNAL)


def _parse(
    data: bytes, element: Callable[[str, Attributes], None], instruction: Callable[[str], object] | None = None
) -> None:
    """Call `element` for each XML element and `instruction` for the text of each w:instrText; refuse DTDs."""
    parser = expat.ParserCreate()
    path: list[str] = []

    def refuse_doctype(*_declaration: object) -> None:
        raise UploadRefused(DOCTYPE)

    def start(name: str, attributes: Attributes) -> None:
        path.append(name.rpartition(":")[2])
        if len(path) > MAX_DEPTH:
            raise UploadRefused(_too_deep())
        element(name, attributes)

    def end(_name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        if instruction is not None and path[-1] == "instrText":
            instruction(data)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(data, True)


def _too_deep() -> Sentence:
    return say("The document is nested too deeply to be checked. Save it again or send a PDF.")
