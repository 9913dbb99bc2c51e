"""CSV: text that decodes, cells without formulas, nothing of a web page."""

import csv
import io
from pathlib import Path

from cooperation.text import say
from indicators.services.evidence_files.file_types import PAGE_MARK, Refused

ENCODINGS = ("utf-8-sig", "cp1250")  # as spreadsheets in Polish offices write it
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
ALLOWED_CONTROLS = "\t\r\n"


def check_csv(path: Path) -> None:
    data = path.read_bytes()
    if PAGE_MARK.search(data):
        raise Refused(say("The CSV file holds a piece of a web page. Send the table alone."))
    if data.lstrip().startswith((b"%PDF", b"<")):
        raise Refused(say("This is not a table in CSV. Give the file its own extension, or export the table anew."))
    text = _decoded(data)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ",", strict=False)
        cells = (cell for row in rows for cell in row)
        if any(cell.lstrip().startswith(("=", "@")) for cell in cells):
            raise Refused(
                say(
                    "A cell of the CSV file begins with “=” or “@”, as a formula does. Export the values, not formulas."
                )
            )
    except csv.Error as error:
        raise Refused(say("The CSV file cannot be read as a table. Export the table anew as CSV.")) from error


def _decoded(data: bytes) -> str:
    if data.startswith(BYTE_ORDER_MARKS) or b"\0" in data:
        raise Refused(say("The CSV file is not plain text. Export the table as “CSV UTF-8”."))
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(sign) < 32 and sign not in ALLOWED_CONTROLS for sign in text):
            break
        return text
    raise Refused(say("The CSV file holds signs that are not letters or digits. Export the table as “CSV UTF-8”."))
