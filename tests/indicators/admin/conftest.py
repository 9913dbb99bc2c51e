"""An administrator's browser, and the forms that it sends."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories


@pytest.fixture
def administrator(db: Any) -> Client:
    client = Client()
    client.force_login(factories.administrator(username="administrator"))
    return client


def form_of(indicator: Any) -> str:
    return reverse("admin:indicators_indicator_change", args=[indicator.pk])


def filled(page: Any) -> dict[str, Any]:
    """Return what a browser would send from the page: every field that is not disabled."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = {field.html_name: field.value() for form in forms for field in form if not field.field.disabled}
    sent = {name: value for name, value in fields.items() if value is not None and value is not False}
    return sent | ({"based_on": page.context["based_on"]} if "based_on" in page.context else {})


def text(response: Any) -> str:
    return str(response.content.decode().replace("\u00a0", " "))
