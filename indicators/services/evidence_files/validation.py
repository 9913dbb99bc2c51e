"""What a file of evidence must be. `check_name` looks at the name, `check_content` at what is inside.

No framework here: `apart` runs the content's part in a process of its own, with limits on memory and time.
"""

import unicodedata
from pathlib import Path

import filetype

from cooperation.text import say
from indicators.services.evidence_files.csv_tables import check_csv
from indicators.services.evidence_files.file_types import KINDS, MAX_BYTES, TAKEN, Refused
from indicators.services.evidence_files.images import check_picture
from indicators.services.evidence_files.ooxml import check_package
from indicators.services.evidence_files.pdf import check_pdf

MAX_NAME = 120
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # DOC, XLS, and documents with a password
WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam")
BEGINS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}


def visible(text: str) -> str:
    """Without control signs and those that turn the direction of letters."""
    return "".join(sign for sign in text if not unicodedata.category(sign).startswith(("C", "Zl", "Zp")))


def clean_name(name: str) -> str:
    """The name as it is shown and offered for saving: no path, no signs that hide or turn letters, 120 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(visible(name).translate(dict.fromkeys(map(ord, '<>:"|?*'), "_")).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1].rstrip('. ')}.{extension}"


def check_name(name: str) -> str:
    """The extension, in small letters, of a cleaned name; it decides how the content is read."""
    stem, _dot, extension = name.rpartition(".")
    extension = extension.lower()
    if stem.strip(" .") and extension in KINDS:
        return extension
    if extension in WITH_MACROS:
        raise Refused(say("Files with macros are not taken. Save the document as DOCX or XLSX, or as PDF."))
    if extension in ("doc", "xls", "ppt", "rtf", "odt", "ods"):
        raise Refused(
            say(
                "Files with the extension .{extension} are not taken. Save it as DOCX, XLSX or PDF.",
                extension=extension,
            )
        )
    if extension in ("svg", "html", "htm", "xhtml", "xml", "mht"):
        raise Refused(say("Web pages and SVG drawings are not taken. Print the page to a PDF, or add it as a link."))
    if extension in ("zip", "rar", "7z", "gz", "tar"):
        raise Refused(say("Archives are not taken. Unpack it and send the files one by one."))
    raise Refused(say("Only files of these kinds are taken: {kinds}. Save it as one of them.", kinds=TAKEN))


def check_size(size: int) -> None:
    if size == 0:
        raise Refused(say("The file is empty. Choose the file again."))
    if size > MAX_BYTES:
        raise Refused(
            say(
                "The file is larger than {most} MB. Send a smaller one, e.g. with pictures of lower quality.",
                most=MAX_BYTES // 1024**2,
            )
        )


def check_content(path: Path, extension: str) -> None:
    """Raises `Refused` unless the content is what the extension says and holds nothing that runs or is fetched."""
    with path.open("rb") as file:
        begin = file.read(8192)
    if begin.startswith(OLD_OFFICE):
        raise Refused(
            say("The document is protected with a password or of an old kind (DOC, XLS). Save it as DOCX, XLSX or PDF.")
        )
    wanted = KINDS[extension].content_type
    found = filetype.guess_mime(begin)
    agrees = begin.startswith(BEGINS.get("jpg" if extension == "jpeg" else extension, b""))
    is_package = extension in ("docx", "xlsx")  # its own reader tells an archive from a document
    if not agrees or (found != wanted and not is_package and not (extension == "csv" and found is None)):
        raise Refused(
            say(
                "The content is not what the extension .{extension} says. Send the file with its own extension.",
                extension=extension,
            )
        )
    if is_package:
        check_package(path, extension)
    elif extension == "pdf":
        check_pdf(path)
    elif extension == "csv":
        check_csv(path)
    else:
        check_picture(path, extension)
