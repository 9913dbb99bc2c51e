"""Rulings of coordinators: decisions on open questions, and assessments of years. Both are append-only."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.ledger import RecordedModel, RecordedQuerySet
from cooperation.models.search import Searchable
from indicators.models import choices
from indicators.models.indicators import Indicator, IndicatorRowQuerySet


class DecisionQuerySet(IndicatorRowQuerySet["Decision"], RecordedQuerySet["Decision"]):  # type: ignore[override]  # as_manager()
    def public(self) -> Self:
        return self.filter(is_public=True)


class AssessmentQuerySet(IndicatorRowQuerySet["Assessment"], RecordedQuerySet["Assessment"]):  # type: ignore[override]  # as_manager()
    """Assessments by indicator and programme."""


class Decision(Searchable, RecordedModel):
    """A coordinator's decision on an open question of an indicator; the latest one that sets a field applies."""

    SEARCHED = ("text",)
    RECORDED_TEXTS = ("question", "text")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("indicator")
    )
    question = models.TextField(_("question"), blank=True)
    text = models.TextField(_("decision"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    decided_on = models.DateField(_("day"))
    is_public = models.BooleanField(_("public"), default=True)
    comparator = models.CharField(_("sets the comparison"), max_length=10, choices=choices.COMPARATORS, blank=True)
    scope = models.CharField(_("sets the period of the target"), max_length=10, choices=choices.SCOPES, blank=True)
    exempt_year = models.PositiveSmallIntegerField(_("exempts the year"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    objects = DecisionQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("indicator", "id")
        constraints = [
            models.CheckConstraint(
                name="indicators_decision_not_undecided",
                condition=~Q(scope="undecided"),
                violation_error_message=_("A decision must choose a period."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Assessment(RecordedModel):
    """A coordinator's verdict on a year whose status figures cannot decide; the latest one applies."""

    RECORDED_TEXTS = ("reason",)

    class Verdict(models.TextChoices):
        MET = "met", _("met")
        PARTLY_MET = "partly_met", _("partly met")
        NOT_MET = "not_met", _("not met")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    objects = AssessmentQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("indicator", "year", "id")
        constraints = [
            models.CheckConstraint(
                name="indicators_assessment_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("An assessment needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_verdict_display()}"
