"""Reports before publication: their chapters and financial tables."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from reports.rules.span import Span


class AnnualReport(models.Model):
    """A report on one year, several years or (`is_final`) a whole programme; created when a chapter is first saved."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="reports", verbose_name=_("programme")
    )
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    is_final = models.BooleanField(_("final report"), default=False)
    finance_number = models.PositiveIntegerField(_("number of the financial table's version"), default=0)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("programme", "is_final", "first_year", "last_year")
        constraints = [
            models.UniqueConstraint(
                name="reports_annualreport_span_once",
                fields=("programme", "first_year", "last_year", "is_final"),
                violation_error_message=_("This report already exists."),
            ),
            models.CheckConstraint(
                name="reports_annualreport_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("The last year must not be earlier than the first year."),
            ),
        ]

    def __str__(self) -> str:
        names = {"programme": self.programme.title, "years": self.span.year_span}
        if self.is_final:
            return gettext("Final report, %(programme)s") % names
        if self.span.is_one_year:
            return gettext("Report for %(years)s, %(programme)s") % names
        return gettext("Report for the years %(years)s, %(programme)s") % names

    @property
    def span(self) -> Span:
        return Span(self.first_year, self.last_year, self.is_final)


class Chapter(models.Model):
    """The text of one chapter; `number` increases with every save, so that no newer text is overwritten unseen."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, related_name="chapters", verbose_name=_("report")
    )
    key = models.CharField(_("chapter"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    number = models.PositiveIntegerField(_("number of the version"), default=0)
    saved_at = models.DateTimeField(_("saved"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ("report", "key")
        constraints = [
            models.UniqueConstraint(
                name="reports_chapter_once",
                fields=("report", "key"),
                violation_error_message=_("This chapter already exists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"


class FinanceRow(models.Model):
    """One line of the financial table: a call or a task, what was announced, offered, contracted, planned and spent."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="finance", verbose_name=_("report"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("call or task"), max_length=300)
    calls = models.PositiveBigIntegerField(_("calls announced"), null=True)
    offers = models.PositiveBigIntegerField(_("offers submitted"), null=True)
    contracts = models.PositiveBigIntegerField(_("contracts signed"), null=True)
    planned = models.DecimalField(_("amount planned"), max_digits=21, decimal_places=6, null=True)
    spent = models.DecimalField(_("amount spent"), max_digits=21, decimal_places=6, null=True)
    beneficiaries = models.PositiveBigIntegerField(_("beneficiaries"), null=True)

    class Meta:
        verbose_name = _("line of the financial table")
        verbose_name_plural = _("financial table")
        ordering = ("report", "position")
        constraints = [
            models.UniqueConstraint(
                name="reports_financerow_position_once",
                fields=("report", "position"),
                violation_error_message=_("This position is taken."),
            ),
            models.CheckConstraint(
                name="reports_financerow_not_negative",
                condition=(Q(planned__isnull=True) | Q(planned__gte=0)) & (Q(spent__isnull=True) | Q(spent__gte=0)),
                violation_error_message=_("Amounts must be zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
