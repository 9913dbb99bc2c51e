"""Absolute URLs of the portal's pages.

They are built from PORTAL_URL, never from the Host header of a request, so that messages, feeds, data files and links
on other sites contain one permanent address.
"""

from urllib.parse import urlsplit

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path: `https://portal.example.org/zmiany/` for `/zmiany/`."""
    return f"{settings.PORTAL_URL}{path}"


def portal_host() -> str:
    """Return the host name of the portal, for identifiers of feeds and messages."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"
