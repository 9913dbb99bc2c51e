"""E-mail messages."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)


def is_set_up() -> bool:
    """Return whether a mail server is configured. The demonstration prints its messages."""
    return bool(settings.MAIL_IS_SET_UP)


def build_message(
    *, to: str, subject: str, text: str, html: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """Return a message to one person, marked as automatic, so that autoresponders do not answer (RFC 3834)."""
    message = EmailMultiAlternatives(
        " ".join(subject.split()), text, to=[to], headers={"Auto-Submitted": "auto-generated", **(headers or {})}
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def close_connection(connection: BaseEmailBackend) -> None:
    """Close a connection whose messages have been sent; errors are only logged."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.warning("The mail server closed the connection without answering QUIT")
