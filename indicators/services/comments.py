"""What officer and coordinator write to each other about a figure: never public, never changed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators import permissions
from indicators.models import Comment, Measurement
from indicators.services.errors import CommentRequired, NotAllowed, OtherWords


def say(measurement: Measurement, text: str, by: Any, request_key: str = "") -> Comment:
    """Add a comment; the same request sent twice is one comment."""
    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    if not text.strip():
        raise CommentRequired
    with transaction.atomic():
        Measurement.objects.select_for_update().only("pk").get(pk=measurement.pk)
        twin = Comment.objects.filter(measurement=measurement, author=by, request_key=request_key).first()
        if twin is not None and request_key:
            if twin.text != text.strip():
                raise OtherWords
            return twin
        return Comment.objects.create(
            measurement=measurement, author=by, at=timezone.now(), text=text.strip(), request_key=request_key
        )
