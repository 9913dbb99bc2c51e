"""Administration of programmes, diagnosis, units and people."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation import services
from cooperation.models import Change, Conclusion, Programme, SwotFinding, Unit, UnitMember
from cooperation.roles import Role, roles_of

admin.site.site_header = _("Administration of the monitoring")
admin.site.site_title = admin.site.index_title = _("Administration")


class OnlyLookedAt(admin.ModelAdmin):
    """What services write is never edited here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SeenByPublic(admin.ModelAdmin):
    """An edit of what readers see ends their cached pages; `programmes` says of which programmes."""

    def programmes(self, obj: Any) -> list[int]:
        return [obj.programme_id]

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._end_cached_pages(obj)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        programmes = self.programmes(obj)
        super().delete_model(request, obj)
        services.end_cached_pages(programmes, timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        programmes = [programme for obj in queryset for programme in self.programmes(obj)]
        super().delete_queryset(request, queryset)
        services.end_cached_pages(programmes, timezone.now())

    def _end_cached_pages(self, obj: models.Model) -> None:
        services.end_cached_pages(self.programmes(obj), timezone.now())


@admin.register(Programme)
class ProgrammeAdmin(SeenByPublic):
    list_display = ("title", "first_year", "last_year", "is_published", "is_example")
    readonly_fields = ("source_text", "source_sha256", "content_version", "content_changed_at")

    def programmes(self, obj: Any) -> list[int]:
        return [obj.pk]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address is permanent and the years carry the rounds: both are set once."""
        return (*self.readonly_fields, "slug", "first_year", "last_year") if obj else self.readonly_fields


@admin.register(SwotFinding)
class SwotFindingAdmin(SeenByPublic):
    list_display = ("text", "quadrant", "origin", "position", "programme")
    list_filter = ("programme", "quadrant")
    list_select_related = ("programme",)


@admin.register(Conclusion)
class ConclusionAdmin(SeenByPublic):
    list_display = ("number", "text", "programme")
    list_select_related = ("programme",)


class UnitMemberInline(admin.TabularInline):
    model = UnitMember
    extra = 1
    autocomplete_fields = ("user",)


@admin.register(Unit)
class UnitAdmin(SeenByPublic):
    list_display = ("name", "short_name", "is_active")
    search_fields = ("name", "short_name")
    inlines = (UnitMemberInline,)

    def programmes(self, obj: Any) -> list[int]:
        return list(obj.indicators.values_list("action__specific_goal__main_goal__programme_id", flat=True).distinct())


@admin.register(Change)
class ChangeAdmin(OnlyLookedAt):
    list_display = ("at", "kind", "programme", "object_type", "object_id", "role")
    list_select_related = ("programme",)


class PeopleAdmin(UserAdmin):
    """People: the groups give the rights; nobody is deleted, and nobody here makes a superuser."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Rights"), {"fields": ("is_active", "groups")}),
    )
    list_display = ("username", "first_name", "last_name", "is_active")
    list_filter = ("is_active", "groups")
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """A superuser belongs to the server's keeper: an administrator neither sees nor edits one."""
        people = super().get_queryset(request)
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Django admin opens to members of the group `administrator`, and to them only."""
        super().save_related(request, form, formsets, change)
        person = form.instance
        person.__dict__.pop("_roles", None)
        is_administrator = Role.ADMINISTRATOR in roles_of(person) if person.is_active else person.is_staff
        if person.is_staff != is_administrator and not person.is_superuser:
            person.is_staff = is_administrator
            person.save(update_fields=["is_staff"])


admin.site.unregister(User)
admin.site.register(User, PeopleAdmin)
admin.site.unregister(Group)
admin.site.register(Group, type("RoleAdmin", (OnlyLookedAt, GroupAdmin), {}))
