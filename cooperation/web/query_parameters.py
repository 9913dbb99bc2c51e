"""Reading the query parameters of public pages, and links to the same page with other ones."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.context import Context

QueryParameters = Mapping[str, str | int | None]

MAX_SEARCH_LENGTH = 100  # longer than any name that somebody would search for


def choice(request: HttpRequest, name: str, allowed: Collection[str]) -> str:
    """Return the parameter's value, "" if it is missing; the last one of a repeated parameter.

    Raise `Http404` for a value that is not allowed.
    """
    value = request.GET.get(name, "")
    if value and value not in allowed:
        raise Http404
    return value


def search_text(request: HttpRequest, name: str) -> str:
    """Return the search text, shortened and with single spaces."""
    return " ".join(request.GET.get(name, "")[:MAX_SEARCH_LENGTH].split())


def selected_year(request: HttpRequest, programme: Programme) -> int | None:
    """Return the year of `?rok=2024`; raise `Http404` if it is not a year of the programme."""
    value = choice(request, "rok", [str(year) for year in programme.years])
    return int(value) if value else None


def url_with(path: str, params: QueryParameters, **changes: str | int | None) -> str:
    """Return the path with the changed parameters; empty ones are left out, so that a page has one address."""
    query = {name: value for name, value in {**params, **changes}.items() if value not in ("", None, [])}
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def year_menu(
    path: str, programme: Programme, current: int | None, params: QueryParameters | None = None
) -> list[Context]:
    """Return links to the whole period and to each year; the other parameters stay."""
    params = params or {}
    whole = {"label": _("Whole period"), "url": url_with(path, params, rok=None), "current": current is None}
    return [whole] + [
        {"label": str(year), "url": url_with(path, params, rok=year), "current": year == current}
        for year in programme.years
    ]
