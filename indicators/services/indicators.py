"""Changes of indicators that are not made on the indicator's own form: withdrawal and assignment to a unit."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from cooperation.models import Change, Programme, Unit
from cooperation.roles import Role
from cooperation.services import changes
from indicators.models import Indicator
from indicators.services import targets
from indicators.services.locks import lock_figures


def years_for_withdrawal(indicator: Indicator) -> list[int]:
    """Return the years from which the indicator may be withdrawn: after the first year, and after approved values."""
    return withdrawal_years(indicator.programme, targets.recorded_years(indicator))


def withdrawal_years(programme: Programme, approved: Collection[int]) -> list[int]:
    """Return the years from which an indicator with approved figures of these years may be withdrawn."""
    earliest = max([programme.first_year, *approved]) + 1
    return [year for year in programme.years if year >= earliest]


def withdraw(indicator: Indicator, year: int | None, reason: str, *, at: datetime) -> None:
    """Withdraw an indicator from a year on, with a public reason; without a year it applies again.

    Locks the figures, so that none is approved meanwhile. Raises ValueError unless the year is one of
    `years_for_withdrawal` and has a reason.
    """
    with transaction.atomic():
        lock_figures()
        if year is not None and (year not in years_for_withdrawal(indicator) or not reason.strip()):
            raise ValueError(f"indicator {indicator.pk} cannot be withdrawn from {year}")
        old_year = indicator.withdrawn_from
        indicator.withdrawn_from, indicator.withdrawn_reason = year, reason.strip() if year is not None else ""
        indicator.save(update_fields=["withdrawn_from", "withdrawn_reason"])
        register_withdrawal(indicator, old_year, at=at)


def register_withdrawal(indicator: Indicator, old_year: int | None, *, at: datetime) -> None:
    """Register that `withdrawn_from` of an indicator was set, changed or cleared."""
    programme = indicator.programme
    if not programme.is_published:
        changes.invalidate_pages([programme.pk], at)
        return
    changes.register(
        programme.pk,
        Change.Kind.INDICATOR_WITHDRAWN,
        at=at,
        object_type="indicator",
        object_id=indicator.pk,
        role=str(Role.ADMINISTRATOR),
        unit_id=indicator.unit_id,
        details={
            "indicator_id": indicator.pk,
            "indicator": indicator.name,
            "year": indicator.withdrawn_from,
            "old_year": old_year,
        },
        text=indicator.withdrawn_reason,
    )


def assign_unit(indicator_ids: Iterable[int], unit: Unit, *, at: datetime) -> list[Indicator]:
    """Assign a unit to indicators and return those whose unit changed.

    Each is saved by itself, so that its history records the change.
    """
    with transaction.atomic():
        lock_figures()
        changed = []
        rows = Indicator.objects.select_for_update(of=("self",)).filter(pk__in=list(indicator_ids)).exclude(unit=unit)
        for indicator in rows.with_goals().order_by("pk"):
            indicator.unit = unit
            indicator.save(update_fields=["unit"])
            changes.register_edit([indicator.programme_id], indicator, "edited", at=at)
            changed.append(indicator)
    return changed
