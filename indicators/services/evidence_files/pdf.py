"""Validation of PDF files: every object is inspected; scripts, actions and attachments are refused."""

import re
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject, TextStringObject

from cooperation.text import Sentence, say
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.file_types import MARKUP_IN_BINARY, holds_archive

MAX_OBJECTS = 200_000
SCRIPT = say("The PDF file contains a script (JavaScript). Print it to a new PDF and send the new file.")
STARTS = say(
    "The PDF file starts a program, opens a file or sends a form. Print it to a new PDF and send the new file."
)
ATTACHED = say("The PDF has files attached. Send each of them separately.")
DAMAGED = say("The PDF file cannot be opened: it is damaged or incomplete. Save it again and send the new file.")
KEYS = {
    "/JS": SCRIPT, "/JavaScript": SCRIPT, "/XFA": SCRIPT, "/EmbeddedFiles": ATTACHED, "/EF": ATTACHED,
    "/RichMediaContent": ATTACHED,
}  # fmt: skip
ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": STARTS, "/ImportData": STARTS, "/SubmitForm": STARTS, "/GoToE": STARTS,
    "/Rendition": STARTS,
}  # fmt: skip
TYPES = {"/EmbeddedFile": ATTACHED, "/RichMedia": ATTACHED, "/FileAttachment": ATTACHED}
STREAM = re.compile(
    rb"\bstream\r?\n.*?endstream\b", re.DOTALL
)  # mostly compressed, so bytes that look like markup occur by chance
# Some programs also read objects that the cross-reference table omits, so the raw bytes are searched as well.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
IN_BYTES = (
    (re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s*[\[<(]|/JavaScript\s+\d"), SCRIPT),
    (re.compile(rb"/S\s*/(?:Launch|ImportData|SubmitForm|GoToE)\b"), STARTS),
    (re.compile(rb"\bobj\s*/JavaScript\b"), SCRIPT),  # the kind of an action, as an object of its own
    (re.compile(rb"\bobj\s*/(?:Launch|ImportData|SubmitForm|GoToE)\b"), STARTS),
    (re.compile(rb"/Type\s*/EmbeddedFile\b|/EmbeddedFiles\s*[\[<]|/EmbeddedFiles\s+\d"), ATTACHED),
)
ADDRESS = re.compile(rb"/(?:URI|Base)\s*(?:\((?P<text>.{,200})|<(?P<hex>[0-9A-Fa-f\s]{,400}))", re.DOTALL)
_BYTE_ORDER_MARK = rb"(?:\xfe\xff|\xff\xfe|\xef\xbb\xbf)?"
_SCRIPT_ADDRESS = re.compile(_BYTE_ORDER_MARK + rb"javascript:", re.IGNORECASE)
_OCTAL, _ESCAPED_SPACE = re.compile(rb"\\([0-7]{1,3})"), re.compile(rb"\\[nrtbf\r\n]+")
_MAX_REFERENCES = 10  # from one object to the next


def check_pdf(path: Path) -> None:
    """Raise `UploadRefused` for a damaged or protected file, or one with active or hidden content."""
    data = path.read_bytes()
    if MARKUP_IN_BINARY.search(STREAM.sub(b"", data)):
        raise UploadRefused(
            say("The PDF file contains part of a web page. Print it to a new PDF and send the new file.")
        )
    if holds_archive(path):
        raise UploadRefused(say("The PDF contains another hidden file. Send the PDF and the other file separately."))
    if b"%%EOF" not in data[-2048:]:
        raise UploadRefused(DAMAGED)
    plain = ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)
    for pattern, sentence in IN_BYTES:
        if pattern.search(plain):
            raise UploadRefused(sentence)
    if any(is_script(_string_bytes(match)) for match in ADDRESS.finditer(plain)):
        raise UploadRefused(SCRIPT)
    try:
        _check_objects(path)
    except UploadRefused:
        raise
    except Exception as error:  # pypdf raises errors of many types for damaged files
        raise UploadRefused(DAMAGED) from error


def _check_objects(path: Path) -> None:
    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise UploadRefused(say("The PDF file is protected by a password. Send it without the password."))
        if len(reader.pages) == 0:
            raise UploadRefused(say("The PDF file has no pages. Save it again and send the new file."))
        for dictionary in dictionaries_of(reader):
            sentence = _refusal_of(dictionary)
            if sentence is not None:
                raise UploadRefused(sentence)


def dictionaries_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary of the file, also of unreferenced objects.

    References to dictionaries are not followed, because each referenced object is visited by its own number.
    """
    numbers = {number for section in reader.xref.values() for number in section} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise UploadRefused(
            say("The PDF file has more parts than can be checked. Print it to a new PDF and send the new file.")
        )
    stack: list[object] = [reader.trailer]  # pypdf's objects have no common type
    for number in numbers:
        stack.append(reader.get_object(number))
        while stack:
            item = stack.pop()
            if isinstance(item, DictionaryObject):
                yield item
                stack.extend(dict.values(item))
            elif isinstance(item, ArrayObject):
                stack.extend(list.__iter__(item))


def _refusal_of(dictionary: DictionaryObject) -> Sentence | None:
    """Return why this dictionary is not accepted, or None."""
    for key, sentence in KEYS.items():
        if dict.__contains__(dictionary, key):
            return sentence
    for key, refusals in (("/S", ACTIONS), ("/Type", TYPES), ("/Subtype", TYPES)):
        value = _value_of(dictionary, key)
        if isinstance(value, NameObject) and value in refusals:
            return refusals[value]
    if any(is_script(_original_bytes(_value_of(dictionary, key))) for key in ("/URI", "/Base")):
        return SCRIPT
    return None


def _value_of(dictionary: DictionaryObject, key: str) -> object:
    """Return the value with its references followed. Raises ValueError for too many."""
    value: object = dict.get(dictionary, key)
    for _number in range(_MAX_REFERENCES):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise ValueError("a chain of references")


def _original_bytes(value: object) -> bytes:
    """Return the bytes of a string as they are in the file, whatever encoding pypdf guessed; none for other values."""
    if isinstance(value, TextStringObject | ByteStringObject):
        return value.original_bytes
    return value.encode(errors="replace") if isinstance(value, str) else b""


def _string_bytes(match: re.Match[bytes]) -> bytes:
    """Return the bytes of a string that `ADDRESS` has matched."""
    if match["hex"] is not None:
        digits = b"".join(match["hex"].split())
        return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    text = _OCTAL.sub(lambda octal: bytes([int(octal[1], 8) % 256]), match["text"])
    return _ESCAPED_SPACE.sub(b"", text)


def is_script(address: bytes) -> bool:
    """Return whether a link runs a script; programs ignore spaces and control characters in the scheme.

    So are the zero bytes of UTF-16.
    """
    return bool(_SCRIPT_ADDRESS.match(re.sub(rb"[\x00-\x20]", b"", address)))
