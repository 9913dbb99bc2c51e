"""PDF: opened by a reader, every object looked at; nothing that runs, opens or unpacks itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from cooperation.text import Sentence, say
from indicators.services.evidence_files.file_types import PAGE_MARK_IN_TEXT, Refused, holds_archive

MAX_OBJECTS = 200_000
SCRIPT = say("The PDF file holds a script (JavaScript). Print it to a new PDF and send that.")
STARTS = say("The PDF file starts a program, opens a file or sends a form. Print it to a new PDF and send that.")
ATTACHED = say("Files are attached inside the PDF. Send them separately, each by itself.")
DAMAGED = say("The PDF file cannot be opened: it is damaged or cut off. Save it anew and send that.")
KEYS = {
    "/JS": SCRIPT, "/JavaScript": SCRIPT, "/XFA": SCRIPT, "/EmbeddedFiles": ATTACHED, "/EF": ATTACHED,
    "/RichMediaContent": ATTACHED,
}  # fmt: skip
ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": STARTS, "/ImportData": STARTS, "/SubmitForm": STARTS, "/GoToE": STARTS,
    "/Rendition": STARTS,
}  # fmt: skip
TYPES = {"/EmbeddedFile": ATTACHED, "/RichMedia": ATTACHED, "/FileAttachment": ATTACHED}
STREAM = re.compile(rb"\bstream\r?\n.*?endstream\b", re.DOTALL)  # mostly compressed; no browser looks for a page in it
# An object that no table of contents names is still seen by some readers: looked for in the bytes as well.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
IN_BYTES = (
    (re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s*[\[<(]|/JavaScript\s+\d"), SCRIPT),
    (re.compile(rb"/S\s*/(?:Launch|ImportData|SubmitForm|GoToE)\b"), STARTS),
    (re.compile(rb"/Type\s*/EmbeddedFile\b|/EmbeddedFiles\s*[\[<]|/EmbeddedFiles\s+\d"), ATTACHED),
)


def check_pdf(path: Path) -> None:
    data = path.read_bytes()
    if PAGE_MARK_IN_TEXT.search(STREAM.sub(b"", data)):
        raise Refused(say("The PDF file holds a piece of a web page. Print it to a new PDF and send that."))
    if holds_archive(path):
        raise Refused(say("Another file is hidden in the PDF. Send the PDF and the other file separately."))
    if b"%%EOF" not in data[-2048:]:
        raise Refused(DAMAGED)
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    for pattern, sentence in IN_BYTES:
        if pattern.search(plain):
            raise Refused(sentence)
    try:
        _read(path)
    except Refused:
        raise
    except Exception as error:  # whatever the reader dislikes
        raise Refused(DAMAGED) from error


def _read(path: Path) -> None:
    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise Refused(say("The PDF file is protected with a password. Send it without the password."))
        if len(reader.pages) == 0:
            raise Refused(say("The PDF file has no pages. Save it anew and send that."))
        for found in dictionaries_of(reader):
            sentence = _fault_of(found)
            if sentence is not None:
                raise Refused(sentence)


def dictionaries_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, whether anything leads to it or not; references are not followed, all are met."""
    numbers = {number for section in reader.xref.values() for number in section} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise Refused(say("The PDF file has more parts than can be checked. Print it to a new PDF and send that."))
    waiting: list[Any] = [reader.trailer]
    for number in numbers:
        waiting.append(reader.get_object(number))
        while waiting:
            one = waiting.pop()
            if isinstance(one, DictionaryObject):
                yield one
                waiting.extend(dict.values(one))
            elif isinstance(one, ArrayObject):
                waiting.extend(list.__iter__(one))


def _fault_of(found: DictionaryObject) -> Sentence | None:
    for key, sentence in KEYS.items():
        if dict.__contains__(found, key):
            return sentence
    for key, named in (("/S", ACTIONS), ("/Type", TYPES), ("/Subtype", TYPES)):
        value = dict.get(found, key)
        if isinstance(value, NameObject) and value in named:
            return named[value]
    return None
