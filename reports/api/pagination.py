"""Pages of a list, in the API's own envelope."""

from typing import Annotated, Any

from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, Schema
from ninja.pagination import PaginationBase

from cooperation.services.addresses import absolute_url
from reports.api.problems import ApiNotFound
from reports.api.schemas.fields import OptionalAddress
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.filters import whole_number


class ApiPagination(PaginationBase):
    """`page` and `page_size`; a page after the last one answers 404."""

    class Input(Schema):
        page: Annotated[int, *whole_number(1, 1_000_000)] = Field(1, description=_("number of the page, from 1"))
        page_size: Annotated[int, *whole_number(1, 200)] = Field(50, description=_("number of objects on a page"))

    class Output(Schema):
        total: int = Field(description=_("total number of objects on all pages"))
        page: int = Field(description=_("number of this page, from 1"))
        page_size: int = Field(description=_("maximum number of objects on a page"))
        next: OptionalAddress = Field(description=_("address of the next page; null on the last one"))
        previous: OptionalAddress = Field(description=_("address of the previous page; null on the first one"))
        items: list[Any]  # of the operation's own schema

    def paginate_queryset(
        self, queryset: Any, pagination: Input, request: HttpRequest, **_params: Any
    ) -> dict[str, Any]:
        # ninja declares a QuerySet, and passes any sequence that the operation returns
        paginator = Paginator(queryset, pagination.page_size)
        try:
            page = paginator.page(pagination.page)
        except EmptyPage as error:
            raise ApiNotFound(gettext("The last page is %(last)s.") % {"last": f"{paginator.num_pages:d}"}) from error
        return {
            "total": paginator.count,
            "page": page.number,
            "page_size": paginator.per_page,
            "next": _page_address(request, page.next_page_number()) if page.has_next() else None,
            "previous": _page_address(request, page.previous_page_number()) if page.has_previous() else None,
            "items": page.object_list,
        }


def _page_address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return absolute_url(f"{request.path}?{query.urlencode()}")
