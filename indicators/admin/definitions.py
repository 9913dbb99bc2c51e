"""Actions, indicators, targets and breakdowns."""

from typing import Any

from django.contrib import admin

from cooperation.admin import SeenByPublic
from indicators.models import Action, Breakdown, Category, Indicator, Target


@admin.register(Action)
class ActionAdmin(SeenByPublic):
    list_display = ("position", "name", "specific_goal")
    list_display_links = ("name",)
    list_select_related = ("specific_goal",)
    search_fields = ("name",)

    def programmes(self, obj: Any) -> list[int]:
        return [obj.specific_goal.main_goal.programme_id]


class TargetInline(admin.StackedInline):
    model = Target
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(SeenByPublic):
    list_display = ("name", "value_type", "unit", "action")
    list_filter = ("unit",)
    list_select_related = ("unit", "action")
    search_fields = ("name",)
    autocomplete_fields = ("action", "unit", "continues")
    inlines = (TargetInline,)

    def programmes(self, obj: Any) -> list[int]:
        return [obj.action.specific_goal.main_goal.programme_id]


class CategoryInline(admin.TabularInline):
    model = Category
    extra = 0


@admin.register(Breakdown)
class BreakdownAdmin(SeenByPublic):
    list_display = ("name", "programme", "origin")
    list_select_related = ("programme",)
    inlines = (CategoryInline,)
