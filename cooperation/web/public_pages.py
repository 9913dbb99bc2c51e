"""Public pages: without cookies, compressed, and cached until readers would see a difference."""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from itertools import chain

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from cooperation.queries.public_state import public_version
from cooperation.web import View
from cooperation.web.context import Context

# Called with the parts of the address; returns (subject of the page, its version), or None if it does not exist.
FindSubject = Callable[..., tuple[object, str] | None]
MAX_CACHED_BYTES = 500_000  # of a page

_gzip = GZipMiddleware(lambda request: HttpResponse())  # for `process_response` only


def public_page(find: FindSubject) -> Callable[[View], View]:
    """Make a public view, which is called with the request and the subject that `find(**kwargs)` returns.

    The ETag is a hash of the subject's version, the date in Warsaw (a status can change at midnight without a write),
    the language, the release and the query string. Requests with a current ETag are answered 304. Rendered pages
    are cached in the process. While nothing public has changed (`public_version`), the ETag is cached, too, and the
    subject is not loaded. Requests with a session neither read nor fill the cache.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @require_safe
        @gzip_page
        @wraps(view)
        def page(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
            is_cacheable = settings.KEEP_PAGES and settings.SESSION_COOKIE_NAME not in request.COOKIES
            site_version = public_version() if is_cacheable else ""
            etag_key = _sha256(site_version, *_request_facts(request), request.path)
            etag = caches["pages"].get(etag_key) if site_version else None
            render = partial(_find_and_render, find, view, request, kwargs)
            if etag is None:
                subject, version = _find_or_404(find, kwargs)
                etag = f'"{_sha256(version, *_request_facts(request))[:32]}"'
                render = partial(_render, view, request, subject)
            unchanged = get_conditional_response(request, etag=etag)
            response = unchanged or (_cached_response(request, etag, render) if site_version else render())
            if site_version and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                caches["pages"].add(etag_key, etag)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                return response  # without an ETag, so that no cache stores it
            response["ETag"] = f"W/{etag}"  # weak: the same for the compressed and the uncompressed page
            patch_vary_headers(response, ["Accept-Encoding"])  # gzip_page omits it for 304 and for short responses
            response["Cache-Control"] = "public, no-cache"
            response.is_public = True  # type: ignore[attr-defined]  # read by CacheHeadersMiddleware
            return response

        page.subject_view, page.find_subject = view, find  # type: ignore[attr-defined]  # read by `preview_of`
        return page

    return decorate


def _find_or_404(find: FindSubject, kwargs: Context) -> tuple[object, str]:
    result = find(**kwargs)
    if result is None:
        raise Http404
    return result


def _request_facts(request: HttpRequest) -> tuple[str, ...]:
    """Return what the page depends on besides its subject and address."""
    day, language = timezone.localdate().isoformat(), get_language() or ""
    return day, language, settings.RELEASE, str(settings.DEMO), request.META.get("QUERY_STRING", "")


def _sha256(*facts: str) -> str:
    return hashlib.sha256(chr(0).join(facts).encode()).hexdigest()


def _find_and_render(find: FindSubject, view: View, request: HttpRequest, kwargs: Context) -> HttpResponseBase:
    """Render a page whose ETag was cached, but whose content was not."""
    subject, _version = _find_or_404(find, kwargs)
    return _render(view, request, subject)


def _render(view: View, request: HttpRequest, subject: object) -> HttpResponseBase:
    response = view(request, subject)
    if _shows_only_example(request, subject):
        response["X-Robots-Tag"] = "noindex"
    return response


def _shows_only_example(request: HttpRequest, subject: object) -> bool:
    """Return whether the page shows only example data, which search engines would present as real figures."""
    first = subject[0] if isinstance(subject, tuple) else subject
    if isinstance(first, list):  # all programmes, filtered to one by a parameter
        slugs = (request.GET.get("program"), request.GET.get("programme"))
        return any(programme.is_example and programme.slug in slugs for programme in first)
    return getattr(programme_of(subject), "is_example", False)


def programme_of(subject: object) -> object:
    """Return the programme of a page's subject: itself, its first part, or the programme of that."""
    first = subject[0] if isinstance(subject, tuple) else subject
    return getattr(first, "programme", first)


def _cached_response(request: HttpRequest, etag: str, render: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the cached page with this ETag, or render it and store it compressed (if the browser accepts that)."""
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    key = _sha256(etag, request.path, str(accepts_gzip))
    cached = caches["pages"].get(key)
    if cached is None:
        response = _whole_response(render())
        if not isinstance(response, HttpResponse) or response.status_code != HTTPStatus.OK or response.cookies:
            return response
        if len(response.content) > MAX_CACHED_BYTES:
            return response
        _gzip.process_response(request, response)  # in place
        cached = response.content, dict(response.headers)
        caches["pages"].set(key, cached)
    content, headers = cached
    return HttpResponse(content, headers=headers)


def _whole_response(response: HttpResponseBase) -> HttpResponseBase:
    """Return the content of a stream in one piece, if it is small enough to be cached, otherwise the response itself.

    Files of data are streams, because those of some programmes are large.
    """
    if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
        return response
    chunks = iter(response)
    first_chunks, length = [], 0
    for chunk in chunks:
        first_chunks.append(chunk)
        length += len(chunk)
        if length > MAX_CACHED_BYTES:
            response.streaming_content = chain(first_chunks, chunks)
            return response
    return HttpResponse(b"".join(first_chunks), status=response.status_code, headers=response.headers)
