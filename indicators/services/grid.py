"""Saving of the grid: many figures in one transaction, each by the rules of its own form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from indicators import permissions
from indicators.models import Measurement, ReportingRound, Revision, Target
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.breakdowns import breakdowns_of_indicators
from indicators.queries.due_figures import round_days
from indicators.queries.facts import by_indicator
from indicators.rules.figures import Figure
from indicators.services import revisions
from indicators.services.errors import MeasurementError, NotAllowed
from indicators.services.locks import lock_figures
from indicators.services.measurements import CurrentFigure, check_figure

FigureKey = tuple[int, str]  # indicator, period code


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFigure:
    """A figure to save; `based_on` is the number of the head revision that the grid showed."""

    key: FigureKey
    slot: Slot
    figure: Figure
    based_on: int
    is_submitted: bool

    @property
    def state(self) -> State:
        return State.SUBMITTED if self.is_submitted else State.DRAFT


def save_all(
    figures: Sequence[GridFigure], *, by: User, request_key: str, on: date
) -> dict[FigureKey, Revision | MeasurementError]:
    """Save the figures; return the revision or the error of each. Any other exception rolls back all of them.

    The number of queries does not depend on the number of figures, except for repeated requests.
    """
    results: dict[FigureKey, Revision | MeasurementError] = {}
    if not figures:
        return results
    with transaction.atomic():
        head_of_chain = lock_figures()
        measurements = _measurements_of(figures)
        current = _current_figures(figures, measurements, by=by, request_key=request_key)
        accepted: list[GridFigure] = []
        for item in figures:
            try:
                repeated = _check(item, current[item.key], by=by, on=on)
            except MeasurementError as error:
                results[item.key] = error
                continue
            if repeated is None:
                accepted.append(item)
            else:
                results[item.key] = repeated
        _add_measurements(accepted, measurements)
        appended = [
            (
                revisions.next_of_chain(
                    head_of_chain,
                    measurements[item.key],
                    number=current[item.key].next_number,
                    state=item.state,
                    figure=item.figure,
                    by=by,
                    request_key=request_key,
                ),
                item.figure,
            )
            for item in accepted
        ]
        revisions.save_all(head_of_chain, appended)
        results |= {item.key: revision for item, (revision, _figure) in zip(accepted, appended, strict=True)}
    return results


def _check(item: GridFigure, current: CurrentFigure, *, by: User, on: date) -> Revision | None:
    if not permissions.may_record(by, item.slot.indicator):
        raise NotAllowed
    return check_figure(
        item.state, item.slot, item.figure, current=current, by=by, based_on=item.based_on, reason="", on=on
    )


def _measurements_of(figures: Sequence[GridFigure]) -> dict[FigureKey, Measurement]:
    """Return the existing measurements of the figures. One query."""
    ids, codes = {item.key[0] for item in figures}, {item.key[1] for item in figures}
    rows = Measurement.objects.filter(indicator__in=ids, period_code__in=codes)
    return {(row.indicator_id, row.period_code): row for row in rows}


def _add_measurements(figures: Sequence[GridFigure], measurements: dict[FigureKey, Measurement]) -> None:
    """Create the measurements that do not exist yet. At most one query."""
    created = Measurement.objects.bulk_create(
        Measurement(indicator=item.slot.indicator, period_code=item.slot.period.code, year=item.slot.period.year)
        for item in figures
        if item.key not in measurements
    )
    measurements |= {(row.indicator_id, row.period_code): row for row in created}


def _current_figures(
    figures: Sequence[GridFigure], measurements: dict[FigureKey, Measurement], *, by: User, request_key: str
) -> dict[FigureKey, CurrentFigure]:
    """Read under the lock what the checks of each figure need. At most five queries."""
    ids = {item.key[0] for item in figures}
    recorded = Revision.objects.filter(measurement__in=[row.pk for row in measurements.values()])
    heads = {row.measurement_id: row for row in recorded.heads().select_related("author")}
    repeated = {}
    if request_key:
        repeated = {row.measurement_id: row for row in recorded.filter(author=by, request_key=request_key)}
    targets = by_indicator(Target.objects.filter(indicator__in=ids).order_by("applies_from"))
    breakdowns = breakdowns_of_indicators(ids)
    rounds = {
        (row.programme_id, row.year): round_days(row)
        for row in ReportingRound.objects.filter(programme__in={item.slot.indicator.programme_id for item in figures})
    }

    def categories(breakdown_id: int) -> list[int]:
        return [category for category, _name in breakdowns[breakdown_id].categories]

    current: dict[FigureKey, CurrentFigure] = {}
    for item in figures:
        measurement = measurements.get(item.key)
        pk = measurement.pk if measurement else None
        current[item.key] = CurrentFigure(
            has_approved=measurement is not None and measurement.approved_revision_id is not None,
            head=heads.get(pk) if pk else None,
            repeated=repeated.get(pk) if pk else None,
            days=rounds.get((item.slot.indicator.programme_id, item.slot.period.year), item.slot.days),
            targets=targets.get(item.key[0], []),
            categories=categories,
        )
    return current
