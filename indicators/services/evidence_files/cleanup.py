"""Nightly comparison of the evidence store with the database."""

import time
from dataclasses import dataclass

from indicators.models import Evidence
from indicators.services.evidence_files import store

ORPHAN_AGE = 60 * 60  # seconds; a file is written before its row, which may take long to follow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCleanup:
    """Result of one run."""

    removed: list[str]  # names of files that no row refers to
    checked: int  # rows whose files were compared
    missing: list[Evidence]
    changed: list[Evidence]


def clean_store() -> StoreCleanup:
    """Remove files that no row refers to; report rows whose files are missing or differ from their recorded hash.

    The files are listed before the rows are read, so that a file added meanwhile is never mistaken for an orphan.
    """
    old_files = store.names(older_than=time.time() - ORPHAN_AGE)
    rows = list(Evidence.objects.filter(taken_off_at__isnull=True).exclude(stored_name="").order_by("pk"))
    referenced = {name for row in rows for name in (row.stored_name, row.public_name)}
    orphans = [name for name in old_files if name not in referenced]
    for name in orphans:
        store.remove(name)
    digests = [(row, row.sha256, store.digest_of(row.stored_name)) for row in rows]
    digests += [(row, row.public_sha256, store.digest_of(row.public_name)) for row in rows if row.public_name]
    return StoreCleanup(
        removed=orphans,
        checked=len(rows),
        missing=[row for row, _recorded, digest in digests if digest is None],
        changed=[row for row, recorded, digest in digests if digest not in (None, recorded)],
    )
