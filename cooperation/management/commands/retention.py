"""Delete data whose retention period has ended; run once an hour."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.cache import delete_expired
from cooperation.models.unsaved_input import UnsavedInput


class Command(BaseCommand):
    help = "Delete expired sessions, counts of attempts, and input that nobody came back for."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        sessions, _rows = Session.objects.filter(expire_date__lt=now).delete()
        forms, _rows = UnsavedInput.objects.expired(now).delete()
        delete_expired()  # counts of attempts; otherwise the next attempt would delete them
        self.stdout.write(
            _("Deleted: expired sessions: %(sessions)d, unsaved forms after a day: %(forms)d.")
            % {"sessions": sessions, "forms": forms}
        )
