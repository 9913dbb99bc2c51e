"""Changes of indicators that are not made on the indicator's own form: withdrawal and assignment to a unit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cooperation.models import Change, Unit
from cooperation.roles import Role
from cooperation.services import changes
from indicators.models import Indicator
from indicators.services.locks import lock_figures


def register_withdrawal(indicator: Indicator, old_year: int | None, *, at: datetime) -> None:
    """Register that `withdrawn_from` of an indicator was set, changed or cleared."""
    programme = indicator.programme
    with transaction.atomic():
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
        for indicator in rows.select_related("action__specific_goal__main_goal").order_by("pk"):
            indicator.unit = unit
            indicator.save(update_fields=["unit"])
            changes.register_edit([indicator.programme_id], indicator, "edited", at=at)
            changed.append(indicator)
    return changed
