"""DOCX and XLSX: a ZIP of XML parts. Its size is known before it is unpacked, and nothing in it runs or is fetched."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from xml.parsers import expat  # no DTD is let through, so that no entity is ever expanded

from cooperation.text import Sentence, say, say_many
from indicators.services.evidence_files.file_types import Refused

MAX_ENTRIES = 1_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
SMALL = 1024 * 1024  # of a small part any ratio is harmless
MAX_DEPTH = 200
END_RECORD = 22  # bytes, with an empty comment
CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
DAMAGED = say("The file cannot be opened: it is damaged or cut off. Save it anew and send that.")
BOMB = say("The file is too large when unpacked. Save it anew with less in it, or send a PDF.")
MACROS = say("The file holds macros. Save it without macros (DOCX or XLSX) or as PDF and send that.")
EMBEDDED = say("Another file or object is embedded in the document. Paste it as a picture, or send a PDF.")
OUTSIDE = say(
    "The document fetches something from outside: a template, a picture or data. Break the links or send a PDF."
)
DOCTYPE = say("The document holds XML declarations that office programs do not write. Save it anew and send that.")
MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|customui", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(
    r"/embeddings/|/activex/|oleobject|/afchunk|\.(?:exe|dll|com|bat|cmd|js|vbs|ps1|html?|mht|lnk|jar|zip)$",
    re.IGNORECASE,
)
OUTSIDE_PARTS = re.compile(r"/externallinks/|/connections\.xml$|/querytables/|/webextensions/", re.IGNORECASE)
EMBEDDED_LINKS = ("/oleobject", "/package", "/afchunk", "/control", "/vbaproject")
FETCHING_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|IMPORT)\b")

Attributes = dict[str, str]


def check_package(path: Path, extension: str) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_sizes(path, entries)
            for entry in entries:
                _check_name(entry)
            if len({entry.filename.lower() for entry in entries}) != len(entries):
                raise Refused(say("The file holds two parts of one name. Save it anew and send that."))
            types = _content_types(package)
            _check_types(types, extension)
            for entry in entries:
                _check_part(entry.filename, _unpacked(package, entry))
    except Refused:
        raise
    except Exception as error:  # whatever the readers dislike
        raise Refused(DAMAGED) from error


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Before anything is unpacked, from what the archive says of itself; later reading holds it to that."""
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(-END_RECORD, 2)
        end = file.read(4)
    if begin != b"PK\x03\x04" or end != b"PK\x05\x06" or min(entry.header_offset for entry in entries) != 0:
        raise Refused(say("Something is added before or behind the document. Save it anew and send that."))
    if len(entries) > MAX_ENTRIES:
        raise Refused(
            say_many(
                "The file has more than {count} part inside. Save it anew or send a PDF.",
                "The file has more than {count} parts inside. Save it anew or send a PDF.",
                MAX_ENTRIES,
                count=MAX_ENTRIES,
            )
        )
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if unpacked > MAX_UNPACKED or unpacked > max(packed * MAX_RATIO, SMALL):
        raise Refused(BOMB)
    if any(one.file_size > max(one.compress_size * MAX_RATIO, SMALL) for one in entries):
        raise Refused(BOMB)
    if any(one.flag_bits & 1 for one in entries):
        raise Refused(say("The file is protected with a password. Send it without the password."))
    if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in entries):
        raise Refused(DAMAGED)


def _check_name(entry: zipfile.ZipInfo) -> None:
    name, place = entry.orig_filename, PurePosixPath(entry.filename)
    if "\0" in name or "\\" in name or ":" in name or place.is_absolute() or ".." in place.parts:
        raise Refused(say("A part of the file points outside it. Save it anew in an office program and send that."))
    slashed = f"/{entry.filename}"
    for pattern, sentence in ((MACRO_PARTS, MACROS), (EMBEDDED_PARTS, EMBEDDED), (OUTSIDE_PARTS, OUTSIDE)):
        if pattern.search(slashed):
            raise Refused(sentence)


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most what was declared, checked against its checksum."""
    with package.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise Refused(BOMB)
    return data


def _content_types(package: zipfile.ZipFile) -> list[str]:
    if CONTENT_TYPES not in package.namelist():
        raise Refused(say("This is a ZIP archive, not an office document. Unpack it and send the files one by one."))
    found: list[str] = []

    def element(_name: str, attributes: Attributes) -> None:
        found.append(attributes.get("ContentType", ""))

    _parse(_unpacked(package, package.getinfo(CONTENT_TYPES)), element)
    return found


def _check_types(types: list[str], extension: str) -> None:
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types):
        raise Refused(MACROS)
    if any("oleobject" in one.lower() or "activex" in one.lower() for one in types):
        raise Refused(EMBEDDED)
    if MAIN[extension] not in types:
        raise Refused(
            say(
                "The content is not what the extension .{extension} says. Save the document as {kind} and send that.",
                extension=extension,
                kind=extension.upper(),
            )
        )


def _check_part(name: str, data: bytes) -> None:
    lowered = name.lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(EMBEDDED)
    if lowered.endswith(".rels"):
        _parse(data, _relationship)
    elif lowered.endswith((".xml", ".vml")):
        fields: list[str] = []
        _parse(data, lambda _name, attributes: fields.append(_instruction(attributes)), fields.append)
        if lowered.startswith("word/") and FETCHING_FIELD.search(" ".join(filter(None, fields))):
            raise Refused(OUTSIDE)


def _instruction(attributes: Attributes) -> str:
    """A field's instruction: w:fldSimple w:instr="…"."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"), "")


def _relationship(name: str, attributes: Attributes) -> None:
    if name.rpartition(":")[2] != "Relationship":
        return
    kind = attributes.get("Type", "").lower()
    if kind.endswith(EMBEDDED_LINKS):
        raise Refused(OUTSIDE if attributes.get("TargetMode") == "External" else EMBEDDED)
    if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink"):
        raise Refused(OUTSIDE)


def _parse(
    data: bytes, element: Callable[[str, Attributes], None], instruction: Callable[[str], object] | None = None
) -> None:
    """Read XML without a DTD; `element` for each element, `instruction` for the text of w:instrText."""
    parser = expat.ParserCreate()
    path: list[str] = []

    def refuse(*_declared: object) -> None:
        raise Refused(DOCTYPE)

    def start(name: str, attributes: Attributes) -> None:
        path.append(name.rpartition(":")[2])
        if len(path) > MAX_DEPTH:
            raise Refused(_deep())
        element(name, attributes)

    def end(_name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        if instruction is not None and path[-1] == "instrText":
            instruction(data)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(data, True)


def _deep() -> Sentence:
    return say("The document is nested too deeply to be checked. Save it anew or send a PDF.")
