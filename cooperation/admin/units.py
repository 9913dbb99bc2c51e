"""Administration of organisational units, their members, and deputies."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import HistoryAdmin, LoadedChoicesForm, PublicContentAdmin, SafeFieldsMixin
from cooperation.models import Deputy, Unit, UnitMember


class UnitMemberInline(SafeFieldsMixin, admin.TabularInline):
    """Members are never deleted: the administrator enters the last day of the membership."""

    model = UnitMember
    form = LoadedChoicesForm
    extra = 1
    autocomplete_fields = ("user",)
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnitMember]:
        return super().get_queryset(request).select_related("unit", "user")


@admin.register(Unit)
class UnitAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d unit", "%(n)d units", "n")
    list_display = ("name", "short_name", "is_active", "is_example")
    list_filter = ("is_active",)
    search_fields = ("search_text",)
    inlines = (UnitMemberInline,)

    def changes_public_pages(self, form: ModelForm, formsets: Sequence[BaseFormSet]) -> bool:
        """Return whether the unit itself was edited: its members are not public."""
        return form.has_changed()

    def programme_ids(self, obj: Unit) -> list[int]:
        return list(obj.indicators.programme_ids())


@admin.register(Deputy)
class DeputyAdmin(HistoryAdmin):
    counted_noun = ngettext_lazy("%(n)d deputy", "%(n)d deputies", "n")
    list_display = ("person", "deputy", "since", "until")
    list_select_related = ("person", "deputy")
    search_fields = ("person__name_index__search_text", "deputy__name_index__search_text")
    autocomplete_fields = ("person", "deputy")
    date_hierarchy = "since"
