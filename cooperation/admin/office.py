"""The office: its names, its look, its accessibility statement and its notice about personal data."""

import json
from typing import Any

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

from cooperation.admin.base import Edited
from cooperation.models import Office, Programme
from cooperation.models.offices import LEVELS
from cooperation.queries.offices import BODIES, KINDS
from cooperation.rules.bodies import PROPOSALS, Level, forms_of
from cooperation.services import changes, logos
from cooperation.text import fill

CASES = {"executive": ("genitive",), "council": ("genitive", "dative")}  # the forms that are stored of each body


def proposals_of(level: str) -> dict[str, str]:
    """Field -> what the level proposes; empty without a level."""
    if level not in list(Level):
        return {}
    usual = PROPOSALS[Level(level)]
    return {"executive": usual.executive, "council": usual.council, "act": usual.act.value} | {
        name: form for body in CASES for name, form in forms_proposed(body, getattr(usual, body)).items()
    }


def forms_proposed(body: str, name: str) -> dict[str, str]:
    """Field -> the body's name in its case; empty for a name that only a person can inflect."""
    forms = forms_of(name)
    return {f"{body}_{case}": getattr(forms, case) for case in CASES[body]} if forms else {}


class OfficeForm(forms.ModelForm):
    """Names that are left empty, or that were proposed for another level or name, are filled in on saving.

    The logo comes as a file and is stored apart from the office's row.
    """

    logo_file = forms.FileField(
        label=gettext_lazy("New logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG or JPEG, at most 200 kB and 2,000 pixels. Readers see it 48 pixels high, left of "
            "the portal's name, on a white ground."
        ),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("No logo any more"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposals = {level.value: proposals_of(level.value) for level in Level}
        labels = dict(LEVELS)
        self.fields["level"].widget.attrs["data-proposals"] = json.dumps(proposals)
        for body in CASES:
            usual = "; ".join(f"{labels[level]}: {names[body]}" for level, names in proposals.items())
            self.fields[body].help_text = fill(
                _("%(help)s Usually: %(names)s."),
                {
                    "help": self.fields[body].help_text,
                    "names": usual,
                },
            )

    def clean_logo_file(self) -> logos.Picture | None:
        file = self.cleaned_data["logo_file"]
        return logos.read_logo(file.read(logos.LARGEST + 1)) if file else None

    def clean(self) -> dict[str, Any] | None:
        sent = super().clean() or {}
        if sent.get("remove_logo") and sent.get("logo_file"):
            self.add_error("remove_logo", _("Choose a new logo or no logo, not both."))
        self._fill_in_names(sent)
        return sent

    def _fill_in_names(self, sent: dict[str, Any]) -> None:
        before, usual = proposals_of(self.initial.get("level") or ""), proposals_of(sent.get("level") or "")
        for name in ("executive", "council", "act"):
            if name in usual and (not sent.get(name) or self._is_left_as_proposed(name, sent, before)):
                sent[name] = usual[name]
        for body in CASES:
            self._fill_in_cases(body, sent, usual)

    def _fill_in_cases(self, body: str, sent: dict[str, Any], usual: dict[str, str]) -> None:
        nominative = sent.get(body) or ""
        before, proposed = forms_proposed(body, self.initial.get(body) or ""), forms_proposed(body, nominative)
        for case in CASES[body]:
            name = f"{body}_{case}"
            if not nominative:
                sent[name] = ""
            elif (
                not sent.get(name)
                or self._is_left_as_proposed(name, sent, before)
                # Filled in on the page by the level, before the name of the body was typed.
                or (sent[name] == usual.get(name) and nominative != usual.get(body))
            ):
                sent[name] = proposed.get(name, "")
            if nominative and not sent[name] and name not in self.errors:
                message = _("Enter this form too: the portal does not know how to inflect “%(name)s”.")
                self.add_error(name, fill(message, {"name": nominative}))

    def _is_left_as_proposed(self, name: str, sent: dict[str, Any], before: dict[str, str]) -> bool:
        """Whether nobody has typed it: the field holds what was proposed for the values before this edit."""
        return bool(before) and sent.get(name) == self.initial.get(name) == before.get(name)


@admin.register(Office)
class OfficeAdmin(Edited):
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
                    "What texts call the bodies of your local government, in the cases that they need."
                ),
            },
        ),
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

    class Media:
        js = (Script("admin_office.js", defer=True),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    @admin.display(description=gettext_lazy("Logo now"))
    def present_logo(self, obj: Office | None) -> str:
        if obj is None or obj.logo is None:
            return _("none")
        address = reverse("logo", args=[obj.logo.hash, KINDS[obj.logo.content_type]])
        return format_html('<img src="{}" alt="{}" height="48" class="house-logo">', address, obj.logo_alt or obj.name)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        sent = form.cleaned_data
        if sent.get("remove_logo"):
            obj.logo = None
        elif sent.get("logo_file"):
            obj.logo = changes.keep_logo(sent["logo_file"])
        super().save_model(request, obj, form, change)
        if form.has_changed():
            changes.end_cached_pages(Programme.objects.values_list("pk", flat=True), timezone.now())
