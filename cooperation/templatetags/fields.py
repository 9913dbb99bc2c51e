"""Attributes of form fields that are drawn by hand."""

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field_aria(field: BoundField, *, is_invalid: bool = False, help_suffix: str = "helptext") -> SafeString:
    """Return aria-invalid and aria-describedby (the element of the error, then that of the help), or nothing.

    `is_invalid` marks a field whose error is shown elsewhere.
    """
    described_by = [f"{field.id_for_label}_error"] if field.errors else []
    described_by += [f"{field.id_for_label}_{help_suffix}"] if field.help_text else []
    attributes = {"aria-invalid": "true"} if field.errors or is_invalid else {}
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    return flatatt(attributes)


@register.simple_tag
def group_aria(field: BoundField) -> SafeString:
    """Return aria-describedby of a group of choices: the error's element first, then the help's."""
    described_by = [f"{field.auto_id}_error"] if field.errors else []
    described_by += [f"{field.auto_id}_helptext"] if field.help_text else []
    return flatatt({"aria-describedby": " ".join(described_by)} if described_by else {})
