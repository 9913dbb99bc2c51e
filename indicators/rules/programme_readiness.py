"""What a programme lacks before its publication, and which of its years contradict each other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Shortcoming(StrEnum):
    """What readers will miss; nothing of it prevents the publication."""

    OPEN_QUESTION = "open_question"
    NO_UNIT = "no_unit"
    NO_MEASURE = "no_measure"
    NO_TERMS = "no_terms"
    WRONG_YEARS = "wrong_years"
    FINDING_WITHOUT_GOAL = "finding_without_goal"
    GOAL_WITHOUT_ACTION = "goal_without_action"
    ACTION_WITHOUT_INDICATOR = "action_without_indicator"


class Obstacle(StrEnum):
    """Why there would be nothing to show, so that the programme cannot be published."""

    NO_MAIN_GOAL = "no_main_goal"
    NO_GOALS = "no_goals"


class YearMistake(StrEnum):
    """How a year of an indicator contradicts the years of its programme."""

    TERMS_START_LATE = "terms_start_late"
    TERMS_AFTER_END = "terms_after_end"
    WITHDRAWN_OUTSIDE = "withdrawn_outside"
    DEADLINE_OUTSIDE = "deadline_outside"
    SCHEDULE_OUTSIDE = "schedule_outside"
    BASELINE_AFTER_END = "baseline_after_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorYears:
    """Every year that an indicator and its terms name."""

    terms_from: Collection[int] = ()
    withdrawn_from: int | None = None
    deadlines: Collection[date] = ()
    scheduled: Collection[int] = ()
    baseline: int | None = None


def year_mistakes(years: IndicatorYears, first_year: int, last_year: int) -> tuple[tuple[YearMistake, int], ...]:
    """Return each mistake with the year in question; `first_year`, `last_year`: of the programme.

    An indicator is withdrawn after its first year at the earliest. A baseline may be older than the programme.
    """
    mistakes: list[tuple[YearMistake, int]] = []
    if years.terms_from and min(years.terms_from) > first_year:
        mistakes.append((YearMistake.TERMS_START_LATE, min(years.terms_from)))
    mistakes += [(YearMistake.TERMS_AFTER_END, year) for year in sorted(years.terms_from) if year > last_year]
    if years.withdrawn_from is not None and not first_year < years.withdrawn_from <= last_year:
        mistakes.append((YearMistake.WITHDRAWN_OUTSIDE, years.withdrawn_from))
    programme = range(first_year, last_year + 1)
    deadlines = sorted({day.year for day in years.deadlines})
    mistakes += [(YearMistake.DEADLINE_OUTSIDE, year) for year in deadlines if year not in programme]
    scheduled = sorted(set(years.scheduled))
    mistakes += [(YearMistake.SCHEDULE_OUTSIDE, year) for year in scheduled if year not in programme]
    if years.baseline is not None and years.baseline > last_year:
        mistakes.append((YearMistake.BASELINE_AFTER_END, years.baseline))
    return tuple(mistakes)
