"""Storage of evidence files: `EVIDENCE_DIR`, which the web server does not serve, under random names.

A file is complete and synced to disk before its row is written. `cleanup` removes what a killed process leaves behind.
"""

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from indicators.services.evidence_files.validation import check_size

logger = logging.getLogger(__name__)

STORED_NAME = re.compile(r"[0-9a-f]{32}(?:\.part)?")
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file that has been written to the store under a temporary name."""

    path: Path
    size: int
    sha256: str


def directory() -> Path:
    """Return the directory of the store; create it, private to this account, when it is missing."""
    path = Path(settings.EVIDENCE_DIR)
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(stored_name: str) -> Path:
    """Return the path of a stored file; ValueError for a name that the store cannot have given."""
    if not STORED_NAME.fullmatch(stored_name):
        raise ValueError(f"not a name of the store: {stored_name!r}")
    return directory() / stored_name


@contextmanager
def incoming_file(chunks: Iterable[bytes]) -> Iterator[IncomingFile]:
    """Write a temporary file in the store; it is deleted on exit unless `persist` was called.

    Raises `UploadRefused` for an empty file or one that is too large.
    """
    path = directory() / f"{secrets.token_hex(16)}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if chunk:
                    check_size(size)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        check_size(size)
        yield IncomingFile(path=path, size=size, sha256=digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def persist(incoming: IncomingFile) -> str:
    """Give the file its permanent name and return it; afterwards the file survives a power failure."""
    stored_name = incoming.path.stem
    incoming.path.rename(path_of(stored_name))
    _sync_directory()
    return stored_name


def remove(stored_name: str) -> None:
    """Delete a stored file; one that cannot be deleted now is logged and left to `cleanup`."""
    try:
        path_of(stored_name).unlink(missing_ok=True)
    except OSError as error:
        logger.warning("evidence %s could not be removed: %s", stored_name, error)


def open_file(stored_name: str) -> BinaryIO | None:
    """Open a stored file for reading; None, with a log entry, when it is missing."""
    try:
        return path_of(stored_name).open("rb")
    except FileNotFoundError:
        logger.error("evidence %s is missing on the disk", stored_name)
        return None


def digest_of(stored_name: str) -> str | None:
    """Return the SHA-256 of a stored file; None when it is missing."""
    with suppress(FileNotFoundError), path_of(stored_name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None


def names(*, older_than: float) -> list[str]:
    """Return names of files that were last written before that time (seconds since the epoch).

    Files whose names the store has not given are ignored.
    """
    with os.scandir(directory()) as entries:
        stored = [
            entry for entry in entries if STORED_NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        ]
        return sorted(entry.name for entry in stored if entry.stat(follow_symlinks=False).st_mtime < older_than)


def _sync_directory() -> None:
    descriptor = os.open(directory(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
