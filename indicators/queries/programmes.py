"""Published programmes: which there are, which one readers meet first, and which version of them a page shows."""

from collections.abc import Sequence
from datetime import date

from cooperation.models import Change, Programme
from indicators.models import Indicator, Target
from indicators.models.indicators import TargetQuerySet
from indicators.queries.indicators import public_indicator


def published_programme(slug: str) -> Programme | None:
    """The published programme at this address, with its main goal. One query."""
    return Programme.objects.published().select_related("main_goal").filter(slug=slug).first()


def published_programmes() -> list[Programme]:
    """Published programmes with their main goals, the newest first, examples last. One query."""
    return list(Programme.objects.published().select_related("main_goal"))


def front_programme(programmes: Sequence[Programme], on: date) -> Programme | None:
    """The newest real programme in force, else the newest ended; never an example."""
    real = [programme for programme in programmes if not programme.is_example]
    in_force = [programme for programme in real if programme.first_year <= on.year <= programme.last_year]
    ended = [programme for programme in real if programme.last_year < on.year]
    return max(
        in_force or ended or real,
        key=lambda programme: (programme.first_year, programme.last_year, programme.pk),
        default=None,
    )


def selected_programme(programmes: Sequence[Programme], slug: str, *, on: date) -> Programme | None:
    """The programme of this slug; without a slug the one that readers meet first on the day, else the first one."""
    if slug:
        return next((programme for programme in programmes if programme.slug == slug), None)
    return front_programme(programmes, on) or next(iter(programmes), None)


def recent_changes(programme: Programme, limit: int = 5) -> list[Change]:
    return list(programme.changes.all()[:limit])


def frequencies_by_programme(programmes: Sequence[Programme]) -> dict[int, set[str]]:
    """Programme id -> how often its indicators are measured. One query."""
    programme_id = f"{TargetQuerySet.programme_path}_id"
    rows = Target.objects.in_programmes(programmes).exclude(frequency="").order_by()
    frequencies: dict[int, set[str]] = {}
    for id_, frequency in rows.values_list(programme_id, "frequency").distinct():
        frequencies.setdefault(id_, set()).add(frequency)
    return frequencies


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
    return (indicator, version_of(indicator.programme)) if indicator else None
