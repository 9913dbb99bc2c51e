"""The outbox: letters are written here, in the transaction of their event, and sent by `delivery`.

A page calls `enqueue` and never waits for a mail server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperation.models.letters import VALIDITY, Letter
from cooperation.services.sealing import seal

MAX_SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedLetter:
    """Subject and both bodies of a letter."""

    subject: str
    text: str
    html: str


def enqueue(
    *,
    kind: Letter.Kind,
    subject: str,
    text: str,
    html: str = "",
    recipient: User | None = None,
    address: str = "",
    key: str = "",
    programme_id: int | None = None,
    requested_by: User | None = None,
    headers: Mapping[str, str] | None = None,
    is_confidential: bool = False,
    delay: timedelta = timedelta(0),
    validity: timedelta = VALIDITY,
) -> Letter | None:
    """Write a letter into the outbox, in the transaction of its event; None when one with its key exists already.

    It goes to `address`, or else to the address that the recipient's account has when it is sent. It is sent after
    `delay` at the earliest, and given up after `validity`. `is_confidential`: it contains a link or code that opens an
    account, or goes to a reader; then its text is encrypted, and deleted once it is sent or given up.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            return Letter.objects.create(
                kind=kind,
                subject=_shortened(subject),
                text=seal(text) if is_confidential else text,
                html=seal(html) if is_confidential else html,
                recipient=recipient,
                address=address,
                key=key,
                programme_id=programme_id,
                requested_by=requested_by,
                headers=dict(headers or {}),
                is_confidential=is_confidential,
                created_at=now,
                next_try_at=now + delay,
                expires_at=now + validity,
            )
    except IntegrityError:
        return None


def enqueue_message(
    message: EmailMessage, *, kind: Letter.Kind, recipient: User | None, validity: timedelta
) -> Letter | None:
    """Write a message that a library made (allauth) into the outbox, as a confidential letter to its address."""
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, media_type in alternatives if media_type == "text/html"), "")
    return enqueue(
        kind=kind,
        subject=str(message.subject),
        text=str(message.body),
        html=html,
        recipient=recipient,
        address=message.to[0],
        is_confidential=True,
        validity=validity,
    )


def discard(key: str) -> None:
    """Delete an unsent letter to an address without an account, whose event no longer exists."""
    Letter.objects.unsent().filter(key=key, recipient__isnull=True).delete()


def give_up_outdated(now: datetime) -> int:
    """Give up letters whose last moment has passed, and delete confidential texts; return the number of letters."""
    outdated = Letter.objects.outdated(now)
    if not outdated.exists():  # no write lock on SQLite, where a sender looks every second
        return 0
    outdated.filter(is_request=True).delete()
    count = outdated.filter(is_confidential=False).update(given_up_at=now, taken_until=None)
    confidential = outdated.filter(is_confidential=True)
    count += confidential.filter(recipient__isnull=True).update(
        given_up_at=now, taken_until=None, text="", html="", address=""
    )
    return count + confidential.update(given_up_at=now, taken_until=None, text="", html="")


def queue_again(letters_of: int | None) -> int:
    """Put the undelivered letters to an account, or (None) to all accounts, into the queue as if they had not failed.

    Return their number. A letter being sent does not change.
    """
    now = timezone.now()
    undelivered = Letter.objects.pending(now).filter(recipient__isnull=False).exclude(fault="")
    if letters_of is not None:
        undelivered = undelivered.filter(recipient=letters_of)
    return undelivered.update(fault="", next_try_at=now)


def _shortened(subject: str) -> str:
    return subject if len(subject) <= MAX_SUBJECT_LENGTH else f"{subject[: MAX_SUBJECT_LENGTH - 1]}…"
