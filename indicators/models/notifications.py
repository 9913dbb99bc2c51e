"""Who receives fewer notifications; the notifications are letters of the outbox (`cooperation.models.letters`)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
