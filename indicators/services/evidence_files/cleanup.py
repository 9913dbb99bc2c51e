"""Does the store hold what the rows say? Removes what a killed process left, names what is missing or changed."""

import time
from dataclasses import dataclass

from indicators.models import Evidence
from indicators.services.evidence_files import store

AN_HOUR = 60 * 60  # a file may be written long before its row is


@dataclass(frozen=True)
class Swept:
    removed: list[str]
    kept: int
    missing: list[Evidence]
    changed: list[Evidence]


def sweep() -> Swept:
    """The files are listed before the rows are read: a row that is written meanwhile is never taken for missing."""
    old = store.names(older_than=time.time() - AN_HOUR)
    rows = list(Evidence.objects.filter(taken_off_at__isnull=True).exclude(stored_name="").order_by("pk"))
    named = {name for row in rows for name in (row.stored_name, row.public_name)}
    orphans = [name for name in old if name not in named]
    for name in orphans:
        store.remove(name)
    digests = [(row, row.sha256, store.digest_of(row.stored_name)) for row in rows]
    digests += [(row, row.public_sha256, store.digest_of(row.public_name)) for row in rows if row.public_name]
    return Swept(
        removed=orphans,
        kept=len(rows),
        missing=[row for row, _recorded, digest in digests if digest is None],
        changed=[row for row, recorded, digest in digests if digest not in (None, recorded)],
    )
