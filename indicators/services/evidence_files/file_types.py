"""Types of files that are accepted as evidence, and signs of hidden content. Imports no Django (see `worker`)."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type of file that is accepted as evidence."""

    name: str  # as shown to readers
    content_type: str


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JPEG = FileType(name="JPG", content_type="image/jpeg")
FILE_TYPES = {  # by extension
    "pdf": FileType(name="PDF", content_type="application/pdf"),
    "docx": FileType(name="DOCX", content_type=DOCX),
    "xlsx": FileType(name="XLSX", content_type=XLSX),
    "csv": FileType(name="CSV", content_type="text/csv"),
    "png": FileType(name="PNG", content_type="image/png"),
    "jpg": JPEG,
    "jpeg": JPEG,
}
ACCEPTED_TYPES = "PDF, DOCX, XLSX, CSV, PNG, JPG"
MAX_BYTES = 20 * 1024 * 1024

# Markup that a browser would run if it ever treated the file as a page.
MARKUP = re.compile(rb"<script|<html|<!doctype html|<\?php|<svg|<iframe", re.IGNORECASE)
# In a binary file the same bytes also occur by chance, so markup counts only when more text follows it.
MARKUP_IN_BINARY = re.compile(rb"(?:" + MARKUP.pattern + rb")[\t\r\n -~]{8}", re.IGNORECASE)


def holds_archive(path: Path) -> bool:
    """Whether the file contains a ZIP archive with a readable directory; the signature alone occurs by chance."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
