"""Digests of recorded rows and hashes of the ledger's entries; they do not depend on the database.

A column that has the default of its model is left out of the digest, so that a column added later does not change the
digests of earlier rows. The default of a recorded column must never change.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cooperation.text import plain

VERSION = 1
GENESIS = "0" * 64  # the previous hash of the first entry
REDACTED = "[…]"  # what a text is replaced with when it is removed for privacy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical_json(payload: object) -> bytes:
    """Return JSON with sorted keys, without spaces and escapes, in UTF-8; ValueError for NaN and infinity."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal; it is stored, so that it remains after a redaction."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def columns_digest(columns: Mapping[str, object]) -> str:
    """Return the SHA-256 of the values of a row's columns, as 64 hexadecimal digits; "" for no columns."""
    if not columns:
        return ""
    payload = {name: _plain_value(value) for name, value in columns.items()}
    return hashlib.sha256(canonical_json(payload)).hexdigest()


def microseconds(at: datetime) -> int:
    """Return a moment as whole microseconds in UTC. Raises ValueError without a time zone."""
    if at.utcoffset() is None:
        raise ValueError("a recorded time needs a time zone")
    return (at - _EPOCH) // timedelta(microseconds=1)


def _plain_value(value: object) -> object:
    """Return the value as JSON: numbers as decimal text without trailing zeros, times as microseconds, bytes hashed."""
    match value:
        case Decimal():
            return plain(value)
        case datetime():
            return microseconds(value)
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return hashlib.sha256(value).hexdigest()
        case str():
            return str(value)
        case _:
            return value


def entry_hash(
    *,
    seq: int,
    at: datetime,
    action: str,
    table: str,
    row: int,
    facts: str,
    state: str,
    texts: Mapping[str, str],
    previous: str,
) -> str:
    """Return the hash of an entry, which includes the hash of the previous one, as 64 hexadecimal digits."""
    payload = {
        "version": VERSION,
        "seq": seq,
        "at": microseconds(at),
        "action": str(action),
        "table": table,
        "row": row,
        "facts": facts,
        "state": state,
        "texts": dict(texts),
        "previous": previous,
    }
    return hashlib.sha256(canonical_json(payload)).hexdigest()
