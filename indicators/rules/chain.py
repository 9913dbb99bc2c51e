"""The hash of a revision, which includes the hash of the previous one; it does not depend on the database.

Texts are hashed as digests, so that a note can be redacted for privacy without breaking the chain. Numbers are hashed
as decimal text without trailing zeros, because databases store different scales. Times are whole microseconds in UTC.
The keys of the payload must never change within a `VERSION`; a key that was added later is left out where its value is
empty, so that the hash of an earlier revision remains the same.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from cooperation.rules.ledger import GENESIS, canonical_json, microseconds, text_digest
from cooperation.text import plain

__all__ = ["GENESIS", "VERSION", "canonical_json", "revision_hash", "revision_hash_from_digests", "text_digest"]

VERSION = 1


def revision_hash(
    *,
    measurement: int,
    number: int,
    seq: int,
    state: str,
    value: Decimal | None,
    parts: Sequence[tuple[int, Decimal]],
    reason_code: str,
    achieved_on: date | None,
    author: int,
    at: datetime,
    note: str,
    reason: str,
    previous: str,
    expected_on: date | None = None,
) -> str:
    """Return the hash of a revision from its texts; see `revision_hash_from_digests`."""
    return revision_hash_from_digests(
        measurement=measurement,
        number=number,
        seq=seq,
        state=state,
        value=value,
        parts=parts,
        reason_code=reason_code,
        achieved_on=achieved_on,
        author=author,
        at=at,
        note_sha256=text_digest(note),
        reason_sha256=text_digest(reason),
        previous=previous,
        expected_on=expected_on,
    )


def revision_hash_from_digests(
    *,
    measurement: int,
    number: int,
    seq: int,
    state: str,
    value: Decimal | None,
    parts: Sequence[tuple[int, Decimal]],
    reason_code: str,
    achieved_on: date | None,
    author: int,
    at: datetime,
    note_sha256: str,
    reason_sha256: str,
    previous: str,
    expected_on: date | None = None,
) -> str:
    """Return the hash of everything that a revision records, as 64 hexadecimal digits.

    `parts`: (position, value) pairs in any order; `previous`: the hash of the previous revision, or `GENESIS`. Raises
    ValueError for a time without a time zone.
    """
    payload: dict[str, object] = {
        "version": VERSION,
        "measurement": measurement,
        "number": number,
        "seq": seq,
        "state": str(state),
        "value": None if value is None else plain(value),
        "parts": [[position, plain(part)] for position, part in sorted(parts)],
        "reason_code": str(reason_code),
        "achieved_on": None if achieved_on is None else achieved_on.isoformat(),
        "author": author,
        "at": microseconds(at),
        "note": note_sha256,
        "reason": reason_sha256,
        "previous": previous,
    }
    if expected_on is not None:
        payload["expected_on"] = expected_on.isoformat()
    return hashlib.sha256(canonical_json(payload)).hexdigest()
