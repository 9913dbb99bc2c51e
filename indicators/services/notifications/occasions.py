"""Which notifications are due on a day, and to whom.

The key of an occasion prevents a second notification of the same event. The first run after an event finds it, so a
missed run is compensated by the next one.

| notification | key | written |
|---|---|---|
| round opened | programme, year | once per round, even when its first day is moved |
| due soon | 14 or 3 days, due date | once per due date and distance; also after a due date is moved |
| overdue | day | seven days after the last one was sent |
| weekly summary | ISO week | on Mondays |
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.contrib.auth.models import User
from django.utils import timezone

from cooperation.models import Letter
from cooperation.models.letters import VALIDITY
from indicators.models import ReaderQuestion, ReportingRound
from indicators.queries.due_figures import DueFigure
from indicators.queries.notifications import (
    NotificationRecipient,
    count_submitted_in_running_programmes,
    due_figures_of_running_programmes,
    last_overdue_letters,
    opened_rounds,
    recipients_with_figures,
    waiting_questions_in_running_programmes,
)
from indicators.services.notifications import letters

Kind = Letter.Kind
DAYS_BEFORE = (3, 14)  # within three days of the due date only the nearer reminder is written
MONDAY = 0
BETWEEN_OVERDUE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A reason to notify one person; `letter` makes the text, and is called only for a new notification."""

    recipient: User
    kind: Letter.Kind
    key: str
    programme_id: int | None
    letter: Callable[[], letters.NotificationLetter]


def occasions_of_day(*, on: date) -> list[Occasion]:
    """Return the occasions of the day, including those already notified, except for overdue figures.

    Fifteen queries.
    """
    figures = due_figures_of_running_programmes(on=on)
    rounds = opened_rounds(on=on)
    recipients = recipients_with_figures(figures, on=on)
    submitted, questions = count_submitted_in_running_programmes(), waiting_questions_in_running_programmes()
    last_letters = last_overdue_letters()
    occasions: list[Occasion] = []
    for recipient in recipients:
        occasions += _overdue(recipient, last_letters.get(recipient.person.pk), on)
        if recipient.only_overdue:
            continue
        occasions += _rounds_opened(recipient, rounds, figures)
        occasions += _due_soon(recipient, on)
        if recipient.is_coordinator:
            occasions += _weekly_summary(recipient, figures, submitted=submitted, questions=questions, on=on)
    return occasions


def iso_week(day: date) -> str:
    """Return the ISO week of a day, e.g. "2026-W14"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _rounds_opened(
    recipient: NotificationRecipient, rounds: Sequence[ReportingRound], figures: Sequence[DueFigure]
) -> Iterator[Occasion]:
    for round_ in rounds:
        own = _open_figures(recipient.rows, round_)
        if own or recipient.is_coordinator:
            all_figures = _open_figures(figures, round_) if recipient.is_coordinator else None
            yield Occasion(
                recipient=recipient.person,
                kind=Kind.ROUND_OPENED,
                key=f"round_opened:{round_.programme_id}:{round_.year}",
                programme_id=round_.programme_id,
                letter=partial(letters.round_opened, round_, own, all_figures),
            )


def _open_figures(figures: Sequence[DueFigure], round_: ReportingRound) -> list[DueFigure]:
    """Return the required figures of the round that are neither approved nor submitted."""
    return [
        figure
        for figure in figures
        if (figure.indicator.programme_id, figure.period.year) == (round_.programme_id, round_.year)
        and figure.is_required
        and not figure.required_figure.is_handed_in
    ]


def _due_soon(recipient: NotificationRecipient, on: date) -> Iterator[Occasion]:
    """Yield one occasion for each due date, with the figures of all programmes."""
    by_day: dict[date, list[DueFigure]] = {}
    for figure in recipient.rows:
        if figure.is_to_do and 0 <= (figure.due_on - on).days <= max(DAYS_BEFORE):
            by_day.setdefault(figure.due_on, []).append(figure)
    for day, figures in sorted(by_day.items()):
        distance = next(days for days in DAYS_BEFORE if (day - on).days <= days)
        yield Occasion(
            recipient=recipient.person,
            kind=Kind.DUE_SOON,
            key=f"due_soon:{distance}:{day.isoformat()}",
            programme_id=_only_programme(figures),
            letter=partial(letters.due_soon, day, figures, on),
        )


def _overdue(recipient: NotificationRecipient, last: Letter | None, on: date) -> Iterator[Occasion]:
    figures = [figure for figure in recipient.rows if figure.is_to_do and figure.due_on < on]
    if figures and (last is None or _may_repeat(last, on)):
        yield Occasion(
            recipient=recipient.person,
            kind=Kind.OVERDUE,
            key=f"overdue:{on.isoformat()}",
            programme_id=_only_programme(figures),
            letter=partial(letters.overdue, figures),
        )


def _may_repeat(last: Letter, on: date) -> bool:
    """Whether the last overdue notification was sent a week ago, or is too old to be sent."""
    if last.sent_at is None:
        return on - timezone.localdate(last.created_at) >= VALIDITY
    return on - timezone.localdate(last.sent_at) >= BETWEEN_OVERDUE


def _weekly_summary(
    recipient: NotificationRecipient,
    figures: Sequence[DueFigure],
    *,
    submitted: int,
    questions: Sequence[ReaderQuestion],
    on: date,
) -> list[Occasion]:
    """Return the coordinator's summary, on Mondays, unless there is nothing to do."""
    missing = [figure for figure in figures if figure.is_owed and figure.due_on < on]
    returned = [figure for figure in figures if figure.is_returned and figure.is_to_do]
    if on.weekday() != MONDAY or not (missing or returned or submitted or questions):
        return []
    letter = partial(
        letters.weekly_summary,
        submitted=submitted,
        missing=missing,
        returned=returned,
        questions=questions,
        on=on,
    )
    key = f"digest:{iso_week(on)}"
    return [Occasion(recipient=recipient.person, kind=Kind.DIGEST, key=key, programme_id=None, letter=letter)]


def _only_programme(figures: Sequence[DueFigure]) -> int | None:
    """Return the key of the programme of all figures, None when they belong to several."""
    programme_ids = {figure.programme.pk for figure in figures}
    return programme_ids.pop() if len(programme_ids) == 1 else None
