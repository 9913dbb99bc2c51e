"""Administration of programmes, diagnosis, units and people."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.admin import office
from cooperation.admin.base import Edited, NothingDeletedBeside, OnlyLookedAt, SeenByPublic
from cooperation.admin.people import PeopleAdmin
from cooperation.models import Conclusion, Deputy, Programme, SwotFinding, Unit, UnitMember
from cooperation.services import changes

__all__ = ["office"]

admin.site.site_header = _("Administration of the monitoring")
admin.site.site_title = admin.site.index_title = _("Administration")
admin.site.empty_value_display = "–"


@admin.register(Programme)
class ProgrammeAdmin(SeenByPublic):
    counted = ngettext_lazy("%(n)d programme", "%(n)d programmes", "n")
    list_display = ("title", "first_year", "last_year", "is_published", "is_example")
    list_filter = ("is_published", "is_example")
    search_fields = ("search_text",)
    readonly_fields = ("is_published", "source_text", "source_sha256", "content_version", "content_changed_at")
    actions = ("publish", "hide")
    fieldsets = (
        (
            _("As readers see it"),
            {"fields": ("title", "title_origin", "issuer", "resolution", "is_excerpt", "source_note")},
        ),
        (_("Years and address"), {"fields": ("first_year", "last_year", "slug", "is_published", "is_example")}),
        (
            _("As it was loaded"),
            {
                "fields": ("source_text", "source_sha256", "content_version", "content_changed_at"),
                "classes": ("collapse",),
            },
        ),
    )

    def programmes(self, obj: Any) -> list[int]:
        return [obj.pk]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address is permanent and the years carry the rounds: both are set once."""
        return (*self.readonly_fields, "slug", "first_year", "last_year", "is_example") if obj else self.readonly_fields

    @admin.action(description=_("Publish the chosen programmes…"), permissions=("change",))
    def publish(self, request: HttpRequest, chosen: models.QuerySet[Programme]) -> HttpResponse | None:
        return self._show(request, chosen, is_published=True)

    @admin.action(description=_("Take the chosen programmes back to preparation…"), permissions=("change",))
    def hide(self, request: HttpRequest, chosen: models.QuerySet[Programme]) -> HttpResponse | None:
        return self._show(request, chosen, is_published=False)

    def _show(
        self, request: HttpRequest, chosen: models.QuerySet[Programme], *, is_published: bool
    ) -> HttpResponse | None:
        """Asked first, then done: readers see the difference at once."""
        waiting = list(chosen.filter(is_published=not is_published))
        if waiting and "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Publish?") if is_published else _("Take back to preparation?"),
                "subtitle": None,
                "opts": self.opts,
                "programmes": waiting,
                "is_published": is_published,
                "action": "publish" if is_published else "hide",
                "checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "cooperation/admin_publish.html", context)
        for programme in waiting:
            changes.show(programme, is_published=is_published, at=timezone.now())
            self.log_change(request, programme, str(_("published") if is_published else _("back in preparation")))
        told = _("Nothing to do: the chosen programmes are in this state already.")
        if waiting and is_published:
            told = _("Readers see it now.")
        elif waiting:
            told = _("Readers do not see it any more.")
        self.message_user(request, told, messages.SUCCESS if waiting else messages.INFO)
        return None


@admin.register(SwotFinding)
class SwotFindingAdmin(SeenByPublic):
    counted = ngettext_lazy("%(n)d finding", "%(n)d findings", "n")
    list_display = ("text", "quadrant", "origin", "position", "programme")
    list_filter = ("programme", "quadrant", "origin")
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    autocomplete_fields = ("programme",)
    set_once = ("programme",)


@admin.register(Conclusion)
class ConclusionAdmin(SeenByPublic):
    counted = ngettext_lazy("%(n)d conclusion", "%(n)d conclusions", "n")
    list_display = ("number", "text", "programme")
    list_display_links = ("text",)
    list_filter = ("programme",)
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    autocomplete_fields = ("programme",)
    set_once = ("programme",)


class UnitMemberInline(NothingDeletedBeside, admin.TabularInline):
    """Who belongs to the unit from which day; nobody is deleted, a last day is typed."""

    model = UnitMember
    extra = 1
    autocomplete_fields = ("user",)
    can_delete = False


@admin.register(Unit)
class UnitAdmin(SeenByPublic):
    counted = ngettext_lazy("%(n)d unit", "%(n)d units", "n")
    list_display = ("name", "short_name", "is_active", "is_example")
    list_filter = ("is_active",)
    search_fields = ("search_text",)
    inlines = (UnitMemberInline,)

    def is_public(self, form: ModelForm, formsets: Any) -> bool:
        """Readers see a unit's name, never its people."""
        return form.has_changed()

    def programmes(self, obj: Any) -> list[int]:
        return list(obj.indicators.programme_ids())


@admin.register(Deputy)
class DeputyAdmin(Edited):
    """Who answers for whose units during an absence."""

    counted = ngettext_lazy("%(n)d deputy", "%(n)d deputies", "n")
    list_display = ("person", "deputy", "since", "until")
    list_select_related = ("person", "deputy")
    search_fields = ("person__name_index__search_text", "deputy__name_index__search_text")
    autocomplete_fields = ("person", "deputy")
    date_hierarchy = "since"


admin.site.unregister(User)
admin.site.register(User, PeopleAdmin)
admin.site.unregister(Group)
admin.site.register(Group, type("RoleAdmin", (OnlyLookedAt, GroupAdmin), {"search_fields": ()}))
