"""JSON with numbers as they are written: a figure never passes through a float, and `0.1` stays `0.1`."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer

from cooperation.text import plain


class PlainNumbers(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return written(data)


def written(value: Any) -> str:
    """Python's own writer knows no number that is not a float; the rest is its work."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)
