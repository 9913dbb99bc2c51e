"""Why a file or a link is not taken: what is wrong and what to send instead, in one sentence. No framework here."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cooperation.text import Sentence


class Refused(Exception):
    """The file or the link is not taken; `sentence` says why and what to send instead."""

    def __init__(self, sentence: Sentence, about: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.about = about  # "title", when it is not the file or the link


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    name: str  # as people call it
    content_type: str


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JPEG = Kind("JPG", "image/jpeg")
KINDS = {
    "pdf": Kind("PDF", "application/pdf"),
    "docx": Kind("DOCX", DOCX),
    "xlsx": Kind("XLSX", XLSX),
    "csv": Kind("CSV", "text/csv"),
    "png": Kind("PNG", "image/png"),
    "jpg": JPEG,
    "jpeg": JPEG,
}
TAKEN = "PDF, DOCX, XLSX, CSV, PNG, JPG"
MAX_BYTES = 20 * 1024 * 1024

# What a browser would run if it ever took the file for a page.
PAGE_MARK = re.compile(rb"<script|<html|<!doctype html|<\?php|<svg|<iframe", re.IGNORECASE)
# Outside of a text format four such bytes also occur by chance: a mark counts when more text follows it.
PAGE_MARK_IN_TEXT = re.compile(rb"(?:" + PAGE_MARK.pattern + rb")[\t\r\n -~]{8}", re.IGNORECASE)


def holds_archive(path: Path) -> bool:
    """Whether a ZIP archive with a readable directory is hidden in the file; its signature alone occurs by chance."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
