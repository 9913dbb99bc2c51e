"""Mail of the portal: is it set up, one message ready to be sent."""

import logging
import smtplib
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

log = logging.getLogger(__name__)


def is_set_up() -> bool:
    """Whether messages leave the portal at all (in the demonstration they are printed)."""
    return bool(settings.MAIL_IS_SET_UP)


def message(
    *, to: str, subject: str, text: str, html: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """One message to one person; no robot answers it (RFC 3834)."""
    made = EmailMultiAlternatives(
        " ".join(subject.split()), text, to=[to], headers={"Auto-Submitted": "auto-generated", **(headers or {})}
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made


def send_beside(make: Callable[[], EmailMessage]) -> None:
    """Make and send while the reader goes on: how long an answer takes must not tell whether an address is known.

    `make` asks no database: the thread would keep a connection of its own.
    """
    threading.Thread(target=_send, args=(make,), name="mail").start()


def close(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.warning("The mail server did not say good-bye")


def _send(make: Callable[[], EmailMessage]) -> None:
    try:
        make().send()
    except Exception:
        log.exception("A message was not sent")
