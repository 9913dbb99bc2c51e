"""Backups: one file with every row and every evidence file, a manifest with their hashes, and its restoration.

The same file can be restored on SQLite and on PostgreSQL. The portal stays in use: the rows are a snapshot. An evidence
file is stored before its row and deleted after it, so the files are read before the snapshot begins, and those that
were added meanwhile at its beginning: every row has its file (files without a row may remain, and `sweep_evidence`
removes them).
"""

import hashlib
import json
import os
import re
import signal
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from io import BufferedReader
from pathlib import Path
from shutil import copyfileobj, copytree, rmtree

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from cooperation import __version__
from cooperation.models import Programme
from cooperation.services import backup_encryption, table_copies
from cooperation.services.table_copies import TableFile

FORMAT = 2
READABLE = (1, FORMAT)  # 1 is without `sequences`
MANIFEST, TABLES, EVIDENCE = "manifest.json", "tables", "evidence"
_UNFINISHED, _RESTORING = ".backup-", ".restore-"
_NAME = re.compile(r"portal-\d{8}T\d{6}Z\.tar(\.age|\.gpg)?")
_DAMAGED = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, KeyError, TypeError)


class BackupError(Exception):
    """Raised for a damaged backup or an unsuitable place to restore it to; the message is for the administrator."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    path: Path
    rows: int
    files: int
    removed: list[Path]  # older backups


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    created_at: str  # ISO 8601, UTC
    migrations: list[str]  # "goals.0003_literal_texts", of the portal and of its libraries
    tables: dict[str, TableFile]  # by label of the model
    files: dict[str, str]  # SHA-256 by path in the folder of evidence
    sequences: dict[str, int] = field(default_factory=dict)  # the last number given to a row, by label of the model


def create_backup(directory: Path, *, now: datetime, keep: int | None = None, recipient: str = "") -> BackupSummary:
    """Write `portal-<time in UTC>.tar` (mode 0600) and remove all but the `keep` newest.

    With a recipient, the file is encrypted (`.tar.age` or `.tar.gpg`). Raises OSError or EncryptionFailed.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Unencrypted rows stay on the portal's own disk; `directory` may be shared with other people.
    workplace = Path(settings.EVIDENCE_DIR).parent if recipient else directory
    workplace.mkdir(parents=True, exist_ok=True)
    _remove_unfinished({directory, workplace}, now)
    with (
        tempfile.TemporaryDirectory(dir=directory, prefix=_UNFINISHED) as unfinished,
        tempfile.TemporaryDirectory(dir=workplace, prefix=_UNFINISHED) as temporary,
    ):
        tables = Path(temporary, TABLES)
        tables.mkdir()
        archive = Path(temporary, f"portal-{now:%Y%m%dT%H%M%SZ}.tar")
        with open(archive, "xb", opener=_private) as stream, tarfile.open(fileobj=stream, mode="w") as tar:
            files: dict[str, str] = {}
            _add_new_files(tar, files)
            with table_copies.snapshot(DEFAULT_DB_ALIAS):
                migrations = _applied_migrations()  # the first query, with which the snapshot begins
                _add_new_files(tar, files)
                written = table_copies.write_tables(tables, DEFAULT_DB_ALIAS)
                sequences = table_copies.read_sequences(DEFAULT_DB_ALIAS)
            created_at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
            manifest = Manifest(FORMAT, __version__, created_at, migrations, written, files, sequences)
            Path(temporary, MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
            tar.add(tables, TABLES)
            tar.add(Path(temporary, MANIFEST), MANIFEST)
            tar.close()
            stream.flush()
            os.fsync(stream.fileno())
        if recipient:
            archive = backup_encryption.encrypt(archive, recipient, Path(unfinished))
        target = archive.rename(directory / archive.name)
    removed = _remove_older(directory, keep) if keep else []
    return BackupSummary(target, sum(table.rows for table in written.values()), len(files), removed)


def _remove_unfinished(folders: Iterable[Path], now: datetime) -> None:
    """Remove what backups and restores that were killed left more than a day ago."""
    for folder in folders:
        for prefix in (_UNFINISHED, _RESTORING):
            for unfinished in folder.glob(f"{prefix}*"):
                if now.timestamp() - unfinished.stat().st_mtime > timedelta(days=1).total_seconds():
                    rmtree(unfinished, ignore_errors=True)


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Turn SIGTERM into SystemExit, so that temporary folders are removed. In the main thread only."""

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    former = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _applied_migrations() -> list[str]:
    recorder = MigrationRecorder(connections[DEFAULT_DB_ALIAS])
    return sorted(f"{app}.{name}" for app, name in recorder.applied_migrations())


def _evidence_files() -> Iterator[tuple[str, Path]]:
    """Yield (path in the folder, path) of the stored files, except uploads in progress."""
    root = Path(settings.EVIDENCE_DIR)
    for path in sorted(root.rglob("*")) if root.exists() else ():
        if path.is_file() and path.suffix != ".part":
            yield path.relative_to(root).as_posix(), path


def _add_new_files(tar: tarfile.TarFile, files: dict[str, str]) -> None:
    """Add the evidence files that `files` lacks, and their hashes to `files`; skip those deleted meanwhile."""
    for name, path in _evidence_files():
        if name not in files:
            with suppress(FileNotFoundError), path.open("rb") as file:
                files[name] = _add_evidence(tar, file, name)


def _add_evidence(tar: tarfile.TarFile, file: BufferedReader, name: str) -> str:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    tar.addfile(tar.gettarinfo(arcname=f"{EVIDENCE}/{name}", fileobj=file), file)
    return digest


def newest_backup(directory: Path) -> Path | None:
    """Return the newest backup in the folder; None when there is none or the folder cannot be read."""
    try:
        return max(_backups_in(directory), default=None)
    except OSError:
        return None


def _backups_in(directory: Path) -> list[Path]:
    """The names contain the time, so that the newest is the last."""
    return sorted(path for path in directory.iterdir() if _NAME.fullmatch(path.name))


def _remove_older(directory: Path, keep: int) -> list[Path]:
    backups = _backups_in(directory)
    for path in backups[:-keep]:
        path.unlink()
    return backups[:-keep]


def restore_encrypted(path: Path, identity: Path | None) -> Manifest:
    """Decrypt a backup into a private folder and restore it. Raises BackupError or EncryptionFailed."""
    with tempfile.TemporaryDirectory(dir=Path(settings.EVIDENCE_DIR).parent, prefix=_RESTORING) as temporary:
        archive = Path(temporary, path.stem)
        backup_encryption.decrypt(path, archive, identity)
        return restore_backup(archive)


def restore_backup(path: Path) -> Manifest:
    """Restore into a database with tables and without data, and an empty folder of evidence.

    Raises BackupError, and changes nothing, if the file is damaged or from another version, or the place is not empty.
    """
    root = Path(settings.EVIDENCE_DIR)
    check_place()
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=_RESTORING) as temporary:
        directory = Path(temporary)
        manifest = _unpack(path, directory)
        if manifest.migrations != _applied_migrations():
            text = _("The backup was made by version %(version)s. Restore it with that version, then upgrade.")
            raise BackupError(text % {"version": manifest.version})
        unpacked = directory / EVIDENCE
        if unpacked.exists():
            copytree(unpacked, root, dirs_exist_ok=True)
        try:
            table_copies.load_tables(directory / TABLES, DEFAULT_DB_ALIAS, manifest.sequences)
        except BaseException as error:
            for name in manifest.files:
                (root / name).unlink(missing_ok=True)
            if isinstance(error, IntegrityError):
                raise BackupError(_("The backup is damaged: its rows contradict each other.")) from error
            raise
    return manifest


def check_place() -> None:
    """Raise BackupError unless the database, with or without tables, and the folder of evidence are empty."""
    tables = connections[DEFAULT_DB_ALIAS].introspection.table_names()
    if any(model._meta.db_table in tables and model._base_manager.exists() for model in (User, Programme)):
        raise BackupError(_("The database already contains people or programmes. Restore into an empty one."))
    if any(True for _file in _evidence_files()):
        text = _("The folder %(folder)s is not empty. Move its files to another place.")
        raise BackupError(text % {"folder": settings.EVIDENCE_DIR})


def _unpack(path: Path, directory: Path) -> Manifest:
    """Unpack and compare every hash. Raises BackupError."""
    try:
        _extract(path, directory.resolve())
        manifest = _read_manifest(directory / MANIFEST)
        present = {file.relative_to(directory).as_posix() for file in directory.rglob("*") if file.is_file()}
        expected = {f"{EVIDENCE}/{name}" for name in manifest.files}
        expected |= {table_copies.path_of(Path(TABLES), model).as_posix() for model in table_copies.copied_models()}
        wrong = sorted(present ^ (expected | {MANIFEST}))
        wrong += {model._meta.label for model in table_copies.copied_models()} ^ manifest.tables.keys()
        wrong += [name for name, digest in manifest.files.items() if _digest(directory / EVIDENCE / name) != digest]
        wrong += [
            label
            for label, table in manifest.tables.items()
            if table_copies.read_digest(directory / TABLES / f"{label}.jsonl.gz") != table
        ]
    except _DAMAGED as error:
        raise BackupError(_("The backup cannot be read: it is damaged or not a backup of the portal.")) from error
    if wrong:
        raise BackupError(_("The backup is damaged: %(name)s. Use an earlier one.") % {"name": wrong[0]})
    return manifest


def _extract(path: Path, directory: Path) -> None:
    """Extract files and folders into the directory. Raises BackupError or, for a damaged archive, tarfile.TarError."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            for member in tar:
                _extract_member(tar, member, directory)
    except OSError as error:  # no such file, no permission, a full disk
        text = _("The backup %(path)s cannot be unpacked: %(reason)s.")
        raise BackupError(text % {"path": path, "reason": error.strerror or error}) from error


def _extract_member(tar: tarfile.TarFile, member: tarfile.TarInfo, directory: Path) -> None:
    """Extract a file or a folder, nothing else and nowhere else. Raises tarfile.TarError.

    The filters of `extractall` are missing in Python 3.11.2 of Debian 12.
    """
    target = (directory / member.name).resolve()
    if not target.is_relative_to(directory) or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(member.name)
    content = tar.extractfile(member)
    if content:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb", opener=_private) as file:
            copyfileobj(content, file)


def _read_manifest(path: Path) -> Manifest:
    content = json.loads(path.read_text(encoding="utf-8"))
    if content["format"] not in READABLE:
        text = _("The backup was made by version %(version)s. Restore it with that version, then upgrade.")
        raise BackupError(text % {"version": content["version"]})
    return Manifest(**{**content, "tables": {label: TableFile(**table) for label, table in content["tables"].items()}})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
