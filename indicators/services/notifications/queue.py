"""Notifications in the outbox: each is written once for its occasion, with a decision in the decision's transaction."""

import logging
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from cooperation.models import Letter
from cooperation.rendering import render
from cooperation.services import outbox
from cooperation.services.addresses import absolute_url
from cooperation.services.outbox import RenderedLetter
from cooperation.text import typeset
from indicators import permissions
from indicators.models import Indicator, MailChoice, Measurement, Revision
from indicators.models.measurements import State
from indicators.queries.members import responsible_people
from indicators.queries.notifications import (
    approved_since,
    coordinators_to_notify,
    due_figures_of_running_programmes,
    wants_only_overdue,
)
from indicators.queries.unit_reminders import OverdueUnit, ReminderState, overdue_units, recent_letters, reminder_key
from indicators.services.errors import NotAllowed
from indicators.services.notifications import letters, unsubscription
from indicators.services.notifications.occasions import Occasion, occasions_of_day

LANGUAGE = "pl"  # of the office, whatever language a person uses the panel in
GATHERING_TIME = timedelta(hours=1)  # of approvals that follow the first one
log = logging.getLogger(__name__)


# --- hourly run ----------------------------------------------------------------------------------------------------


def unwritten_occasions(*, on: date) -> list[Occasion]:
    """Return the occasions of the day for which no notification exists."""
    occasions = occasions_of_day(on=on)
    keys = {occasion.key for occasion in occasions}
    written = set(Letter.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    return [occasion for occasion in occasions if (occasion.recipient.pk, occasion.key) not in written]


def write_notifications(*, on: date) -> list[Letter]:
    """Write the notifications of the day into the queue; concurrent runs write each of them once."""
    drafts = [(occasion, rendered(occasion.letter())) for occasion in unwritten_occasions(on=on)]
    with transaction.atomic():
        rows = [
            _create(
                letter,
                recipient=occasion.recipient,
                kind=occasion.kind,
                key=occasion.key,
                programme_id=occasion.programme_id,
            )
            for occasion, letter in drafts
        ]
    return [row for row in rows if row is not None]


# --- coordinator's reminders ---------------------------------------------------------------------------------------


def request_reminders(unit_id: int | None, *, by: User, on: date) -> list[OverdueUnit]:
    """Queue the day's reminders to the people of a unit with overdue figures, or (None) of all such units.

    Return the units that were written to: none a second time on the same day. Raises NotAllowed for anybody but a
    coordinator.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    figures = due_figures_of_running_programmes(on=on)
    rows = overdue_units(figures, responsible_people(on=on), recent_letters(on=on), on=on)
    reminded = []
    for row in rows:
        if row.unit is None or row.state is not ReminderState.POSSIBLE or unit_id not in (None, row.unit.pk):
            continue
        letter = rendered(letters.reminder(row.unit.name, row.reminded_of))
        with transaction.atomic():
            notifications = [
                _create(
                    letter,
                    recipient=recipient,
                    kind=Letter.Kind.REMINDER,
                    key=reminder_key(row.unit.pk, on),
                    programme_id=None,
                    requested_by=by,
                )
                for recipient in row.recipients
            ]
        if any(notifications):
            reminded.append(row)
            log.info("Reminder to unit %s requested by user %s", row.unit.pk, by.pk)
    return reminded


def requeue(recipient_id: int | None, *, by: User) -> int:
    """Put the undelivered letters to a person, or (None) all, into the queue as if they had not been tried.

    Return their number. A letter being sent does not change. Raises NotAllowed unless the
    person is a coordinator or an administrator.
    """
    if not permissions.may_queue_letters(by):
        raise NotAllowed
    count = outbox.queue_again(recipient_id)
    if count:
        log.info("%s undelivered letters queued again by user %s", count, by.pk)
    return count


# --- test messages -------------------------------------------------------------------------------------------------


def write_test_message(person: User) -> bool:
    """Write a test message to the person, or queue the earlier one again that has not been sent yet.

    Return False when one was written within the same minute and has been sent.
    """
    now = timezone.now()
    unsent = Letter.objects.pending(now).filter(recipient=person, kind=Letter.Kind.TEST)
    if unsent.update(fault="", next_try_at=now):
        return True
    letter = _create(
        rendered(letters.test_message()),
        recipient=person,
        kind=Letter.Kind.TEST,
        key=f"test:{now:%Y-%m-%dT%H:%M}",
        programme_id=None,
        requested_by=person,
    )
    return letter is not None


# --- decisions and questions ---------------------------------------------------------------------------------------


def notify_author(author: User, measurement: Measurement, revision: Revision) -> None:
    """Notify the author of a submission of its approval or return, within the decision's transaction.

    Nobody is notified of their own decision, or of a decision in the example programme.
    """
    programme = measurement.indicator.programme
    if author.pk == revision.author_id or programme.is_example or not _accepts_notifications(author):
        return
    write = _write_approved if revision.state == State.APPROVED else _write_returned
    write(revision, author, programme.pk)


def notify_coordinators(indicator: Indicator, due_on: date, question_id: int, *, programme_id: int) -> None:
    """Notify the coordinators of a confirmed reader's question, within the transaction of its confirmation."""
    letter = rendered(letters.reader_question(indicator, due_on, question_id))
    for coordinator in coordinators_to_notify():
        _create(
            letter,
            recipient=coordinator,
            kind=Letter.Kind.QUESTION,
            key=f"question:{question_id}",
            programme_id=programme_id,
        )


def set_overdue_only(person: User, *, overdue_only: bool) -> None:
    """Choose whether a person is notified of overdue figures only."""
    MailChoice.objects.update_or_create(person=person, defaults={"only_overdue": overdue_only})


def rendered(letter: letters.NotificationLetter) -> RenderedLetter:
    """Return the letter in the language of the office."""
    with translation.override(LANGUAGE):
        context = {"letter": letter, "choice": absolute_url(reverse("indicators:notification_list"))}
        return RenderedLetter(
            subject=typeset(render(letter.subject)),
            text=render_to_string("indicators/mail/notification.txt", context),
            html=render_to_string("indicators/mail/notification.html", context),
        )


# --- inside --------------------------------------------------------------------------------------------------------


def _accepts_notifications(person: User) -> bool:
    return bool(person.is_active and person.email) and not wants_only_overdue(person)


def _write_returned(revision: Revision, author: User, programme_id: int) -> None:
    _create(
        rendered(letters.returned(revision)),
        recipient=author,
        kind=Letter.Kind.RETURNED,
        key=f"returned:{revision.pk}",
        programme_id=programme_id,
    )


def _write_approved(revision: Revision, author: User, programme_id: int) -> None:
    """Write the approval: the first one for immediate sending, those of the following hour gathered in one letter."""
    queued = Letter.objects.filter(
        recipient=author, kind=Letter.Kind.APPROVED, sent_at__isnull=True, tries=0, taken_until__isnull=True
    )
    for row in queued.order_by("-pk")[:1]:
        letter = rendered(letters.approved(approved_since(int(row.key.partition(":")[2]), author)))
        # The filter is repeated in the UPDATE: if a sender claims the row meanwhile, it is sent without this approval.
        if queued.filter(pk=row.pk).update(subject=letter.subject, text=letter.text, html=letter.html):
            return
    was_notified_lately = Letter.objects.filter(
        recipient=author, kind=Letter.Kind.APPROVED, created_at__gt=timezone.now() - GATHERING_TIME
    ).exists()
    _create(
        rendered(letters.approved([revision])),
        recipient=author,
        kind=Letter.Kind.APPROVED,
        key=f"approved:{revision.pk}",
        programme_id=programme_id,
        delay=GATHERING_TIME if was_notified_lately else timedelta(0),
    )


def _create(
    letter: RenderedLetter,
    *,
    recipient: User,
    kind: Letter.Kind,
    key: str,
    programme_id: int | None,
    requested_by: User | None = None,
    delay: timedelta = timedelta(0),
) -> Letter | None:
    """Write a notification into the outbox; None when a concurrent run has already written it."""
    return outbox.enqueue(
        recipient=recipient,
        kind=kind,
        key=key,
        programme_id=programme_id,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=unsubscription.headers(kind, recipient),
        requested_by=requested_by,
        delay=delay,
    )
