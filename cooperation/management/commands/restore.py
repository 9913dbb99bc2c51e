"""`manage.py restore FILE`: a backup into an empty database and an empty folder of evidence."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.services.backup_encryption import AGE, GPG, EncryptionFailed
from cooperation.services.backups import BackupError, restore_backup, restore_encrypted


class Command(BaseCommand):
    help = "Restore a backup into an empty database, check the hashes of its history and of its evidence files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--identity", type=Path, metavar="KEY", help="the file of the private key (age)")

    def handle(self, *args: object, file: Path, identity: Path | None, **options: object) -> None:
        call_command("migrate", verbosity=0)
        try:
            is_encrypted = file.suffix in (AGE, GPG)
            manifest = restore_encrypted(file, identity) if is_encrypted else restore_backup(file)
        except (BackupError, EncryptionFailed) as error:
            raise CommandError(str(error)) from error
        counts = {
            "day": manifest.created_at,
            "rows": sum(table.rows for table in manifest.tables.values()),
            "files": len(manifest.files),
        }
        self.stdout.write(_("Restored the backup of %(day)s (rows: %(rows)d, evidence files: %(files)d).") % counts)
        call_command("verify_history", stdout=self.stdout)
        call_command("sweep_evidence", stdout=self.stdout)
