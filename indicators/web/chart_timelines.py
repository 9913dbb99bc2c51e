"""The time line of a task, from the indicator's deadline and approved measurements."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cooperation import rendering
from cooperation.text import Sentence, say, say_many
from indicators.charts.shapes import (
    ChartSource,
    Phase,
    Timeline,
    TimelinePhase,
)
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules import status as rules
from indicators.rules.drawings import task_done_on, task_phases
from indicators.rules.facts import Facts
from indicators.web.chart_texts import chart_title, latest_meaning, status_label, value_label
from indicators.wording import charts as wording
from indicators.wording import figures as figure_wording


def timeline_chart(node: IndicatorNode, on: date) -> ChartSource:
    facts, rows = node.facts, node.years(on)
    deadlines, done_on = _deadlines(facts), task_done_on(facts)
    deadline = deadlines[-1] if deadlines else None
    outside = [day.year for day in (*deadlines, done_on) if day is not None]
    phases = tuple(
        TimelinePhase(
            phase={True: Phase.DONE, False: Phase.NOT_DONE, None: Phase.UNKNOWN}[phase.is_done],
            first_day=phase.first_day,
            last_day=phase.last_day,
            label={False: _("not done yet"), None: _gap_label(rows)}.get(phase.is_done, ""),
        )
        for phase in task_phases(facts)
    )
    late_by = (done_on - deadline).days if done_on and deadline and done_on > deadline else 0
    timeline = Timeline(
        first_year=min([facts.first_year, *outside]),
        last_year=max([facts.last_year, *outside]),
        phases=phases,
        deadline=deadline,
        deadline_labels=_deadline_labels(deadlines),
        earlier_deadlines=tuple(deadlines[:-1]),
        done_on=done_on,
        done_labels=_done_labels(done_on, late_by) if done_on else (),
        status=str(node.overall_status(on).status),
    )
    clauses: list[Sentence | str] = []
    if done_on is not None:
        clauses.append(say("done on {day}", day=done_on))
        if late_by:
            clauses.append(_days_late(late_by))
    else:
        clauses += [wording.year_clause(row, value_label(row), status_label(row)) for row in rows]
    description = wording.description(clauses, latest_meaning(node))
    return ChartSource(title=chart_title(node), description=description, drawing=timeline)


def _done_labels(done_on: date, late_by: int) -> tuple[str, ...]:
    labels = (pgettext("before a day", "done on"), rendering.long_date(done_on))
    return (*labels, rendering.render(_days_late(late_by))) if late_by else labels


def _days_late(days: int) -> Sentence:
    return say_many("{days} day late", "{days} days late", days, days=days)


def _deadlines(facts: Facts) -> list[date]:
    """Return the deadlines that the programme has set, the one in force last; none where it sets none any more."""
    deadlines = [facts.terms[year].meaning.deadline for year in facts.years if year in facts.terms]
    if not deadlines or deadlines[-1] is None:
        return []
    return [*dict.fromkeys(day for day in deadlines if day is not None and day != deadlines[-1]), deadlines[-1]]


def _deadline_labels(deadlines: Sequence[date]) -> tuple[str, ...]:
    if not deadlines:
        return ()
    *earlier, deadline = deadlines
    before = [_("before: %(value)s") % {"value": rendering.long_date(day)} for day in earlier[-1:]]
    return (_("due by"), rendering.long_date(deadline), *before)


def _gap_label(rows: Sequence[YearRow]) -> str:
    """Return why the latest year without an answer has none."""
    gaps = [row for row in rows if row.is_gap and row.result.status is not rules.Status.NO_READING]
    return rendering.render(figure_wording.undated_gap_reason(gaps[-1])) if gaps else _("no data")
