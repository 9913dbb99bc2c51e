"""Notifications: their recipients on a day, with the figures to notify them of, and those already written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Exists, Max, OuterRef, QuerySet

from cooperation.models import Letter
from cooperation.roles import Role, people_by_unit
from indicators.models import Indicator, MailChoice, ReaderQuestion, ReportingRound, Revision
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.due_figures import DueFigure, due_figures_of

OPENING_IS_NEWS = timedelta(days=14)  # no message about a round that was opened earlier
RECORDING_ROLES = (str(Role.OFFICER), str(Role.COORDINATOR))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRecipient:
    """A person with an e-mail address, and the figures of all indicators for which that person is responsible."""

    person: User
    is_coordinator: bool
    only_overdue: bool
    rows: Sequence[DueFigure]


def due_figures_of_running_programmes(*, on: date) -> list[DueFigure]:
    """Return the figures of published programmes, without examples. Six queries."""
    indicators = Indicator.objects.published().real().with_programme().select_related("unit")
    order = (IndicatorQuerySet.programme_path, "action__specific_goal__position", "action__position", "position")
    return due_figures_of(list(indicators.order_by(*order)), on=on)


def opened_rounds(*, on: date) -> list[ReportingRound]:
    """Return open rounds whose first day is within OPENING_IS_NEWS before `on`. One query."""
    return list(
        ReportingRound.objects.filter(
            programme__is_published=True,
            programme__is_example=False,
            closed_at__isnull=True,
            opens_on__lte=on,
            opens_on__gt=on - OPENING_IS_NEWS,
        )
        .select_related("programme")
        .order_by("programme", "year")
    )


def recipients_with_figures(rows: Iterable[DueFigure], *, on: date) -> list[NotificationRecipient]:
    """Return active officers and coordinators with an e-mail address, ordered by primary key. Five queries."""
    of_unit: dict[int | None, list[DueFigure]] = {}
    for row in rows:
        of_unit.setdefault(row.indicator.unit_id, []).append(row)
    units: dict[int, set[int]] = {}
    for unit, numbers in people_by_unit(on=on).items():
        for number in numbers:
            units.setdefault(number, set()).add(unit)
    muted = set(MailChoice.objects.filter(only_overdue=True).values_list("person_id", flat=True))
    recipients = []
    for person in people_with_figures().exclude(email="").prefetch_related("groups").order_by("pk"):
        is_coordinator = any(group.name == Role.COORDINATOR for group in person.groups.all())
        own: list[int | None] = [*units.get(person.pk, ()), *([None] if is_coordinator else [])]
        mine = [row for unit in own for row in of_unit.get(unit, ())]
        mine.sort(key=lambda row: (row.due_on, row.period.end, row.indicator.pk))
        recipients.append(
            NotificationRecipient(
                person=person, is_coordinator=is_coordinator, only_overdue=person.pk in muted, rows=mine
            )
        )
    return recipients


def people_with_figures() -> QuerySet[User]:
    """Return active officers and coordinators."""
    member = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=RECORDING_ROLES)
    return get_user_model().objects.filter(Exists(member), is_active=True)


def coordinators_to_notify() -> list[User]:
    """Return active coordinators with an e-mail address who have not chosen messages about overdue figures only."""
    member = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=str(Role.COORDINATOR))
    muted = MailChoice.objects.filter(person=OuterRef("pk"), only_overdue=True)
    people = get_user_model().objects.filter(Exists(member), ~Exists(muted), is_active=True)
    return list(people.exclude(email="").order_by("pk"))


def people_without_address() -> list[User]:
    """Return active officers and coordinators without an e-mail address. One query."""
    return list(people_with_figures().filter(email="").order_by("name_index__sort_key"))


def count_submitted_in_running_programmes() -> int:
    """Return the number of submitted figures of published programmes, without examples. One query."""
    return Revision.objects.heads().submitted().published().real().count()


def waiting_questions_in_running_programmes() -> list[ReaderQuestion]:
    """Return unanswered readers' questions of published programmes, without examples, the earliest due first."""
    rows = ReaderQuestion.objects.waiting().published().real()
    return list(rows.select_related("indicator").order_by("due_on", "pk"))


def approved_since(first: int, submitted_by: User) -> list[Revision]:
    """Return others' approvals of the user's submissions, from the revision with the key `first` on, in order."""
    before = Revision.objects.filter(
        measurement=OuterRef("measurement"), number=OuterRef("number") - 1, author=submitted_by
    )
    return list(
        Revision.objects.approved()
        .real()
        .filter(Exists(before), pk__gte=first)
        .exclude(author=submitted_by)
        .select_related("measurement__indicator")
        .order_by("pk")
    )


def last_overdue_letters() -> dict[int | None, Letter]:
    """Return user id -> the newest notification of overdue figures, weekly or requested. One query."""
    letters = Letter.objects.filter(kind__in=(Letter.Kind.OVERDUE, Letter.Kind.REMINDER))
    newest = letters.order_by().values("recipient").annotate(newest=Max("pk")).values("newest")
    rows = letters.filter(pk__in=newest).only("recipient_id", "created_at", "sent_at")
    return {row.recipient_id: row for row in rows}


def letters(*, of: User | None = None, kind: str = "") -> QuerySet[Letter]:
    """Return letters, newest first; `of`: only those to one person, `kind`: only of one kind.

    Their texts are not loaded, nor are requests returned.
    """
    rows = Letter.objects.filter(is_request=False).select_related("recipient").defer("text", "html", "headers")
    if of is not None:
        rows = rows.filter(recipient=of.pk)
    return rows.filter(kind=kind) if kind else rows


def people_written_to() -> list[User]:
    """Return everybody to whom a letter was written, sorted by name. One query."""
    received = Letter.objects.filter(recipient=OuterRef("pk"))
    return list(get_user_model().objects.filter(Exists(received)).order_by("name_index__sort_key"))


def wants_only_overdue(person: User) -> bool:
    return MailChoice.objects.filter(person=person.pk, only_overdue=True).exists()
