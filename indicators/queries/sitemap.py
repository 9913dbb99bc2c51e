"""What search engines are led to: everything published, with the day of its last change; never an example."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.models import Programme
from goals.models import SpecificGoal
from indicators.models import Indicator


@dataclass(frozen=True)
class ProgrammePages:
    """A programme with the positions of its goals and the numbers of its indicators."""

    programme: Programme
    goals: tuple[int, ...]
    indicators: tuple[int, ...]


def published_pages(programmes: Sequence[Programme]) -> list[ProgrammePages]:
    """Two queries, however many programmes. An invented figure found by a search would be taken for a real one."""
    real = {programme.pk: programme for programme in programmes if not programme.is_example}
    goals = SpecificGoal.objects.filter(main_goal__programme__in=real).order_by("position")
    under = "action__specific_goal__main_goal__programme"
    indicators = Indicator.objects.filter(**{f"{under}__in": real}).order_by("pk")
    of_goals = list(goals.values_list("main_goal__programme", "position"))
    of_indicators = list(indicators.values_list(under, "pk"))
    return [
        ProgrammePages(
            programme,
            tuple(position for pk, position in of_goals if pk == programme.pk),
            tuple(number for pk, number in of_indicators if pk == programme.pk),
        )
        for programme in real.values()
    ]
