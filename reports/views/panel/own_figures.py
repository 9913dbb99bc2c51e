"""Figures that a person enters, as the dashboard lists them: rows, groups by goal, and why there are none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from cooperation.text import Sentence, say, say_many
from cooperation.web.context import Context
from goals.models import SpecificGoal
from indicators.models import Indicator, Revision
from indicators.queries.due_figures import DueFigure
from indicators.queries.recording_queue import groups_by_goal
from indicators.wording import dashboard as wording
from indicators.wording import measurements as measurement_wording
from indicators.wording.figures import revision_figure, unapproved_state_label


def why_empty(indicators: Sequence[Indicator]) -> Sentence:
    """Why an officer's list is empty: no indicator is assigned, or nothing can be recorded for those that are."""
    if indicators and not any(indicator.programme.is_published for indicator in indicators):
        return say_many(
            "{count} indicator is yours, but its programme is still in preparation, so there is nothing to enter yet.",
            "{count} indicators are yours, but their programme is still in preparation, so there is nothing to "
            "enter yet.",
            len(indicators),
            count=len(indicators),
        )
    if indicators:
        return say_many(
            "{count} indicator is yours, but it has not yet been decided how often it is measured.",
            "{count} indicators are yours, but it has not yet been decided how often they are measured.",
            len(indicators),
            count=len(indicators),
        )
    return say("No indicator is assigned to your unit. The administrator assigns units.")


def group_by_goal(rows: Sequence[Context]) -> list[Context]:
    """Group a long list by goal, the goal of the most urgent figure first; a short list is one group without a goal."""
    row_of = {id(row["due"]): row for row in rows}
    groups = [[row_of[id(figure)] for figure in group] for group in groups_by_goal([row["due"] for row in rows])]
    return [
        {
            "goal": _goal_of(group[0]) if len(groups) > 1 else None,
            "rows": group,
            "overdue_count": sum(row["is_late"] for row in group),
        }
        for group in groups
    ]


def _goal_of(row: Context) -> SpecificGoal:
    goal: SpecificGoal = row["due"].indicator.action.specific_goal
    return goal


def count_by_year(figures: Iterable[DueFigure]) -> list[Context]:
    """Return each programme and year of the figures with their number, in the order of programmes and years."""
    numbers = Counter((figure.programme, figure.period.year) for figure in figures)
    order = sorted(numbers, key=lambda key: (key[0].first_year, key[0].pk, key[1]))
    return [{"programme": programme, "year": year, "number": numbers[programme, year]} for programme, year in order]


def due_row(row: DueFigure, on: date) -> Context:
    return {
        "due": row,
        "is_late": row.due_on < on and row.is_to_do,
        "when": wording.days_until(row.due_on, on),
        "last_year_figure": _figure_or_none(row, row.last_year),
        "last_year_state": unapproved_state_label(row.last_year),
        "figure": _figure_or_none(row, row.head),
        "state": measurement_wording.due_state(row),
        "in_preparation": measurement_wording.in_preparation(row),
    }


def _figure_or_none(row: DueFigure, revision: Revision | None) -> Sentence | None:
    return revision_figure(row.indicator, revision) if revision is not None else None
