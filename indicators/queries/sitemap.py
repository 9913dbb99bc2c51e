"""The pages of the sitemap: goals and indicators of published programmes, without examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.models import Programme
from goals.models import SpecificGoal, SpecificGoalQuerySet
from indicators.models import Indicator
from indicators.models.indicators import IndicatorQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePages:
    """A programme with the positions of its goals and the numbers of its indicators."""

    programme: Programme
    goals: tuple[int, ...]
    indicators: tuple[int, ...]


def published_pages(programmes: Sequence[Programme]) -> list[ProgrammePages]:
    """Return the pages of each programme except examples, whose figures search engines would present as real.

    Two queries.
    """
    real = [programme for programme in programmes if not programme.is_example]
    positions: dict[int, list[int]] = {programme.pk: [] for programme in real}
    indicator_ids: dict[int, list[int]] = {programme.pk: [] for programme in real}
    goals = SpecificGoal.objects.in_programmes(real).order_by("position")
    for programme_id, position in goals.values_list(f"{SpecificGoalQuerySet.programme_path}_id", "position"):
        positions[programme_id].append(position)
    indicators = Indicator.objects.in_programmes(real).order_by("pk")
    for programme_id, pk in indicators.values_list(f"{IndicatorQuerySet.programme_path}_id", "pk"):
        indicator_ids[programme_id].append(pk)
    return [
        ProgrammePages(
            programme=programme, goals=tuple(positions[programme.pk]), indicators=tuple(indicator_ids[programme.pk])
        )
        for programme in real
    ]
