"""Context processor for every page: the demonstration mode, the day, the page's addresses."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from cooperation import __version__

Context = dict[str, Any]  # of a template: its values have any type, as in Django's own `render`


def site(request: HttpRequest) -> Context:
    # "/en//elsewhere/" without the prefix would be the address of another site, hence escape_leading_slashes.
    address = request.get_full_path()
    if address.startswith("/en/"):
        other = {"code": "pl", "name": "Polski", "url": escape_leading_slashes(address[3:])}
    else:
        other = {"code": "en", "name": "English", "url": f"/en{address}"}
    return {
        "demo": settings.DEMO,
        "release": __version__,
        "preview_exit": getattr(request, "preview_exit", ""),  # set by a preview
        "portal_url": settings.PORTAL_URL,
        "page_address": f"{settings.PORTAL_URL}{address}",
        "today": timezone.localdate(),
        "site_name": _("Monitoring of the cooperation programme"),
        "other_language": None if request.path_info.startswith(reverse("admin:index")) else other,
    }
