"""One-click unsubscribing without a log-in: e-mail headers (RFC 2369, RFC 8058) and their signed link."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation

from cooperation.models import Letter
from cooperation.services.addresses import absolute_url

_signer = Signer(salt="indicators.reminders.unsubscribe", sep=".")


def headers(kind: Letter.Kind, recipient: User) -> dict[str, str]:
    """Return the List-Unsubscribe headers; one click leaves only notifications of overdue figures.

    Those cannot be switched off, so their header holds the page of notification settings.
    """
    with translation.override(settings.LANGUAGE_CODE):  # messages and their links are in the office's language
        if kind in (Letter.Kind.OVERDUE, Letter.Kind.REMINDER):
            return {"List-Unsubscribe": f"<{absolute_url(reverse('indicators:notification_list'))}>"}
        address = absolute_url(reverse("indicators:unsubscription", args=[token_of(recipient.pk)]))
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def token_of(person_id: int) -> str:
    """Return the signed token of a person. It does not expire, since messages stay in mailboxes for years."""
    return _signer.sign(str(person_id))


def person_of(token: str) -> User | None:
    """Return the active user of a token, None when it is invalid."""
    try:
        person_id = _signer.unsign(token)
    except BadSignature:
        return None
    return get_user_model().objects.filter(pk=person_id, is_active=True).first()
