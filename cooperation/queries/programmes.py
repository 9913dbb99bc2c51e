"""Which of several programmes a page shows first."""

from collections.abc import Sequence
from datetime import date

from cooperation.models import Programme


def front_programme(programmes: Sequence[Programme], on: date) -> Programme | None:
    """Return the newest programme in force, else the newest ended one, else the newest; never an example."""
    real = [programme for programme in programmes if not programme.is_example]
    in_force = [programme for programme in real if programme.first_year <= on.year <= programme.last_year]
    ended = [programme for programme in real if programme.last_year < on.year]
    return max(
        in_force or ended or real,
        key=lambda programme: (programme.first_year, programme.last_year, programme.pk),
        default=None,
    )


def selected_programme(programmes: Sequence[Programme], slug: str, *, on: date) -> Programme | None:
    """Return the programme with this slug; without a slug the one of `front_programme`, else the first one."""
    if slug:
        return next((programme for programme in programmes if programme.slug == slug), None)
    return front_programme(programmes, on) or next(iter(programmes), None)
