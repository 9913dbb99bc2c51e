"""Codes sent by e-mail, with which people log in who do not remember their password."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.models import Letter
from cooperation.services import mail, outbox, second_factor
from cooperation.services.outbox import RenderedLetter


def may_receive(person: User) -> bool:
    """Return whether the person may log in by a code.

    People who must have a second factor and have none log in with their password: otherwise whoever reads their mail
    could set up the factor.
    """
    return mail.is_set_up() and person.is_active and bool(person.email) and not second_factor.is_missing(person)


def write_letter(code: str, *, recipient: User, validity: timedelta) -> None:
    """Write the letter with the code into the outbox; it is given up when the code no longer works."""
    letter = _rendered(code)
    outbox.enqueue(
        kind=Letter.Kind.ACCOUNT,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        recipient=recipient,
        address=recipient.email,
        is_confidential=True,
        validity=validity,
    )


def _rendered(code: str) -> RenderedLetter:
    context = {"code": code, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
    with translation.override(settings.LANGUAGE_CODE):
        return RenderedLetter(
            subject=_("The code with which you log in to the portal"),
            text=render_to_string("account/mail/log_in_code.txt", context),
            html=render_to_string("account/mail/log_in_code.html", context),
        )
