"""`manage.py backup DIR`, run nightly: the whole portal in one file."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.services.backup_encryption import EncryptionFailed
from cooperation.services.backups import create_backup, exit_on_sigterm


class Command(BaseCommand):
    help = (
        "Write all data and evidence files to one file in DIR, readable only by its owner, encrypted if "
        "BACKUP_RECIPIENT is set. People may go on working."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--keep", type=int, metavar="N", help="remove all backups in DIR but the N newest")

    def handle(self, *args: object, directory: Path, keep: int | None, **options: object) -> None:
        if keep is not None and keep < 1:
            raise CommandError(_("--keep is the number of backups that remain: at least 1."))
        try:
            with exit_on_sigterm():
                summary = create_backup(directory, now=timezone.now(), keep=keep, recipient=settings.BACKUP_RECIPIENT)
        except EncryptionFailed as error:
            raise CommandError(_("No backup was written: %(reason)s") % {"reason": error}) from error
        except OSError as error:
            reason = {"folder": directory, "reason": error.strerror or error}
            raise CommandError(_("No backup was written to %(folder)s: %(reason)s.") % reason) from error
        counts = {"path": summary.path, "rows": summary.rows, "files": summary.files}
        self.stdout.write(_("Backup: %(path)s (rows: %(rows)d, evidence files: %(files)d)") % counts)
        for path in summary.removed:
            self.stdout.write(_("removed: %(path)s") % {"path": path})
