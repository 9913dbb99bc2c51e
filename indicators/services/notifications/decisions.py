"""A decision on a figure is told to the author of the submission: written with it, sent as soon as it is kept."""

from functools import partial
from typing import Any

from django.db import transaction

from indicators.models import Measurement, Revision
from indicators.models.measurements import State
from indicators.services.notifications import delivery, outbox


def tell(author: Any, measurement: Measurement, revision: Revision) -> None:
    """Within the decision's transaction; nobody is told of the own decision, and nobody of an example."""
    programme = measurement.indicator.programme
    if author.pk == revision.author_id or programme.is_example:
        return
    write = outbox.approved if revision.state == State.APPROVED else outbox.returned
    number = write(revision, to=author, programme_id=programme.pk)
    if number is not None:
        transaction.on_commit(partial(delivery.send_at_once, [number]), robust=True)
