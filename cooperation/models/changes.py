"""The public register of changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.models.ledger import RecordedModel
from cooperation.models.programmes import Programme
from cooperation.models.units import Unit


class Change(RecordedModel):
    """A line of the public register of changes. Rows are only added, by services."""

    RECORDED_TEXTS = ("text",)

    class Kind(models.TextChoices):
        PROGRAMME_LOADED = "programme_loaded", _("programme loaded")
        FIGURE_APPROVED = "figure_approved", _("figure approved")
        FIGURE_CORRECTED = "figure_corrected", _("figure corrected")
        ROUND_CHANGED = "round_changed", _("reporting round changed")
        RULING = "ruling", _("decision or assessment")
        AMENDED = "amended", _("programme amended")
        EDITED = "edited", _("description edited")
        PUBLISHED = "published", _("programme published")
        HIDDEN = "hidden", _("programme returned to preparation")
        EVIDENCE = "evidence", _("evidence published or removed")
        REPORT_PUBLISHED = "report_published", _("report published")
        ANSWERED = "answered", _("reader's question answered")
        ERRATUM = "erratum", _("erratum of a report")
        REPORT_LOCATED = "report_located", _("report in the public information bulletin")
        INDICATOR_WITHDRAWN = "indicator_withdrawn", _("indicator withdrawn")
        REDACTED = "redacted", _("removal of personal data")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="changes", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    object_type = models.CharField(_("object"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("number of the object"))
    role = models.CharField(_("role"), max_length=20, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # Names on that day: renaming a unit or a programme does not change earlier lines.
    unit_name = models.CharField(_("unit's name on the day"), max_length=300, blank=True, editable=False)
    programme_title = models.CharField(_("programme's title on the day"), max_length=500, blank=True, editable=False)
    # Parameters of the sentence (indicator, period, old and new value); the sentence is worded when it is shown.
    details = models.JSONField(_("details"), default=dict)
    text = models.TextField(_("public reason"), blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=("programme", "-at"), name="cooperation_change_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_type} {self.object_id}"
