"""Breakdowns of figures with their categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from indicators.models import Breakdown, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownCategories:
    """A breakdown: its name and its categories (id, name) in the document's order."""

    name: str
    categories: list[tuple[int, str]]


def breakdowns_of_programme(programme_id: int) -> dict[int, BreakdownCategories]:
    """Return breakdown id -> its name and categories. One query."""
    return _with_categories(Breakdown.objects.filter(programme=programme_id))


def breakdowns_of_indicators(indicator_ids: Iterable[int]) -> dict[int, BreakdownCategories]:
    """Return breakdown id -> its name and categories, of those that the indicators' targets use. One query."""
    return _with_categories(Breakdown.objects.filter(targets__indicator__in=list(indicator_ids)).distinct())


def breakdown_of(target: Target | None, by_id: Mapping[int, BreakdownCategories]) -> BreakdownCategories | None:
    """Return the breakdown that the target requires, if any."""
    return by_id.get(target.breakdown_id) if target and target.breakdown_id else None


def _with_categories(breakdowns: QuerySet[Breakdown]) -> dict[int, BreakdownCategories]:
    rows = breakdowns.order_by("id", "categories__position")
    by_id: dict[int, BreakdownCategories] = {}
    for id_, name, category_id, category_name in rows.values_list("id", "name", "categories__id", "categories__name"):
        breakdown = by_id.setdefault(id_, BreakdownCategories(name=name, categories=[]))
        if category_id is not None:
            breakdown.categories.append((category_id, category_name))
    return by_id
