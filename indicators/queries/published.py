"""What has been published of a programme, period by period, with its parts: the exports' source."""

from collections.abc import Iterable
from typing import Any

from cooperation.models import Programme
from indicators.models import Breakdown, Indicator, Measurement, Target
from indicators.queries.history import BreakdownCategories, PublicRevision, public_indicator
from indicators.queries.results import published_programme


def approved_revisions_by_period(programme_id: int, goal: int | None = None) -> dict[int, dict[str, PublicRevision]]:
    """Indicator id -> period code -> the approved revision in force. One query."""
    under = "indicator__action__specific_goal"
    inside: dict[str, Any] = {f"{under}__main_goal__programme_id": programme_id}
    if goal is not None:
        inside[f"{under}__position"] = goal
    rows: Iterable[tuple[Any, ...]] = (
        Measurement.objects.filter(approved_revision__isnull=False, **inside)
        .order_by("indicator_id", "period_code", "approved_revision__parts__category__position")
        .values_list(
            "indicator_id",
            "period_code",
            "year",
            *(
                f"approved_revision__{name}"
                for name in (
                    "number", "value", "decimals", "no_value_reason", "achieved_on", "note", "correction_reason", "at",
                    "self_approved", "parts__category_id", "parts__value", "parts__decimals",
                )
            ),
        )
    )  # fmt: skip
    found: dict[int, dict[str, PublicRevision]] = {}
    for row in rows:
        indicator_id, code, category_id, part, part_decimals = row[0], row[1], *row[12:]
        of_indicator = found.setdefault(indicator_id, {})
        public = of_indicator.setdefault(code, PublicRevision(*row[1:12], in_force=True))  # type: ignore[misc]  # eleven cells
        if category_id is not None:
            public.parts[category_id] = (part, part_decimals)
    return found


def breakdowns_of_programme(programme_id: int) -> dict[int, BreakdownCategories]:
    """Breakdown id -> its name and categories. One query."""
    rows = Breakdown.objects.filter(programme_id=programme_id).order_by("id", "categories__position")
    found: dict[int, BreakdownCategories] = {}
    for id_, name, category, label in rows.values_list("id", "name", "categories__id", "categories__name"):
        split = found.setdefault(id_, BreakdownCategories(name, []))
        if category is not None:
            split.categories.append((category, label))
    return found


def frequencies_by_programme(programmes: Iterable[Programme]) -> dict[int, set[str]]:
    """Programme id -> how often its indicators are measured. One query."""
    of_programme = "indicator__action__specific_goal__main_goal__programme_id"
    rows = Target.objects.filter(**{f"{of_programme}__in": [one.pk for one in programmes]}).exclude(frequency="")
    found: dict[int, set[str]] = {}
    for programme_id, frequency in rows.order_by().values_list(of_programme, "frequency").distinct():
        found.setdefault(programme_id, set()).add(frequency)
    return found


def version_of(programme: Programme) -> str:
    """The part of a page's ETag that changes with everything public in the programme."""
    return f"{programme.pk}:{programme.content_version}"


def programme_with_version(slug: str) -> tuple[Programme, str] | None:
    """The published programme at this address and its version."""
    programme = published_programme(slug)
    return (programme, version_of(programme)) if programme else None


def goal_with_version(slug: str, position: int) -> tuple[tuple[Programme, int], str] | None:
    """The published programme with the position of one of its goals, which the page looks up, and the version."""
    programme = published_programme(slug)
    return ((programme, position), version_of(programme)) if programme else None


def indicator_with_version(indicator_id: int) -> tuple[Indicator, str] | None:
    """The indicator of a published programme and the programme's version."""
    indicator = public_indicator(indicator_id)
    return (indicator, version_of(indicator.action.specific_goal.main_goal.programme)) if indicator else None
