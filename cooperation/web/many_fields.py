"""Forms with more fields than Django accepts (DATA_UPLOAD_MAX_NUMBER_FIELDS).

The limit protects the server from strangers. A view raises it for one request, after it has checked the user; the
length of the body stays limited by FORM_MAX_BYTES.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl

from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from cooperation.web import View

URLENCODED = "application/x-www-form-urlencoded"
AnyView = TypeVar("AnyView", bound=View)
_TOTAL_FORMS = f"-{TOTAL_FORM_COUNT}"


class TooManyRows(BadRequest):
    """Raised for a form with more than `limit` rows; no page sends that many."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} rows in a form")
        self.limit = limit


def refuse_many_rows(fields: QueryDict, limit: int) -> None:
    """Raise TooManyRows if a formset declares more than `limit` rows, before any of them is built."""
    counts = [str(count) for name, count in fields.items() if name.endswith(_TOTAL_FORMS)]
    if any(count.isdecimal() and (len(count) > 4 or int(count) > limit) for count in counts):
        raise TooManyRows(limit)


def may_have_fields(max_fields: int) -> Callable[[AnyView], AnyView]:
    """Mark a view whose form may have `max_fields` fields.

    The view calls `accept_fields` once it has checked the user, and checks the CSRF token afterwards: Django's
    middleware would read all fields to find the token.
    """

    def mark(view: AnyView) -> AnyView:
        view.max_fields, view.csrf_exempt = max_fields, True  # type: ignore[attr-defined]  # attributes of a function
        return view

    return mark


def accept_fields(request: HttpRequest, max_fields: int) -> None:
    """Parse the body with up to `max_fields` fields; do nothing if it has been parsed. Raises TooManyFieldsSent.

    A multipart body, which no such form sends, is parsed by Django with its own limit.
    """
    if request.method != "POST" or request.content_type != URLENCODED or hasattr(request, "_post"):
        return
    fields = QueryDict(mutable=True)
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=max_fields)
    except ValueError as error:
        raise TooManyFieldsSent(f"more than {max_fields} fields") from error
    for name, value in pairs:
        fields.appendlist(name, value)
    fields._mutable = False
    put_fields(request, fields)


def put_fields(request: HttpRequest, fields: QueryDict) -> None:
    """Replace the fields of a request, as if its body had been parsed and contained these fields and no file."""
    request.POST = fields  # type: ignore[assignment]  # callers make it immutable
    request._files = MultiValueDict()  # type: ignore[attr-defined]  # otherwise reading FILES parses the body
