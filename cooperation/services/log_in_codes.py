"""Codes sent by e-mail, with which people log in who do not remember their password."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.services import mail, second_factor


def may_receive(person: User) -> bool:
    """Return whether the person may log in by a code.

    People who must have a second factor and have none log in with their password: otherwise whoever reads their mail
    could set up the factor.
    """
    return mail.is_set_up() and person.is_active and bool(person.email) and not second_factor.is_missing(person)


def build_message(address: str, code: str) -> EmailMultiAlternatives:
    context = {"code": code, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
    with translation.override(settings.LANGUAGE_CODE):
        return mail.build_message(
            to=address,
            subject=_("The code with which you log in to the portal"),
            text=render_to_string("account/mail/log_in_code.txt", context),
            html=render_to_string("account/mail/log_in_code.html", context),
        )
