"""The form of a figure, with those that follow it in the list from which it was opened: the panel page or the grid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import User
from django.utils import timezone

from cooperation.roles import is_coordinator
from indicators import permissions
from indicators.models import Indicator
from indicators.models.measurements import State
from indicators.queries.due_figures import DueFigure, due_figures, indicators_of, load_source_with_heads
from indicators.queries.indicators import indicator_with_programme
from indicators.queries.measurements import FigureEntry, figure_entry, steps_of
from indicators.queries.revisions import revision_heads

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


def entry_with_queue_for(
    user: User, indicator_id: int, period_code: str, *, opened_from: FigureList, on: date
) -> tuple[FigureEntry, RecordingQueue] | None:
    """Return the data of the form and its queue; None for a user who may not record the figure.

    The queue of a figure outside the person's own list has the figures of its unit. Ten queries, twelve for those.
    """
    listed = indicators_of(user)
    indicator = next((row for row in listed if row.pk == indicator_id), None) or indicator_with_programme(indicator_id)
    if indicator is None or not permissions.may_record(user, indicator):
        return None
    if opened_from is FigureList.GRID and is_coordinator(user):
        listed = _indicators_of_programme(indicator)  # which the grid shows a coordinator
    elif indicator not in listed:  # a coordinator, with a figure of another unit
        listed = _indicators_of_unit(indicator)
    heads = revision_heads(row.pk for row in listed)
    source = load_source_with_heads(listed, heads)
    entry = figure_entry(user, indicator, period_code, steps=steps_of(indicator.pk), source=source, on=on)
    if entry is None:
        return None
    current = (indicator.pk, entry.period.code)
    # The open figure keeps its place in the list after it has been submitted.
    due = [figure for figure in due_figures(source, heads, listed, on=on) if figure.programme.pk == entry.programme.pk]
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


def _indicators_of_unit(indicator: Indicator) -> list[Indicator]:
    """Return the indicators of the same programme and unit. One query."""
    rows = Indicator.objects.in_programme(indicator.programme).filter(unit=indicator.unit_id)
    return list(rows.with_programme().select_related("unit").in_document_order())


def _indicators_of_programme(indicator: Indicator) -> list[Indicator]:
    """Return the indicators of the same programme. One query."""
    rows = Indicator.objects.in_programme(indicator.programme).with_programme().select_related("unit")
    return list(rows.in_document_order())
