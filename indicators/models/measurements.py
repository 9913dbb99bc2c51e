"""Measurements and their revisions: an append-only history, protected by one hash chain."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cooperation.models.fields import ExactDecimalField
from cooperation.models.ledger import RecordedModel, RecordedQuerySet
from cooperation.models.querysets import ProgrammeRowQuerySet, RowT_co
from indicators.models.choices import NO_VALUE_REASONS
from indicators.models.indicators import Category, Indicator, IndicatorRowQuerySet
from indicators.rules.facts import NoValueReason


class State(models.TextChoices):
    """The state of a revision in the approval process; not the status of an indicator."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MeasurementQuerySet(IndicatorRowQuerySet["Measurement"], RecordedQuerySet["Measurement"]):  # type: ignore[override]  # as_manager()
    def approved(self) -> Self:
        """Return measurements with an approved revision."""
        return self.filter(approved_revision__isnull=False)


class MeasurementRowQuerySet(ProgrammeRowQuerySet[RowT_co], RecordedQuerySet[RowT_co]):  # type: ignore[override]  # as_manager()
    """Rows that belong to one measurement."""

    programme_path = f"measurement__{MeasurementQuerySet.programme_path}"


class Measurement(RecordedModel):
    """The measurement of one indicator in one period; its content is in its revisions."""

    NOT_RECORDED = ("approved_revision",)  # `verification` recomputes it

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("indicator")
    )
    period_code = models.CharField(_("period"), max_length=12)
    year = models.PositiveSmallIntegerField(_("reporting year"))  # the year in which the period ends
    approved_revision = models.OneToOneField(
        "Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="in_force_for",
        verbose_name=_("approved revision"),
    )

    objects = MeasurementQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("indicator", "period_code")
        constraints = [
            models.UniqueConstraint(
                name="indicators_measurement_period_once",
                fields=("indicator", "period_code"),
                violation_error_message=_("This period of the indicator already has a measurement."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.period_code}"


class RevisionQuerySet(MeasurementRowQuerySet["Revision"]):  # type: ignore[override]  # as_manager()
    def heads(self) -> Self:
        """Return the newest revision of each measurement."""
        newest = Revision.objects.filter(measurement=OuterRef("measurement")).order_by("-number").values("number")[:1]
        return self.alias(newest=Subquery(newest)).filter(number=F("newest"))

    def submitted(self) -> Self:
        return self.filter(state=State.SUBMITTED)

    def approved(self) -> Self:
        """Return all revisions ever approved, also those that were corrected later."""
        return self.filter(state=State.APPROVED)


class Revision(RecordedModel):
    """A version of a measurement with its whole content; rows are never changed or deleted.

    `seq` and `hash` chain all revisions of the portal. `note` and `correction_reason` enter the hash as digests: a text
    may be redacted without breaking the chain.
    """

    RECORDED_TEXTS = ("note", "correction_reason", "comment")

    measurement = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("measurement")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    value = ExactDecimalField(_("value"), max_digits=21, decimal_places=6, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimal places"), default=0)
    no_value_reason = models.CharField(
        _("reason for having no value"), max_length=14, choices=NO_VALUE_REASONS, blank=True
    )
    expected_on = models.DateField(_("data expected on"), null=True, blank=True)
    achieved_on = models.DateField(_("achieved on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    note_sha256 = models.CharField(max_length=64)
    correction_reason = models.TextField(_("reason for the correction"), blank=True)
    correction_reason_sha256 = models.CharField(max_length=64)
    comment = models.TextField(_("comment"), blank=True)  # between officer and coordinator, never public
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions", verbose_name=_("author")
    )
    at = models.DateTimeField(_("when"))
    self_approved = models.BooleanField(_("approved by its own author"), default=False)
    request_key = models.CharField(max_length=64, blank=True)
    seq = models.PositiveBigIntegerField(unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = RevisionQuerySet.as_manager()  # type: ignore[assignment, misc]  # replaces the base class's

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("measurement", "number")
        constraints = [
            # Of two concurrent saves one violates this constraint, and its user gets the conflict page.
            models.UniqueConstraint(name="indicators_revision_number_once", fields=("measurement", "number")),
            models.UniqueConstraint(
                name="indicators_revision_request_once",
                fields=("measurement", "author", "request_key"),
                condition=~Q(request_key=""),
            ),
            models.CheckConstraint(
                name="indicators_revision_value_or_reason",
                condition=Q(value__isnull=False, no_value_reason="") | (Q(value__isnull=True) & ~Q(no_value_reason="")),
                violation_error_message=_("A figure has either a value or a reason why there is none."),
            ),
            models.CheckConstraint(
                name="indicators_revision_fifteen_digits",
                condition=Q(value__isnull=True) | Q(value__gt=-(10**15), value__lt=10**15),
                violation_error_message=_("A figure has at most 15 digits."),
            ),
            models.CheckConstraint(
                name="indicators_revision_expected_in_preparation",
                condition=Q(expected_on__isnull=True) | Q(no_value_reason=NoValueReason.IN_PREPARATION.value),
                violation_error_message=_("Only data in preparation have an expected day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id}/{self.number}: {self.get_state_display()}"


class RevisionPart(RecordedModel):
    """One part of a revision's value in a breakdown."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="parts", verbose_name=_("revision"))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    value = ExactDecimalField(_("value"), max_digits=21, decimal_places=6)
    decimals = models.PositiveSmallIntegerField(_("decimal places"), default=0)

    class Meta:
        verbose_name = _("part of a figure")
        verbose_name_plural = _("parts of a figure")
        ordering = ("revision", "category")
        constraints = [
            models.UniqueConstraint(name="indicators_revisionpart_category_once", fields=("revision", "category")),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.value}"


class ChainHead(models.Model):
    """The last link of the hash chain: one row, which every transaction that appends a revision locks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("end of the chain")
        verbose_name_plural = _("end of the chain")
        constraints = [models.CheckConstraint(name="indicators_chainhead_only_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.seq)
