"""CSV, twice: for programs (RFC 4180, ISO dates, decimal point) and for a Polish spreadsheet; and JSON. Streamed."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cooperation.text import plain
from reports.exports.columns import NAMES
from reports.exports.rows import Row

# A spreadsheet runs a text that begins like this; an apostrophe makes it a text again. A minus alone ("-": no target),
# dashes and negative numbers ("-0,4") run nothing, so they stay as they are in every other format.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DASHES_OR_NUMBER = re.compile(r"-(?:[-–—]*|[ \u00a0\u202f]?\d[\d \u00a0\u202f]*(?:[.,]\d+)?[ \u00a0\u202f]?%?)")


class _Line:
    """A file for csv.writer that gives each written line back."""

    def write(self, line: str) -> str:
        return line


def harmless(text: str) -> str:
    begins = text.lstrip(" \u00a0")
    if not begins.startswith(FORMULA_STARTS) or _DASHES_OR_NUMBER.fullmatch(begins.rstrip()):
        return text
    return f"'{text}"


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Comma, decimal point, ISO 8601; true and false."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow(NAMES)  # _Line gives the line back
    for row in rows:
        yield writer.writerow([machine(row[name]) for name in NAMES])


def excel_lines(rows: Iterable[Row]) -> Iterator[str]:
    """What opens with a double click in Poland: byte order mark, semicolon, decimal comma, day.month.year."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(NAMES)  # _Line gives the line back
    for row in rows:
        yield writer.writerow([_polish(row[name]) for name in NAMES])


def json_chunks(head: dict[str, Any], rows: Iterable[Row]) -> Iterator[str]:
    """{"program": …, "wartosci": [ … ]}, one row a line; numbers as they are written, without a float between."""
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "wartosci": [\n'
    for place, row in enumerate(rows):
        yield (",\n" if place else "") + exact_json(row)
    yield "\n]}\n"


def machine(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def _polish(value: Any) -> str:
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, Decimal):
        return plain(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return machine(value)


def exact_json(value: Any) -> str:
    """JSON with decimals as exact numbers: `json` writes only floats, which would round them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {exact_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(exact_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)
