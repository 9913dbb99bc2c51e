"""The daily letter with the head of the history, which proves later that the history was not rewritten."""

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.models import LedgerHead, Letter
from cooperation.services.addresses import portal_host
from cooperation.services.outbox import enqueue

LANGUAGE = "pl"  # of the office


def write_head_letter(*, on: date) -> Letter | None:
    """Write the letter of the day to the configured address; None without an address, or if it is written already."""
    head = LedgerHead.objects.filter(id=1).first()
    if not settings.HISTORY_ANCHOR_EMAIL or head is None:
        return None
    key = f"history:{on.isoformat()}"
    if Letter.objects.filter(key=key).exists():
        return None
    with translation.override(LANGUAGE):
        text = _(
            "The head of the history of %(portal)s on %(day)s:\n\n%(head)s\n\nKeep this message outside the portal and"
            " its backups. If doubts arise, an administrator runs this command; it ends with an error if the history"
            " was shortened or rewritten after this message:\n\nmanage.py verify_history --expect %(head)s\n\n"
            "On a server that deploy/install has set up: portal OFFICE verify_history --expect %(head)s\n"
        ) % {"portal": portal_host(), "day": on.isoformat(), "head": head}
        subject = _("Head of the history on %(day)s") % {"day": on.isoformat()}
    return enqueue(
        kind=Letter.Kind.CHAIN_HEAD, subject=subject, text=text, address=settings.HISTORY_ANCHOR_EMAIL, key=key
    )
