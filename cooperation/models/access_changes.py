"""The register of changes of access, for coordinators and administrators."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.ledger import RecordedModel


class AccessChange(RecordedModel):
    """A change of what a person may do, or of how the person logs in. Rows are only added, by `services.access`."""

    class Kind(models.TextChoices):
        ROLES = "roles", _("role")
        LOGIN = "login", _("user name")
        ADDRESS = "address", _("e-mail address")
        DISABLED = "disabled", _("account disabled")
        ENABLED = "enabled", _("account enabled")
        FACTOR_RESET = "factor_reset", _("second factor removed")
        OFFICE_CONNECTED = "office_connected", _("office account connected")
        OFFICE_DISCONNECTED = "office_disconnected", _("office account disconnected")
        LINK_SHOWN = "link_shown", _("link to set the first password shown")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_changes", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # Of a change of roles: their names in the order of `Role`, separated by commas. Addresses are not stored here.
    old = models.CharField(_("before"), max_length=60, blank=True)
    new = models.CharField(_("after"), max_length=60, blank=True)
    # None: a command on the server.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by whom"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("change of access")
        verbose_name_plural = _("changes of access")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"
