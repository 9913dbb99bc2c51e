"""`manage.py verify_history`: verify that all figures and published reports are unchanged."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.rendering import render
from indicators.services.verification import verify
from reports.queries.publications import first_altered_publication


class Command(BaseCommand):
    help = "Recompute the hash chain of all recorded figures and the hashes of published reports."

    def handle(self, *args: object, **options: object) -> None:
        report = verify()
        if report.fault is not None:
            raise CommandError(render(report.fault.sentence))
        counts = {"links": report.links, "redacted": report.redacted}
        self.stdout.write(
            _("The history is intact: %(links)d links, %(redacted)d of them with redacted text.") % counts
        )
        checked, fault = first_altered_publication()
        if fault is not None:
            raise CommandError(render(fault))
        self.stdout.write(_("Published reports intact: %(checked)d.") % {"checked": checked})
