"""What a public address asks for after its question mark: a choice from a closed list, or no page of this portal."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from cooperation.models import Programme

LONGEST_QUERY = 100  # longer than any name that somebody would search for


def choice(request: HttpRequest, name: str, allowed: Collection[str]) -> str:
    """One of the allowed words, or "" when nothing is asked; of a name that is repeated the last one counts."""
    asked = request.GET.get(name, "")
    if asked and asked not in allowed:
        raise Http404
    return asked


def words(request: HttpRequest, name: str) -> str:
    """Free text for a search, without what no name holds."""
    return " ".join(request.GET.get(name, "")[:LONGEST_QUERY].split())


def year(request: HttpRequest, programme: Programme) -> int | None:
    """?rok=2024, one of the programme's years."""
    asked = choice(request, "rok", [str(one) for one in programme.years])
    return int(asked) if asked else None


def address(path: str, params: Mapping[str, Any], **changes: Any) -> str:
    """The same page with another choice; what is empty stays out, so that one page has one address."""
    kept = {name: value for name, value in {**params, **changes}.items() if value not in ("", None, [])}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def years_menu(
    path: str, programme: Programme, current: int | None, params: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The whole period and each year, the other choices kept."""
    kept = params or {}
    whole = {"label": _("Whole period"), "url": address(path, kept, rok=None), "current": current is None}
    return [whole] + [
        {"label": str(one), "url": address(path, kept, rok=one), "current": one == current} for one in programme.years
    ]
