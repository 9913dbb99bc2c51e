"""Responses with files of other people: downloads that cannot run anything in the portal's origin."""

from typing import IO

from django.http import FileResponse

CLOSED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def closed_download(file: IO[bytes], name: str, content_type: str = "application/octet-stream") -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
