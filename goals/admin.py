"""Administration of goals, and of links from SWOT findings to goals."""

from typing import cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import PublicContentAdmin
from cooperation.admin.lists import programme_column, programme_filter, shortened
from cooperation.admin.pickers import Picker, PickerMixin
from cooperation.web.context import Context
from goals.models import FindingLink, MainGoal, SpecificGoal, SpecificGoalQuerySet

MAIN_GOALS = Picker(programme_path="programme")
GOALS = Picker(
    programme_path=SpecificGoalQuerySet.programme_path,
    order=("position",),
    label=lambda goal: f"{goal.position}. {goal.text}",
)
FINDINGS = Picker(
    programme_path="programme", order=("quadrant", "position"), group=lambda finding: finding.get_quadrant_display()
)

TEXT, FINDING = shortened("text", _("text")), shortened("finding", _("finding"))


@admin.register(MainGoal)
class MainGoalAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d goal", "%(n)d goals", "n")
    immutable_fields = ("programme",)
    list_display = (programme_column("programme"), TEXT)
    list_display_links = (TEXT,)
    list_filter = (programme_filter("programme"),)
    search_fields = ("search_text",)
    list_select_related = ("programme",)


@admin.register(SpecificGoal)
class SpecificGoalAdmin(PickerMixin, PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d goal", "%(n)d goals", "n")
    immutable_fields = ("main_goal",)
    list_display = (programme_column(SpecificGoalQuerySet.programme_path), "position", TEXT)
    list_display_links = (TEXT,)
    list_select_related = (SpecificGoalQuerySet.programme_path,)
    list_filter = (programme_filter(SpecificGoalQuerySet.programme_path),)
    pickers = {"main_goal": MAIN_GOALS}
    form_programme_path = SpecificGoalQuerySet.programme_path
    search_fields = ("search_text",)


class FindingLinkForm(forms.ModelForm):
    def clean(self) -> Context | None:
        data = super().clean() or self.cleaned_data
        finding, goal = data.get("finding"), data.get("specific_goal")
        if finding and goal and finding.programme_id != goal.programme_id:
            raise ValidationError(_("The finding and the goal belong to different programmes."))
        return data


@admin.register(FindingLink)
class FindingLinkAdmin(PickerMixin, PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d link", "%(n)d links", "n")
    form = FindingLinkForm
    list_display = (
        programme_column("finding__programme"),
        FINDING,
        shortened("specific_goal", _("specific goal")),
        "origin",
    )
    list_display_links = (FINDING,)
    list_select_related = ("finding__programme", "specific_goal")
    list_filter = (programme_filter("finding__programme"), "finding__quadrant")
    search_fields = ("search_text", "finding__search_text", "specific_goal__search_text")
    pickers = {"finding": FINDINGS, "specific_goal": GOALS}
    form_programme_path = "finding__programme"
    exclude = ("author", "origin")

    def programme_ids(self, obj: FindingLink) -> list[int]:
        return [obj.finding.programme_id]

    def save_model(self, request: HttpRequest, obj: FindingLink, form: forms.ModelForm, change: bool) -> None:
        """Store the author of the link."""
        obj.author = obj.author or cast(User, request.user)  # the administration admits nobody else
        super().save_model(request, obj, form, change)
