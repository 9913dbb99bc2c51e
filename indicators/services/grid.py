"""Saving of the grid: many figures in one transaction, each as on its own form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from indicators.models import Revision
from indicators.models.slots import Slot
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.errors import MeasurementError

FigureKey = tuple[int, str]  # indicator, period code


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFigure:
    """A figure to save; `based_on` is the number of the head revision that the grid showed."""

    key: FigureKey
    slot: Slot
    figure: Figure
    based_on: int
    is_submitted: bool


def save_all(
    figures: Sequence[GridFigure], *, by: User, request_key: str, on: date
) -> dict[FigureKey, Revision | MeasurementError]:
    """Save the figures; return the revision or the error of each. Any other exception rolls back all of them."""
    results: dict[FigureKey, Revision | MeasurementError] = {}
    with transaction.atomic():
        for item in figures:
            save = measurements.submit if item.is_submitted else measurements.record
            try:
                results[item.key] = save(
                    item.slot, item.figure, by=by, based_on=item.based_on, request_key=request_key, on=on
                )
            except MeasurementError as error:
                results[item.key] = error
    return results
