"""Validation of CSV files: decodable text, no formulas, no markup of a web page."""

import csv
import io
from pathlib import Path

from cooperation.rules.formulas import is_call
from cooperation.text import say
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.file_types import MARKUP

ENCODINGS = ("utf-8-sig", "cp1250")  # what spreadsheet programs in Polish offices write
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
ALLOWED_CONTROLS = "\t\r\n"


def check_csv(path: Path) -> None:
    """Raise `UploadRefused` unless the file is a plain table."""
    data = path.read_bytes()
    if MARKUP.search(data):
        raise UploadRefused(say("The CSV file contains part of a web page. Send only the table."))
    if data.lstrip().startswith((b"%PDF", b"<")):
        raise UploadRefused(
            say("This is not a CSV table. Give the file its correct extension, or export the table again.")
        )
    text = _decode(data)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ",", strict=False)
        cells = (cell for row in rows for cell in row)
        if any(map(is_call, cells)):
            raise UploadRefused(
                say(
                    "A cell of the CSV file begins with “=” or “@”, like a formula. Export the values, not the "
                    "formulas."
                )
            )
    except csv.Error as error:
        raise UploadRefused(say("The CSV file cannot be read as a table. Export the table as CSV again.")) from error


def _decode(data: bytes) -> str:
    if data.startswith(BYTE_ORDER_MARKS) or b"\0" in data:
        raise UploadRefused(say("The CSV file is not plain text. Export the table as “CSV UTF-8”."))
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(sign) < 32 and sign not in ALLOWED_CONTROLS for sign in text):
            break
        return text
    raise UploadRefused(say("The CSV file contains control characters. Export the table as “CSV UTF-8”."))
