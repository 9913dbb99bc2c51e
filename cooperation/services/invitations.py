"""Links by which people set their passwords; no administrator enters a password for another person.

A link works once (setting a password invalidates it) and for three days (PASSWORD_RESET_TIMEOUT).
"""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from cooperation.services import mail
from cooperation.services.addresses import absolute_url


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationResult:
    """The result of one invitation. If it was not sent: the reason, and the link to hand over in another way."""

    person: User
    fault: str = ""
    link: str = ""


def password_link(person: User, *, is_invitation: bool) -> str:
    """Return the absolute URL of the Polish page on which the person sets a password."""
    name = "account_invitation" if is_invitation else "account_reset_password_from_key"
    with translation.override(settings.LANGUAGE_CODE):
        kwargs = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
        return absolute_url(reverse(name, kwargs=kwargs))


def build_message(person: User, *, is_invitation: bool) -> EmailMultiAlternatives:
    context = {
        "person": person,
        "is_invitation": is_invitation,
        "url": password_link(person, is_invitation=is_invitation),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(settings.LANGUAGE_CODE):
        return mail.build_message(
            to=person.email,
            subject=_("Your account in the monitoring portal") if is_invitation else _("A new password for the portal"),
            text=render_to_string("account/mail/password.txt", context),
            html=render_to_string("account/mail/password.html", context),
        )


def invite(people: Sequence[User]) -> list[InvitationResult]:
    """Send each person a link, all over one connection. After the server stops answering, nothing more is sent."""
    results: list[InvitationResult] = []
    connection: BaseEmailBackend | None = None
    server_fault = "" if mail.is_set_up() else _("e-mail is not set up")
    try:
        for person in people:
            fault = server_fault or ("" if person.email else _("the account has no e-mail address"))
            if not fault:
                connection = connection or get_connection()
                try:
                    connection.open()
                    connection.send_messages([build_message(person, is_invitation=not person.has_usable_password())])
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError):
                    fault = _("the mail server refused the address")
                except OSError:
                    fault = server_fault = _("the mail server does not answer")
            link = password_link(person, is_invitation=not person.has_usable_password()) if fault else ""
            results.append(InvitationResult(person=person, fault=fault, link=link))
    finally:
        if connection is not None:
            mail.close_connection(connection)
    return results
