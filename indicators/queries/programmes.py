"""Published programmes, those in preparation, and their versions for ETags."""

from collections.abc import Sequence

from cooperation.models import Change, Programme
from goals.models import SpecificGoal
from indicators.models import Assessment, Decision, Indicator, Measurement, Target
from indicators.models.indicators import TargetQuerySet
from indicators.queries.indicators import indicator_with_programme, public_indicator


def published_programme(slug: str) -> Programme | None:
    """Return the published programme with this slug, with its main goal. One query."""
    return Programme.objects.published().select_related("main_goal").filter(slug=slug).first()


def programme_in_preparation(slug: str) -> Programme | None:
    """Return the programme with this slug, with its main goal, if it is not published. One query."""
    return Programme.objects.in_preparation().select_related("main_goal").filter(slug=slug).first()


def published_programmes() -> list[Programme]:
    """Return published programmes with their main goals, the newest first, examples last. One query."""
    return list(Programme.objects.published().select_related("main_goal"))


def are_years_fixed(programme: Programme) -> bool:
    """Return whether the programme was published once, or something is recorded for its years. At most six queries."""
    return (
        programme.is_published
        or programme.changes.filter(kind__in=(Change.Kind.PUBLISHED, Change.Kind.HIDDEN)).exists()
        or programme.rounds.filter(closed_at__isnull=False).exists()
        or any(model.objects.in_programme(programme).exists() for model in (Measurement, Decision, Assessment))
        or Programme.objects.filter(pk=programme.pk, reports__isnull=False).exists()
    )


def recent_changes(programme: Programme, limit: int = 5) -> list[Change]:
    return list(programme.changes.all()[:limit])


def frequencies_by_programme(programmes: Sequence[Programme]) -> dict[int, set[str]]:
    """Return programme id -> the frequencies of its indicators. One query."""
    programme_id = f"{TargetQuerySet.programme_path}_id"
    rows = Target.objects.in_programmes(programmes).exclude(frequency="").order_by()
    frequencies: dict[int, set[str]] = {}
    for id_, frequency in rows.values_list(programme_id, "frequency").distinct():
        frequencies.setdefault(id_, set()).add(frequency)
    return frequencies


def version_of(programme: Programme) -> str:
    """Return a string for ETags, which differs after every public change in the programme."""
    return f"{programme.pk}:{programme.content_version}"


def programme_with_version(slug: str) -> tuple[Programme, str] | None:
    """Return the published programme with this slug, and its version."""
    programme = published_programme(slug)
    return (programme, version_of(programme)) if programme else None


def goal_with_version(slug: str, position: int) -> tuple[SpecificGoal, str] | None:
    """Return the goal at this position, if its programme is published, and the programme's version. One query."""
    goal = SpecificGoal.objects.published().of_slug(slug).with_programme().filter(position=position).first()
    return (goal, version_of(goal.programme)) if goal else None


def goal_in_preparation(slug: str, position: int) -> SpecificGoal | None:
    """Return the goal at this position, if its programme is not published. One query."""
    return SpecificGoal.objects.in_preparation().of_slug(slug).with_programme().filter(position=position).first()


def indicator_in_preparation(indicator_id: int) -> Indicator | None:
    """Return the indicator, if its programme is not published."""
    indicator = indicator_with_programme(indicator_id)
    return indicator if indicator and not indicator.programme.is_published else None


def indicator_with_version(indicator_id: int) -> tuple[Indicator, str] | None:
    """Return the indicator, if its programme is published, and the programme's version."""
    indicator = public_indicator(indicator_id)
    return (indicator, version_of(indicator.programme)) if indicator else None
