"""Internal comments on a figure, written by officers and coordinators; they are never public and never changed."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cooperation.models.ledger import lock_ledger
from indicators import permissions
from indicators.models import Comment, Measurement
from indicators.services.errors import CommentRequired, DuplicateComment, NotAllowed


def add(measurement: Measurement, text: str, by: User, request_key: str = "") -> Comment:
    """Add a comment; a second request with the same key and text returns the first comment.

    Raises `NotAllowed`, `CommentRequired`, or `DuplicateComment` for the same key with another text.
    """
    if not permissions.may_record(by, measurement.indicator):
        raise NotAllowed
    text = text.strip()
    if not text:
        raise CommentRequired
    with transaction.atomic():
        lock_ledger()
        Measurement.objects.select_for_update().only("pk").get(pk=measurement.pk)
        if request_key:
            existing = Comment.objects.filter(measurement=measurement, author=by, request_key=request_key).first()
            if existing is not None:
                if existing.text != text:
                    raise DuplicateComment
                return existing
        return Comment.objects.create(
            measurement=measurement, author=by, at=timezone.now(), text=text, request_key=request_key
        )
