"""The public register of changes: lines of published programmes, counted, filtered and cut into pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import ExtractYear, RowNumber
from django.utils import timezone

from cooperation.models import Change, Programme

Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class ChangeFilter:
    """What a reader asks for; nothing chosen is everything that is real. An example is told when it is named only."""

    programme: Programme | None = None
    kind: Change.Kind | None = None
    year: int | None = None

    @property
    def is_everything(self) -> bool:
        return self == ChangeFilter()


@dataclass(frozen=True)
class ChangeCounts:
    """How many lines there are of each programme, kind and year (in Warsaw)."""

    rows: Sequence[tuple[int, str, int, int]]
    examples: frozenset[int]

    def total(self, asked: ChangeFilter) -> int:
        return sum(row[3] for row in self.rows if self._holds(asked, *row[:3]))

    def by_programme(self) -> Counter[int]:
        return _added((programme_id, number) for programme_id, _kind, _year, number in self.rows)

    def kinds(self, programme: Programme | None) -> Counter[str]:
        return _added((kind, number) for _programme, kind, _year, number in self._within(programme))

    def years(self, programme: Programme | None) -> Counter[int]:
        return _added((year, number) for _programme, _kind, year, number in self._within(programme))

    def _within(self, programme: Programme | None) -> list[tuple[int, str, int, int]]:
        return [row for row in self.rows if self._holds(ChangeFilter(programme), *row[:3])]

    def _holds(self, asked: ChangeFilter, programme_id: int, kind: str, year: int) -> bool:
        in_programme = (
            programme_id == asked.programme.pk if asked.programme is not None else programme_id not in self.examples
        )
        return in_programme and asked.kind in (None, kind) and asked.year in (None, year)


def _added(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for key, number in pairs:
        found[key] += number
    return found


def count_changes(programmes: Sequence[Programme]) -> ChangeCounts:
    """One query."""
    rows = (
        Change.objects.filter(programme__in=[programme.pk for programme in programmes])
        .order_by()
        .annotate(year=ExtractYear("at", tzinfo=timezone.get_default_timezone()))
        .values_list("programme_id", "kind", "year")
        .annotate(number=Count("pk"))
    )
    return ChangeCounts(list(rows), frozenset(one.pk for one in programmes if one.is_example))


def list_changes(asked: ChangeFilter, programmes: Sequence[Programme], *, first: int = 0, limit: int) -> list[Change]:
    """Newest first. `at_place`: the line's place, from 1, among those of the same moment. One query."""
    place = Window(RowNumber(), partition_by=F("at"), order_by=F("pk").asc())
    return list(_lines(asked, programmes).annotate(at_place=place)[first : first + limit])


def _lines(asked: ChangeFilter, programmes: Sequence[Programme]) -> QuerySet[Change]:
    told = [asked.programme] if asked.programme else [one for one in programmes if not one.is_example]
    condition = Q(programme__in=[programme.pk for programme in told])
    if asked.kind is not None:
        condition &= Q(kind=asked.kind)
    if asked.year is not None:
        condition &= Q(at__year=asked.year)  # the year in Warsaw: the portal's own time zone
    return Change.objects.filter(condition)


def first_change_moments(programmes: Iterable[Programme]) -> dict[int, datetime]:
    """Programme id -> when its first line was written. One query."""
    rows = Change.objects.filter(programme__in=[one.pk for one in programmes])
    return dict(rows.order_by().values_list("programme_id").annotate(Min("at")))
