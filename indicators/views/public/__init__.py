"""Pages for everybody: no cookie, compressed, unchanged until the public would see a difference."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def public_page(find: Callable[..., tuple[Any, str]]) -> Callable[[View], View]:
    """A public view: `find(**kwargs)` gives the page's subject and its version with one query, or raises Http404.

    The ETag is made of the version, the day in Warsaw (a status can change at midnight without a write), the
    language, the release and the query string; an unchanged page is answered 304 without rendering. The view gets
    the subject in place of the address's parts.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @require_safe
        @gzip_page
        @wraps(view)
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            subject, version = find(**kwargs)
            etag = _etag(request, version)
            response = get_conditional_response(request, etag=etag) or view(request, subject)
            response["ETag"] = etag
            patch_vary_headers(response, ["Accept-Encoding"])  # of a 304 and of a short answer too
            response["Cache-Control"] = "public, no-cache"
            response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
            return response

        return page

    return decorate


def _etag(request: HttpRequest, version: str) -> str:
    facts = (
        version,
        timezone.localdate().isoformat(),
        get_language() or "",
        settings.RELEASE,
        str(settings.DEMO),
        request.META.get("QUERY_STRING", ""),
    )
    return f'"{hashlib.sha256(chr(0).join(facts).encode()).hexdigest()[:32]}"'
