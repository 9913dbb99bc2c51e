"""The report on a programme's realisation: words while it is written, a frozen snapshot once it is published."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from cooperation.models.history import HistoryModel
from reports.rules.snapshot import digest, read
from reports.rules.span import Span


class AnnualReport(models.Model):
    """A report over one year, several years or (`is_final`) a whole programme; made when somebody writes in it."""

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
                violation_error_message=_("This report is there already."),
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
    """The words of one chapter; `number` grows with every save, so that nobody overwrites what they have not seen."""

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
                violation_error_message=_("This chapter is there already."),
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
                violation_error_message=_("Amounts are zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """A version of a report as it was published: everything in it is drawn from `snapshot` alone, for ever."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, related_name="publications", verbose_name=_("report")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    snapshot = models.TextField(_("snapshot"))
    sha256 = models.CharField(_("SHA-256 of the snapshot"), max_length=64)
    reason = models.TextField(_("why it was published again"), blank=True)
    published_at = models.DateTimeField(_("published"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    # Known only afterwards: it is no part of what was frozen.
    bulletin_url = models.URLField(_("address in the public information bulletin"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ("report", "version")
        constraints = [
            models.UniqueConstraint(
                name="reports_publication_version_once",
                fields=("report", "version"),
                violation_error_message=_("This version is published already."),
            ),
            models.CheckConstraint(
                name="reports_publication_again_with_reason",
                condition=Q(version=1) | ~Q(reason=""),
                violation_error_message=_("Say why the report is published again."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(report)s, version %(version)d") % {"report": self.report, "version": self.version}

    @property
    def programme(self) -> Programme:
        return self.report.programme

    @property
    def content(self) -> dict[str, object]:
        return read(self.snapshot)

    @property
    def is_intact(self) -> bool:
        return digest(self.snapshot) == self.sha256


class ReportFile(models.Model):
    """A file drawn from a publication, kept as it was first made: whoever comes later gets the same bytes."""

    class Kind(models.TextChoices):
        DOCX = "docx", "DOCX"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", verbose_name=_("published report")
    )
    kind = models.CharField(_("format"), max_length=4, choices=Kind)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [
            models.UniqueConstraint(
                name="reports_reportfile_kind_once",
                fields=("publication", "kind"),
                violation_error_message=_("This file has been made already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.get_kind_display()}"


class Erratum(models.Model):
    """A correction of a published report's words; changed figures are listed by themselves. Append-only."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="errata", verbose_name=_("published report")
    )
    text = models.TextField(_("what is corrected"))
    at = models.DateTimeField(_("when"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ("publication", "id")
        constraints = [
            models.CheckConstraint(
                name="reports_erratum_has_text",
                condition=~Q(text=""),
                violation_error_message=_("Say what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReportTemplate(HistoryModel):
    """The office's own DOCX, over which reports are drawn; one row. Without it the built-in one is used."""

    content = models.BinaryField(_("file"))
    name = models.CharField(_("name of the file"), max_length=200, editable=False)

    class Meta:
        verbose_name = _("template of reports")
        verbose_name_plural = _("template of reports")
        constraints = [
            models.CheckConstraint(
                name="reports_reporttemplate_one",
                condition=Q(id=1),
                violation_error_message=_("The portal has one template of reports: replace it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
