"""One page of a list, with the way to the pages beside it."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cooperation.services.addresses import absolute_url
from reports.api.problems import Refused


def page_of(request: HttpRequest, items: Iterable[Any], page: int, size: int) -> dict[str, Any]:
    """Cut out of everything: what lies before and after is counted, and not kept."""
    rest = iter(items)
    before = sum(1 for _one in islice(rest, (page - 1) * size))
    cut = list(islice(rest, size))
    return envelope(request, cut, before + len(cut) + sum(1 for _one in rest), page, size)


def envelope(request: HttpRequest, cut: Sequence[Any], total: int, page: int, size: int) -> dict[str, Any]:
    """Around a page that was cut already; a page after the last one does not exist, the first one always does."""
    last = max(1, -(-total // size))
    if page > last:
        raise Refused(HTTPStatus.NOT_FOUND, _("The last page is %(last)s.") % {"last": f"{last:d}"})
    return {
        "total": total,
        "page": page,
        "page_size": size,
        "next": _address(request, page + 1) if page < last else None,
        "previous": _address(request, page - 1) if page > 1 else None,
        "items": cut,
    }


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return absolute_url(f"{request.path}?{asked.urlencode()}")
