"""Where files of evidence lie: `EVIDENCE_DIR`, outside of everything that is served, under random names of our own.

A file is whole and on the disk before its row says so. What a killed process leaves behind, `sweep` removes.
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

OURS = re.compile(r"[0-9a-f]{32}(?:\.part)?")
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Incoming:
    """A file that is written but not kept yet."""

    path: Path
    size: int
    sha256: str


def directory() -> Path:
    """The store, made when it is missing; nobody else on the machine reads it."""
    path = Path(settings.EVIDENCE_DIR)
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(stored_name: str) -> Path:
    if not OURS.fullmatch(stored_name):
        raise ValueError(f"not a name of the store: {stored_name!r}")
    return directory() / stored_name


@contextmanager
def received(chunks: Iterable[bytes]) -> Iterator[Incoming]:
    """Written beside the kept files, on the same disk; gone at the end unless `keep` has been called."""
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
        yield Incoming(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def keep(incoming: Incoming) -> str:
    """The file gets its lasting name; a power cut from here on leaves it whole."""
    stored_name = incoming.path.stem
    incoming.path.rename(path_of(stored_name))
    _sync()
    return stored_name


def remove(stored_name: str) -> None:
    """Off the disk; a file that cannot be removed now is left to `sweep`."""
    try:
        path_of(stored_name).unlink(missing_ok=True)
    except OSError as error:
        logger.warning("evidence %s could not be removed: %s", stored_name, error)


def opened(stored_name: str) -> BinaryIO | None:
    """The file for reading, or None (and a line in the log) when it is not there."""
    try:
        return path_of(stored_name).open("rb")
    except FileNotFoundError:
        logger.error("evidence %s is missing on the disk", stored_name)
        return None


def digest_of(stored_name: str) -> str | None:
    """SHA-256 of the file as it lies there; None when it is missing."""
    with suppress(FileNotFoundError), path_of(stored_name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None


def names(*, older_than: float) -> list[str]:
    """Names in the store of files last written before that moment (seconds since the epoch). Others' files stay out."""
    with os.scandir(directory()) as entries:
        ours = [entry for entry in entries if OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)]
        return sorted(entry.name for entry in ours if entry.stat(follow_symlinks=False).st_mtime < older_than)


def _sync() -> None:
    descriptor = os.open(directory(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
