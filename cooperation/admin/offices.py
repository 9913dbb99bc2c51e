"""Administration of the office: its names, appearance, accessibility statement and privacy notice."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import HistoryAdmin
from cooperation.forms.offices import OfficeForm
from cooperation.models import Office, Programme
from cooperation.queries.offices import BODIES, KINDS
from cooperation.services.changes import invalidate_pages
from cooperation.services.logos import store_logo


@admin.register(Office)
class OfficeAdmin(HistoryAdmin):
    form = OfficeForm
    list_display = ("name", "short_name", "email", "phone")
    readonly_fields = ("present_logo",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "short_name", "address", "website", "bulletin", "email", "phone", "signs_reports")}),
        (
            gettext_lazy("Bodies"),
            {
                "fields": ("level", *BODIES, "act"),
                "description": gettext_lazy(
                    "Names of the bodies of your local government, in the grammatical cases that texts need."
                ),
            },
        ),
        (
            gettext_lazy("Look"),
            {
                "fields": ("present_logo", "logo_file", "remove_logo", "logo_alt", "accent", "accent_dark"),
                "description": gettext_lazy("The appearance of public pages. The staff panel keeps its own colours."),
            },
        ),
        (
            gettext_lazy("Accessibility statement"),
            {
                "fields": (
                    "published_on",
                    "updated_on",
                    "accessibility_state",
                    "accessibility_gaps",
                    "accessibility_costs",
                    "accessibility_method",
                    "accessibility_auditor",
                    "accessibility_prepared_on",
                    "accessibility_checked_on",
                    "accessibility_contact",
                    "accessibility_email",
                    "accessibility_phone",
                    "building_access",
                    "communication_access",
                ),
                "description": gettext_lazy(
                    "Readers see it at /dostepnosc/, linked in the footer of every page. It is marked as a draft "
                    "until everything required by law is filled in."
                ),
            },
        ),
        (
            gettext_lazy("Personal data"),
            {
                "fields": ("data_officer", "privacy_text"),
                "description": gettext_lazy(
                    "Readers see it at /prywatnosc/, after the list of what the portal itself stores."
                ),
            },
        ),
    )

    class Media:
        js = (Script("admin_office_bodies.js", defer=True),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    @admin.display(description=gettext_lazy("Current logo"))
    def present_logo(self, obj: Office | None) -> str:
        if obj is None or obj.logo is None:
            return _("none")
        address = reverse("logo", args=[obj.logo.hash, KINDS[obj.logo.content_type]])
        return format_html('<img src="{}" alt="{}" height="48" class="house-logo">', address, obj.logo_alt or obj.name)

    def save_model(self, request: HttpRequest, obj: Office, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        if data.get("remove_logo"):
            obj.logo = None
        elif data.get("logo_file"):
            obj.logo = store_logo(data["logo_file"])
        super().save_model(request, obj, form, change)
        if form.has_changed():
            invalidate_pages(Programme.objects.values_list("pk", flat=True), timezone.now())
