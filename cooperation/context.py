"""What every page knows: whether this is the demonstration, and its own address in the other language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cooperation import __version__


def site(request: HttpRequest) -> dict[str, Any]:
    english = request.path_info.startswith("/en/")
    twin = request.path_info[3:] if english else f"/en{request.path_info}"
    query = request.META.get("QUERY_STRING", "")
    other = {"code": "pl", "name": "Polski"} if english else {"code": "en", "name": "English"}
    return {
        "demo": settings.DEMO,
        "release": __version__,
        "site_name": _("Monitoring of the cooperation programme"),
        "other_language": other | {"url": f"{twin}?{query}" if query and request.method == "GET" else twin},
    }
