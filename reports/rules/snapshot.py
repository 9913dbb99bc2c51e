"""A published report as text: canonical JSON and its hash. The same content gives the same bytes on every database."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SCHEMA = 1  # the shape of the content; another shape is another number, and old reports keep theirs


def canonical(content: Mapping[str, Any]) -> str:
    """Keys in order, no spaces, no floats: numbers are kept as decimal text, days as ISO 8601."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    return content


def _refuse(value: object) -> str:
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")
