"""`manage.py retention`: delete data whose term has ended; run once an hour."""

from argparse import ArgumentParser

from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.management.jobs import Job
from cooperation.rendering import render
from cooperation.services.retention import all_rules


class Command(Job):
    help = (
        "Delete data whose term has ended: sessions, counts of attempts, unsaved forms, letters, readers' questions, "
        "drafts of programmes. Run it every hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what would be deleted")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        now = timezone.now()
        self.stdout.write(_("To be deleted:") if dry_run else _("Deleted:"))
        for rule in all_rules():
            count = rule.expired(now).count() if dry_run else rule.delete(now)
            self.stdout.write(f"  {render(rule.label)}: {count}")
