"""`manage.py verify_history`: is recorded history what was recorded? Names the first bad link and exits with 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.rendering import render
from indicators.services.verification import verify


class Command(BaseCommand):
    help = "Recompute the hash chain of all recorded figures."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify()
        if report.fault is not None:
            raise CommandError(render(report.fault.sentence))
        self.stdout.write(_("History is whole: %(links)d links, %(redacted)d with a redacted text.") % vars(report))
