"""The office: its name, its look, its accessibility statement and its notice about personal data."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation import pictures, services
from cooperation.admin.base import Edited
from cooperation.models import OfficeIdentity, Programme
from cooperation.office import KINDS


class OfficeForm(forms.ModelForm):
    """The logo comes as a file and is kept apart from the office's row."""

    logo_file = forms.FileField(
        label=gettext_lazy("New logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG or JPEG, at most 200 kB and 2000 pixels. Readers see it 48 pixels high, left of the portal's name, "
            "on a white ground."
        ),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("No logo any more"), required=False)

    def clean_logo_file(self) -> pictures.Picture | None:
        file = self.cleaned_data["logo_file"]
        return pictures.read_logo(file.read(pictures.LARGEST + 1)) if file else None

    def clean(self) -> dict[str, Any] | None:
        sent = super().clean() or {}
        if sent.get("remove_logo") and sent.get("logo_file"):
            self.add_error("remove_logo", _("Choose a new logo or no logo, not both."))
        return sent


@admin.register(OfficeIdentity)
class OfficeIdentityAdmin(Edited):
    form = OfficeForm
    list_display = ("name", "short_name", "email", "phone")
    readonly_fields = ("present_logo",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "short_name", "address", "website", "bulletin", "email", "phone", "signs_reports")}),
        (
            gettext_lazy("Look"),
            {
                "fields": ("present_logo", "logo_file", "remove_logo", "logo_alt", "accent", "accent_dark"),
                "description": gettext_lazy("How readers' pages look. The staff panel keeps its own colours."),
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
                    "Readers see it at /dostepnosc/, under the foot's link on every page. "
                    "It stays marked as a draft until everything that the law asks for is filled in."
                ),
            },
        ),
        (
            gettext_lazy("Personal data"),
            {
                "fields": ("data_officer", "privacy_text"),
                "description": gettext_lazy("Readers see it at /prywatnosc/, after what the portal itself stores."),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not OfficeIdentity.objects.exists()

    @admin.display(description=gettext_lazy("Logo now"))
    def present_logo(self, obj: OfficeIdentity | None) -> str:
        if obj is None or obj.logo is None:
            return _("none")
        address = reverse("logo", args=[obj.logo.hash, KINDS[obj.logo.content_type]])
        return format_html('<img src="{}" alt="{}" height="48" class="house-logo">', address, obj.logo_alt or obj.name)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        sent = form.cleaned_data
        if sent.get("remove_logo"):
            obj.logo = None
        elif sent.get("logo_file"):
            obj.logo = services.keep_logo(sent["logo_file"])
        super().save_model(request, obj, form, change)
        if form.has_changed():
            services.end_cached_pages(Programme.objects.values_list("pk", flat=True), timezone.now())
