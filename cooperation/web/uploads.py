"""Upload handlers that limit the size of a file and report a full disk, and the mark of views that accept files.

The rest of a file that is too large is read and discarded, so that the other fields of the form are still available.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler

from cooperation.web import View

AnyView = TypeVar("AnyView", bound=View)


class LimitHandler(FileUploadHandler):
    """Count the bytes of a file; set `request.is_file_too_large` and skip a file that exceeds UPLOAD_MAX_BYTES."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received_bytes += len(raw_data)
        if self.received_bytes > settings.UPLOAD_MAX_BYTES:
            self.request.is_file_too_large = True  # type: ignore[union-attr]  # set while the body is parsed
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return nothing: the handlers after this one create the file."""


class DiskHandler(TemporaryFileUploadHandler):
    """Write larger files to the disk; store the error of a full disk in `request.upload_fault`."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._skip_file(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._skip_file(error)

    def _skip_file(self, error: OSError) -> None:
        self.request.upload_fault = error  # type: ignore[union-attr]  # set while the body is parsed
        raise SkipFile from error


def takes_files(*, max_bytes: int = settings.UPLOAD_MAX_BYTES) -> Callable[[AnyView], AnyView]:
    """Mark a view whose form may contain a file, so that its body may be larger (BODY_MAX_BYTES).

    `max_bytes`: of a file that the view accepts; the page about a larger body names it.
    """

    def marked(view: AnyView) -> AnyView:
        view.takes_files = True  # type: ignore[attr-defined]  # read by BodyLimitMiddleware
        view.max_file_bytes = max_bytes  # type: ignore[attr-defined]  # read by BodyLimitMiddleware
        return view

    return marked
