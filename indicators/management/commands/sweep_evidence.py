"""`manage.py sweep_evidence`, run nightly: remove orphaned evidence files and check the stored ones."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Evidence
from indicators.services.evidence_files.cleanup import clean_store


class Command(BaseCommand):
    help = (
        "Remove evidence files older than an hour that no database row refers to; list rows whose file is missing or "
        "has changed, and exit with 1 if there are any."
    )

    def handle(self, *args: object, **options: object) -> None:
        cleanup = clean_store()
        for name in cleanup.removed:
            self.stdout.write(_("removed because no evidence record refers to it: %(name)s") % {"name": name})
        for row in cleanup.missing:
            self.stdout.write(_("missing: %(row)s") % {"row": _description(row)})
        for row in cleanup.changed:
            self.stdout.write(_("changed since it was added: %(row)s") % {"row": _description(row)})
        faults = len(cleanup.missing) + len(cleanup.changed)
        if faults:
            raise CommandError(
                ngettext(
                    "%(count)d file is missing or has changed: restore it from a backup.",
                    "%(count)d files are missing or have changed: restore them from a backup.",
                    faults,
                )
                % {"count": faults}
            )
        message = _("Evidence files: %(kept)d, all unchanged. Removed: %(removed)d.")
        self.stdout.write(message % {"kept": cleanup.checked, "removed": len(cleanup.removed)})


def _description(row: Evidence) -> str:
    return f"{row.pk} ({row.stored_name}, {row.original_name})"
