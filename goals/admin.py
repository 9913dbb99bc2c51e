"""Administration of goals, and of links from SWOT findings to goals."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import PublicContentAdmin
from cooperation.web.context import Context
from goals.models import FindingLink, MainGoal, SpecificGoal, SpecificGoalQuerySet


@admin.register(MainGoal)
class MainGoalAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d goal", "%(n)d goals", "n")
    immutable_fields = ("programme",)
    list_display = ("text", "programme")
    list_filter = ("programme",)
    search_fields = ("search_text",)
    list_select_related = ("programme",)


@admin.register(SpecificGoal)
class SpecificGoalAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d goal", "%(n)d goals", "n")
    immutable_fields = ("main_goal",)
    list_display = ("position", "text", "main_goal")
    list_display_links = ("text",)
    list_select_related = (SpecificGoalQuerySet.programme_path,)
    list_filter = (SpecificGoalQuerySet.programme_path,)
    autocomplete_fields = ("main_goal",)
    search_fields = ("search_text",)

    def programme_ids(self, obj: Any) -> list[int]:
        return [obj.main_goal.programme_id]


class FindingLinkForm(forms.ModelForm):
    def clean(self) -> Context | None:
        data = super().clean() or self.cleaned_data
        finding, goal = data.get("finding"), data.get("specific_goal")
        if finding and goal and finding.programme_id != goal.main_goal.programme_id:
            raise ValidationError(_("The finding and the goal belong to different programmes."))
        return data


@admin.register(FindingLink)
class FindingLinkAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d link", "%(n)d links", "n")
    form = FindingLinkForm
    list_display = ("finding", "specific_goal", "origin")
    list_select_related = ("finding", "specific_goal")
    list_filter = ("finding__programme", "finding__quadrant")
    search_fields = ("search_text", "finding__search_text", "specific_goal__search_text")
    autocomplete_fields = ("finding", "specific_goal")
    exclude = ("author", "origin")

    def programme_ids(self, obj: Any) -> list[int]:
        return [obj.finding.programme_id]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Store the author of the link."""
        obj.author = obj.author or request.user
        super().save_model(request, obj, form, change)
