"""Pages for everybody: no cookie, compressed, unchanged until the public would see a difference."""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from cooperation.queries.public_state import public_pulse

View = Callable[..., HttpResponseBase]
Find = Callable[..., tuple[Any, str] | None]
MOST_BYTES = 500_000  # of a page that is kept
_gzip = GZipMiddleware(lambda request: HttpResponse())  # only its second half is used


def public_page(find: Find) -> Callable[[View], View]:
    """A public view: `find(**kwargs)` returns the page's subject and its version; None answers 404.

    The ETag is made of the version, the day in Warsaw (a status can change at midnight without a write), the
    language, the release and the query string; an unchanged page is answered 304 without rendering, and drawn once
    for everybody who asks for the same: as long as nothing of the portal has changed, without asking for its subject.
    What is kept belongs to nobody: it is neither given to nor taken from a request with a session. The view gets the
    subject in place of the address's parts.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @require_safe
        @gzip_page
        @wraps(view)
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            is_anybodys = settings.KEEP_PAGES and settings.SESSION_COOKIE_NAME not in request.COOKIES
            pulse = public_pulse() if is_anybodys else ""
            known_as = _sha256(pulse, *_asked(request), request.path)
            etag = caches["pages"].get(known_as) if pulse else None
            make = partial(_draw, find, view, request, kwargs)
            if etag is None:
                subject, version = _find_or_404(find, kwargs)
                etag = f'"{_sha256(version, *_asked(request))[:32]}"'
                make = partial(_drawn, view, request, subject)
            unchanged = get_conditional_response(request, etag=etag)
            response = unchanged or (_kept(request, etag, make) if pulse else make())
            if pulse and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                caches["pages"].add(known_as, etag)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                return response  # what is wrong today may be right tomorrow: it has no ETag and is not stored
            response["ETag"] = f"W/{etag}"  # weak, compressed or not: the same in 200 and 304
            patch_vary_headers(response, ["Accept-Encoding"])  # of a 304 and of a short answer too
            response["Cache-Control"] = "public, no-cache"
            response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
            return response

        return page

    return decorate


def _find_or_404(find: Find, kwargs: dict[str, Any]) -> tuple[Any, str]:
    found = find(**kwargs)
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest) -> tuple[str, ...]:
    """Besides the content: what two answers of one address may differ by."""
    day, language = timezone.localdate().isoformat(), get_language() or ""
    return day, language, settings.RELEASE, str(settings.DEMO), request.META.get("QUERY_STRING", "")


def _sha256(*facts: str) -> str:
    return hashlib.sha256(chr(0).join(facts).encode()).hexdigest()


def _draw(find: Find, view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    """A page whose version was known without its subject, and which is kept no longer."""
    subject, _version = _find_or_404(find, kwargs)
    return _drawn(view, request, subject)


def _drawn(view: View, request: HttpRequest, subject: Any) -> HttpResponseBase:
    response = view(request, subject)
    if _is_of_example(request, subject):
        response["X-Robots-Tag"] = "noindex"
    return response


def _is_of_example(request: HttpRequest, subject: Any) -> bool:
    """Whether an invented programme is all that is shown: a figure found by a search is taken for a real one."""
    first = subject[0] if isinstance(subject, tuple) else subject
    if isinstance(first, list):  # of all programmes, narrowed to one by a parameter
        asked = (request.GET.get("program"), request.GET.get("programme"))
        return any(one.is_example and one.slug in asked for one in first)
    return getattr(getattr(first, "programme", first), "is_example", False)


def _kept(request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page as it was drawn, and compressed, for an earlier reader of the same version, in this process."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    key = _sha256(etag, request.path, str(takes_gzip))
    kept = caches["pages"].get(key)
    if kept is None:
        response = make()
        if not isinstance(response, HttpResponse) or response.status_code != HTTPStatus.OK or response.cookies:
            return response
        if len(response.content) > MOST_BYTES:
            return response
        _gzip.process_response(request, response)  # in place
        kept = response.content, dict(response.headers)
        caches["pages"].set(key, kept)
    content, headers = kept
    return HttpResponse(content, headers=headers)
