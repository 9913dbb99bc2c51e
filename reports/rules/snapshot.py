"""A published report as text: canonical JSON, equal on every database, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import NotRequired, TypedDict

from cooperation.json_object import JsonObject

SCHEMA = 1  # version of the content's structure; published reports keep theirs
ReportContent = JsonObject  # the keys are those of `reports.exports.content.report_content`


class StatusCount(TypedDict):
    status: str
    label: str
    count: int


class PartContent(TypedDict):
    name: str
    value: str
    shown: str


class PeriodContent(TypedDict):
    code: str
    label: str
    value: str | None
    shown: str


class YearContent(TypedDict):
    """The result of an indicator in one year; numbers are decimal text."""

    year: int
    target: str
    threshold: str | None
    upper: NotRequired[str | None]  # absent from the oldest reports
    value: str | None
    shown: str
    status: str
    label: str
    sentence: str
    achievement: str | None
    parts: list[PartContent]
    periods: list[PeriodContent]
    notes: list[str]
    revision: int | None


class ActionContent(TypedDict):
    position: int
    reference: str
    name: str
    state: str
    remarks: str
    indicators: list[JsonObject]  # the columns of the open data that reports show, `years` and `overall`


class GoalContent(TypedDict):
    id: int
    position: int
    reference: str
    text: str
    key: str
    counts: list[StatusCount]
    actions: list[ActionContent]


def canonical(content: Mapping[str, object]) -> str:
    """Return JSON with sorted keys, without spaces and floats: numbers are decimal text, days ISO 8601."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> ReportContent:
    content: ReportContent = json.loads(text)
    return content


def searched_texts(content: ReportContent) -> list[str]:
    """Return the texts by which readers find the report: its title and what people wrote in its chapters."""
    return [str(content["title"]), *map(str, content["words"].values())]


def _refuse(value: object) -> str:
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")
