"""Many figures at once: each by the writer of one figure, all of them in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from indicators.models import Revision
from indicators.models.slots import Slot
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.errors import MeasurementError

Key = tuple[int, str]


@dataclass(frozen=True)
class Wanted:
    """One figure to be saved; `key`, its indicator and period, names it in the answer."""

    key: Key
    slot: Slot
    figure: Figure
    based_on: int
    is_submitted: bool


def save_all(
    wanted: Sequence[Wanted], *, by: Any, request_key: str, on: date
) -> dict[Key, Revision | MeasurementError]:
    """Save what can be saved and say of the rest why not: a refused figure keeps the others, a broken server none."""
    saved: dict[Key, Revision | MeasurementError] = {}
    with transaction.atomic():
        for one in wanted:
            write = measurements.submit if one.is_submitted else measurements.record
            try:
                saved[one.key] = write(
                    one.slot, one.figure, by=by, based_on=one.based_on, request_key=request_key, on=on
                )
            except MeasurementError as error:
                saved[one.key] = error
    return saved
