"""Digests of rows and hashes of entries: they never change and are equal on every database."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from cooperation.rules.ledger import GENESIS, columns_digest, entry_hash, microseconds, text_digest

AT = datetime(2026, 3, 12, 8, 52, 1, 5, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "seq": 2,
    "at": AT,
    "action": "added",
    "table": "indicators.comment",
    "row": 7,
    "facts": "f" * 64,
    "state": "",
    "texts": {"text": text_digest("zażółć")},
    "previous": GENESIS,
}
OTHERS: dict[str, Any] = {
    "seq": 3,
    "at": AT + timedelta(microseconds=1),
    "action": "changed",
    "table": "indicators.decision",
    "row": 8,
    "facts": "e" * 64,
    "state": "a" * 64,
    "texts": {},
    "previous": "1" * 64,
}


def test_entry_hash_is_sha256_of_documented_json():
    payload = (
        '{"action":"added","at":1773305521000005,"facts":"'
        + "f" * 64
        + '","previous":"'
        + GENESIS
        + '","row":7,"seq":2,'
        '"state":"","table":"indicators.comment","texts":{"text":"' + text_digest("zażółć") + '"},"version":1}'
    )
    assert entry_hash(**ENTRY) == hashlib.sha256(payload.encode()).hexdigest()


@pytest.mark.parametrize("name", ENTRY)
def test_entry_hash_depends_on_every_column(name):
    assert entry_hash(**{**ENTRY, name: OTHERS[name]}) != entry_hash(**ENTRY)


EQUAL = [
    (Decimal("2.5"), Decimal("2.500000")),
    (datetime(2026, 3, 12, 9, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 3, 12, 8, tzinfo=UTC)),
    (b"abc", memoryview(b"abc")),
    ([[2021, "1"]], [(2021, "1")]),
]
DIFFERENT = [
    (Decimal("2.5"), Decimal("2.500001")),
    (date(2026, 3, 12), date(2026, 3, 13)),
    ("a", "b"),
    (True, False),
    (b"abc", b"abd"),
    (1, 2),
]


@pytest.mark.parametrize(("one_value", "same_value"), EQUAL)
def test_digest_is_equal_for_both_forms_of_a_value(one_value, same_value):
    assert columns_digest({"column": one_value}) == columns_digest({"column": same_value})


@pytest.mark.parametrize(("value", "other_value"), DIFFERENT)
def test_digest_differs_for_other_value(value, other_value):
    assert columns_digest({"column": value}) != columns_digest({"column": other_value})


def test_digest_of_no_columns_is_empty():
    assert columns_digest({}) == ""


def test_time_without_zone_is_rejected():
    with pytest.raises(ValueError, match="time zone"):
        microseconds(datetime(2026, 3, 12))  # noqa: DTZ001  # the case
