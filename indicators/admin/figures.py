"""Rounds, rulings, figures, evidence and changes: read-only, because services write them."""

from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import ReadOnlyAdmin
from cooperation.admin.lists import programme_column, programme_filter, shortened, two_lines
from cooperation.models import Change
from cooperation.rendering import render
from indicators.models import (
    Assessment,
    Decision,
    Evidence,
    Measurement,
    ReportingRound,
    Revision,
)
from indicators.models.indicators import IndicatorRowQuerySet
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.wording import changes as change_wording
from indicators.wording import figures as figure_wording

INDICATOR_PROGRAMME = IndicatorRowQuerySet.programme_path
PROGRAMME = programme_column(INDICATOR_PROGRAMME)
INDICATOR, TITLE = shortened("indicator", _("indicator")), shortened("title", _("title"))


@admin.register(ReportingRound)
class ReportingRoundAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d reporting round", "%(n)d reporting rounds", "n")
    list_display = (programme_column("programme"), "year", "opens_on", "due_on", "closed_at")
    list_display_links = ("year",)
    list_filter = (programme_filter("programme"),)
    list_select_related = ("programme",)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d decision", "%(n)d decisions", "n")
    list_display = (PROGRAMME, INDICATOR, shortened("text", _("text")), "decided_on", "author")
    list_display_links = (INDICATOR,)
    list_filter = (programme_filter(INDICATOR_PROGRAMME),)
    search_fields = ("search_text", "indicator__search_text")
    list_select_related = (INDICATOR_PROGRAMME, "author")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d assessment", "%(n)d assessments", "n")
    list_display = (PROGRAMME, INDICATOR, "year", "verdict", "author")
    list_display_links = (INDICATOR,)
    list_filter = (programme_filter(INDICATOR_PROGRAMME), "year")
    search_fields = ("indicator__search_text",)
    list_select_related = (INDICATOR_PROGRAMME, "author")


def _period_label(measurement: Measurement) -> str:
    return render(period_name(period_of(measurement.period_code)))


@admin.register(Measurement)
class MeasurementAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d measurement", "%(n)d measurements", "n")
    list_display = (PROGRAMME, INDICATOR, "period", "approved")
    list_display_links = (INDICATOR,)
    list_filter = (programme_filter(INDICATOR_PROGRAMME), "year")
    search_fields = ("indicator__search_text",)
    list_select_related = (INDICATOR_PROGRAMME, "approved_revision")

    @admin.display(description=_("period"), ordering="period_code")
    def period(self, measurement: Measurement) -> str:
        return _period_label(measurement)

    @admin.display(description=_("approved value"))
    def approved(self, measurement: Measurement) -> str | None:
        revision = measurement.approved_revision
        return render(figure_wording.revision_figure(measurement.indicator, revision)) if revision else None


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d revision", "%(n)d revisions", "n")
    # Columns of the hash chain, for `verify_history`.
    exclude = (
        "decimals", "note_sha256", "correction_reason_sha256", "request_key", "seq", "version", "previous_hash", "hash",
    )  # fmt: skip
    list_display = (
        programme_column(f"measurement__{INDICATOR_PROGRAMME}"),
        "indicator", "period", "number", "state", "figure", "author", "at",
    )  # fmt: skip
    list_display_links = ("indicator",)
    list_filter = (programme_filter(f"measurement__{INDICATOR_PROGRAMME}"), "state", "measurement__year")
    search_fields = ("measurement__indicator__search_text", "author__name_index__search_text")
    list_select_related = (f"measurement__{INDICATOR_PROGRAMME}", "author")
    date_hierarchy = "at"

    @admin.display(description=_("indicator"))
    def indicator(self, revision: Revision) -> SafeString:
        return two_lines(revision.measurement.indicator)

    @admin.display(description=_("period"))
    def period(self, revision: Revision) -> str:
        return _period_label(revision.measurement)

    @admin.display(description=_("value"))
    def figure(self, revision: Revision) -> str:
        return render(figure_wording.revision_figure(revision.measurement.indicator, revision))


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    counted_noun = ngettext_lazy("%(n)d piece of evidence", "%(n)d pieces of evidence", "n")
    exclude = ("stored_name",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = (
        programme_column(f"measurement__{INDICATOR_PROGRAMME}"),
        TITLE,
        shortened("measurement", _("measurement")),
        "is_public", "added_by", "added_at", "taken_off_at",
    )  # fmt: skip
    list_display_links = (TITLE,)
    list_filter = (programme_filter(f"measurement__{INDICATOR_PROGRAMME}"), "is_public")
    search_fields = ("search_text", "measurement__indicator__search_text")
    list_select_related = (f"measurement__{INDICATOR_PROGRAMME}", "added_by")


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The public register of changes, in the sentences that readers see."""

    counted_noun = ngettext_lazy("%(n)d change", "%(n)d changes", "n")
    list_display = ("at", "sentence", "role", "unit_name", "programme_title")
    list_filter = (programme_filter("programme"), "kind")
    date_hierarchy = "at"

    @admin.display(description=_("change"))
    def sentence(self, change: Change) -> SafeString:
        return two_lines(render(change_wording.change_text(change).sentence))
