"""A figure saved together with a file as its evidence: both or neither."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from indicators.models import Measurement, Revision
from indicators.services import evidence


def save_with_file(
    save: Callable[[], Revision],
    *,
    title: str,
    upload: evidence.Upload,
    measurement: Measurement | None,
    by: User,
    on: date,
) -> Revision:
    """Store the file, save the figure and attach the file to it in one transaction.

    `measurement`: of the figure, None while nothing is recorded. Raises the errors of `save` and of
    `evidence.add_file`.
    """
    with evidence.stored_file(title, upload, of=measurement) as stored, transaction.atomic():
        revision = save()
        stored.attach(revision.measurement, by, on)
    return revision
