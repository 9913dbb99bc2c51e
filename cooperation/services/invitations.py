"""Links by which a person sets the own password: nobody ever types one for somebody else.

A link works once (a set password ends it) and for three days (PASSWORD_RESET_TIMEOUT).
"""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from cooperation.services import mail
from cooperation.services.addresses import absolute


@dataclass(frozen=True)
class Invited:
    """What became of one invitation: sent, or a reason why not and the link to hand over."""

    person: User
    fault: str = ""
    link: str = ""


def link_for(person: User, *, is_invitation: bool) -> str:
    """In Polish, whatever page it was asked for on; the portal's own address, never the one of a request."""
    name = "account_invitation" if is_invitation else "account_reset_password_from_key"
    with translation.override(settings.LANGUAGE_CODE):
        args = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
        return absolute(reverse(name, kwargs=args))


def message(person: User, *, is_invitation: bool) -> EmailMultiAlternatives:
    context = {
        "person": person,
        "is_invitation": is_invitation,
        "url": link_for(person, is_invitation=is_invitation),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(settings.LANGUAGE_CODE):
        return mail.message(
            to=person.email,
            subject=_("Your account in the monitoring portal") if is_invitation else _("A new password for the portal"),
            text=render_to_string("account/mail/password.txt", context),
            html=render_to_string("account/mail/password.html", context),
        )


def invite(people: Sequence[User]) -> list[Invited]:
    """Write to each of the people; who cannot be written to gets a link from the administrator's hands."""
    done: list[Invited] = []
    connection: Any = None
    is_down = "" if mail.is_set_up() else _("e-mail is not set up")
    try:
        for person in people:
            fault = is_down or ("" if person.email else _("the account has no e-mail address"))
            if not fault:
                connection = connection or get_connection()
                try:
                    connection.open()
                    connection.send_messages([message(person, is_invitation=not person.has_usable_password())])
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError):
                    fault = _("the mail server refused the address")
                except OSError:
                    fault = is_down = _("the mail server does not answer")
            link = link_for(person, is_invitation=not person.has_usable_password()) if fault else ""
            done.append(Invited(person, fault, link))
    finally:
        if connection is not None:
            mail.close(connection)
    return done
