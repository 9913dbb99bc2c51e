"""A form with more fields than Django takes from anybody (DATA_UPLOAD_MAX_NUMBER_FIELDS).

The limit protects the server from strangers. A view raises it for one request, after it has looked at who asks; the
length of the body stays limited by FORM_MAX_BYTES.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

URLENCODED = "application/x-www-form-urlencoded"


def may_have_fields(most: int) -> Callable[[Any], Any]:
    """Mark a view whose form may have `most` fields.

    The view calls `accept_fields` once it knows the person, and checks the token against forgery after that: whoever
    reads the token reads all fields.
    """

    def mark(view: Any) -> Any:
        view.max_fields, view.csrf_exempt = most, True
        return view

    return mark


def accept_fields(request: HttpRequest, most: int) -> None:
    """Read the body with room for `most` fields; a second call changes nothing. Raises TooManyFieldsSent.

    A multipart body, which no such form sends, is read with Django's own limit.
    """
    if request.method != "POST" or request.content_type != URLENCODED or hasattr(request, "_post"):
        return
    fields = QueryDict(mutable=True)
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most)
    except ValueError as error:
        raise TooManyFieldsSent(f"more than {most} fields") from error
    for name, value in pairs:
        fields.appendlist(name, value)
    fields._mutable = False
    put_fields(request, fields)


def put_fields(request: HttpRequest, fields: QueryDict) -> None:
    """Let the request hold these fields and no file; its body is not read any more."""
    request.POST = fields  # type: ignore[assignment]  # callers make it immutable
    request._files = MultiValueDict()  # type: ignore[attr-defined]  # or reading FILES reads the body
