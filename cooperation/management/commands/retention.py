"""`manage.py retention`, once an hour: deletes what the portal stores for a while only."""

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
        delete_expired()  # attempts that were counted; the cache itself deletes them with the next attempt
        self.stdout.write(
            _("Deleted: expired sessions: %(sessions)d, unsaved forms after a day: %(forms)d.")
            % {"sessions": sessions, "forms": forms}
        )
