"""Administration of goals and of the links from findings to goals."""

from typing import Any

from django.contrib import admin

from cooperation.admin import SeenByPublic
from goals.models import FindingLink, MainGoal, SpecificGoal


@admin.register(MainGoal)
class MainGoalAdmin(SeenByPublic):
    list_display = ("text", "programme")
    list_select_related = ("programme",)


@admin.register(SpecificGoal)
class SpecificGoalAdmin(SeenByPublic):
    list_display = ("position", "text", "main_goal")
    list_display_links = ("text",)
    list_select_related = ("main_goal__programme",)
    search_fields = ("text",)

    def programmes(self, obj: Any) -> list[int]:
        return [obj.main_goal.programme_id]


@admin.register(FindingLink)
class FindingLinkAdmin(SeenByPublic):
    list_display = ("finding", "specific_goal", "origin")
    list_select_related = ("finding", "specific_goal")
    exclude = ("author", "origin")

    def programmes(self, obj: Any) -> list[int]:
        return [obj.finding.programme_id]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """The link is the office's own statement: who made it is kept."""
        obj.author = obj.author or request.user
        super().save_model(request, obj, form, change)
