"""A published report as text: canonical JSON, equal on every database, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SCHEMA = 1  # version of the content's structure; published reports keep theirs
ReportContent = dict[str, Any]  # JSON: the keys are those of `reports.exports.content.report_content`


def canonical(content: Mapping[str, Any]) -> str:
    """Return JSON with sorted keys, without spaces and floats: numbers are decimal text, days ISO 8601."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> ReportContent:
    content: ReportContent = json.loads(text)
    return content


def _refuse(value: object) -> str:
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")
