"""Chart sources as plain data, stored with a published report: numbers are decimal text, days ISO 8601.

Stored data outlive the code that wrote them: a field that the class no longer has is ignored, and a new field needs a
default value.
"""

from pydantic import TypeAdapter

from cooperation.json_object import JsonObject
from indicators.charts.shapes import ChartSource

_adapter = TypeAdapter(ChartSource)


def stored_chart(source: ChartSource) -> JsonObject:
    """Return the source as data for JSON; fields with their default value are left out."""
    data: JsonObject = _adapter.dump_python(source, mode="json", exclude_defaults=True)
    return data


def chart_from_stored(data: JsonObject) -> ChartSource:
    return _adapter.validate_python(data)
