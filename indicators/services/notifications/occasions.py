"""What is said on a day, and to whom. A message's key names its occasion: nobody is told the same thing twice.

Whatever happens once in a while is said at the first run that finds it, so a run that was missed is made up for.

| letter | key | written |
|---|---|---|
| figures can be entered | programme, year | once for a round, however often its first day is moved |
| due soon | 14 or 3, due date | once for each due date and distance; a moved due date is news |
| overdue | day | seven days after the last one was sent |
| digest | ISO week | on Mondays |
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.contrib.auth.models import User
from django.utils import timezone

from indicators.models import Notification, ReaderQuestion, ReportingRound
from indicators.queries.due import DueFigure
from indicators.queries.reminders import (
    ReminderRecipient,
    count_submitted_in_running_programmes,
    due_figures_of_running_programmes,
    last_overdue_letters,
    opened_rounds,
    reminder_recipients,
    waiting_questions_in_running_programmes,
)
from indicators.services.notifications import letters
from indicators.services.notifications.delivery import FRESH

Kind = Notification.Kind
DAYS_BEFORE = (3, 14)  # the nearer one is said instead of the farther one, not beside it
MONDAY = 0
BETWEEN_OVERDUE = timedelta(days=7)


@dataclass(frozen=True)
class Occasion:
    """One message to one person; its words are made only when it has not been written yet."""

    recipient: User
    kind: Notification.Kind
    key: str
    programme_id: int | None
    letter: Callable[[], letters.Letter]


def of_day(*, on: date) -> list[Occasion]:
    """Occasions of the day; all but the overdue ones are listed whether written already or not. Fourteen queries."""
    rows = due_figures_of_running_programmes(on=on)
    rounds = opened_rounds(on=on)
    people = reminder_recipients(rows, on=on)
    waiting, questions = count_submitted_in_running_programmes(), waiting_questions_in_running_programmes()
    last_letters = last_overdue_letters()
    found: list[Occasion] = []
    for reader in people:
        told: list[Occasion] = [*_overdue(reader, last_letters.get(reader.person.pk), on)]
        if not reader.only_overdue:
            told += [*_opened(reader, rounds, rows), *_due_soon(reader, on)]
            if reader.is_coordinator:
                told += _digest(reader, rows, waiting, questions, on)
        found += told
    return found


def week_of(day: date) -> str:
    """2026-W14: Monday to Sunday."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _opened(
    reader: ReminderRecipient, rounds: Sequence[ReportingRound], rows: Sequence[DueFigure]
) -> Iterator[Occasion]:
    for one in rounds:
        mine = _of_round(reader.rows, one)
        if mine or reader.is_coordinator:
            letter = partial(letters.round_opened, one, mine, _of_round(rows, one) if reader.is_coordinator else None)
            key = f"round_opened:{one.programme_id}:{one.year}"
            yield Occasion(reader.person, Kind.ROUND_OPENED, key, one.programme_id, letter)


def _of_round(rows: Sequence[DueFigure], one: ReportingRound) -> list[DueFigure]:
    """Figures of the round that are asked for and neither approved nor handed over."""
    return [
        row
        for row in rows
        if (row.indicator.programme_id, row.period.year) == (one.programme_id, one.year)
        and row.is_required
        and not row.required_figure.is_handed_in
    ]


def _due_soon(reader: ReminderRecipient, on: date) -> Iterator[Occasion]:
    """One message for each due date: figures of one day stand together, whatever their programme."""
    by_day: dict[date, list[DueFigure]] = {}
    for row in reader.rows:
        if row.is_to_do and 0 <= (row.due_on - on).days <= max(DAYS_BEFORE):
            by_day.setdefault(row.due_on, []).append(row)
    for day, mine in sorted(by_day.items()):
        before = next(days for days in DAYS_BEFORE if (day - on).days <= days)
        letter = partial(letters.due_soon, day, mine, on)
        yield Occasion(reader.person, Kind.DUE_SOON, f"due_soon:{before}:{day.isoformat()}", _programme(mine), letter)


def _overdue(reader: ReminderRecipient, last: Notification | None, on: date) -> Iterator[Occasion]:
    mine = [row for row in reader.rows if row.is_to_do and row.due_on < on]
    if mine and (last is None or _is_past(last, on)):
        letter = partial(letters.overdue, mine)
        yield Occasion(reader.person, Kind.OVERDUE, f"overdue:{on.isoformat()}", _programme(mine), letter)


def _is_past(last: Notification, on: date) -> bool:
    """Whether the last overdue letter is a week old. One that still waits to be sent stands for the next one, too."""
    if last.sent_at is None:
        return on - timezone.localdate(last.created_at) >= FRESH
    return on - timezone.localdate(last.sent_at) >= BETWEEN_OVERDUE


def _digest(
    reader: ReminderRecipient, rows: Sequence[DueFigure], waiting: int, questions: Sequence[ReaderQuestion], on: date
) -> list[Occasion]:
    """On Mondays, while there is anything to chase, to approve or to answer."""
    missing = [row for row in rows if row.is_owed and row.due_on < on]
    returned = [row for row in rows if row.is_returned and row.is_to_do]
    if on.weekday() != MONDAY or not (missing or returned or waiting or questions):
        return []
    letter = partial(letters.digest, waiting, missing, returned, questions, on)
    return [Occasion(reader.person, Kind.DIGEST, f"digest:{week_of(on)}", None, letter)]


def _programme(rows: Sequence[DueFigure]) -> int | None:
    """The programme of a message, when there is only one."""
    found = {row.programme.pk for row in rows}
    return found.pop() if len(found) == 1 else None
