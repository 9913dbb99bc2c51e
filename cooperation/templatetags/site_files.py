"""Addresses of static files for pages that are shown while something is broken."""

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()


@register.simple_tag
def static_or_plain(name: str) -> str:
    """Return the address of a static file, with its plain name if the files were never collected."""
    try:
        return str(staticfiles_storage.url(name))
    except ValueError:
        return f"{settings.STATIC_URL}{name}"
