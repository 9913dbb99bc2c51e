"""Pages of a list, in the API's own envelope."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from ninja.pagination import PaginationBase

from cooperation.services.addresses import absolute
from reports.api.filters import whole_number
from reports.api.problems import ApiNotFound
from reports.api.types import OptionalAddress


class ApiPagination(PaginationBase):
    """`page` and `page_size`; a page after the last one answers 404."""

    class Input(Schema):
        page: Annotated[int, *whole_number(1, 1_000_000)] = Field(1, description=_("number of the page, from 1"))
        page_size: Annotated[int, *whole_number(1, 200)] = Field(50, description=_("how many objects a page holds"))

    class Output(Schema):
        total: int = Field(description=_("how many there are on all pages together"))
        page: int = Field(description=_("number of this page, from 1"))
        page_size: int = Field(description=_("how many a page holds at most"))
        next: OptionalAddress = Field(description=_("address of the next page; null on the last one"))
        previous: OptionalAddress = Field(description=_("address of the page before; null on the first one"))
        items: list[Any]

    def paginate_queryset(
        self, queryset: Iterable[Any], pagination: Input, request: HttpRequest, **_params: Any
    ) -> dict[str, Any]:
        page, size = pagination.page, pagination.page_size
        total, items = _slice(queryset, (page - 1) * size, page * size)
        last = max(1, -(-total // size))
        if page > last:
            raise ApiNotFound(gettext("The last page is %(last)s.") % {"last": f"{last:d}"})
        return {
            "total": total,
            "page": page,
            "page_size": size,
            "next": _page_address(request, page + 1) if page < last else None,
            "previous": _page_address(request, page - 1) if page > 1 else None,
            "items": items,
        }


def _slice(rows: Iterable[Any], start: int, stop: int) -> tuple[int, list[Any]]:
    """Return the number of all rows, and those of the page; of an iterator no other row stays in memory."""
    if isinstance(rows, Sequence):
        return len(rows), list(rows[start:stop])
    total, items = 0, []
    for total, row in enumerate(rows, 1):
        if start < total <= stop:
            items.append(row)
    return total, items


def _page_address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return absolute(f"{request.path}?{query.urlencode()}")
