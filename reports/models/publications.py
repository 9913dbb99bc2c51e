"""Published versions of reports, their files, and errata."""

from typing import Unpack

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from cooperation.models.derived import SaveOptions
from cooperation.models.ledger import RecordedModel
from cooperation.rules.search import search_text
from reports.models.reports import AnnualReport
from reports.rules.snapshot import ReportContent, digest, read, searched_texts


class Publication(RecordedModel):
    """A published version of a report; all its pages and files are rendered from `snapshot` alone."""

    RECORDED_TEXTS = ("reason",)
    RECORDED_STATE = ("bulletin_url",)

    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, related_name="publications", verbose_name=_("report")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    snapshot = models.TextField(_("snapshot"))
    sha256 = models.CharField(_("SHA-256 of the snapshot"), max_length=64)
    search_text = models.TextField(editable=False, default="")  # of the title and the words of the chapters
    reason = models.TextField(_("reason for publishing again"), blank=True)
    published_at = models.DateTimeField(_("published"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    # Not part of the frozen content, because it is known only after the publication.
    bulletin_url = models.URLField(_("address in the public information bulletin"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ("report", "version")
        constraints = [
            models.UniqueConstraint(
                name="reports_publication_version_once",
                fields=("report", "version"),
                violation_error_message=_("This version has already been published."),
            ),
            models.CheckConstraint(
                name="reports_publication_again_with_reason",
                condition=Q(version=1) | ~Q(reason=""),
                violation_error_message=_("Say why the report is being published again."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(report)s, version %(version)d") % {"report": self.report, "version": self.version}

    def save(self, **options: Unpack[SaveOptions]) -> None:
        if self._state.adding:
            self.search_text = search_text(*searched_texts(self.content))
        super().save(**options)

    @property
    def programme(self) -> Programme:
        return self.report.programme

    @property
    def content(self) -> ReportContent:
        return read(self.snapshot)

    @property
    def is_intact(self) -> bool:
        return digest(self.snapshot) == self.sha256


class ReportFile(RecordedModel):
    """A file of a publication, stored when it is first requested, so that every reader gets the same bytes."""

    class Kind(models.TextChoices):
        DOCX = "docx", "DOCX"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", verbose_name=_("published report")
    )
    kind = models.CharField(_("format"), max_length=4, choices=Kind)
    content = models.BinaryField(_("content"))
    created_at = models.DateTimeField(_("created"), db_column="made_at")

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [
            models.UniqueConstraint(
                name="reports_reportfile_kind_once",
                fields=("publication", "kind"),
                violation_error_message=_("This file has already been created."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.get_kind_display()}"


class Erratum(RecordedModel):
    """A correction of a published report's text; corrected figures are listed automatically. Append-only."""

    RECORDED_TEXTS = ("text",)

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
