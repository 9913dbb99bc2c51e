"""The response with an evidence file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from cooperation.web.downloads import closed_download
from indicators.models import Evidence
from indicators.services.evidence_files import store


def file_response(request: HttpRequest, evidence: Evidence, stored_name: str) -> HttpResponseBase:
    """Return the file under `stored_name`: the original for staff, the copy without metadata for readers."""
    file = store.open_file(stored_name)
    if file is None:
        return missing(request)
    return closed_download(file, evidence.original_name, evidence.content_type)


def missing(request: HttpRequest) -> HttpResponse:
    """Return a 404 page for evidence whose file is missing from the store, which logs it."""
    return render(request, "indicators/evidence_missing.html", {"programme": None}, status=404)
