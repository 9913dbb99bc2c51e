"""Letters that anybody can request by entering a name or an address: a link to a new password, a log-in code.

The page stores the request in the outbox and looks for no account; the sender finds the accounts, decides and writes
the letters. So the response takes equally long for every name and address, however many accounts have it.

A mailbox receives at most MAX_LINKS_AN_HOUR links from these requests. A further one would not help: those that were
sent are still valid. So a mailbox cannot be flooded, and a stranger cannot use up the links of its owner.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services import invitations, log_in_codes
from cooperation.services.sealing import seal, unseal

MAX_LINKS_AN_HOUR = 5
_HOUR = timedelta(hours=1)
log = logging.getLogger(__name__)


def request_password_link(address: str) -> None:
    """Request a letter to each active account with the address; there may be none."""
    _store(Letter.Kind.PASSWORD, invitations.LETTER_VALIDITY, address=address)


def request_log_in_code(code: str, *, account: User | None) -> None:
    """Request a letter with the code; None for a name or address without an account."""
    validity = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    _store(Letter.Kind.ACCOUNT, validity, recipient=account, text=seal(code))


def _store(
    kind: Letter.Kind, validity: timedelta, *, recipient: User | None = None, address: str = "", text: str = ""
) -> None:
    Letter.objects.create(
        kind=kind,
        recipient=recipient,
        address=address,
        text=text,
        is_request=True,
        is_confidential=True,
        expires_at=timezone.now() + validity,
    )


# --- the sender -------------------------------------------------------------------------------------------------------


def write_requested_letters(now: datetime) -> None:
    """Replace each request by its letters. Of two concurrent senders, the one that deletes the request writes them."""
    for request in Letter.objects.requests(now).select_related("recipient").order_by("pk"):
        try:
            with transaction.atomic():
                count, _by_model = Letter.objects.filter(pk=request.pk).delete()
                if count:
                    _write_letters(request, now)
        except DatabaseError:
            raise
        except Exception:  # no request may stop the others, whatever is wrong with it
            log.exception("The letters of request %s were not written", request.pk)
            Letter.objects.filter(pk=request.pk).delete()


def _write_letters(request: Letter, now: datetime) -> None:
    if request.kind == Letter.Kind.PASSWORD:
        for person in User.objects.filter(email__iexact=request.address, is_active=True).order_by("pk"):
            if _count_valid_links(person, now) < MAX_LINKS_AN_HOUR:
                invitations.write_password_letter(person, is_invitation=False)
    elif request.recipient is not None and log_in_codes.may_receive(request.recipient):
        log_in_codes.write_letter(
            unseal(request.text), recipient=request.recipient, validity=request.expires_at - timezone.now()
        )


def _count_valid_links(person: User, now: datetime) -> int:
    """Return the number of letters of the last hour whose link works; a log-in or a new address makes it invalid."""
    since = max(now - _HOUR, person.last_login or now - _HOUR)
    letters = Letter.objects.filter(recipient=person, kind=Letter.Kind.PASSWORD, address=person.email)
    return letters.filter(is_request=False, given_up_at__isnull=True, created_at__gt=since).count()
