"""`manage.py restore FILE`: a backup into an empty database and an empty folder of evidence."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.services.backup_encryption import AGE, GPG, EncryptionFailed
from cooperation.services.backups import BackupError, check_place, restore_backup, restore_encrypted
from cooperation.services.second_factor import has_unreadable_secret

NOT_INTACT = 4  # exit code; deploy/portal knows it


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database, check the hashes of its history and of its evidence files. Exit code "
        "0: restored; 1: nothing was restored; 4: restored, but the history is not intact."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--identity", type=Path, metavar="KEY", help="the file of the private key (age)")

    def handle(self, *args: object, file: Path, identity: Path | None, **options: object) -> None:
        try:
            check_place()
            call_command("migrate", verbosity=0)
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
        if has_unreadable_secret():
            self.stderr.write(
                _(
                    "SECRET_KEY is not that of the backup: no app and no recovery code works "
                    "until the former key is set."
                )
            )
        faults = [fault for command in ("verify_history", "sweep_evidence") if (fault := self._fault_of(command))]
        if faults:
            faults.append(_("The backup is restored, but what it contains was changed or removed before."))
            raise CommandError("\n".join(faults), returncode=NOT_INTACT)

    def _fault_of(self, command: str) -> str:
        try:
            call_command(command, stdout=self.stdout)
        except Exception as error:  # whatever is wrong with the rows, they are restored, and the exit code must say so
            return str(error) or type(error).__name__
        return ""
