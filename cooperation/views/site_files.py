"""Files that browsers and crawlers request at the root of the site, and the office's style sheet and logo."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from cooperation.models import Logo, Office
from cooperation.queries.offices import KINDS
from cooperation.rules import colours
from cooperation.services.addresses import absolute_url

IMMUTABLE = "public, max-age=31536000, immutable"  # of an address that contains the hash of its content


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    return redirect(static("favicon.ico"))


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {prefix}/{path}/" for path in ("panel", "konto") for prefix in ("", "/en")]
    lines = [
        "User-agent: *",
        *closed,
        "Disallow: /admin/",
        "",
        f"Sitemap: {absolute_url('/sitemap.xml')}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.is_public = True  # type: ignore[attr-defined]  # read by CacheHeadersMiddleware
    return response


@login_not_required
@require_safe
def office_style(request: HttpRequest) -> HttpResponse:
    """Return the style sheet with the office's accent colours; 404 for an office without them."""
    accents = Office.objects.values("accent", "accent_dark").first()
    sheet = colours.style_sheet(**accents) if accents else ""
    if not sheet:
        raise Http404
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    is_versioned = request.GET.get("v") == colours.style_version(sheet)
    return _public_response(response, cache_control=IMMUTABLE if is_versioned else "public, no-cache")


@login_not_required
@require_safe
def logo(request: HttpRequest, hash: str, kind: str) -> HttpResponse:  # the names of the address's parts
    """Return the office's present logo; its address contains the hash of the content, earlier logos answer 404."""
    row = Logo.objects.filter(hash=hash, office__isnull=False).first()
    if row is None or KINDS[row.content_type] != kind:
        raise Http404
    return _public_response(HttpResponse(bytes(row.content), content_type=row.content_type), cache_control=IMMUTABLE)


def _public_response(response: HttpResponse, *, cache_control: str) -> HttpResponse:
    response["Cache-Control"] = cache_control
    response.is_public = True  # type: ignore[attr-defined]  # read by CacheHeadersMiddleware
    return response
