"""Chart sources as plain data, stored with a published report: numbers are decimal text, days ISO 8601.

Stored data outlive the code that wrote them: a field that the class no longer has is ignored, and a new field needs a
default value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from cooperation.json_object import JsonObject
from cooperation.text import plain
from indicators.charts.shapes import ChartSource, Columns, Strip, Timeline

_DRAWINGS = {"columns": Columns, "strip": Strip, "timeline": Timeline}


def stored_chart(source: ChartSource) -> JsonObject:
    """Return the source as data for JSON; fields with their default value are left out."""
    kind = next(kind for kind, class_ in _DRAWINGS.items() if isinstance(source.drawing, class_))
    data: JsonObject = _plain_data(source)
    return {**data, "kind": kind}


def chart_from_stored(data: JsonObject) -> ChartSource:
    drawing = _read(_DRAWINGS[data["kind"]], data["drawing"])
    source: ChartSource = _read(ChartSource, data, drawing=drawing)
    return source


def _plain_data(value: Any) -> Any:  # a value of any field
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain_data(item) for field, item in pairs if item != field.default}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain_data(item) for item in value]
    return value


def _read(class_: type, data: Mapping[str, Any], **known: object) -> Any:  # an instance of the class
    types = _types_of(class_)
    values = {name: _value(types[name], item) for name, item in data.items() if name in types and name not in known}
    return class_(**values, **known)


def _value(type_: Any, item: Any) -> Any:  # a value of the type
    if item is None:
        return None
    arguments = get_args(type_)
    if get_origin(type_) in (Union, UnionType):
        return _value(next(argument for argument in arguments if argument is not type(None)), item)
    if get_origin(type_) in (tuple, Sequence):
        places = [arguments[0]] * len(item) if get_origin(type_) is Sequence or arguments[-1] is ... else arguments
        return tuple(_value(place, part) for place, part in zip(places, item, strict=True))
    if is_dataclass(type_):
        return _read(type_, item)  # type: ignore[arg-type]
    if type_ is date:
        return date.fromisoformat(item)
    return type_(item) if type_ is Decimal or issubclass(type_, StrEnum) else item


@cache
def _types_of(class_: type) -> dict[str, Any]:
    return get_type_hints(class_)
