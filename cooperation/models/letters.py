"""The outbox: every e-mail that the portal writes, with the state of its sending."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.programmes import Programme

VALIDITY = timedelta(days=14)  # a letter that could not be sent for longer is outdated and given up
LATE = timedelta(minutes=15)  # a letter that has been due for longer shows that the sender does not run


def _default_expiry() -> datetime:
    return timezone.now() + VALIDITY


def is_late(now: datetime) -> Q:
    """Return the condition of letters and requests that have been due for longer than LATE and were not tried."""
    may_be_read = Q(recipient__isnull=True) | Q(recipient__is_active=True)
    is_claimed = Q(taken_until__isnull=False, taken_until__gte=now)
    is_unsent = Q(sent_at__isnull=True, given_up_at__isnull=True, expires_at__gt=now)
    return is_unsent & may_be_read & ~is_claimed & Q(next_try_at__lt=now - LATE)


def is_given_up(now: datetime) -> Q:
    """Return the condition of letters given up within VALIDITY, except those that the office could not have delivered.

    These are letters to disabled accounts, and to addresses of readers that the mail server refused.
    """
    to_disabled_account = Q(recipient__isnull=False, recipient__is_active=False)
    to_wrong_reader = Q(kind=Letter.Kind.READER, recipient__isnull=True, given_up_at__lt=F("expires_at"))
    return Q(sent_at__isnull=True, given_up_at__gt=now - VALIDITY) & ~to_disabled_account & ~to_wrong_reader


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsent(self) -> Self:
        """Return letters that are neither sent nor given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def unclaimed(self, now: datetime) -> Self:
        """Return unsent letters and requests that no sender has claimed, or whose claim has expired."""
        return self.unsent().exclude(taken_until__isnull=False, taken_until__gte=now)

    def pending(self, now: datetime) -> Self:
        """Return letters that are still to be sent; to disabled accounts only those about the account itself."""
        may_be_read = Q(recipient__isnull=True) | Q(recipient__is_active=True)
        is_about_account = Q(kind=Letter.Kind.ACCOUNT, is_confidential=False)
        return self.unclaimed(now).filter(may_be_read | is_about_account, expires_at__gt=now, is_request=False)

    def requests(self, now: datetime) -> Self:
        """Return requests for letters that the sender has not written yet."""
        return self.unsent().filter(expires_at__gt=now, is_request=True)

    def outdated(self, now: datetime) -> Self:
        """Return unclaimed letters and requests whose last moment has passed."""
        return self.unclaimed(now).filter(expires_at__lte=now)


class Letter(models.Model):
    """An e-mail to one person or one address.

    A row with `is_request` is a request, which the sender replaces by its letters (`services/letter_requests.py`).
    `key` identifies its occasion, so that nobody is written to about it twice. The text of a
    confidential letter (one with a link or code that opens an account, or one to a reader) is encrypted, and deleted
    once the letter is sent or given up; so is the address if it belongs to no account.
    """

    class Kind(models.TextChoices):
        ROUND_OPENED = "round_opened", _("round opened")
        DUE_SOON = "due_soon", _("due date is near")
        OVERDUE = "overdue", _("overdue")
        REMINDER = "reminder", _("coordinator's reminder")
        RETURNED = "returned", _("figure returned")
        APPROVED = "approved", _("figure approved")
        DIGEST = "digest", _("coordinator's digest")
        QUESTION = "question", _("reader's question")
        TEST = "test", _("test message")
        INVITATION = "invitation", _("invitation")
        PASSWORD = "password", _("link to a new password")
        ACCOUNT = "account", _("message about the account")
        READER = "reader", _("letter to a reader")
        CHAIN_HEAD = "chain_head", _("head of the history")
        FAILED_JOB = "failed_job", _("failed job of the server")

    # None: an address without an account. Without `address` the letter goes to the recipient's current address.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("to whom"),
    )
    address = models.EmailField(_("address"), max_length=254, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.CharField(_("about what"), max_length=200, blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    is_request = models.BooleanField(_("request for a letter"), default=False)
    is_confidential = models.BooleanField(_("text deleted after sending"), default=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    expires_at = models.DateTimeField(_("sent no later than"), default=_default_expiry)
    # Claimed by one sender until this time; another one skips the row until then, even if the first one has crashed.
    taken_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    fault = models.CharField(_("why it was not sent"), max_length=300, blank=True)
    # Of a reminder or test message: the person who asked for it.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(name="cooperation_letter_once", fields=("recipient", "key"), condition=~Q(key="")),
            models.UniqueConstraint(
                name="cooperation_letter_once_without_account",
                fields=("key",),
                condition=~Q(key="") & Q(recipient__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="cooperation_letter_queue",
                fields=("expires_at",),
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(name="cooperation_letter_kind", fields=("kind", "-created_at")),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_held_back(self) -> bool:
        """Whether the letter is not sent because the account is disabled, as `LetterQuerySet.pending` decides."""
        if self.recipient is None or self.recipient.is_active:
            return False
        return self.kind != self.Kind.ACCOUNT or self.is_confidential
