"""Reporting rounds: when the figures of a programme's year are recorded."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from cooperation.models.ledger import RecordedModel


class ReportingRound(RecordedModel):
    """The dates of a year's figures: the first day of recording, the due date, and the closing with its reason."""

    RECORDED_STATE = ("opens_on", "due_on", "closed_at", "closed_by", "closing_reason")
    IS_DELETABLE = True  # when the years of a programme in preparation are changed

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("programme")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing_reason = models.TextField(_("reason for closing with gaps"), blank=True)

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ("programme", "year")
        constraints = [
            models.UniqueConstraint(
                name="indicators_reportinground_once_a_year",
                fields=("programme", "year"),
                violation_error_message=_("This year already has a round."),
            ),
            models.CheckConstraint(
                name="indicators_reportinground_days_in_order",
                condition=Q(due_on__gte=F("opens_on")),
                violation_error_message=_("The due date must not be earlier than the opening."),
            ),
            models.CheckConstraint(
                name="indicators_reportinground_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message=_("A closed round needs the person who closed it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None
