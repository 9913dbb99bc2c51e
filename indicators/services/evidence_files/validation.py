"""Validation of uploaded files and of links. Imports no Django, so that `worker` starts quickly.

`check_content` opens the file and must run in the sandbox (`worker.check_in_sandbox`).
"""

import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import filetype

from cooperation.text import Sentence, say, say_many
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.csv_tables import check_csv
from indicators.services.evidence_files.file_types import ACCEPTED_TYPES, FILE_TYPES, MAX_BYTES
from indicators.services.evidence_files.images import check_image
from indicators.services.evidence_files.ooxml import check_ooxml
from indicators.services.evidence_files.pdf import check_pdf

MAX_NAME_LENGTH = 120
MAX_LINK_LENGTH = 500
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # DOC, XLS, and DOCX or XLSX with a password
MACRO_EXTENSIONS = ("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam")
SIGNATURES = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}


def without_invisible_characters(text: str) -> str:
    """Return the text without control, formatting (e.g. right-to-left) and line separator characters."""
    return "".join(character for character in text if not unicodedata.category(character).startswith(("C", "Zl", "Zp")))


def clean_name(name: str) -> str:
    """Return the name for display and download: no path, no invisible characters, at most 120 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(
        without_invisible_characters(name).translate(dict.fromkeys(map(ord, '<>:"|?*'), "_")).split()
    ).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:MAX_NAME_LENGTH]
    return f"{stem[: MAX_NAME_LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"


def check_name(name: str) -> str:
    """Return the extension, in lower case, of a cleaned name; it decides how the content is validated."""
    stem, _dot, extension = name.rpartition(".")
    extension = extension.lower()
    if stem.strip(" .") and extension in FILE_TYPES:
        return extension
    if extension in MACRO_EXTENSIONS:
        raise UploadRefused(say("Files with macros are not accepted. Save the document as DOCX, XLSX or PDF."))
    if extension in ("doc", "xls", "ppt", "rtf", "odt", "ods"):
        raise UploadRefused(
            say(
                "Files with the extension .{extension} are not accepted. Save the file as DOCX, XLSX or PDF.",
                extension=extension,
            )
        )
    if extension in ("svg", "html", "htm", "xhtml", "xml", "mht"):
        raise UploadRefused(
            say("Web pages and SVG drawings are not accepted. Print the page to a PDF, or add it as a link.")
        )
    if extension in ("zip", "rar", "7z", "gz", "tar"):
        raise UploadRefused(say("Archives are not accepted. Unpack the archive and send the files one by one."))
    raise UploadRefused(
        say("Only these types of file are accepted: {kinds}. Save the file as one of them.", kinds=ACCEPTED_TYPES)
    )


def check_size(size: int) -> None:
    """Raise `UploadRefused` for an empty file and for one over the limit."""
    if size == 0:
        raise UploadRefused(say("The file is empty. Choose the file again."))
    if size > MAX_BYTES:
        raise UploadRefused(
            say(
                "The file is larger than {most} MB. Send a smaller one, e.g. with pictures of lower quality.",
                most=MAX_BYTES // 1024**2,
            )
        )


def check_content(path: Path, extension: str) -> None:
    """Raise `UploadRefused` unless the content has the type of the extension and no active or external content."""
    with path.open("rb") as file:
        start = file.read(8192)
    if start.startswith(OLE_SIGNATURE):
        raise UploadRefused(
            say("The document is protected by a password or in an old format (DOC, XLS). Save it as DOCX, XLSX or PDF.")
        )
    expected = FILE_TYPES[extension].content_type
    detected = filetype.guess_mime(start)
    has_signature = start.startswith(SIGNATURES.get("jpg" if extension == "jpeg" else extension, b""))
    is_ooxml = extension in ("docx", "xlsx")  # `check_ooxml` tells an archive from a document
    is_undetected_csv = extension == "csv" and detected is None
    if not has_signature or (detected != expected and not is_ooxml and not is_undetected_csv):
        raise UploadRefused(
            say(
                "The content does not match the extension .{extension}. Send the file with its correct extension.",
                extension=extension,
            )
        )
    if is_ooxml:
        check_ooxml(path, extension)
    elif extension == "pdf":
        check_pdf(path)
    elif extension == "csv":
        check_csv(path)
    else:
        check_image(path, extension)


def check_link(url: str) -> str:
    """Return the address without outer spaces; raise `UploadRefused` unless it is a web address without a password."""
    url = url.strip()
    if len(url) > MAX_LINK_LENGTH:
        raise UploadRefused(
            say_many(
                "The link is longer than {most} character. Enter a shorter one.",
                "The link is longer than {most} characters. Enter a shorter one.",
                MAX_LINK_LENGTH,
                most=MAX_LINK_LENGTH,
            )
        )
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_plain = not any(char.isspace() or not char.isprintable() or char in '<>"\\' for char in url)
        _port = parts.port  # raises ValueError for a wrong port
    except ValueError:
        raise UploadRefused(_not_an_address()) from None
    if parts.scheme not in ("http", "https") or not is_plain or "." not in host.strip("."):
        raise UploadRefused(_not_an_address())
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UploadRefused(say("The link contains a user name or a password. Enter the address without them."))
    return url


def _not_an_address() -> Sentence:
    return say("Enter the full address of a page, e.g. {example}.", example="https://bip.example.org/sprawozdanie")
