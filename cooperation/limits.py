"""How often a form for everybody may be sent from one place: counted in the database, which all processes share.

The network address is kept as a keyed hash and for an hour only; that it was written down is said on the page about
personal data.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cooperation.models import Attempt

WINDOW = timedelta(hours=1)
NETWORK = 64  # bits: of an IPv6 network, which one person or office has as a whole


def is_too_much(request: HttpRequest, form: str, *, most: int, now: datetime) -> bool:
    """Count this attempt; whether it is one too many within the hour. What is refused is not counted again.

    Written first and counted then: of many at once rather one too many is refused than one too many let through.
    """
    forget(now)
    mine = Attempt.objects.create(form=form, hash=_place(request), at=now)
    if Attempt.objects.filter(form=form, hash=mine.hash).count() <= most:
        return False
    mine.delete()
    return True


def forget(now: datetime) -> None:
    Attempt.objects.filter(at__lte=now - WINDOW).delete()


def _place(request: HttpRequest) -> str:
    """The reader's address, not the proxy's (ALLAUTH_TRUSTED_PROXY_COUNT)."""
    text = str(get_adapter(request).get_client_ip(request))
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        text = str(ip_network((address, NETWORK), strict=False).network_address)
    return salted_hmac("cooperation.limits", text, algorithm="sha256").hexdigest()
