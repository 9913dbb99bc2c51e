"""Sending of the outbox: each letter is claimed by one sender, sent, and marked as sent.

Two concurrent senders never send the same letter. After a sender that died, the claim expires and the next one sends
the letter under the same Message-ID, by which mail servers drop a possible duplicate. Log lines name letters by their
number: an answer of a mail server may contain addresses and stands in the letter's row only, without the address.
"""

import logging
import re
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from cooperation.models.letters import Letter
from cooperation.services import letter_requests, mail, outbox
from cooperation.services.addresses import portal_host
from cooperation.services.sealing import unseal

LEASE = timedelta(minutes=10)  # of a claim; far longer than one letter takes with every step at its time limit
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 180, 360))  # after each failure
LONGEST_OUTAGE_PAUSE = timedelta(minutes=15)  # while the server accepts no letter at all
MAX_FAULT_LENGTH = 300
log = logging.getLogger(__name__)


class MailServerUnavailable(Exception):
    """The mail server accepts no messages, so the others need not be tried."""


@dataclass
class DeliveryCount:
    sent: int = 0
    failed: int = 0
    is_server_available: bool = True


def send(*, only: Iterable[int] | None = None, is_stopped: Callable[[], bool] = lambda: False) -> DeliveryCount:
    """Send the letters that are due, or those of the given keys; do nothing without a mail server.

    Those that expire first are sent first, so that a log-in code does not wait for reminders. `is_stopped` is asked
    between two letters.
    """
    count = DeliveryCount()
    now = timezone.now()
    outbox.give_up_outdated(now)
    if not mail.is_set_up():
        return count
    letter_requests.write_requested_letters(now)
    now = timezone.now()
    rows = Letter.objects.pending(now).filter(next_try_at__lte=now)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    ids = list(rows.order_by("expires_at", "pk").values_list("pk", flat=True))
    connection = None
    try:
        for letter_id in ids:
            if is_stopped():
                break
            if not claim(letter_id, timezone.now()):
                continue
            connection = connection or get_connection()
            try:
                if _send_claimed(letter_id, connection):
                    count.sent += 1
                else:
                    count.failed += 1
            except MailServerUnavailable:
                count.failed += 1
                count.is_server_available = False
                break
    finally:
        if connection is not None:
            mail.close_connection(connection)
    return count


def claim(letter_id: int, now: datetime) -> bool:
    """Claim a letter with one conditional UPDATE; False when another sender has it."""
    rows = Letter.objects.unclaimed(now).filter(pk=letter_id)
    return bool(rows.update(taken_until=now + LEASE, tries=F("tries") + 1))


def message_id(letter: Letter) -> str:
    """Return the Message-ID: the same for every try, and never reused, even in a restored database."""
    return f"<{letter.pk}.{int(letter.created_at.timestamp() * 1_000_000)}@{portal_host()}>"


def _send_claimed(letter_id: int, connection: BaseEmailBackend) -> bool:
    """Send a claimed letter; return whether the mail server took it. Raises MailServerUnavailable."""
    # Read after the claim: a claimed letter is no longer extended.
    letter = Letter.objects.select_related("recipient").filter(pk=letter_id).first()
    if letter is None:
        return False  # its event was withdrawn meanwhile
    address = letter.address or (letter.recipient.email if letter.recipient else "")
    try:
        message = mail.build_message(
            to=address,
            subject=letter.subject,
            text=unseal(letter.text) if letter.is_confidential else letter.text,
            html=unseal(letter.html) if letter.is_confidential else letter.html,
            headers={"Message-ID": message_id(letter), **letter.headers},
        )
        message.connection = connection
        connection.open()
        message.send()
    except DatabaseError:
        raise
    except Exception as error:  # no letter may stop the others, whatever is wrong with it
        is_unavailable = _is_server_unavailable(error)
        _store_failure(letter, address, error, is_unavailable=is_unavailable)
        if is_unavailable:
            raise MailServerUnavailable from error
        return False
    _mark_sent(letter, address)
    return True


def _is_server_unavailable(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPException):
        return isinstance(
            error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError
        )
    return isinstance(error, OSError)


def _mark_sent(letter: Letter, address: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        sent_at=timezone.now(), taken_until=None, fault="", **({"address": address} | _deleted_parts(letter))
    )


def _store_failure(letter: Letter, address: str, error: Exception, *, is_unavailable: bool) -> None:
    """End the claim, store the error, which the panel shows, and the time of the next try.

    An address without an account that is refused for good is given up, because nobody will correct it.
    """
    now = timezone.now()
    pause = PAUSES[min(letter.tries, len(PAUSES)) - 1]
    row = Letter.objects.filter(pk=letter.pk)
    row.update(
        next_try_at=now + (min(pause, LONGEST_OUTAGE_PAUSE) if is_unavailable else pause),
        taken_until=None,
        fault=_fault_text(error, address),
    )
    if letter.recipient_id is None and _is_refused_for_good(error):
        row.update(given_up_at=now, **_deleted_parts(letter))
    log.warning("Letter %s was not sent: %s", letter.pk, type(error).__name__)


def _deleted_parts(letter: Letter) -> dict[str, str]:
    """Return the new, empty values of what is not stored of a letter that was sent or given up."""
    if not letter.is_confidential:
        return {}
    parts = {"text": "", "html": ""}
    return parts if letter.recipient_id is not None else parts | {"address": ""}


def _is_refused_for_good(error: Exception) -> bool:
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _text in error.recipients.values()
    )


def _fault_text(error: Exception, address: str) -> str:
    """Return the name of the exception and the server's answer, without the address and without NUL."""
    text = f"{type(error).__name__}: {error}".replace("\0", "")
    if address:
        text = re.sub(re.escape(address), "…", text, flags=re.IGNORECASE)
    return text[:MAX_FAULT_LENGTH]
