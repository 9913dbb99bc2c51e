"""Fewer messages without a log-in: the header lines of a message (RFC 2369, RFC 8058) and their signed link."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation

from cooperation.services.addresses import absolute_url
from indicators.models import Notification

_signer = Signer(salt="indicators.reminders.unsubscribe", sep=".")


def headers(message: Notification) -> dict[str, str]:
    """One click leaves the person messages about overdue figures only.

    Nobody can switch those off, so their header names the page where messages are chosen.
    """
    with translation.override(settings.LANGUAGE_CODE):  # messages are in the office's language, their links too
        if message.kind == Notification.Kind.OVERDUE:
            return {"List-Unsubscribe": f"<{absolute_url(reverse('indicators:notification_list'))}>"}
        address = absolute_url(reverse("indicators:unsubscribe", args=[token_of(message.recipient_id)]))
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def token_of(person_id: int) -> str:
    """Signed by the server; it works as long as the account is active, since messages stay in mailboxes for years."""
    return _signer.sign(str(person_id))


def person_of(token: str) -> User | None:
    """The active person whose message carries the token."""
    try:
        number = _signer.unsign(token)
    except BadSignature:
        return None
    return get_user_model().objects.filter(pk=number, is_active=True).first()
