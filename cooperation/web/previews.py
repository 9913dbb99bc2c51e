"""Previews: the public pages of a programme in preparation, as readers will see them after its publication.

A preview renders the view of the public page at an address of the panel. Nothing of it is cached or indexed, and the
public page itself still answers 404. While the page is rendered, `PREVIEW_URLCONF` resolves names of pages, so that
links to other pages of the programme lead to their previews.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import get_urlconf, reverse, set_urlconf
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import is_coordinator, may_administer
from cooperation.web import View
from cooperation.web.public_pages import programme_of

NAMESPACE = "previews"
PREVIEW_URLCONF = "cooperation.preview_urls"


def preview_of(page: View, find_in_preparation: Callable[..., object | None]) -> View:
    """Return a view for coordinators and administrators that shows a public page before its programme is published.

    `page`: a view of `public_page`. `find_in_preparation(**kwargs)`: the page's subject if its programme is not
    published, else None. The preview of a published programme leads to the public page.
    """
    view, find_published = page.subject_view, page.find_subject  # type: ignore[attr-defined]  # set by `public_page`

    @require_safe
    @wraps(view)
    def preview(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        if not (is_coordinator(request.user) or may_administer(request.user)):
            raise PermissionDenied
        subject = find_in_preparation(**kwargs)
        if subject is None:
            return _redirect_to_public_page(request, find_published, kwargs)
        request.preview_exit = _exit(request, programme_of(subject))  # type: ignore[attr-defined]  # for the templates
        with _preview_links():
            response = view(request, subject)
        response["X-Robots-Tag"] = "noindex"
        return response

    return preview


def is_preview(request: HttpRequest) -> bool:
    return hasattr(request, "preview_exit")


def _redirect_to_public_page(
    request: HttpRequest, find_published: Callable[..., object | None], kwargs: dict[str, object]
) -> HttpResponse:
    match = request.resolver_match
    if match is None or find_published(**kwargs) is None:
        raise Http404
    return redirect(reverse(f"{match.namespaces[0]}:{match.url_name}", kwargs=kwargs))


def _exit(request: HttpRequest, programme: object) -> str:
    """Return the address to which the preview's notice leads: where the programme is published, or the panel."""
    if isinstance(programme, Programme) and may_administer(request.user):
        return reverse("admin:cooperation_programme_publication", args=[programme.pk])
    return reverse("reports:dashboard")


@contextmanager
def _preview_links() -> Iterator[None]:
    urlconf = get_urlconf()
    set_urlconf(PREVIEW_URLCONF)
    try:
        yield
    finally:
        set_urlconf(urlconf)
