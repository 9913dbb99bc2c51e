"""`manage.py report_failed_job JOB`, run when a job of the server has failed."""

import re
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.services.failed_jobs import write_failure_letters


class Command(BaseCommand):
    help = "Write a letter to the administrators that the job failed, at most one a day about each job."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", metavar="JOB")

    def handle(self, *args: object, job: str, **options: object) -> None:
        if not re.fullmatch(r"[\w@.-]+", job):
            raise CommandError(_("Enter the name of a job, e.g. portal-backup."))
        letters = write_failure_letters(job, on=timezone.localdate())
        self.stdout.write(_("Letters written: %(count)d.") % {"count": len(letters)})
