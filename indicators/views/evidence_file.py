"""The response with an evidence file, as a download that cannot run anything in the portal's origin."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from indicators.models import Evidence
from indicators.services.evidence_files import store

CLOSED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_response(request: HttpRequest, evidence: Evidence, stored_name: str) -> HttpResponseBase:
    """Return the file under `stored_name`: the original for staff, the copy without metadata for readers."""
    file = store.open_file(stored_name)
    if file is None:
        return missing(request)
    response = FileResponse(
        file, as_attachment=True, filename=evidence.original_name, content_type=evidence.content_type
    )
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def missing(request: HttpRequest) -> HttpResponse:
    """Return a 404 page for evidence whose file is missing from the store, which logs it."""
    return render(request, "indicators/evidence_missing.html", {"programme": None}, status=404)
