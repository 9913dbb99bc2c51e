"""Organisational units, their members, and deputies of absent people."""

from typing import Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.derived import SaveOptions
from cooperation.models.history import HistoryModel
from cooperation.models.search import Searchable
from cooperation.text import collation_key


class Unit(Searchable, HistoryModel):
    """A part of the office that is responsible for indicators."""

    SEARCHED = ("name", "short_name")

    name = models.CharField(_("name"), max_length=300, unique=True)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    contact = models.CharField(
        _("public contact"),
        max_length=200,
        blank=True,
        help_text=_(
            "A telephone number or e-mail address of the unit, not of a person. Readers see it where the unit is named."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_example = models.BooleanField(_("invented for the demonstration"), default=False)
    sort_key = models.CharField(max_length=200, editable=False, default="")

    class Meta:
        verbose_name = _("organisational unit")
        verbose_name_plural = _("organisational units")
        ordering = ("sort_key",)

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Unpack[SaveOptions]) -> None:
        self.sort_key = collation_key(self.name)
        super().save(**options)


class UnitMember(HistoryModel):
    """Membership of a person in a unit from `since` to `until`, both days included."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members", verbose_name=_("unit"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; empty for a current member.")
    )

    class Meta:
        verbose_name = _("unit member")
        verbose_name_plural = _("unit members")
        ordering = ("unit", "user", "since")
        constraints = [
            models.CheckConstraint(
                name="cooperation_unitmember_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("The last day must not be earlier than the first."),
            ),
            models.UniqueConstraint(
                name="cooperation_unitmember_once_a_day",
                fields=("unit", "user", "since"),
                violation_error_message=_("This person is already in this unit from this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.unit}"


class Deputy(HistoryModel):
    """An absence from `since` to `until`, both days included: the deputy is responsible for the person's units."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("absent person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in_for", verbose_name=_("deputy")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), help_text=_("The last day of the absence."))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("-since", "person")
        constraints = [
            models.CheckConstraint(
                name="cooperation_deputy_days_in_order",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("The last day must not be earlier than the first."),
            ),
            models.CheckConstraint(
                name="cooperation_deputy_is_another",
                condition=~Q(person=F("deputy")),
                violation_error_message=_("A person cannot be their own deputy."),
            ),
            models.UniqueConstraint(
                name="cooperation_deputy_once_a_day",
                fields=("person", "deputy", "since"),
                violation_error_message=_("This person is already the deputy from this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"

    def clean(self) -> None:
        """Refuse a new deputy whose account is disabled; those of past absences remain."""
        super().clean()
        if self._state.adding and self.deputy_id and not self.deputy.is_active:
            raise ValidationError(
                {"deputy": _("The account of this person is disabled. Choose a person who can log in.")}
            )
