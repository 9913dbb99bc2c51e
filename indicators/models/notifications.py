"""Notifications of staff (the queue and the log of sent messages), and who receives fewer of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme


class Notification(models.Model):
    """An e-mail to one person. `key` identifies its occasion, so that nobody is notified of it twice."""

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

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications", verbose_name=_("to whom")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    key = models.CharField(_("about what"), max_length=200)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    address = models.EmailField(_("address"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"))
    created_at = models.DateTimeField(_("written"))
    # Claimed by one sender until this time; another one skips the row until then, even if the first one has crashed.
    taken_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    fault = models.CharField(_("why it was not sent"), max_length=300, blank=True)
    # Of a reminder: the coordinator who asked for it.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(name="indicators_notification_once", fields=("recipient", "key")),
        ]
        indexes = [
            models.Index(
                name="indicators_notification_queue", fields=("created_at",), condition=Q(sent_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class MailChoice(models.Model):
    """Whether a person receives only messages about overdue figures."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_choice", verbose_name=_("person")
    )
    only_overdue = models.BooleanField(_("overdue figures only"), default=False)

    class Meta:
        verbose_name = _("choice of messages")
        verbose_name_plural = _("choices of messages")

    def __str__(self) -> str:
        return str(self.person)
