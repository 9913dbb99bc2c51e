"""Pages of long lists, selected by the parameter `strona` of the address."""

import re
from collections.abc import Sequence
from typing import TypeVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

PARAMETER = "strona"
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


def page_or_404(request: HttpRequest, items: Sequence[Item] | QuerySet[Row], per_page: int) -> Page:
    """Return the requested page of the items, the first one without the parameter; raise Http404 if there is none.

    An empty list has one page. Where a query slices the rows itself, `items` is `range(total)`.
    """
    number = request.GET.get(PARAMETER) or "1"
    if not PAGE_NUMBER.fullmatch(number):
        raise Http404("not a page number")
    try:
        return Paginator(items, per_page).page(number)
    except EmptyPage as error:
        raise Http404("no such page") from error
