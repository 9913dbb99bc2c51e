"""Nightly comparison of the evidence store with the database."""

import time
from dataclasses import dataclass

from indicators.models import Evidence
from indicators.services.evidence_files import store

ORPHAN_AGE = 60 * 60  # seconds; a file is written before its row, which may take long to follow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """Rows whose files were compared with their recorded hashes."""

    checked: int
    missing: list[Evidence]
    changed: list[Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCleanup(StoreCheck):
    """Result of one run."""

    removed: list[str]  # names of files that no row refers to


def clean_store() -> StoreCleanup:
    """Remove files that no row refers to; report rows whose files are missing or differ from their recorded hash.

    The files are listed before the rows are read, so that a file added meanwhile is never mistaken for an orphan.
    """
    old_files = store.names(older_than=time.time() - ORPHAN_AGE)
    rows = _rows_with_files()
    referenced = {name for row in rows for name in (row.stored_name, row.public_name)}
    orphans = [name for name in old_files if name not in referenced]
    for name in orphans:
        store.remove(name)
    check = _compare(rows)
    return StoreCleanup(removed=orphans, checked=check.checked, missing=check.missing, changed=check.changed)


def check_store() -> StoreCheck:
    """Report rows whose files are missing or differ from their recorded hash; remove nothing."""
    return _compare(_rows_with_files())


def _rows_with_files() -> list[Evidence]:
    return list(Evidence.objects.current().exclude(stored_name="").order_by("pk"))


def _compare(rows: list[Evidence]) -> StoreCheck:
    digests = [(row, row.sha256, store.digest_of(row.stored_name)) for row in rows]
    digests += [(row, row.public_sha256, store.digest_of(row.public_name)) for row in rows if row.public_name]
    missing = {row.pk for row, _recorded, digest in digests if digest is None}
    # Evidence that was removed after its row was read has no file any more.
    missing = (
        set(Evidence.objects.current().filter(pk__in=missing).values_list("pk", flat=True)) if missing else missing
    )
    return StoreCheck(
        checked=len(rows),
        missing=[row for row in rows if row.pk in missing],
        changed=[row for row, recorded, digest in digests if digest not in (None, recorded)],
    )
