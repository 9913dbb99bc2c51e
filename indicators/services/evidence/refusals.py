"""Why a file or a link is not taken: what is wrong and what to send instead, in one sentence. No framework here."""

from dataclasses import dataclass

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
PAGE_MARKS = (b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg", b"<iframe")
