"""The answer in place of a file that cannot be given out."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cooperation.models import Programme
from cooperation.web.navigation import public_frame
from reports.exports.files import ExportFailed, PdfLibraryMissing
from reports.models import Publication
from reports.services.drawing import DrawingBusy

RETRY_AFTER = 60  # seconds

logger = logging.getLogger(__name__)


def tampered_file(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Answer 503: the content of the version is not what was published."""
    return _unavailable(request, publication.programme, publication, "tampered")


def undrawn_file(
    request: HttpRequest, programme: Programme, error: ExportFailed, *, publication: Publication | None = None
) -> HttpResponse:
    """Answer 503 with Retry-After: the file could not be drawn. Log the reason, unless the portal is busy."""
    match error:
        case DrawingBusy():
            reason = "busy"
        case PdfLibraryMissing():
            reason = "library"
        case _:
            reason = "failed"
            logger.error("a document was not created", extra={"address": request.path, "detail": str(error)})
    response = _unavailable(request, programme, publication, reason)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _unavailable(
    request: HttpRequest, programme: Programme, publication: Publication | None, reason: str
) -> HttpResponse:
    context = {**public_frame(request, programme), "publication": publication, "reason": reason}
    return render(request, "reports/file_unavailable.html", context, status=503)
