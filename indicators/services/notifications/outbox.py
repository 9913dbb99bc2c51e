"""The queue's writer: a message is written once for its occasion, in one transaction with its cause if it has one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from cooperation.rendering import render
from cooperation.services.addresses import absolute_url
from cooperation.text import typeset
from indicators.models import Indicator, MailChoice, Notification, Revision
from indicators.queries.reminders import approved_since, coordinators_to_notify, wants_only_overdue
from indicators.services.notifications import letters
from indicators.services.notifications.occasions import Occasion, of_day

LANGUAGE = "pl"  # the office's; who reads the panel in English still works in a Polish office
LONGEST_SUBJECT = 200
GATHERING = timedelta(hours=1)  # as often as the command runs


@dataclass(frozen=True)
class Written:
    """What a message says, in the office's language."""

    subject: str
    text: str
    html: str


def unwritten(*, on: date) -> list[Occasion]:
    """What is to be said on the day and has not been written yet."""
    occasions = of_day(on=on)
    keys = {one.key for one in occasions}
    known = set(Notification.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    return [one for one in occasions if (one.recipient.pk, one.key) not in known]


def write(*, on: date) -> list[Notification]:
    """Put everything that is to be said on the day into the queue; of two runs at once each message is written once."""
    made = [(one, worded(one.letter())) for one in unwritten(on=on)]
    with transaction.atomic():
        rows = [_keep(one.recipient, one.kind, one.key, one.programme_id, words) for one, words in made]
    return [row for row in rows if row is not None]


def returned(revision: Revision, *, to: Any, programme_id: int) -> int | None:
    """The author of the submission learns what is to be mended. Gives the number of the message."""
    if not _hears(to):
        return None
    words = worded(letters.returned(revision))
    row = _keep(to, Notification.Kind.RETURNED, f"returned:{revision.pk}", programme_id, words)
    return row.pk if row else None


def approved(revision: Revision, *, to: Any, programme_id: int) -> int | None:
    """The first approval is told at once; those that follow within the hour are gathered for the next hourly run.

    A message that nobody has begun to send is made longer. Gives the number of a message to be sent at once, or None.
    """
    if not _hears(to):
        return None
    open_ = Notification.objects.filter(
        recipient=to, kind=Notification.Kind.APPROVED, sent_at__isnull=True, tries=0, taken_until__isnull=True
    )
    for row in open_.order_by("-pk")[:1]:
        words = worded(letters.approved(approved_since(int(row.key.partition(":")[2]), to)))
        # A condition again: who takes the message at this moment sends it as it was.
        longer = open_.filter(pk=row.pk).update(subject=words.subject, text=words.text, html=words.html)
        if longer:
            return None
    an_hour_ago = timezone.now() - GATHERING
    told_lately = Notification.objects.filter(
        recipient=to, kind=Notification.Kind.APPROVED, created_at__gt=an_hour_ago
    ).exists()
    words = worded(letters.approved([revision]))
    new = _keep(to, Notification.Kind.APPROVED, f"approved:{revision.pk}", programme_id, words)
    return new.pk if new and not told_lately else None


def question(indicator: Indicator, due_on: date, question_id: int, *, programme_id: int) -> list[int]:
    """Every coordinator learns of a reader's question. Gives the numbers of the messages."""
    words = worded(letters.question(indicator, due_on, question_id))
    kept = [
        _keep(person, Notification.Kind.QUESTION, f"question:{question_id}", programme_id, words)
        for person in coordinators_to_notify()
    ]
    return [row.pk for row in kept if row is not None]


def choose(person: Any, *, overdue_only: bool) -> None:
    """Whether a person hears of overdue figures only."""
    MailChoice.objects.update_or_create(person=person, defaults={"only_overdue": overdue_only})


def worded(letter: letters.Letter) -> Written:
    with translation.override(LANGUAGE):
        context = {"letter": letter, "choice": absolute_url(reverse("indicators:notification_list"))}
        subject = render(letter.subject)
        if len(subject) > LONGEST_SUBJECT:
            subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
        return Written(
            typeset(subject),
            render_to_string("indicators/mail/letter.txt", context),
            render_to_string("indicators/mail/letter.html", context),
        )


def _hears(person: Any) -> bool:
    return bool(person.is_active and person.email) and not wants_only_overdue(person)


def _keep(
    recipient: User, kind: Notification.Kind, key: str, programme_id: int | None, words: Written
) -> Notification | None:
    try:
        with transaction.atomic():
            return Notification.objects.create(
                recipient=recipient,
                kind=kind,
                key=key,
                programme_id=programme_id,
                address=recipient.email,
                subject=words.subject,
                text=words.text,
                html=words.html,
                created_at=timezone.now(),
            )
    except IntegrityError:
        return None  # another run wrote it a moment ago
