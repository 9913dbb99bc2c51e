"""Public evidence files: the copies without metadata."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from indicators.queries.evidence import find_public_evidence
from indicators.services.errors import UploadRefused
from indicators.services.evidence import ensure_public_copy
from indicators.views.evidence_file import file_response


@login_not_required
@require_safe
def public_evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """`no-cache` makes every cache revalidate, because evidence may be withdrawn; an unchanged file answers 304."""
    evidence = find_public_evidence(evidence_id)
    if evidence is None or not evidence.is_file:
        raise Http404
    try:
        evidence = ensure_public_copy(evidence)
    except UploadRefused as refused:
        raise Http404 from refused
    etag = f'"{evidence.public_sha256[:32]}"'
    response = get_conditional_response(request, etag=etag) or file_response(request, evidence, evidence.public_name)
    if evidence.measurement.indicator.programme.is_example:
        response["X-Robots-Tag"] = "noindex"
    if response.status_code != 404:
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
    return response
