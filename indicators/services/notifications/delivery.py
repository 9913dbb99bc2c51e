"""From the queue to the mail server: each message is taken by one sender for a while, sent, and marked as sent.

Two runs at once never send the same message. A run that dies leaves what it had taken; after the lease the next run
sends it under the same Message-ID, by which a receiver drops the one possible double.
"""

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cooperation.services import mail
from cooperation.services.addresses import portal_host
from indicators.models import Notification
from indicators.services.notifications import unsubscribing

LEASE = timedelta(minutes=10)  # far longer than one message takes, with every step at its time limit
FRESH = timedelta(days=14)  # an older reminder would speak of things long gone
AT_ONCE = 3  # seconds: somebody waits for the page
LONGEST_FAULT = 300
log = logging.getLogger(__name__)


class ServerDown(Exception):
    """The mail server does not take messages at all: there is no use in trying the next one."""


@dataclass
class Sent:
    sent: int = 0
    failed: int = 0


def send(*, only: Iterable[int] | None = None, timeout: float | None = None) -> Sent:
    """Send what waits, the oldest first; without a mail server nothing is touched."""
    done = Sent()
    if not mail.is_set_up():
        return done
    rows = waiting(timezone.now())
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    numbers = list(rows.order_by("created_at", "pk").values_list("pk", flat=True))
    connection = None
    try:
        for number in numbers:
            if not take(number, timezone.now()):
                continue
            connection = connection or get_connection(timeout=timeout)
            try:
                _send_one(number, connection)
                done.sent += 1
            except ServerDown:
                done.failed += 1
                break
            except (smtplib.SMTPException, ValueError):
                done.failed += 1
    finally:
        if connection is not None:
            mail.close_connection(connection)
    return done


def send_at_once(numbers: Iterable[int]) -> None:
    """After a decision: whatever goes wrong stays in the queue and in the log, never with the person who decided."""
    try:
        send(only=numbers, timeout=AT_ONCE)
    except (DatabaseError, OSError, ValueError):
        log.exception("Messages were not sent at once")


def waiting(now: datetime) -> QuerySet[Notification]:
    """Not sent, not in another sender's hands, not outdated, to somebody who still works here."""
    return _free(now).filter(created_at__gt=now - FRESH, recipient__is_active=True)


def _free(now: datetime) -> QuerySet[Notification]:
    taken = Q(taken_until__isnull=False, taken_until__gte=now)
    return Notification.objects.filter(~taken, sent_at__isnull=True)


def take(number: int, now: datetime) -> bool:
    """One conditional UPDATE: of two senders one gets the message."""
    return bool(_free(now).filter(pk=number).update(taken_until=now + LEASE, tries=F("tries") + 1))


def message_id(row: Notification) -> str:
    """The same at every try, another one for every message, in a restored database too."""
    return f"<{row.pk}.{int(row.created_at.timestamp() * 1_000_000)}@{portal_host()}>"


def _send_one(number: int, connection: Any) -> None:
    row = Notification.objects.select_related("recipient").get(pk=number)  # once taken it is not made longer any more
    address = row.recipient.email or row.address  # a mistake in the address may have been mended meanwhile
    headers = {"Message-ID": message_id(row), **unsubscribing.headers(row)}
    made = mail.build_message(to=address, subject=row.subject, text=row.text, html=row.html, headers=headers)
    made.connection = connection
    try:
        connection.open()
        made.send()
    except smtplib.SMTPException as error:
        _give_back(number, error)
        if isinstance(
            error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError
        ):
            raise ServerDown from error
        raise
    except OSError as error:
        _give_back(number, error)
        raise ServerDown from error
    except ValueError as error:  # an address or a header that no message can have: the others are sent all the same
        _give_back(number, error)
        raise
    Notification.objects.filter(pk=number).update(sent_at=timezone.now(), taken_until=None, fault="", address=address)


def _give_back(number: int, error: Exception) -> None:
    """The reason stands in the panel; the next run tries again."""
    fault = f"{type(error).__name__}: {error}"[:LONGEST_FAULT]
    Notification.objects.filter(pk=number).update(taken_until=None, fault=fault.replace("\0", ""))
