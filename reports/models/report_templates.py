"""The office's own report template."""

from typing import Unpack

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models.derived import SaveOptions
from cooperation.models.history import HistoryModel


class ReportTemplate(HistoryModel):
    """The office's own DOCX template for reports, one row at most; without it the built-in one is used."""

    content = models.BinaryField(_("file"))
    name = models.CharField(_("name of the file"), max_length=200, editable=False)

    class Meta:
        verbose_name = _("template of reports")
        verbose_name_plural = _("template of reports")
        constraints = [
            models.CheckConstraint(
                name="reports_reporttemplate_one",
                condition=Q(id=1),
                violation_error_message=_("The portal has only one report template: replace the existing one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Unpack[SaveOptions]) -> None:
        self.pk = 1
        super().save(**options)
