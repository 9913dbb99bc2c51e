"""Links by which people set their passwords; no administrator enters a password for another person.

A link works once (setting a password invalidates it) and for three days (PASSWORD_RESET_TIMEOUT).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from cooperation.models import Letter, has_accepted_invitation
from cooperation.services import mail, outbox
from cooperation.services.addresses import absolute_url
from cooperation.services.outbox import RenderedLetter

LETTER_VALIDITY = timedelta(days=1)  # so that the link in a letter that was sent late works for two days at least


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationResult:
    """The letter of one invitation, or why there is none, with the link to hand over in another way.

    There is no link for a person who has used the account before: whoever sees it could use the account, too.
    """

    person: User
    letter: Letter | None = None
    fault: str = ""
    link: str = ""


def password_link(person: User, *, is_invitation: bool) -> str:
    """Return the absolute URL of the Polish page on which the person sets a password."""
    name = "account_invitation" if is_invitation else "account_reset_password_from_key"
    with translation.override(settings.LANGUAGE_CODE):
        kwargs = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
        return absolute_url(reverse(name, kwargs=kwargs))


def write_password_letter(person: User, *, is_invitation: bool) -> Letter | None:
    """Write the letter with the link into the outbox."""
    letter = _rendered(person, is_invitation=is_invitation)
    return outbox.enqueue(
        kind=Letter.Kind.INVITATION if is_invitation else Letter.Kind.PASSWORD,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        recipient=person,
        address=person.email,  # the link becomes invalid when the account's address changes
        is_confidential=True,
        validity=LETTER_VALIDITY,
    )


def invite(people: Sequence[User]) -> list[InvitationResult]:
    """Write each person a letter with a link; without a mail server or an address, return why.

    The link is returned for people who have never used their accounts.
    """
    results = []
    for person in people:
        is_invitation = not has_accepted_invitation(person)
        fault = "" if mail.is_set_up() else _("e-mail is not set up")
        if not fault and not person.email:
            fault = _("the account has no e-mail address")
        if fault:
            link = password_link(person, is_invitation=True) if is_invitation else ""
            results.append(InvitationResult(person=person, fault=fault, link=link))
        else:
            letter = write_password_letter(person, is_invitation=is_invitation)
            results.append(InvitationResult(person=person, letter=letter))
    return results


def _rendered(person: User, *, is_invitation: bool) -> RenderedLetter:
    """Return the letter in the office's language."""
    context = {
        "person": person,
        "is_invitation": is_invitation,
        "url": password_link(person, is_invitation=is_invitation),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(settings.LANGUAGE_CODE):
        return RenderedLetter(
            subject=_("Your account in the monitoring portal") if is_invitation else _("A new password for the portal"),
            text=render_to_string("account/mail/password.txt", context),
            html=render_to_string("account/mail/password.html", context),
        )
