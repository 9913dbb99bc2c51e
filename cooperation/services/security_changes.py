"""Changes that people make to the protection of their own accounts: logged, and sent to the person as a letter.

So the owner notices a change made in a stolen session. What others change is recorded by `services.access`.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Letter
from cooperation.services import outbox
from cooperation.services.addresses import absolute_url
from cooperation.services.security_events import SecurityEvent, log_event


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityChange:
    """The event, its detail in the log, and what the letter says."""

    event: SecurityEvent
    detail: str
    sentence: Promise


PASSWORD_CHANGED = SecurityChange(
    event=SecurityEvent.PASSWORD_SET, detail="change", sentence=gettext_lazy("the password was changed")
)
PASSWORD_RESET = SecurityChange(
    event=SecurityEvent.PASSWORD_SET,
    detail="link",
    sentence=gettext_lazy("a new password was set by a link from a message"),
)
APP_ADDED = SecurityChange(
    event=SecurityEvent.FACTOR_ADDED, detail="totp", sentence=gettext_lazy("an authenticator app was added")
)
APP_REMOVED = SecurityChange(
    event=SecurityEvent.FACTOR_REMOVED, detail="totp", sentence=gettext_lazy("the authenticator app was removed")
)
PASSKEY_ADDED = SecurityChange(
    event=SecurityEvent.FACTOR_ADDED, detail="webauthn", sentence=gettext_lazy("a passkey was added")
)
PASSKEY_REMOVED = SecurityChange(
    event=SecurityEvent.FACTOR_REMOVED, detail="webauthn", sentence=gettext_lazy("a passkey was removed")
)
RECOVERY_CODES_RENEWED = SecurityChange(
    event=SecurityEvent.RECOVERY_CODES_RENEWED, detail="", sentence=gettext_lazy("new recovery codes were created")
)


def record(person: User, change: SecurityChange) -> None:
    """Log the change, and write the letter if the account has an address."""
    log_event(change.event, person_id=person.pk, by_id=person.pk, detail=change.detail)
    if not person.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "sentence": str(change.sentence),
            "at": timezone.now(),
            "url": absolute_url(reverse("mfa_index")),
        }
        outbox.enqueue(
            kind=Letter.Kind.ACCOUNT,
            subject=_("The security of your account was changed"),
            text=render_to_string("cooperation/mail/security_change.txt", context),
            html=render_to_string("cooperation/mail/security_change.html", context),
            recipient=person,
            address=person.email,
        )
