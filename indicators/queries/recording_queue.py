"""The form of a figure, with those that follow it in the list from which it was opened: the panel page or the grid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import User
from django.utils import timezone

from cooperation.roles import is_coordinator
from indicators.models import Indicator, ReportingRound
from indicators.models.measurements import State
from indicators.queries.due_figures import (
    DueFigure,
    due_figures,
    indicators_of,
    load_in_document_order,
    load_source_with_heads,
)
from indicators.queries.facts import rounds_by_programme
from indicators.queries.measurements import FigureEntry, figure_entry, load_figure_entry, recordable_indicator, steps_of
from indicators.queries.revisions import revision_heads
from indicators.rules.periods import period_of

MAX_UNGROUPED = 8  # the first page of the panel groups a longer list by goal


class FigureList(StrEnum):
    """The list from which a form was opened."""

    PANEL = "panel"
    GRID = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingQueue:
    """The figures to enter of one programme, in the order of the list, and the one that follows the open figure.

    `place`: of the open figure among `length` figures, those that the person has submitted today included; 0 for a
    figure that is not one of them.
    """

    figures: Sequence[DueFigure]
    next_figure: DueFigure | None
    place: int
    length: int


NO_QUEUE = RecordingQueue(figures=(), next_figure=None, place=0, length=0)


def entry_with_queue_for(
    user: User, indicator_id: int, period_code: str, *, opened_from: FigureList, on: date
) -> tuple[FigureEntry, RecordingQueue] | None:
    """Return the data of the form and its queue; None for a user who may not record the figure.

    The queue contains figures of the same programme: of the person's own list or, for a figure outside it, of the
    figure's unit. For an officer it is empty if the year is closed. Eleven queries, or twelve outside the own list.
    """
    indicator = recordable_indicator(user, indicator_id)
    if indicator is None:
        return None
    rounds = rounds_by_programme([indicator.programme_id])
    if not is_coordinator(user) and _is_closed(rounds.get(indicator.programme_id, {}), period_code):
        closed = load_figure_entry(user, indicator, period_code, on=on, rounds=rounds)
        return (closed, NO_QUEUE) if closed else None
    listed = _indicators_listed(user, indicator, opened_from)
    heads = revision_heads(row.pk for row in listed)
    source = load_source_with_heads(listed, heads, rounds=rounds)
    entry = figure_entry(user, indicator, period_code, steps=steps_of(indicator.pk), source=source, on=on)
    if entry is None:
        return None
    current = (indicator.pk, entry.period.code)
    # The open figure keeps its place in the list after it has been submitted.
    due = list(due_figures(source, heads, listed, on=on))
    figures = [figure for figure in due if (figure.is_to_do and not figure.has_approved) or _key(figure) == current]
    submitted_today = sum(
        _is_submitted_today(figure, user, on) and _key(figure) != current
        for figure in due
        if opened_from is FigureList.PANEL or figure.period.year == entry.period.year
    )
    if opened_from is FigureList.GRID:
        ordered = [figure for figure in figures if figure.period.year == entry.period.year]
    else:
        ordered = in_panel_order(figures, on=on)
    own = next((figure for figure in ordered if _key(figure) == current), None)
    is_in_series = own is not None and not own.has_approved and (own.is_to_do or _is_submitted_today(own, user, on))
    return entry, queue_after(current, ordered, submitted=submitted_today, is_in_series=is_in_series)


def _is_closed(rounds: Mapping[int, ReportingRound], period_code: str) -> bool:
    """Return whether the round of the year in which the period ends is closed."""
    try:
        year = period_of(period_code).year
    except ValueError:
        return False
    return year in rounds and rounds[year].is_closed


def _indicators_listed(user: User, indicator: Indicator, opened_from: FigureList) -> list[Indicator]:
    """Return the indicators of the same programme in the list from which the form was opened. One or two queries."""
    in_programme = Indicator.objects.in_programme(indicator.programme)
    if opened_from is FigureList.GRID and is_coordinator(user):
        return load_in_document_order(in_programme)  # the grid shows a coordinator all
    listed = indicators_of(user, in_programme)
    if indicator in listed:
        return listed
    return load_in_document_order(
        in_programme.filter(unit=indicator.unit_id)
    )  # a coordinator, with a figure of another unit


def queue_after(
    current: tuple[int, str], ordered: Sequence[DueFigure], *, submitted: int, is_in_series: bool
) -> RecordingQueue:
    """Return the queue of the figure (indicator id, period code); after the last figure the first one follows.

    `submitted`: number of figures that precede the others, because they are done; `is_in_series`: whether the figure is
    counted with them.
    """
    keys = [_key(figure) for figure in ordered]
    place = keys.index(current) if current in keys else len(keys)
    others = [*ordered[place + 1 :], *ordered[:place]]
    return RecordingQueue(
        figures=[figure for figure in ordered if figure.is_to_do],
        next_figure=others[0] if others and current in keys else None,
        place=submitted + place + 1 if is_in_series else 0,
        length=submitted + len(ordered),
    )


def _is_submitted_today(figure: DueFigure, user: User, on: date) -> bool:
    head = figure.head
    return (
        head is not None
        and head.state == State.SUBMITTED
        and head.author_id == user.pk
        and timezone.localtime(head.at).date() == on
        and not figure.has_approved
    )


def in_panel_order(figures: Sequence[DueFigure], *, on: date) -> list[DueFigure]:
    """Return the figures as the first page of the panel lists them: overdue, returned, to enter."""
    by_day = sorted(figures, key=lambda figure: (figure.due_on, figure.period.end))
    returned = [figure for figure in by_day if figure.is_returned]
    owed = [figure for figure in by_day if not figure.is_returned]
    return [
        *_in_groups([figure for figure in owed if figure.due_on < on]),
        *returned,
        *_in_groups([figure for figure in owed if figure.due_on >= on]),
    ]


def groups_by_goal(figures: Sequence[DueFigure]) -> list[list[DueFigure]]:
    """Group a long list by goal, the goal of the first figure first; a short list is one group."""
    groups: dict[int, list[DueFigure]] = {}
    for figure in figures:
        goal = figure.indicator.action.specific_goal_id if len(figures) > MAX_UNGROUPED else 0
        groups.setdefault(goal, []).append(figure)
    return list(groups.values())


def _in_groups(figures: Sequence[DueFigure]) -> Iterator[DueFigure]:
    for group in groups_by_goal(figures):
        yield from group


def _key(figure: DueFigure) -> tuple[int, str]:
    return (figure.indicator.pk, figure.period.code)
