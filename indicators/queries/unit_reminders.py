"""Units whose figures are overdue: their people, what they were reminded of, and whether a reminder is possible now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from cooperation.models import Letter, Unit
from cooperation.models.letters import VALIDITY, is_given_up, is_late
from indicators.queries.due_figures import DueFigure
from indicators.queries.members import ResponsiblePerson

Kind = Letter.Kind
ABOUT_OVERDUE = (Kind.OVERDUE, Kind.REMINDER)
REMINDERS_SHOWN = timedelta(days=90)
FAILURES_SHOWN = VALIDITY


class ReminderState(StrEnum):
    """Whether a reminder can be sent to a unit today, and if not, why."""

    POSSIBLE = "possible"
    REMINDED = "reminded"  # today
    NO_PEOPLE = "no_people"
    NO_ADDRESS = "no_address"  # nobody in the unit has a role and an e-mail address
    EXAMPLE = "example"  # no letters about the example programme
    COORDINATOR = "coordinator"  # figures without a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentLetters:
    """Letters about overdue figures and letters that were not delivered, the newest first."""

    about_overdue: Sequence[Letter] = ()
    undelivered: Sequence[Letter] = ()
    late: Sequence[Letter] = ()  # due for more than LATE
    given_up: Sequence[Letter] = ()


@dataclass(frozen=True, kw_only=True)
class OverdueUnit:
    """A unit with its owed figures whose due date has passed; without a unit the coordinator is responsible."""

    unit: Unit | None
    figures: Sequence[DueFigure]  # the earliest due date first
    people: Sequence[ResponsiblePerson]
    reminder: Letter | None  # of the day
    last_letter: Letter | None  # about overdue figures, to one of the people
    on: date

    @property
    def days_late(self) -> int:
        return (self.on - self.figures[0].due_on).days

    @property
    def reminded_of(self) -> list[DueFigure]:
        """The figures that a reminder lists: none of the example programme."""
        return [figure for figure in self.figures if not figure.programme.is_example]

    @property
    def recipients(self) -> list[User]:
        return [person.user for person in self.people if person.is_reachable]

    @property
    def state(self) -> ReminderState:
        if self.unit is None:
            return ReminderState.COORDINATOR
        if self.reminder is not None:
            return ReminderState.REMINDED
        if not self.people:
            return ReminderState.NO_PEOPLE
        if not self.reminded_of:
            return ReminderState.EXAMPLE
        return ReminderState.POSSIBLE if self.recipients else ReminderState.NO_ADDRESS


def reminder_key(unit_id: int, on: date) -> str:
    """The key of the day's reminder to a unit: one for each recipient."""
    return f"{Kind.REMINDER}:{unit_id}:{on.isoformat()}"


def is_undelivered(letter: Letter) -> bool:
    """Whether the last attempt to send the letter failed."""
    return bool(letter.fault) and letter.sent_at is None and letter.given_up_at is None


def recent_letters(*, on: date) -> RecentLetters:
    """Letters about overdue figures of the last months, and those of the last days that were not sent. One query."""
    now = timezone.now()
    today = timezone.make_aware(datetime.combine(on, time.min))
    about_overdue = Q(kind__in=ABOUT_OVERDUE, created_at__gt=today - REMINDERS_SHOWN)
    undelivered = Q(sent_at__isnull=True, given_up_at__isnull=True, created_at__gt=today - FAILURES_SHOWN) & ~Q(
        fault=""
    )
    to_active_account = (about_overdue | undelivered) & Q(recipient__is_active=True)
    rows = Letter.objects.filter(to_active_account | is_late(now) | is_given_up(now)).annotate(
        to_active_account=ExpressionWrapper(to_active_account, output_field=BooleanField()),
        is_late=ExpressionWrapper(is_late(now), output_field=BooleanField()),
        is_given_up=ExpressionWrapper(is_given_up(now), output_field=BooleanField()),
    )
    letters = list(rows.select_related("recipient").defer("text", "html", "headers"))
    to_active = [letter for letter in letters if letter.to_active_account]
    return RecentLetters(
        about_overdue=[
            letter
            for letter in to_active
            if letter.kind in ABOUT_OVERDUE and letter.created_at > today - REMINDERS_SHOWN
        ],
        undelivered=[
            letter for letter in to_active if is_undelivered(letter) and letter.created_at > today - FAILURES_SHOWN
        ],
        late=[letter for letter in letters if letter.is_late],
        given_up=[letter for letter in letters if letter.is_given_up],
    )


def given_up_first(letters: Sequence[Letter]) -> Letter:
    """Return the newest head of the history that was given up, or else the newest letter; `letters` are not empty."""
    return max(letters, key=lambda letter: (letter.kind == Kind.CHAIN_HEAD, letter.created_at))


def overdue_units(
    figures: Iterable[DueFigure],
    people: Mapping[int, Sequence[ResponsiblePerson]],
    letters: RecentLetters,
    *,
    on: date,
) -> list[OverdueUnit]:
    """Units with overdue figures of published programmes, those that have been late for the longest first. No query."""
    by_unit: dict[int | None, list[DueFigure]] = {}
    for figure in figures:
        if figure.is_owed and figure.due_on < on and figure.programme.is_published:
            by_unit.setdefault(figure.indicator.unit_id, []).append(figure)
    rows = [
        _overdue_unit(owed, people.get(unit_id, ()) if unit_id is not None else (), letters, on=on)
        for unit_id, owed in by_unit.items()
    ]
    return sorted(rows, key=lambda row: (-row.days_late, row.unit is None, row.unit.sort_key if row.unit else ""))


def _overdue_unit(
    figures: Sequence[DueFigure], people: Sequence[ResponsiblePerson], letters: RecentLetters, *, on: date
) -> OverdueUnit:
    unit = figures[0].indicator.unit
    key = reminder_key(unit.pk, on) if unit else ""
    recipients = {person.user.pk for person in people}
    return OverdueUnit(
        unit=unit,
        figures=sorted(figures, key=lambda figure: figure.due_on),
        people=people,
        reminder=next((letter for letter in letters.about_overdue if letter.key == key), None),
        last_letter=next(
            (
                letter
                for letter in letters.about_overdue
                if letter.recipient_id in recipients and not is_undelivered(letter)
            ),
            None,
        ),
        on=on,
    )
