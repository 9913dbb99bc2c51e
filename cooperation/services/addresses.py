"""Whole addresses of the portal's pages.

They come from PORTAL_URL, never from the Host header of a request: what leaves the portal (mail, feeds, data, files,
links kept by other sites) names one permanent address, whichever way it was asked for.
"""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """Return the whole address of a page: `https://portal.example.org/zmiany/` of `/zmiany/`."""
    return f"{settings.PORTAL_URL}{path}"


def portal_host() -> str:
    """Of the portal's own address, for identifiers and message numbers."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"
