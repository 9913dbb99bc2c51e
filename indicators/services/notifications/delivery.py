"""Sending of queued notifications: each is claimed by one sender, sent, and marked as sent.

Two concurrent runs never send the same notification. After a run that died, the claim expires and the next run sends
the notification under the same Message-ID, by which mail servers drop a possible duplicate.
"""

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cooperation.services import mail
from cooperation.services.addresses import portal_host
from indicators.models import Notification
from indicators.services.notifications import unsubscription

LEASE = timedelta(minutes=10)  # of a claim; far longer than one message takes with every step at its time limit
MAX_AGE = timedelta(days=14)  # an older notification is outdated and is not sent
IMMEDIATE_TIMEOUT = 3  # seconds, because a person waits for the page
MAX_FAULT_LENGTH = 300
log = logging.getLogger(__name__)


class MailServerUnavailable(Exception):
    """The mail server accepts no messages, so the others need not be tried."""


@dataclass
class DeliveryCount:
    sent: int = 0
    failed: int = 0


def send(*, only: Iterable[int] | None = None, timeout: float | None = None) -> DeliveryCount:
    """Send the pending notifications, or those of the given keys, oldest first; do nothing without a mail server."""
    count = DeliveryCount()
    if not mail.is_set_up():
        return count
    rows = pending(timezone.now())
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    ids = list(rows.order_by("created_at", "pk").values_list("pk", flat=True))
    connection = None
    try:
        for notification_id in ids:
            if not claim(notification_id, timezone.now()):
                continue
            connection = connection or get_connection(timeout=timeout)
            try:
                _send_claimed(notification_id, connection)
                count.sent += 1
            except MailServerUnavailable:
                count.failed += 1
                break
            except (smtplib.SMTPException, ValueError):
                count.failed += 1
    finally:
        if connection is not None:
            mail.close_connection(connection)
    return count


def send_immediately(notification_ids: Iterable[int]) -> None:
    """Send after a decision; a failure is logged and left to the hourly run, so that the decision's page is shown."""
    try:
        send(only=notification_ids, timeout=IMMEDIATE_TIMEOUT)
    except (DatabaseError, OSError, ValueError):
        log.exception("Messages were not sent at once")


def pending(now: datetime) -> QuerySet[Notification]:
    """Return notifications to active people that are unsent, unclaimed and not outdated."""
    return _unclaimed(now).filter(created_at__gt=now - MAX_AGE, recipient__is_active=True)


def _unclaimed(now: datetime) -> QuerySet[Notification]:
    is_claimed = Q(taken_until__isnull=False, taken_until__gte=now)
    return Notification.objects.filter(~is_claimed, sent_at__isnull=True)


def claim(notification_id: int, now: datetime) -> bool:
    """Claim a notification with one conditional UPDATE; False when another sender has it."""
    return bool(_unclaimed(now).filter(pk=notification_id).update(taken_until=now + LEASE, tries=F("tries") + 1))


def message_id(row: Notification) -> str:
    """Return the Message-ID: the same for every try, and never reused, even in a restored database."""
    return f"<{row.pk}.{int(row.created_at.timestamp() * 1_000_000)}@{portal_host()}>"


def _send_claimed(notification_id: int, connection: BaseEmailBackend) -> None:
    # Read after the claim: a claimed notification is no longer extended.
    row = Notification.objects.select_related("recipient").get(pk=notification_id)
    address = row.recipient.email or row.address  # the address may have been corrected meanwhile
    headers = {"Message-ID": message_id(row), **unsubscription.headers(row)}
    message = mail.build_message(to=address, subject=row.subject, text=row.text, html=row.html, headers=headers)
    message.connection = connection
    try:
        connection.open()
        message.send()
    except smtplib.SMTPException as error:
        _release(notification_id, error)
        if isinstance(
            error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError
        ):
            raise MailServerUnavailable from error
        raise
    except OSError as error:
        _release(notification_id, error)
        raise MailServerUnavailable from error
    except ValueError as error:  # an invalid address or header concerns only this message
        _release(notification_id, error)
        raise
    Notification.objects.filter(pk=notification_id).update(
        sent_at=timezone.now(), taken_until=None, fault="", address=address
    )


def _release(notification_id: int, error: Exception) -> None:
    """End the claim and store the error, which the panel shows; the next run tries again."""
    fault = f"{type(error).__name__}: {error}"[:MAX_FAULT_LENGTH]
    Notification.objects.filter(pk=notification_id).update(taken_until=None, fault=fault.replace("\0", ""))
