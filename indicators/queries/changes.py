"""The public register of changes of published programmes: counts, filters and pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, F, Min, Q, QuerySet, Subquery, Window
from django.db.models.functions import ExtractYear, RowNumber
from django.utils import timezone

from cooperation.models import Change, LedgerEntry, Programme

Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class ChangeFilter:
    """The filters of the register. Example programmes are included only if `programme` names one.

    `indicators`: only changes of these indicators (ids); counts by programme, kind and year do not know them.
    """

    programme: Programme | None = None
    kind: Change.Kind | None = None
    year: int | None = None
    indicators: tuple[int, ...] | None = None

    @property
    def is_everything(self) -> bool:
        return self == ChangeFilter()


@dataclass(frozen=True)
class ChangeCounts:
    """Numbers of changes by programme, kind and year (Warsaw time)."""

    rows: Sequence[tuple[int, str, int, int]]
    examples: frozenset[int]

    def total(self, wanted: ChangeFilter) -> int:
        return sum(row[3] for row in self.rows if self._matches(wanted, *row[:3]))

    def by_programme(self) -> Counter[int]:
        return _summed((programme_id, number) for programme_id, _kind, _year, number in self.rows)

    def kinds(self, programme: Programme | None) -> Counter[str]:
        return _summed((kind, number) for _programme, kind, _year, number in self._within(programme))

    def years(self, programme: Programme | None) -> Counter[int]:
        return _summed((year, number) for _programme, _kind, year, number in self._within(programme))

    def _within(self, programme: Programme | None) -> list[tuple[int, str, int, int]]:
        return [row for row in self.rows if self._matches(ChangeFilter(programme), *row[:3])]

    def _matches(self, wanted: ChangeFilter, programme_id: int, kind: str, year: int) -> bool:
        in_programme = (
            programme_id == wanted.programme.pk if wanted.programme is not None else programme_id not in self.examples
        )
        return in_programme and wanted.kind in (None, kind) and wanted.year in (None, year)


def _summed(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    sums: Counter[Key] = Counter()
    for key, number in pairs:
        sums[key] += number
    return sums


def count_changes(programmes: Sequence[Programme]) -> ChangeCounts:
    """One query."""
    rows = (
        Change.objects.filter(programme__in=[programme.pk for programme in programmes])
        .order_by()
        .annotate(year=ExtractYear("at", tzinfo=timezone.get_default_timezone()))
        .values_list("programme_id", "kind", "year")
        .annotate(number=Count("pk"))
    )
    return ChangeCounts(list(rows), frozenset(programme.pk for programme in programmes if programme.is_example))


def list_changes(wanted: ChangeFilter, programmes: Sequence[Programme], *, first: int = 0, limit: int) -> list[Change]:
    """Return changes, newest first; `at_place` numbers changes of the same moment, from 1. One query."""
    place = Window(RowNumber(), partition_by=F("at"), order_by=F("pk").asc())
    return list(_matching(wanted, programmes).annotate(at_place=place)[first : first + limit])


def _matching(wanted: ChangeFilter, programmes: Sequence[Programme]) -> QuerySet[Change]:
    shown = [wanted.programme] if wanted.programme else [row for row in programmes if not row.is_example]
    condition = Q(programme__in=[programme.pk for programme in shown])
    if wanted.kind is not None:
        condition &= Q(kind=wanted.kind)
    if wanted.year is not None:
        condition &= Q(at__year=wanted.year)  # the year in Warsaw: the portal's own time zone
    if wanted.indicators is not None:
        condition &= Q(details__indicator_id__in=wanted.indicators)
    return Change.objects.filter(condition)


def count_matching(wanted: ChangeFilter, programmes: Sequence[Programme]) -> int:
    """One query."""
    return _matching(wanted, programmes).count()


def public_head(programmes: Iterable[Programme]) -> str:
    """Return the head of the ledger at the last change of these programmes, "" without one. One query.

    Later entries, such as drafts, do not change it.
    """
    last = Change.objects.filter(programme__in=[programme.pk for programme in programmes]).order_by("-pk")
    entries = LedgerEntry.objects.filter(table=Change._meta.label_lower, action=LedgerEntry.Action.ADDED)
    entry = entries.filter(row=Subquery(last.values("pk")[:1])).first()
    return entry.head if entry is not None else ""


def first_change_moments(programmes: Iterable[Programme]) -> dict[int, datetime]:
    """Return programme id -> when its first change was recorded. One query."""
    rows = Change.objects.filter(programme__in=[programme.pk for programme in programmes])
    return dict(rows.order_by().values_list("programme_id").annotate(Min("at")))
