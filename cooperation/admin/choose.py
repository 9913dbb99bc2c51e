"""An action that asks before it does: the chosen rows, a small form, and one button."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import Unit

MOST_SHOWN = 200  # rows of one action; the list shows fifty on a page


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.filter(is_active=True), label=_("unit"))


class MembershipForm(UnitForm):
    since = forms.DateField(
        label=_("since"), initial=timezone.localdate, help_text=_("The first day, e.g. 2026-01-15.")
    )


def ask(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    chosen: models.QuerySet[Any],
    form: forms.Form,
    *,
    action: str,
    title: str,
    button: str,
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": None,
        "opts": model_admin.opts,
        "rows": list(chosen[:MOST_SHOWN]),
        "form": form,
        "action": action,
        "button": button,
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "cooperation/admin_choose.html", context)


def answered(request: HttpRequest, form: type[forms.Form]) -> forms.Form:
    """Bound once its page was seen, so that the first look shows no fault."""
    return form(request.POST) if "confirmed" in request.POST else form()
