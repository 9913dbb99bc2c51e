"""`manage.py sweep_evidence`, for every night: tidies the store of evidence and compares it with what was recorded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Evidence
from indicators.services.evidence_files.cleanup import sweep


class Command(BaseCommand):
    help = "Remove files that no row names (older than an hour); name rows whose file is missing or has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep()
        for name in swept.removed:
            self.stdout.write(_("removed, no row names it: %(name)s") % {"name": name})
        for row in swept.missing:
            self.stdout.write(_("missing: %(row)s") % {"row": _named(row)})
        for row in swept.changed:
            self.stdout.write(_("changed since it was added: %(row)s") % {"row": _named(row)})
        bad = len(swept.missing) + len(swept.changed)
        if bad:
            raise CommandError(
                ngettext(
                    "%(count)d file is missing or has changed: bring it back from a backup.",
                    "%(count)d files are missing or have changed: bring them back from a backup.",
                    bad,
                )
                % {"count": bad}
            )
        told = _("Files of evidence: %(kept)d, all as they were added. Removed: %(removed)d.")
        self.stdout.write(told % {"kept": swept.kept, "removed": len(swept.removed)})


def _named(row: Evidence) -> str:
    return f"{row.pk} ({row.stored_name}, {row.original_name})"
