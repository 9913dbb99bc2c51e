"""The hash of a revision: it never changes, is equal on every database and depends on every field."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from indicators.rules.chain import (
    GENESIS,
    VERSION,
    canonical_json,
    revision_hash,
    revision_hash_from_digests,
    text_digest,
)

FACTS: dict[str, Any] = {
    "measurement": 7,
    "number": 2,
    "seq": 41,
    "state": "approved",
    "value": Decimal("1234.50"),
    "parts": ((1, Decimal("1000")), (2, Decimal("234.5"))),
    "reason_code": "",
    "achieved_on": None,
    "author": 3,
    "at": datetime(2023, 3, 12, 8, 52, 1, 5, tzinfo=UTC),
    "note": "zażółć „gęślą” jaźń",
    "reason": "",
    "previous": GENESIS,
}


def test_canonical_json_sorts_keys_and_rejects_nan() -> None:
    assert canonical_json({"b": [1, None], "a": "ż \"'"}) == '{"a":"ż \\"\'","b":[1,null]}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": float("nan")})


def test_text_digest_is_sha256_of_utf8() -> None:
    assert text_digest("ż") == hashlib.sha256(b"\xc5\xbc").hexdigest()


def test_hash_of_version_1_does_not_change() -> None:
    payload = (
        '{"achieved_on":null,"at":1678611121000005,"author":3,"measurement":7,'
        f'"note":"{text_digest(FACTS["note"])}","number":2,"parts":[[1,"1000"],[2,"234.5"]],'
        f'"previous":"{GENESIS}","reason":"{text_digest("")}","reason_code":"","seq":41,"state":"approved",'
        '"value":"1234.5","version":1}'
    )
    assert VERSION == 1
    assert revision_hash(**FACTS) == hashlib.sha256(payload.encode()).hexdigest()
    assert revision_hash(**FACTS) == "b96051eb28b726d411fa7893c77a6506a7c4c43dcebdecd15c8dfef2bcdf5cdd"


def test_expected_day_is_hashed_only_where_there_is_one() -> None:
    assert revision_hash(**FACTS | {"expected_on": None}) == revision_hash(**FACTS)
    of_march, of_april = (revision_hash(**FACTS | {"expected_on": date(2024, month, 1)}) for month in (3, 4))
    assert of_march != of_april


def test_hash_from_digests_equals_hash_from_texts() -> None:
    digests = {name: value for name, value in FACTS.items() if name not in ("note", "reason")}
    redacted = revision_hash_from_digests(
        **digests, note_sha256=text_digest(FACTS["note"]), reason_sha256=text_digest("")
    )
    assert redacted == revision_hash(**FACTS)


@pytest.mark.parametrize(
    "change",
    [
        {"value": Decimal("1234.500000")},  # the scale of another database
        {"parts": ((2, Decimal("234.50")), (1, Decimal("1000.00")))},  # the order of another query
        {
            "at": datetime(2023, 3, 12, 9, 52, 1, 5, tzinfo=timezone(timedelta(hours=1)))
        },  # another zone, the same moment
    ],
)
def test_equal_content_has_equal_hash(change: dict[str, Any]) -> None:
    assert revision_hash(**FACTS | change) == revision_hash(**FACTS)


@pytest.mark.parametrize(
    "change",
    [
        {"measurement": 8},
        {"number": 3},
        {"seq": 42},
        {"state": "draft"},
        {"value": Decimal("1234.51")},
        {"value": None},
        {"value": Decimal(0)},
        {"parts": ((1, Decimal("1000")),)},
        {"parts": ((2, Decimal("1000")), (1, Decimal("234.5")))},
        {"reason_code": "not_measured"},
        {"achieved_on": date(2023, 3, 12)},
        {"author": 4},
        {"at": datetime(2023, 3, 12, 8, 52, 1, 6, tzinfo=UTC)},
        {"note": "inna"},
        {"reason": "inny"},
        {"previous": "1" * 64},
        {"expected_on": date(2023, 3, 12)},
    ],
)
def test_hash_depends_on_every_field(change: dict[str, Any]) -> None:
    assert revision_hash(**FACTS | change) != revision_hash(**FACTS)


def test_missing_value_and_zero_have_different_hashes() -> None:
    assert revision_hash(**FACTS | {"value": None}) != revision_hash(**FACTS | {"value": Decimal(0)})


def test_time_without_zone_is_rejected() -> None:
    with pytest.raises(ValueError, match="time zone"):
        revision_hash(**FACTS | {"at": datetime(2023, 3, 12, 8, 52)})  # noqa: DTZ001  # a time without a zone is what is refused
