"""A file of evidence is handed over to be saved, never shown: nothing in it can act in the portal's name."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from indicators.models import Evidence
from indicators.services.evidence_files import store

CLOSED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_response(request: HttpRequest, evidence: Evidence, stored_name: str) -> HttpResponseBase:
    """`stored_name`: the original for the office, the copy without metadata for readers."""
    file = store.opened(stored_name)
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
    """The row is there, the file is not: the store's keeper reads it in the log."""
    return render(request, "indicators/evidence_missing.html", {"programme": None}, status=404)
