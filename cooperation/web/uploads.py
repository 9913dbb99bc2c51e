"""Files that are sent: no more of them is taken in than may be kept, and a full disk is told, not a broken form.

The rest of a file that is too large is read and thrown away, so that what was typed beside it is still there.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler


class LimitHandler(FileUploadHandler):
    """First of the handlers: counts what passes. `request.is_file_too_large` tells the view."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_MAX_BYTES:
            self.request.is_file_too_large = True  # type: ignore[union-attr]  # there while it is read
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers below hold the file."""


class DiskHandler(TemporaryFileUploadHandler):
    """Larger files go to the disk; `request.upload_fault` is what the disk said when it would not take one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._refuse(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._refuse(error)

    def _refuse(self, error: OSError) -> None:
        self.request.upload_fault = error  # type: ignore[union-attr]  # there while it is read
        raise SkipFile from error


def takes_files(view: Any) -> Any:
    """Marks a view whose form may hold a file: its body may be larger than that of other forms."""
    view.takes_files = True
    return view
