"""Posted fields of pages that no Django form describes: every field must come from the page."""

from django.core.exceptions import BadRequest
from django.http import QueryDict


def single_value(fields: QueryDict, name: str) -> str:
    """Return the value of a field that the page sends once; raises BadRequest."""
    values = fields.getlist(name)
    if len(values) != 1 or "\0" in values[0]:
        raise BadRequest("a field is missing or repeated")
    return values[0]
