"""What approved figures have fixed for good (product.md § 2: verbatim texts, categories and measures are read-only once
a value is approved; a change is a new row from a year), and amendments."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from cooperation.models import Change, Programme, Unit
from cooperation.roles import Role
from cooperation.services import changes
from indicators.models import Indicator, Measurement, Target
from indicators.services import meanings
from indicators.services.locks import lock_figures


def recorded_years(indicator: Indicator, *, approved_only: bool = True) -> frozenset[int]:
    """Years that hold a figure of the indicator."""
    figures = Measurement.objects.filter(indicator=indicator)
    if approved_only:
        figures = figures.filter(approved_revision__isnull=False)
    return frozenset(figures.values_list("year", flat=True))


def years_of_terms(target: Target, terms: Sequence[Target], programme: Programme) -> range:
    """The years judged by these terms: until the next row, or the programme's end."""
    later = [one.applies_from for one in terms if one.applies_from > target.applies_from]
    return range(target.applies_from, min(later, default=programme.last_year + 1))


# --- new terms from a year -----------------------------------------------------------------------------------------


def years_for_new_terms(indicator: Indicator, programme: Programme) -> list[int]:
    """Years from which new terms may begin: after the first terms, and judging no year with an approved value."""
    terms = list(indicator.targets.all())
    begun = {one.applies_from for one in terms}
    approved = recorded_years(indicator)
    return [
        year
        for year in programme.years
        if begun and year > min(begun) and year not in begun
        if approved.isdisjoint(years_of_terms(Target(applies_from=year), terms, programme))
    ]


def amend(target: Target, programme: Programme, *, at: datetime) -> None:
    """Put new terms in force from their year; a published programme's register says so with the basis.

    Takes the figures' lock, so that none is approved meanwhile. ValueError for a year from which no terms may begin.
    """
    indicator = target.indicator
    with transaction.atomic():
        lock_figures()
        if target.applies_from not in years_for_new_terms(indicator, programme):
            raise ValueError(f"no new terms of indicator {indicator.pk} may begin in {target.applies_from}")
        earlier = indicator.targets.filter(applies_from__lt=target.applies_from).latest("applies_from")
        meanings.read_words(target, indicator, programme)
        target.save()
        if programme.is_published:
            changes.register(
                programme.pk,
                Change.Kind.AMENDED,
                at=at,
                object_type="target",
                object_id=target.pk,
                role=str(Role.ADMINISTRATOR),
                unit_id=indicator.unit_id,
                details={
                    "indicator_id": indicator.pk,
                    "indicator": indicator.name,
                    "year": target.applies_from,
                    "old": _words(earlier),
                    "new": _words(target),
                },
                text=target.basis,
            )
        else:
            changes.invalidate_pages([programme.pk], at)


def register_withdrawal(indicator: Indicator, old_year: int | None, *, at: datetime) -> None:
    """Tell readers that an indicator was withdrawn, from another year than before or no longer (`withdrawn_from`)."""
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


def _words(target: Target) -> str:
    return ", ".join(words for words in (target.verbatim, target.frequency_verbatim) if words)


def assign_unit(numbers: Iterable[int], unit: Unit, *, at: datetime) -> list[Indicator]:
    """The indicators that got another unit; one by one, so that each keeps its history. Figures stay as they are."""
    with transaction.atomic():
        lock_figures()
        moved = []
        rows = Indicator.objects.select_for_update(of=("self",)).filter(pk__in=list(numbers)).exclude(unit=unit)
        for indicator in rows.select_related("action__specific_goal__main_goal").order_by("pk"):
            indicator.unit = unit
            indicator.save(update_fields=["unit"])
            changes.register_edit([indicator.programme_id], indicator, "edited", at=at)
            moved.append(indicator)
    return moved
