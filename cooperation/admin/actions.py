"""Actions of a list with a form: the chosen rows, the form and a button to confirm."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse

MAX_ROWS = 200  # of one action; a page of the list shows 50


def action_form(request: HttpRequest, form: type[forms.Form]) -> forms.Form:
    """Return the form, bound only after its page was shown, so that the page does not open with errors."""
    return form(request.POST) if "confirmed" in request.POST else form()


def action_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    chosen: models.QuerySet[models.Model],
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
        "rows": list(chosen[:MAX_ROWS]),
        "form": form,
        "action": action,
        "button": button,
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "cooperation/admin_action_form.html", context)
