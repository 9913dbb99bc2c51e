"""JSON that a browser sends: an object of bounded size and depth that every database can store."""

import json
import math
from collections.abc import Iterator

from cooperation.json_object import JsonObject

MAX_LENGTH = 30_000  # characters; the answer of a security key with its certificates has a few thousand
MAX_DEPTH = 12  # of objects and lists in each other; the answer of a security key has four
_SURROGATES = ("\ud800", "\udfff")


def parse_object(text: str) -> JsonObject:
    """Return the JSON object.

    Raises ValueError for anything else: too long or too deep, numbers that are infinite or have thousands of digits,
    NUL and lone surrogates, which PostgreSQL refuses.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError("too long")
    try:
        content = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(content, dict):
        raise ValueError("not an object")
    for scalar in _scalars(content, MAX_DEPTH):
        if isinstance(scalar, str) and not _is_storable(scalar):
            raise ValueError("NUL or a lone surrogate")
        if isinstance(scalar, float) and not math.isfinite(scalar):
            raise ValueError("an infinite number")
    return content


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")


def _is_storable(text: str) -> bool:
    return not any(sign == "\0" or _SURROGATES[0] <= sign <= _SURROGATES[1] for sign in text)


def _scalars(value: object, max_depth: int) -> Iterator[object]:
    """Yield names and values that are neither objects nor lists. Raises ValueError below `max_depth`."""
    if not isinstance(value, dict | list):
        yield value
        return
    if not max_depth:
        raise ValueError("too deep")
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value:
        yield from _scalars(item, max_depth - 1)
