"""Streamed text files: CSV for programs (RFC 4180, ISO dates, decimal point), CSV for Polish spreadsheets, and JSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from cooperation.rules.formulas import is_formula
from cooperation.text import plain
from reports.exports.columns import NAMES
from reports.exports.rows import Row


class LineBuffer:
    """A file for csv.writer whose `write` returns the line."""

    def write(self, line: str) -> str:
        return line


def without_formula(text: str) -> str:
    """Return the text, with an apostrophe before a formula: then a spreadsheet shows it and does not evaluate it."""
    return f"'{text}" if is_formula(text) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield lines with comma, decimal point, ISO 8601 dates, true and false."""
    writer = csv.writer(LineBuffer(), lineterminator="\r\n")
    yield writer.writerow(NAMES)
    for row in rows:
        yield writer.writerow([machine_text(row[name]) for name in NAMES])


def excel_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield lines for a Polish spreadsheet: byte order mark, semicolon, decimal comma, day.month.year."""
    writer = csv.writer(LineBuffer(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(NAMES)
    for row in rows:
        yield writer.writerow([_polish_text(row[name]) for name in NAMES])


def json_chunks(head: Mapping[str, object], rows: Iterable[Row]) -> Iterator[str]:
    """Yield {"program": …, "wartosci": [ … ]} with one row a line and exact decimals."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "wartosci": [\n'
    for place, row in enumerate(rows):
        yield (",\n" if place else "") + exact_json(row)
    yield "\n]}\n"


def machine_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return without_formula(value) if isinstance(value, str) else str(value)


def _polish_text(value: object) -> str:
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, Decimal):
        return plain(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return machine_text(value)


def exact_json(value: object) -> str:
    """Return JSON with decimals as exact numbers: `json` writes only floats, which would round them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {exact_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(exact_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)
